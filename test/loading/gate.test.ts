import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Lane, lanes as laneNames } from '../../sources/contract.ts';
import { Gate } from '../../src/loading/gate.ts';
import { onATestedClock, pass, settle } from './waiting-source.ts';

onATestedClock();

/** A gate, and the names of the calls that have left it so far. */
function watched(lanes: number, perSecond?: number, lendAfter?: number) {
  const gate = new Gate({ lanes, perSecond, lendAfter });
  const left: string[] = [];
  const enter = (name: string, lane: Lane = 'interactive') => gate.enter(lane, () => left.push(name));
  return { gate, left, enter };
}

describe('lanes', () => {
  it('lets calls leave when the turn is over while lanes are free, and the next as soon as one ends', async () => {
    const { gate, left, enter } = watched(2);
    for (const name of ['a', 'b', 'c', 'd']) enter(name);
    for (let step = 0; step < 10; step++) await Promise.resolve();
    expect(left, 'what is ready to run may ask as well').toEqual([]);
    await settle();
    expect(left).toEqual(['a', 'b']);
    gate.left('interactive', true);
    await settle();
    expect(left).toEqual(['a', 'b', 'c']);
  });

  it('lets what somebody waits for leave before the background', async () => {
    const { gate, left, enter } = watched(1);
    enter('first');
    await settle();
    enter('background', 'bulk');
    enter('watched');
    for (let calls = 0; calls < 2; calls++) {
      gate.left('interactive', true);
      await settle();
    }
    expect(left).toEqual(['first', 'watched', 'background']);
  });

  it('lends the lane of a call that takes long, as often as it is waited for so long', async () => {
    const { gate, left, enter } = watched(1, undefined, 20);
    for (const name of ['a', 'b', 'c']) enter(name);
    await pass(15);
    expect(left).toEqual(['a']);
    await pass(10);
    expect(left).toEqual(['a', 'b']);
    await pass(25);
    expect(left).toEqual(['a', 'b', 'c']);
    for (let calls = 0; calls < 3; calls++) gate.left('interactive', true);
    enter('d');
    enter('e');
    await settle();
    expect(left, 'what has ended is not lent').toEqual(['a', 'b', 'c', 'd']);
    gate.close();
    await pass(50);
    expect(left).toHaveLength(4);
  });

  it('keeps one lane free of the background, where there are several', async () => {
    const { gate, left, enter } = watched(3);
    for (const name of ['b1', 'b2', 'b3']) enter(name, 'bulk');
    await settle();
    expect(left).toEqual(['b1', 'b2']);
    enter('i1');
    await settle();
    expect(left).toEqual(['b1', 'b2', 'i1']);
    gate.left('bulk', true);
    await settle();
    expect(left).toEqual(['b1', 'b2', 'i1', 'b3']);

    const alone = watched(1);
    alone.enter('b1', 'bulk');
    await settle();
    expect(alone.left).toEqual(['b1']);
  });
});

describe('a rate', () => {
  it('lets a quarter of a second’s worth leave at once, and the others as the rate allows', async () => {
    const { left, enter } = watched(100, 10);
    for (let name = 0; name < 10; name++) enter(String(name));
    await settle();
    expect(left).toHaveLength(2);
    await pass(50);
    expect(left).toHaveLength(3);
    await pass(100);
    expect(left).toHaveLength(4);
    await pass(600);
    expect(left).toHaveLength(10);
  });

  it('allows less than one call a second', async () => {
    const { left, enter } = watched(100, 0.5);
    for (const name of ['a', 'b']) enter(name);
    await pass(1999);
    expect(left).toEqual(['a']);
    await pass(1);
    expect(left).toEqual(['a', 'b']);
  });

  it('does not count what left when nobody waited for it any more', async () => {
    const { gate, left, enter } = watched(100, 4);
    for (const name of ['abandoned', 'also abandoned', 'wanted']) {
      enter(name);
      await settle();
      if (name !== 'wanted') gate.left('interactive', false);
    }
    expect(left).toEqual(['abandoned', 'also abandoned', 'wanted']);
    for (const name of ['abandoned', 'next']) enter(name);
    await pass(250);
    gate.left('interactive', false);
    await settle();
    expect(left.slice(3), 'as if it had not left').toEqual(['abandoned', 'next']);
    gate.close();
  });

  it('waits for nothing once it is closed', async () => {
    const { gate, left, enter } = watched(100, 10);
    for (const name of ['a', 'b', 'c']) enter(name);
    await settle();
    gate.close();
    expect(vi.getTimerCount()).toBe(0);
    await pass(1000);
    enter('d');
    await settle();
    expect(left).toEqual(['a', 'b']);
    expect(vi.getTimerCount()).toBe(0);
  });

  const arrivals = fc.array(fc.tuple(fc.nat(300), fc.nat(4)), { minLength: 1, maxLength: 20 });

  it('is kept over any second, and used up while anything waits', () =>
    fc.assert(
      fc.asyncProperty(arrivals, fc.constantFrom(1, 3, 10, 40), async (drawn, perSecond) => {
        const { gate, enter, left } = watched(1000, perSecond);
        const times: number[] = [];
        let entered = 0;
        for (const [gap, calls] of drawn) {
          await pass(gap, 20);
          for (let call = 0; call < calls; call++) {
            entered++;
            gate.enter('interactive', () => times.push(Date.now()));
          }
        }
        // In steps of 20 ms a part of what the rate allows goes unused.
        await pass(1000 * (1.05 * (entered / perSecond) + 1), 20);
        expect(times).toHaveLength(entered);
        const most = perSecond + Math.max(1, perSecond / 4);
        for (const start of times)
          expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(most);
        // Nothing left over: the next leaves at once.
        await pass(1000, 20);
        enter('rested');
        await settle();
        expect(left).toEqual(['rested']);
      }),
      { numRuns: 60 },
    ));
});

it('keeps to its lanes and to the order of arrival, and lets everything leave once, whatever comes when', () => {
  const events = fc.array(fc.constantFrom<Lane | 'end' | 'turn'>(...laneNames, 'end', 'turn'), {
    maxLength: 60,
  });
  return fc.assert(
    fc.asyncProperty(events, fc.integer({ min: 1, max: 4 }), async (drawn, lanes) => {
      const gate = new Gate({ lanes });
      const left: Record<Lane, number[]> = { interactive: [], bulk: [] };
      const entered: Record<Lane, number> = { interactive: 0, bulk: 0 };
      const underWay: Lane[] = [];
      const most = { all: 0, bulk: 0 };
      const end = () => {
        const lane = underWay.shift();
        if (lane !== undefined) gate.left(lane, true);
      };
      for (const event of drawn) {
        if (event === 'end') end();
        else if (event === 'turn') await settle();
        else {
          const call = entered[event]++;
          gate.enter(event, () => {
            left[event].push(call);
            underWay.push(event);
            most.all = Math.max(most.all, underWay.length);
            most.bulk = Math.max(most.bulk, underWay.filter((lane) => lane === 'bulk').length);
          });
        }
      }
      for (await settle(); underWay.length > 0; await settle()) end();
      expect(most.all).toBeLessThanOrEqual(lanes);
      expect(most.bulk).toBeLessThanOrEqual(Math.max(1, lanes - 1));
      for (const lane of laneNames) expect(left[lane]).toEqual([...Array(entered[lane]).keys()]);
    }),
  );
});
