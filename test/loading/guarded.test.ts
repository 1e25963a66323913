import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import { guarded } from '../../src/loading/guarded.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { absent } from '../../src/model/outcome.ts';
import {
  asking,
  failing,
  onATestedClock,
  page,
  pass,
  said,
  settle,
  told,
  unguarded,
  waitingSource,
  want,
} from './waiting-source.ts';

onATestedClock();

it('answers every operation as its source does', async () => {
  const { source, asked } = told([]);
  const call = {
    signal: new AbortController().signal,
    deadline: Date.now() + 1000,
    lane: 'interactive',
  } as const;
  const key = identifier('email', 'ann@a.example', 'DE') as Identifier;
  const condition = { attribute: 'email', operator: 'equals', value: 'ann' } as const;
  expect(await source.find([key], want, call)).toMatchObject([{ kind: 'found' }]);
  expect((await source.get(['1'], want, call)).map(said)).toEqual(['1']);
  expect(await source.collect('orders', ['1'], page, call)).toMatchObject([
    { value: { items: [{ id: '1' }] } },
  ]);
  expect(await source.search([condition], { first: 1 }, want, call)).toMatchObject({ kind: 'found' });
  expect(await source.describe(call)).toMatchObject({ kind: 'found' });
  expect(asked.map(({ operation, keys }) => [operation, ...keys])).toEqual([
    ['find', 'ann@a.example'],
    ['get', '1'],
    ['collect', '1'],
    ['search', 'ann'],
    ['describe', ''],
  ]);
});

it('never throws, whatever its adapter does', async () => {
  const defects: (() => unknown)[] = [
    () => {
      throw new TypeError('a defect');
    },
    () => Promise.reject(new TypeError('a defect')),
    () => Promise.resolve([absent, undefined]),
    () => Promise.resolve(undefined),
  ];
  for (const get of defects) {
    const { source } = waitingSource({ get: () => get() as Promise<never> });
    const { answers } = asking(guarded(source, unguarded), ['1', '2']);
    expect(await answers).toEqual(['SOURCE_CONTRACT', 'SOURCE_CONTRACT']);
  }
});

describe('retries', () => {
  it('asks again for what failed and may succeed, and for nothing else', async () => {
    const { source, asked } = told(
      [
        ['found', 'SOURCE_UNAVAILABLE', absent, 'SOURCE_PROTOCOL', 'SOURCE_DRIFTED'],
        ['SOURCE_PROTOCOL', 'found'],
      ],
      { retries: 2 },
    );
    const { answers } = asking(source, ['1', '2', '3', '4', '5']);
    await pass(1000);
    expect(asked.map(({ keys }) => keys)).toEqual([['1', '2', '3', '4', '5'], ['2', '4'], ['2']]);
    expect(await answers).toEqual(['1', '2', 'absent', '4', 'SOURCE_DRIFTED']);
  });

  for (const [chance, waits] of [
    [0, [20, 40, 80]],
    [1, [40, 80, 160]],
  ] as const)
    it(`asks so often and no more, each time after a longer while, by chance ${waits[0]} ms at first`, async () => {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      onTestFinished(() => void vi.restoreAllMocks());
      const { source, asked } = told(Array(9).fill('SOURCE_UNAVAILABLE'), { retries: 3 });
      const { answers } = asking(source, ['1'], 10_000);
      for (const [calls, wait] of waits.entries()) {
        await pass(wait - 1);
        expect(asked).toHaveLength(calls + 1);
        await pass(1);
        expect(asked).toHaveLength(calls + 2);
      }
      await pass(1000);
      expect(await answers).toEqual(['SOURCE_UNAVAILABLE']);
      expect(asked).toHaveLength(4);
    });

  const final = ['SOURCE_TIMEOUT', 'SOURCE_UNAUTHORIZED', 'SOURCE_DRIFTED', 'SOURCE_CONTRACT'] as const;
  for (const code of final)
    it(`never asks again after ${code}`, async () => {
      const { source, asked } = told([code], { retries: 2 });
      const { answers } = asking(source);
      await pass(900);
      expect(await answers).toEqual([code]);
      expect(asked).toHaveLength(1);
    });

  it('asks again only while the deadline leaves room', async () => {
    const { source, asked } = told(Array(9).fill('SOURCE_UNAVAILABLE'), { retries: 5 });
    const { answers } = asking(source, ['1'], 100);
    await pass(200);
    expect(await answers).toEqual(['SOURCE_UNAVAILABLE']);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThan(5);
    expect((await asking(told(['SOURCE_UNAVAILABLE'], { retries: 5 }).source, ['1'], 15).answers)[0]).toBe(
      'SOURCE_UNAVAILABLE',
    );
  });

  it('stops at once when nobody waits any more, and leaves no timer', async () => {
    const { source, asked } = told([failing('SOURCE_UNAVAILABLE', 2)], { retries: 2 });
    const { answers, depart } = asking(source, ['1'], 10_000);
    await pass(10);
    depart();
    expect(await answers).toEqual(['SOURCE_UNAVAILABLE']);
    expect(vi.getTimerCount()).toBe(0);
    expect(asked).toHaveLength(1);
  });
});

describe('a source that asks for patience', () => {
  it('is asked again when it said, where that is in time', async () => {
    const { source, asked } = told([failing('SOURCE_THROTTLED', 1)], { retries: 1 });
    const { answers } = asking(source, ['1'], 1500);
    await pass(1000);
    expect(asked, 'not a moment earlier').toHaveLength(1);
    await pass(50);
    expect(await answers).toEqual(['1']);
  });

  it('is not waited for when it asks for more time than there is, or does not say', async () => {
    for (const throttled of [failing('SOURCE_THROTTLED', 2), failing('SOURCE_THROTTLED')]) {
      const { source, asked } = told([throttled], { retries: 2 });
      const { answers } = asking(source, ['1'], 1500);
      await settle();
      expect(await answers).toEqual(['SOURCE_THROTTLED']);
      await pass(1500);
      expect(asked).toHaveLength(1);
    }
  });

  it('is not called by others either until it is over, and they are told how long that is', async () => {
    const { source, asked } = told([
      ['found', failing('SOURCE_THROTTLED', 3), failing('SOURCE_THROTTLED', 2)],
    ]);
    await asking(source, ['1', '2', '3']).answers;
    await pass(500);
    const refused = asking(source);
    expect(await refused.answers).toEqual(['SOURCE_THROTTLED']);
    expect(await refused.retryAfter).toBe(3);
    await pass(1600);
    expect(await asking(source).retryAfter).toBe(1);
    expect(asked).toHaveLength(1);
    await pass(900);
    expect(await asking(source).answers).toEqual(['1']);
  });
});

describe('the day’s allowance', () => {
  it('is kept, in its last fifth, for what somebody waits for', async () => {
    const quota = { perDay: 1000, leftToday: 200 };
    const { source, asked } = told([], {}, quota);
    expect(await asking(source, ['1'], 1000, 'bulk').answers).toEqual(['1']);
    quota.leftToday = 199;
    expect(await asking(source, ['1'], 1000, 'bulk').answers).toEqual(['SOURCE_THROTTLED']);
    expect(asked).toHaveLength(1);
    expect(await asking(source, ['1'], 1000, 'interactive').answers).toEqual(['1']);
  });

  it('is not kept where the source has not told it yet', async () => {
    const { source } = told([], {}, { perDay: 1000 });
    expect(await asking(source, ['1'], 1000, 'bulk').answers).toEqual(['1']);
  });
});
