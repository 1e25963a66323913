import { describe, expect, it } from 'vitest';
import { Trace } from '../../src/loading/trace.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { absent } from '../../src/model/outcome.ts';
import { failing, keysOf, onATestedClock, opened, pass, settle } from './waiting-source.ts';

onATestedClock();

describe('an adapter that breaks its promises', () => {
  const never = new Promise<never>(() => {});
  const ways: Readonly<Record<string, readonly [string, () => unknown]>> = {
    'never answers': ['SOURCE_TIMEOUT', () => never],
    'throws at once': [
      'SOURCE_CONTRACT',
      () => {
        throw new TypeError('a defect');
      },
    ],
    'rejects with an error of the catalogue': [
      'SOURCE_DRIFTED',
      () => Promise.reject(new GatewayError('SOURCE_DRIFTED')),
    ],
    rejects: ['SOURCE_CONTRACT', () => Promise.reject(new TypeError('a defect'))],
    'rejects with nothing': ['SOURCE_CONTRACT', () => Promise.reject(undefined)],
    'answers for fewer keys': ['SOURCE_CONTRACT', () => Promise.resolve([])],
    'answers for more keys': ['SOURCE_CONTRACT', () => Promise.resolve([absent, absent, absent])],
    'leaves out a key': ['SOURCE_CONTRACT', () => Promise.resolve([absent, undefined])],
    'answers nothing': ['SOURCE_CONTRACT', () => Promise.resolve(undefined)],
    'answers no promise': ['SOURCE_CONTRACT', () => undefined],
  };

  for (const [way, [code, misbehave]] of Object.entries(ways))
    it(`that ${way} fails as a value, and loses no lane`, async () => {
      let good = false;
      const { get } = opened({
        timeout: 100,
        get: (ids) => (good ? Promise.resolve(ids.map(() => absent)) : misbehave()) as Promise<never>,
      });
      const answers = Promise.all([get('1'), get('2')]);
      await pass(120);
      expect(await answers).toEqual([code, code]);
      good = true;
      expect(await get('3')).toBe('absent');
    });

  it('that cannot tell what a call takes answers those who wanted to know as a failure, and loses no lane', async () => {
    const { asker, get } = opened({
      onAsked: ({ answer }) => answer(),
      price: () => {
        throw new TypeError('a defect');
      },
    });
    expect(await get('1', asker(1000, 'interactive', new Trace()))).toBe('SOURCE_CONTRACT');
    expect(await get('2')).toBe('2');
  });

  it('harms nobody else: a batch that one key may have spoilt is halved, and only that', async () => {
    const { asked, get } = opened();
    const all = ['good', 'bad', 'fine'].map((id) => get(id));
    await settle();
    asked[0]?.fail(new TypeError('a defect'));
    await settle();
    expect(keysOf(asked)).toEqual([['good', 'bad', 'fine'], ['good', 'bad'], ['fine']]);
    asked[1]?.fail(new TypeError('a defect'));
    asked[2]?.answer();
    await settle();
    expect(keysOf(asked.slice(3))).toEqual([['good'], ['bad']]);
    asked[3]?.answer();
    asked[4]?.answer([failing('SOURCE_CONTRACT')]);
    expect(await Promise.all(all)).toEqual(['good', 'SOURCE_CONTRACT', 'fine']);

    const down = ['1', '2'].map((id) => get(id));
    await settle();
    asked[5]?.answer(['1', '2'].map(() => failing('SOURCE_UNAVAILABLE')));
    expect(await Promise.all(down)).toEqual(['SOURCE_UNAVAILABLE', 'SOURCE_UNAVAILABLE']);
    expect(asked, 'a source that is down fails however it is asked').toHaveLength(6);
  });

  it('stops half a batch when those who asked for it are gone, and not the other half', async () => {
    const { asked, asker, get } = opened();
    const leaving = asker();
    const gone = get('1', leaving);
    const there = get('2');
    await settle();
    asked[0]?.fail(new TypeError('a defect'));
    await settle();
    leaving.end();
    await pass(20);
    expect(asked.slice(1).map(({ call }) => call.signal.aborted)).toEqual([true, false]);
    asked[2]?.answer();
    expect(await Promise.all([gone, there])).toEqual(['SOURCE_TIMEOUT', '2']);
  });
});
