import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { absent } from '../../src/model/outcome.ts';
import { asking, onATestedClock, page, pass, settle, type Told, told, want } from './waiting-source.ts';

onATestedClock();

describe('the breaker', () => {
  const trouble = ['SOURCE_TIMEOUT', 'SOURCE_UNAVAILABLE', 'SOURCE_PROTOCOL'] as const;

  it('refuses without a call after so many troubled calls in a row, and says for how long', async () => {
    const { source, asked } = told([...trouble], { breakAfter: 3, breakFor: 5000 });
    for (const code of trouble) expect(await asking(source).answers).toEqual([code]);
    await pass(1500);
    const refused = asking(source, ['1', '2']);
    expect(await refused.answers).toEqual(['SOURCE_UNAVAILABLE', 'SOURCE_UNAVAILABLE']);
    expect(await refused.retryAfter).toBe(4);
    expect(asked).toHaveLength(3);
  });

  it('is not waited for, even where there would be time', async () => {
    const { source, asked } = told([...trouble], { breakAfter: 1, breakFor: 500, retries: 5 });
    expect(await asking(source, ['1'], 5000).answers).toEqual(['SOURCE_TIMEOUT']);
    const refused = asking(source, ['1'], 5000);
    await settle();
    expect(await refused.answers).toEqual(['SOURCE_UNAVAILABLE']);
    expect(asked).toHaveLength(1);
  });

  it('lets one call try after the pause, for which others wait, and closes when that succeeds', async () => {
    const { source, asked } = told(['SOURCE_UNAVAILABLE', 'never'], { breakAfter: 1, breakFor: 5000 });
    await asking(source).answers;
    await pass(5000);
    const trying = asking(source, ['2']);
    const waiting = asking(source, ['3']);
    await settle();
    expect(asked.map(({ keys }) => keys)).toEqual([['1'], ['2']]);
    asked[1]?.answer();
    expect(await trying.answers).toEqual(['2']);
    expect(await waiting.answers).toEqual(['3']);
    expect(await asking(source, ['4']).answers).toEqual(['4']);
  });

  it('opens again when the call that tries fails', async () => {
    const { source, asked } = told(Array(2).fill('SOURCE_UNAVAILABLE'), { breakAfter: 1, breakFor: 5000 });
    await asking(source).answers;
    await pass(5000);
    await asking(source).answers;
    const refused = asking(source);
    expect(await refused.answers).toEqual(['SOURCE_UNAVAILABLE']);
    expect(await refused.retryAfter).toBe(5);
    expect(asked).toHaveLength(2);
    await pass(5000);
    expect(await asking(source).answers).toEqual(['1']);
  });

  it('answers those who waited for the call that tries, and went away meanwhile, without a call', async () => {
    const { source, asked } = told(['SOURCE_UNAVAILABLE', 'never', 'never'], {
      breakAfter: 1,
      breakFor: 5000,
    });
    await asking(source).answers;
    await pass(5000);
    const trying = asking(source, ['2']);
    const waiting = [asking(source, ['3']), asking(source, ['4'])];
    await settle();
    waiting[0]?.depart();
    waiting[1]?.expire();
    asked[1]?.answer();
    expect(await trying.answers).toEqual(['2']);
    for (const { answers } of waiting) expect(await answers).toEqual(['SOURCE_TIMEOUT']);
    expect(asked).toHaveLength(2);
  });

  it('is one for each operation', async () => {
    const { source } = told(['SOURCE_UNAVAILABLE'], { breakAfter: 1 });
    await asking(source).answers;
    expect(await asking(source).answers).toEqual(['SOURCE_UNAVAILABLE']);
    const call = {
      signal: new AbortController().signal,
      deadline: Date.now() + 1000,
      lane: 'interactive',
    } as const;
    expect(await source.collect('orders', ['1'], page, call)).toMatchObject([{ kind: 'found' }]);
    const key = identifier('email', 'ann@a.example', 'DE') as Identifier;
    expect(await source.find([key], want, call)).toMatchObject([{ kind: 'found' }]);
    expect(await source.search([], { first: 1 }, want, call)).toMatchObject({ kind: 'found' });
    expect(await source.describe(call)).toMatchObject({ kind: 'found' });
  });

  const answers: readonly Told[] = [
    absent,
    'found',
    'SOURCE_THROTTLED',
    'SOURCE_DRIFTED',
    'SOURCE_UNAUTHORIZED',
    'SOURCE_CONTRACT',
  ];
  for (const answer of answers) {
    const name = typeof answer === 'string' ? answer : 'absent';
    it(`takes ${name} for an answer: it ends a row of troubled calls`, async () => {
      const row = Array(2).fill('SOURCE_UNAVAILABLE');
      const { source, asked } = told([...row, answer, ...row, answer], { breakAfter: 3 });
      for (let call = 0; call < 7; call++) await asking(source).answers;
      expect(asked).toHaveLength(7);
    });
  }

  it('counts a call of many keys once, and only when none was answered', async () => {
    const { source, asked } = told(
      [
        ['SOURCE_UNAVAILABLE', 'SOURCE_TIMEOUT'],
        ['SOURCE_TIMEOUT', 'found'],
      ],
      {
        breakAfter: 2,
      },
    );
    for (let call = 0; call < 3; call++) await asking(source, ['1', '2']).answers;
    expect(asked).toHaveLength(3);
  });

  it('counts calls that were cut, and not those that nobody waited for to the end', async () => {
    const { source, asked } = told(Array(9).fill('never'), { breakAfter: 2 });
    for (let call = 0; call < 4; call++) {
      const one = asking(source);
      one.depart();
      expect(await one.answers).toEqual(['SOURCE_TIMEOUT']);
    }
    const cut = asking(source);
    cut.expire();
    await cut.answers;
    const left = asking(source);
    left.depart();
    await left.answers;
    const again = asking(source);
    again.expire();
    await again.answers;
    expect(asked).toHaveLength(7);
    expect(await asking(source).answers, 'who left has not ended the row').toEqual(['SOURCE_UNAVAILABLE']);
    expect(asked).toHaveLength(7);
  });

  it('stays open when those who wait for the call that tries go away', async () => {
    const { source, asked } = told(['SOURCE_UNAVAILABLE', 'never'], { breakAfter: 1, breakFor: 5000 });
    await asking(source).answers;
    await pass(5000);
    const trying = asking(source);
    trying.depart();
    expect(await trying.answers).toEqual(['SOURCE_TIMEOUT']);
    expect(await asking(source).answers).toEqual(['SOURCE_UNAVAILABLE']);
    expect(asked).toHaveLength(2);
  });

  it('never opens where it is told to count to 0', async () => {
    const { source, asked } = told(Array(50).fill('SOURCE_UNAVAILABLE'), { breakAfter: 0 });
    for (let call = 0; call < 50; call++) await asking(source).answers;
    expect(asked).toHaveLength(50);
  });

  it('opens after exactly as many troubled calls in a row as it is told, whatever else is answered', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Told>(...trouble, ...trouble, ...answers), { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (drawn, breakAfter) => {
          const { source, asked } = told([...drawn], { breakAfter });
          for (const _ of drawn) await asking(source).answers;
          let row = 0;
          const open = drawn.findIndex((one) => {
            row = trouble.some((code) => code === one) ? row + 1 : 0;
            return row === breakAfter;
          });
          expect(asked).toHaveLength(open < 0 ? drawn.length : open + 1);
        },
      ),
    ));
});
