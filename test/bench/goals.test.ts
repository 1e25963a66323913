import { describe, expect, it } from 'vitest';
import { outcomesOf } from '../../bench/goals.ts';
import { measureRounds, type Row, type Sample } from '../../bench/measure.ts';
import { goalsTable, tableOf } from '../../bench/table.ts';

const sample: Sample = {
  reqPerSec: 100,
  cpuPer1000: 1,
  p50: 10,
  p95: 20,
  p99: 30,
  callsPerRequest: { app: 0.1, shop: 0.2, crm: 0.1, billing: 2 },
  rssMiB: 100,
};
const row = (query: Row['query'], target: Row['target'], figures: Partial<Row> = {}): Row => ({
  ...sample,
  query,
  target,
  ...figures,
});
const runOf = (query: Row['query']) =>
  ({ queries: [query], targets: ['floor', 'apollo', 'onefold', 'onefold-search'] }) as const;

/** `figure: met or missed` of a target. */
function said(rows: readonly Row[], query: Row['query'], target: Row['target']) {
  return Object.fromEntries(
    outcomesOf(rows, runOf(query))
      .filter((outcome) => outcome.target === target)
      .map(({ figure, measured, met }) => [figure, [measured, met]]),
  );
}

describe('rounds', () => {
  const targets = ['floor', 'apollo', 'onefold'] as const;
  const contenders = targets.map((name) => ({ target: { name } }));

  it('take turns, and ratios are of a round', async () => {
    const turns: string[] = [];
    const rates = { floor: [100, 10, 1000], apollo: [50, 5, 500], onefold: [200, 40, 3000] };
    const rows = await measureRounds('A', contenders, 3, async ({ target: { name } }, round) => {
      turns.push(`${name} ${round}`);
      const reqPerSec = rates[name][round] ?? Number.NaN;
      return { ...sample, reqPerSec, ...(round === 1 ? { coldP50: 7 } : {}) };
    });
    expect(turns.slice(0, 4)).toEqual(['floor 0', 'apollo 0', 'onefold 0', 'floor 1']);
    // Of the medians it would be 2.
    expect(rows[2]).toMatchObject({ reqPerSec: 200, ratioReqPerSec: 3, ratioReqPerSecApollo: 6, coldP50: 7 });
    expect(rows[0]).toMatchObject({ reqPerSec: 100, ratioReqPerSec: 1 });
    expect(rows[0]).not.toHaveProperty('secondWaveP50');
  });

  it('have no ratio to who is not there', async () => {
    const rows = await measureRounds('resolve', contenders.slice(2), 1, async () => sample);
    expect(rows[0]).not.toHaveProperty('ratioReqPerSec');
    expect(rows[0]).not.toHaveProperty('ratioReqPerSecApollo');
  });
});

describe('goals', () => {
  it('hold at their bounds and not beyond', () => {
    const met = { ratioReqPerSec: 1.5, ratioCpu: 0.85, ratioReqPerSecApollo: 3 };
    expect(said([row('A', 'onefold', met)], 'A', 'onefold')).toEqual({
      'req/s ÷ floor': [1.5, true],
      'CPU ÷ floor': [0.85, true],
      'req/s ÷ apollo': [3, true],
      'calls a request to app, shop and crm each': [0.2, true],
    });
    const missed = {
      ratioReqPerSec: 1.99,
      ratioCpu: 0.66,
      ratioReqPerSecApollo: 2.9,
      callsPerRequest: { app: 0.1, shop: 0.1, crm: 0.3, billing: 0 },
    };
    expect(said([row('A', 'onefold-search', missed)], 'A', 'onefold-search')).toEqual({
      'req/s ÷ floor': [1.99, false],
      'CPU ÷ floor': [0.66, false],
      'req/s ÷ apollo': [2.9, false],
      'calls a request to app, shop and crm each': [0.3, false],
    });
  });

  it('compare latencies with the slowest source and the floor', () => {
    const roundTrips = { slowestRoundTrip: 120, fastestRoundTrip: 1 };
    const rows = [
      row('latency', 'floor', { coldP50: 180 }),
      row('latency', 'onefold', { p50: 126, coldP50: 184, secondWaveP50: 265, ...roundTrips }),
    ];
    expect(said(rows, 'latency', 'onefold')).toEqual({
      'warm p50 ÷ slowest source': [1.05, true],
      'cold p50 - floor, ms': [4, true],
      'cold p50 with a second wave ÷ slowest source': [2.208, false],
    });
    const deferred = row('deferred', 'onefold', { firstPartP50: 26.5, ...roundTrips });
    expect(said([deferred], 'deferred', 'onefold')).toEqual({
      'first part p50 - fastest source, ms': [25.5, false],
    });
  });

  it('are missed by who cannot answer, and not judged by what was not measured', () => {
    expect(said([], 'deferred', 'onefold')).toEqual({
      'first part p50 - fastest source, ms': [null, false],
    });
    expect(said([row('B', 'onefold')], 'B', 'onefold')).toEqual({});
    expect(outcomesOf([], { queries: ['resolve'], targets: ['onefold'] })).toEqual([]);
    expect(outcomesOf([], { queries: ['A'], targets: ['floor', 'apollo'] })).toEqual([]);
  });
});

describe('tables', () => {
  it('show who has no row', () => {
    const table = tableOf('resolve', [row('resolve', 'apollo')], ['floor', 'apollo']);
    expect(table.split('\n').at(-2)).toMatch(/^apollo {2}/);
    expect(table.split('\n').at(-1)).toBe('not supported by floor');
    expect(tableOf('deferred', [], ['apollo']).split('\n')).toHaveLength(2);
  });

  it('set figures against the right and words against the left', () => {
    const rows = [row('A', 'floor', { ratioReqPerSec: 1 }), row('A', 'apollo', { reqPerSec: 1234 })];
    const [, head = '', floor = '', apollo = ''] = tableOf('A', rows, ['floor', 'apollo']).split('\n');
    const end = head.indexOf('req/s') + 'req/s'.length;
    expect(floor.slice(0, end)).toMatch(/^floor +100$/);
    expect(apollo.slice(0, end)).toMatch(/^apollo +1234$/);
    const rated = [row('A', 'onefold', { ratioCpu: 2, ratioReqPerSec: 1.5 })];
    expect(goalsTable(outcomesOf(rated, { queries: ['A'], targets: ['onefold'] })).split('\n')).toEqual([
      'targets',
      'A  onefold  req/s ÷ floor                              target ≥ 1.5   measured 1.50  met',
      'A  onefold  CPU ÷ floor                                target ≤ 0.85  measured 2.00  missed',
      'A  onefold  calls a request to app, shop and crm each  target < 0.3   measured 0.20  met',
    ]);
  });
});
