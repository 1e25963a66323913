/** What the gateways are meant to reach, and whether they did. Nothing fails when they do not: machines differ. */
import { coldAfterFloor, firstPartAfterFastest, secondWaveToSlowest, warmToSlowest } from './figures.ts';
import type { QueryName, Row } from './measure.ts';
import type { TargetName } from './targets.ts';

interface Goal {
  readonly query: QueryName;
  readonly figure: string;
  readonly comparison: '≥' | '≤' | '<';
  /** By target. */
  readonly bounds: { readonly [Name in TargetName]?: number };
  /** @param floor - of the same query. @returns undefined where what it takes was not measured. */
  readonly measured: (row: Row, floor: Row | undefined) => number | undefined;
}

const both = (bound: number) => ({ onefold: bound, 'onefold-search': bound }) as const;

const goals: readonly Goal[] = [
  {
    query: 'A',
    figure: 'req/s ÷ floor',
    comparison: '≥',
    bounds: { onefold: 1.5, 'onefold-search': 2 },
    measured: ({ ratioReqPerSec }) => ratioReqPerSec,
  },
  {
    query: 'A',
    figure: 'CPU ÷ floor',
    comparison: '≤',
    bounds: { onefold: 0.85, 'onefold-search': 0.65 },
    measured: ({ ratioCpu }) => ratioCpu,
  },
  {
    query: 'A',
    figure: 'req/s ÷ apollo',
    comparison: '≥',
    bounds: both(3),
    measured: ({ ratioReqPerSecApollo }) => ratioReqPerSecApollo,
  },
  {
    query: 'A',
    figure: 'calls a request to app, shop and crm each',
    comparison: '<',
    bounds: both(0.3),
    measured: ({ callsPerRequest: { app, shop, crm } }) => Math.max(app, shop, crm),
  },
  {
    query: 'B',
    figure: 'req/s ÷ floor',
    comparison: '≥',
    bounds: { onefold: 1.2, 'onefold-search': 2.2 },
    measured: ({ ratioReqPerSec }) => ratioReqPerSec,
  },
  {
    query: 'B',
    figure: 'calls a request to billing',
    comparison: '≤',
    bounds: { 'onefold-search': 10 },
    measured: ({ callsPerRequest }) => callsPerRequest.billing,
  },
  {
    query: 'latency',
    figure: 'warm p50 ÷ slowest source',
    comparison: '≤',
    bounds: both(1.05),
    measured: warmToSlowest,
  },
  {
    query: 'latency',
    figure: 'cold p50 - floor, ms',
    comparison: '≤',
    bounds: both(5),
    measured: coldAfterFloor,
  },
  {
    query: 'latency',
    figure: 'cold p50 with a second wave ÷ slowest source',
    comparison: '≤',
    bounds: both(2.2),
    measured: secondWaveToSlowest,
  },
  {
    query: 'deferred',
    figure: 'first part p50 - fastest source, ms',
    comparison: '≤',
    bounds: both(25),
    measured: firstPartAfterFastest,
  },
  {
    query: 'identity',
    figure: 'waves p50',
    comparison: '≤',
    bounds: both(2),
    measured: ({ wavesP50 }) => wavesP50,
  },
  {
    query: 'identity',
    figure: 'waves p99',
    comparison: '≤',
    bounds: both(5),
    measured: ({ wavesP99 }) => wavesP99,
  },
  {
    query: 'identity',
    figure: 'CPU p99, ms',
    comparison: '≤',
    bounds: both(25),
    measured: ({ coldCpuP99 }) => coldCpuP99,
  },
  {
    query: 'identity',
    figure: 'recall p99, µs',
    comparison: '≤',
    bounds: both(100),
    measured: ({ recallP99 }) => recallP99,
  },
];

export interface Outcome extends Pick<Goal, 'query' | 'figure' | 'comparison'> {
  readonly target: TargetName;
  readonly bound: number;
  /** Null where the target cannot answer the query. */
  readonly measured: number | null;
  readonly met: boolean;
}

/** @param run - what was asked of whom; goals about anything else are left out. */
export function outcomesOf(
  rows: readonly Row[],
  run: { readonly queries: readonly QueryName[]; readonly targets: readonly TargetName[] },
): readonly Outcome[] {
  return goals
    .filter(({ query }) => run.queries.includes(query))
    .flatMap((goal) => run.targets.flatMap((target) => outcomeOf(goal, target, rows) ?? []));
}

function outcomeOf(goal: Goal, target: TargetName, rows: readonly Row[]): Outcome | undefined {
  const { query, figure, comparison, bounds } = goal;
  const bound = bounds[target];
  if (bound === undefined) return undefined;
  const rowOf = (name: TargetName) => rows.find((row) => row.query === query && row.target === name);
  const row = rowOf(target);
  const outcome = { query, figure, comparison, target, bound };
  if (row === undefined) return { ...outcome, measured: null, met: false };
  const measured = goal.measured(row, rowOf('floor'));
  return measured === undefined
    ? undefined
    : { ...outcome, measured, met: holds(measured, comparison, bound) };
}

function holds(measured: number, comparison: Goal['comparison'], bound: number): boolean {
  switch (comparison) {
    case '≥':
      return measured >= bound;
    case '≤':
      return measured <= bound;
    case '<':
      return measured < bound;
  }
}
