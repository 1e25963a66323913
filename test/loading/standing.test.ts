import { describe, expect, it } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import type { GuardedSource } from '../../src/loading/guarded.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { absent } from '../../src/model/outcome.ts';
import { asking, failing, onATestedClock, opened, page, pass, settle, told, want } from './waiting-source.ts';

onATestedClock();

const closed = { state: 'CLOSED', retryAfter: null };

function breakerOf(source: GuardedSource, operation = 'get') {
  const { breakers } = source.standing();
  const { operation: _, ...breaker } = breakers.find((one) => one.operation === operation) ?? {};
  return breaker;
}

/** Calls, failures and refusals of the last ten minutes; the former two since the start as well. */
function counts(source: GuardedSource) {
  const { calls, failures, slots } = source.standing();
  const sum = (count: 'calls' | 'failures' | 'refused') => slots.reduce((all, slot) => all + slot[count], 0);
  expect([sum('calls'), sum('failures')]).toEqual([calls, failures]);
  return { calls, failures, refused: sum('refused') };
}

describe('what is counted', () => {
  it('is each call and retry of every operation, and not how the source is', async () => {
    const { source } = told(['SOURCE_UNAVAILABLE'], { retries: 1 });
    const call = {
      signal: new AbortController().signal,
      deadline: Date.now() + 1000,
      lane: 'interactive',
    } as const;
    const { answers } = asking(source);
    await pass(100);
    expect(await answers).toEqual(['1']);
    await source.find([identifier('email', 'ann@a.example', 'DE') as Identifier], want, call);
    await source.collect('orders', ['1'], page, call);
    await source.search([], { first: 1 }, want, call);
    await source.describe(call);
    expect(counts(source)).toEqual({ calls: 5, failures: 1, refused: 0 });
  });

  it('is a failure where any key is left without an answer; that there is no such record is one', async () => {
    const { source } = told([[absent, 'found'], ['found', 'SOURCE_DRIFTED'], 'SOURCE_CONTRACT']);
    for (let call = 0; call < 3; call++) await asking(source, ['1', '2']).answers;
    expect(counts(source)).toEqual({ calls: 3, failures: 2, refused: 0 });
  });

  it('takes as long as the source, and as its time was where that ran out', async () => {
    const { source, asked } = told(['never', 'never']);
    const slow = asking(source);
    await pass(200);
    asked[0]?.answer();
    await slow.answers;
    const cut = asking(source);
    await pass(800);
    cut.expire();
    await cut.answers;
    const { medianMs, p95Ms } = source.standing().slots.at(-1) ?? {};
    expect((medianMs ?? 0) / 200).toBeCloseTo(1, 1);
    expect((p95Ms ?? 0) / 800).toBeCloseTo(1, 1);
    expect(counts(source)).toEqual({ calls: 2, failures: 1, refused: 0 });
  });

  it('holds a call against no source that nobody waited for to the end', async () => {
    const { source } = told(['never']);
    const one = asking(source);
    one.depart();
    await one.answers;
    expect(counts(source)).toEqual({ calls: 1, failures: 0, refused: 0 });
    expect(source.standing().slots.at(-1)?.medianMs).toBeNull();
  });

  it('is a refusal, once for all its keys, where the source is not asked', async () => {
    const quota = { perDay: 1000, leftToday: 199 };
    const { source, asked } = told(
      [failing('SOURCE_THROTTLED', 3), 'SOURCE_TIMEOUT'],
      { breakAfter: 1 },
      quota,
    );
    await asking(source, ['1', '2'], 1000, 'bulk').answers;
    expect(counts(source), 'the allowance is kept').toEqual({ calls: 0, failures: 0, refused: 1 });
    await asking(source).answers;
    await asking(source, ['1', '2']).answers;
    expect(counts(source), 'patience was asked for').toEqual({ calls: 1, failures: 1, refused: 2 });
    await pass(3000);
    await asking(source).answers;
    await asking(source, ['1', '2']).answers;
    expect(counts(source), 'the breaker is open').toEqual({ calls: 2, failures: 2, refused: 3 });
    expect(asked).toHaveLength(2);
  });
});

describe('breakers', () => {
  it('are one for each operation, closed at first and for ever where they are turned off', async () => {
    const { source } = told(Array(20).fill('SOURCE_UNAVAILABLE'));
    for (let call = 0; call < 20; call++) await asking(source).answers;
    expect(source.standing().breakers).toEqual(
      ['find', 'get', 'collect', 'search'].map((operation) => ({ operation, ...closed })),
    );
  });

  it('are open for the pause, half open until one call has tried, and closed when that succeeds', async () => {
    const { source, asked } = told(['SOURCE_UNAVAILABLE', 'SOURCE_TIMEOUT', 'never'], {
      breakAfter: 2,
      breakFor: 5000,
    });
    await asking(source).answers;
    expect(breakerOf(source), 'one is not enough').toEqual(closed);
    await asking(source).answers;
    expect(breakerOf(source)).toEqual({ state: 'OPEN', retryAfter: 5 });
    expect(breakerOf(source, 'find')).toEqual(closed);
    await pass(1500);
    expect(breakerOf(source)).toEqual({ state: 'OPEN', retryAfter: 4 });
    await pass(3500);
    expect(breakerOf(source)).toEqual({ state: 'HALF_OPEN', retryAfter: null });
    const trying = asking(source);
    await settle();
    expect(breakerOf(source)).toEqual({ state: 'HALF_OPEN', retryAfter: null });
    asked[2]?.answer();
    await trying.answers;
    expect(breakerOf(source)).toEqual(closed);
  });

  it('are open again when the call that tries fails', async () => {
    const { source } = told(Array(2).fill('SOURCE_UNAVAILABLE'), { breakAfter: 1, breakFor: 5000 });
    await asking(source).answers;
    await pass(5000);
    await asking(source).answers;
    expect(breakerOf(source)).toEqual({ state: 'OPEN', retryAfter: 5 });
  });
});

it('a source that asks for patience is throttled until it is over', async () => {
  const { source } = told([failing('SOURCE_THROTTLED', 3)]);
  expect(source.standing().throttledFor).toBeNull();
  await asking(source).answers;
  expect(source.standing().throttledFor).toBe(3);
  await pass(2500);
  expect(source.standing().throttledFor).toBe(1);
  await pass(500);
  expect(source.standing().throttledFor).toBeNull();
});

it('tells which calls are under way, which wait for a lane, and what may be asked', async () => {
  const quota = { perDay: 1000, leftToday: 400 };
  const { source, asked, asker, get } = opened({ lanes: 2, batch: 1, quota, perSecond: 100 });
  expect(source.activity()).toMatchObject({
    queue: { underWay: 0, waiting: 0, lanes: 2 },
    quota: { perSecond: 100, perDay: 1000, leftToday: 400, reserve: 0.2 },
  });
  const answers = ['1', '2', '3', '4'].map((id) => get(id));
  const background = get('5', asker(1000, 'bulk'));
  await settle();
  expect(source.activity().queue).toEqual({ underWay: 2, waiting: 3, lanes: 2 });
  quota.leftToday = 398;
  expect(source.activity().quota.leftToday).toBe(398);
  for (let call = 0; call < 5; call++) {
    asked[call]?.answer();
    await settle();
  }
  await Promise.all([...answers, background]);
  expect(source.activity()).toMatchObject({ calls: 5, queue: { underWay: 0, waiting: 0 } });
});

it('says nothing of an allowance or a rate where there is none', () => {
  const { source } = opened();
  expect(source.activity().quota).toEqual({ perSecond: null, perDay: null, leftToday: null, reserve: 0.2 });
});
