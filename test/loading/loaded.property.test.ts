/** The laws of asking a source, whatever is asked when, by whom, and however the source behaves. */
import fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import { lanes as laneNames } from '../../sources/contract.ts';
import { absent, found, type Outcome } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { record } from '../identity/records.ts';
import { type Asked, closeAll, failing, onATestedClock, opened, pass, said, want } from './waiting-source.ts';

onATestedClock();
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  return () => vi.restoreAllMocks();
});

it('answers every good key, however many bad ones are asked for with it, in a bounded number of calls', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 16 }),
      async (goodness, batch) => {
        const isGood = (key: string) => goodness[Number(key)] === true;
        const { asked, get } = opened({
          batch,
          lanes: 64,
          onAsked: ({ keys, answer, fail }) =>
            keys.every(isGood) ? answer() : fail(new TypeError('a key that the adapter cannot take')),
        });
        const answers = goodness.map((_, at) => get(String(at)));
        expect(await Promise.all(answers)).toEqual(
          goodness.map((good, at) => (good ? String(at) : 'SOURCE_CONTRACT')),
        );
        let most = 0;
        for (let first = 0; first < goodness.length; first += batch) {
          const keys = goodness.slice(first, first + batch);
          const bad = keys.filter((good) => !good).length;
          most += Math.min(2 * keys.length - 1, 1 + 2 * bad * Math.ceil(Math.log2(keys.length)));
        }
        expect(asked.length).toBeLessThanOrEqual(most);
        await closeAll();
      },
    ),
  ));

/** What becomes of a call; mostly good. */
const behaviours = [
  'found',
  'found',
  'found',
  'absent',
  'never',
  'rejects',
  'short',
  'down',
  'throttled',
  'partly',
] as const;
type Behaviour = (typeof behaviours)[number];

/** Times in milliseconds. */
const requests = fc.array(
  fc.record({
    begins: fc.nat(100),
    within: fc.integer({ min: 5, max: 120 }),
    /** When its client goes away, counted from its beginning. */
    leaves: fc.option(fc.nat(100), { nil: undefined }),
    lane: fc.constantFrom(...laneNames),
    /** Of nine keys and two wants, and when each is asked for. */
    questions: fc.array(fc.record({ key: fc.nat(8).map(String), other: fc.boolean(), after: fc.nat(60) }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
  { minLength: 1, maxLength: 8 },
);

const systems = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  perSecond: fc.option(fc.constantFrom(20, 100), { nil: undefined }),
  timeout: fc.constantFrom(30, 80, 500),
  guard: fc.record({
    breakAfter: fc.nat(3),
    breakFor: fc.constantFrom(30, 60),
    retries: fc.nat(2),
  }),
});

/** What becomes of each call in turn, after so many milliseconds; when it is over, all is found at once. */
const course = fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...behaviours)), { maxLength: 30 });

/** Milliseconds after which a sweep sees what it looks for, at the latest. */
const period = 10;

it('answers every question once, in time, of its own key, from a call that left after it; no lane is lost', () =>
  fc.assert(
    fc.asyncProperty(requests, systems, course, async (drawn, system, behaviour) => {
      const other = { ...want, references: true };
      // Counts questions and calls, so that what came first can be told within one millisecond.
      let step = 0;
      let calls = 0;
      let isWell = false;
      const faults: string[] = [];
      function answerSo({ keys, call, answer, fail }: Asked): void {
        const left = String(++step).padStart(6, '0');
        if (keys.length > system.batch || new Set(keys).size < keys.length) faults.push('the keys of a call');
        if (call.deadline > Date.now() + system.timeout) faults.push('the time of a call');
        const [takes, how] = (isWell ? undefined : behaviour[calls++]) ?? [1, 'found'];
        const outcomes: Record<Behaviour, (key: string, at: number) => Outcome<SourceRecord>> = {
          found: (key) => found({ ...record(`app:${key}`, {}), observedAt: left }),
          absent: () => absent,
          never: () => absent,
          rejects: () => absent,
          short: () => absent,
          down: () => failing('SOURCE_UNAVAILABLE'),
          throttled: () => failing('SOURCE_THROTTLED', 0.03),
          partly: (key, at) => (at === 0 ? failing('SOURCE_PROTOCOL') : outcomes.found(key, at)),
        };
        if (how === 'never') return;
        setTimeout(() => {
          if (how === 'rejects') fail(new TypeError('a defect'));
          else answer(keys.map(outcomes[how]).slice(how === 'short' ? 1 : 0));
        }, takes);
      }
      const { source, asker } = opened({ ...system, onAsked: answerSo });

      const asking = drawn.flatMap(({ begins, within, leaves, lane, questions }) => {
        const start = Date.now() + begins;
        const due = start + Math.min(within, leaves ?? within);
        const on = new Promise<ReturnType<typeof asker>>((resolve) =>
          setTimeout(() => {
            const one = asker(within, lane);
            if (leaves !== undefined) setTimeout(() => one.end(), leaves);
            resolve(one);
          }, begins),
        );
        return questions.map(async ({ key, other: isOther, after }) => {
          const one = await on;
          await new Promise((resolve) => setTimeout(resolve, after));
          const asked = String(++step).padStart(6, '0');
          const outcome = await source.getting(isOther ? other : want)(key, one);
          const late = Date.now() - Math.max(due, start + after);
          if (late > period) faults.push(`${late} ms late`);
          if (outcome.kind === 'found') {
            if (outcome.value.ref.id !== key) faults.push('the answer of another key');
            if (outcome.value.observedAt < asked) faults.push('an answer from before the question');
          }
          return outcome.kind;
        });
      });
      let answered = 0;
      for (const one of asking) void one.then(() => answered++);
      await pass(350);
      expect(answered, 'all are answered').toBe(asking.length);
      expect(faults).toEqual([]);

      // Well again, and left alone for as long as it asked to be.
      isWell = true;
      await pass(1500);
      const healthy = source.getting(want)('8', asker(300));
      const behind = source.getting(want)('7', asker(300, 'bulk'));
      await pass(310);
      expect([said(await healthy), said(await behind)]).toEqual(['8', '7']);
      await closeAll();
    }),
    { numRuns: 80 },
  ));
