import { describe, expect, it } from 'vitest';
import { sampleOf, searchOf } from '../../bench/cold.ts';
import { outcomesOf } from '../../bench/goals.ts';
import type { Row } from '../../bench/measure.ts';
import { candidates, castPeople } from '../../bench/people.ts';
import { recallTimes, rememberCustomers } from '../../bench/recall.ts';
import { tableOf } from '../../bench/table.ts';

const calls = { app: 200, shop: 400, crm: 100, billing: 1000 };
/** A hundred customers, dearest first. */
const efforts = Array.from({ length: 100 }, (_, at) => ({
  waves: at < 2 ? 4 : 2,
  complete: at > 0,
  cpuMs: 100 - at,
  ms: 2 * (100 - at),
}));

describe('the effort of cold customers', () => {
  const sample = sampleOf(efforts, calls, 100, [1, 2, 3, 40]);

  it('is told by nearest ranks, and of one customer', () =>
    expect(sample).toEqual({
      reqPerSec: 100 / 10.1,
      cpuPer1000: 50.5,
      p50: 102,
      p95: 192,
      p99: 200,
      callsPerRequest: { app: 2, shop: 4, crm: 1, billing: 10 },
      rssMiB: 100,
      wavesP50: 2,
      wavesP99: 4,
      coldCpuP50: 51,
      coldCpuP99: 100,
      completeShare: 0.99,
      recallP99: 40,
    }));

  it('is held against its targets, and shown', () => {
    const row: Row = { ...sample, query: 'identity', target: 'onefold' };
    const outcomes = outcomesOf([row], { queries: ['identity'], targets: ['floor', 'onefold'] });
    expect(outcomes.map(({ figure, bound, measured, met }) => [figure, bound, measured, met])).toEqual([
      ['waves p50', 2, 2, true],
      ['waves p99', 5, 4, true],
      ['CPU p99, ms', 25, 100, false],
      ['recall p99, µs', 100, 40, true],
    ]);
    const [, head, figures] = tableOf('identity', [row], ['onefold']).split('\n');
    expect(head).toMatch(/^ +waves p50 +p99 +CPU ms p50 +p99 +complete % +recall µs p99 /);
    expect(figures).toMatch(/^onefold +2 +4 +51\.0 +100\.0 +99\.0 +40\.0 /);
  });
});

it.each([
  ['a customer', { customer: { identity: { waves: 3, complete: true } } }, { waves: 3, complete: true }],
  ['part of one', { customer: { identity: { waves: 4, complete: false } } }, { waves: 4, complete: false }],
  ['nobody', { customer: null }, undefined],
  ['a failure', null, undefined],
])('the search for %s is told', (_, data, search) =>
  expect(searchOf(JSON.stringify({ data }))).toEqual(search),
);

describe('recalling', () => {
  it('takes a time for each customer remembered', () => {
    const times = recallTimes(rememberCustomers(500));
    expect(times).toHaveLength(500);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
  });

  it('is no figure where somebody was forgotten', () => {
    const remembered = rememberCustomers(10);
    remembered.xref.changed('app', ['7'], []);
    expect(() => recallTimes(remembered)).toThrow('forgotten');
  });
});

it('newcomers are anybody, each once, and none of those the gateway is warmed up with', () => {
  const people = candidates();
  const { newcomers, firstComers } = castPeople(
    people,
    () => false,
    () => false,
  );
  expect(newcomers).toHaveLength(1000);
  expect(firstComers).toHaveLength(250);
  expect(new Set([...newcomers, ...firstComers]).size).toBe(1250);
  const regular = new Set([...people.everywhere, ...people.anywhere]);
  expect(newcomers.filter((email) => !regular.has(email)).length).toBeGreaterThan(100);
});
