import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Activity, longest, shortest, slotCount, slotLength } from '../../src/loading/activity.ts';

const begun = Date.parse('2026-03-01T12:00:03.500Z');

/** One on a clock that only the test moves. */
function watched() {
  const clock = { now: begun };
  const activity = new Activity(() => clock.now);
  const last = () => activity.history().slots.at(-1);
  return { clock, activity, last };
}

/** The time that a share of all is not longer than. */
function nearestRank(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Number.NaN;
}

describe('slots', () => {
  it('are ten minutes without a gap, empty where nothing was asked, and the last holds now', () => {
    const { activity } = watched();
    const { startedAt, calls, failures, slots } = activity.history();
    expect({ startedAt, calls, failures }).toEqual({
      startedAt: '2026-03-01T12:00:03.500Z',
      calls: 0,
      failures: 0,
    });
    expect(slots).toHaveLength(60);
    expect(slots[0]?.from).toBe('2026-03-01T11:50:10.000Z');
    expect(slots[59]?.from).toBe('2026-03-01T12:00:00.000Z');
    const empty = { calls: 0, failures: 0, medianMs: null, p95Ms: null, refused: 0 };
    for (const { from: _, ...slot } of slots) expect(slot).toEqual(empty);
  });

  it('count calls, failures and refusals in the slot in which they end', () => {
    const { clock, activity } = watched();
    activity.called(4, false);
    activity.called(4, true);
    activity.refused();
    clock.now += slotLength;
    activity.called(4, false);
    const { calls, failures, slots } = activity.history();
    expect([calls, failures]).toEqual([3, 1]);
    expect(slots.at(-2)).toMatchObject({ calls: 2, failures: 1, refused: 1 });
    expect(slots.at(-1)).toMatchObject({ calls: 1, failures: 0, refused: 0 });
  });

  it('begin and end to the millisecond', () => {
    const { clock, activity, last } = watched();
    clock.now = Date.parse('2026-03-01T12:00:09.999Z');
    activity.called(1, false);
    clock.now++;
    activity.called(1, false);
    expect(last()).toMatchObject({ from: '2026-03-01T12:00:10.000Z', calls: 1 });
  });

  it('are forgotten a round later, whether anything was asked meanwhile or not', () => {
    const { clock, activity } = watched();
    activity.called(1, true);
    activity.refused();
    clock.now += (slotCount - 1) * slotLength;
    expect(activity.history().slots[0]).toMatchObject({ calls: 1, failures: 1, refused: 1 });
    clock.now += slotLength;
    for (const slot of activity.history().slots)
      expect(slot).toMatchObject({ calls: 0, failures: 0, refused: 0, medianMs: null });
    activity.called(8, false);
    expect(activity.history().slots.at(-1)).toMatchObject({ calls: 1, failures: 0, refused: 0 });
    expect(activity.history().slots.at(-1)?.medianMs).toBeGreaterThan(7);
    expect(activity.history()).toMatchObject({ calls: 2, failures: 1 });
  });

  it('hold nothing of a time that the clock was put back from, and go on when it is there again', () => {
    const { clock, activity, last } = watched();
    const year = 365 * 86_400_000;
    clock.now += year;
    activity.called(1, false);
    clock.now -= year;
    expect(activity.history().slots.map(({ calls }) => calls)).toEqual(Array(slotCount).fill(0));
    activity.called(1, false);
    clock.now -= 1;
    activity.called(1, false);
    expect(last()).toMatchObject({ from: '2026-03-01T12:00:00.000Z', calls: 2 });
  });

  it('tell the same as counting everything by hand, over any gaps', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            after: fc.oneof(
              fc.integer({ min: 0, max: 3 * slotLength }),
              fc.integer({ min: 0, max: 2 * slotCount * slotLength }),
            ),
            what: fc.constantFrom('call', 'failure', 'refusal'),
          }),
          { maxLength: 60 },
        ),
        (noted) => {
          const { clock, activity } = watched();
          const all = noted.map(({ after, what }) => {
            clock.now += after;
            if (what === 'refusal') activity.refused();
            else activity.called(1, what === 'failure');
            return { at: clock.now, what };
          });
          const { slots, calls, failures } = activity.history();
          expect(calls).toBe(all.filter(({ what }) => what !== 'refusal').length);
          expect(failures).toBe(all.filter(({ what }) => what === 'failure').length);
          expect(slots).toHaveLength(slotCount);
          for (const slot of slots) {
            const from = Date.parse(slot.from);
            const own = all.filter(({ at }) => at >= from && at < from + slotLength);
            expect(slot).toMatchObject({
              calls: own.filter(({ what }) => what !== 'refusal').length,
              failures: own.filter(({ what }) => what === 'failure').length,
              refused: own.filter(({ what }) => what === 'refusal').length,
            });
          }
        },
      ),
    ));
});

describe('times', () => {
  it('are off by less than 5 %, whatever they are', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.double({ min: Math.log(shortest), max: Math.log(longest), noNaN: true }).map((log) => {
            return Math.min(longest, Math.max(shortest, Math.exp(log)));
          }),
          { minLength: 1, maxLength: 200 },
        ),
        (times) => {
          const { activity, last } = watched();
          for (const time of times) activity.called(time, false);
          for (const [told, share] of [
            [last()?.medianMs, 0.5],
            [last()?.p95Ms, 0.95],
          ] as const) {
            const exact = nearestRank(times, share);
            expect(Math.abs((told ?? Number.NaN) - exact) / exact).toBeLessThan(0.05);
          }
        },
      ),
    ));

  it('count as the shortest or the longest that is told apart where they are beyond', () => {
    for (const [time, told] of [
      [0, shortest],
      [0.01, shortest],
      [10 * longest, longest],
    ] as const) {
      const { activity, last } = watched();
      activity.called(time, false);
      expect(Math.abs((last()?.medianMs ?? Number.NaN) - told) / told).toBeLessThan(0.05);
    }
  });

  it('leave out calls that nobody waited for to the end', () => {
    const { activity, last } = watched();
    activity.called(undefined, false);
    expect(last()).toMatchObject({ calls: 1, failures: 0, medianMs: null, p95Ms: null });
    activity.called(100, false);
    expect(last()).toMatchObject({ calls: 2, medianMs: last()?.p95Ms });
  });
});
