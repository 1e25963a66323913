/** What a run came to, for reading. */
import {
  coldAfterFloor,
  firstPartAfterFastest,
  secondWaveAfterFloor,
  secondWaveToSlowest,
  warmToSlowest,
} from './figures.ts';
import type { Outcome } from './goals.ts';
import type { QueryName, Row } from './measure.ts';
import { sources } from './systems.ts';
import type { TargetName } from './targets.ts';

const titles = {
  A: 'A: one customer by e-mail, 32 connections',
  B: 'B: 50 customers by e-mail, 8 connections',
  latency: 'latency: A, one connection, slow sources; cold is the first question about a customer',
  deferred: 'deferred: one connection, slow sources; what they have in a part of its own',
  identity: 'identity: one customer by e-mail whom nobody asked for before, one connection',
  resolve: 'resolve: { __typename }, 32 connections',
} as const satisfies Record<QueryName, string>;

/** @param floor - of the same query. */
type Cell = (row: Row, floor: Row | undefined) => string;
type Column = readonly [head: string, cell: Cell];

function number(value: number | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '-';
}

const target: Column = ['', (row) => row.target];
const rate: Column = ['req/s', ({ reqPerSec }) => number(reqPerSec, reqPerSec < 100 ? 1 : 0)];
const rateToFloor: Column = ['÷floor', ({ ratioReqPerSec }) => number(ratioReqPerSec, 2)];
const rateToApollo: Column = ['÷apollo', ({ ratioReqPerSecApollo }) => number(ratioReqPerSecApollo, 2)];
const cpu: readonly Column[] = [
  ['CPU s/1000', ({ cpuPer1000 }) => number(cpuPer1000, 2)],
  ['÷floor', ({ ratioCpu }) => number(ratioCpu, 2)],
];
const percentiles: readonly Column[] = [
  ['p50 ms', ({ p50 }) => number(p50, 1)],
  ['p95', ({ p95 }) => number(p95, 1)],
  ['p99', ({ p99 }) => number(p99, 1)],
];
/** Calls a request. */
const calls: readonly Column[] = sources.map((source) => [
  source,
  ({ callsPerRequest }) => number(callsPerRequest[source], 2),
]);
const memory: Column = ['RSS MiB', ({ rssMiB }) => number(rssMiB, 0)];
const slowest: Column = ['slowest source', ({ slowestRoundTrip }) => number(slowestRoundTrip, 1)];

const loaded = [target, rate, rateToFloor, rateToApollo, ...cpu, ...percentiles, ...calls, memory];
const columns: Readonly<Record<QueryName, readonly Column[]>> = {
  A: loaded,
  B: loaded,
  latency: [
    target,
    slowest,
    ['warm p50', ({ p50 }) => number(p50, 1)],
    ['÷slowest', (row) => number(warmToSlowest(row), 2)],
    ['cold p50', ({ coldP50 }) => number(coldP50, 1)],
    ['-floor', (row, floor) => number(coldAfterFloor(row, floor), 1)],
    ['second wave p50', ({ secondWaveP50 }) => number(secondWaveP50, 1)],
    ['-floor', (row, floor) => number(secondWaveAfterFloor(row, floor), 1)],
    ['÷slowest', (row) => number(secondWaveToSlowest(row), 2)],
    ...cpu,
    ...calls,
  ],
  deferred: [
    target,
    ['fastest source', ({ fastestRoundTrip }) => number(fastestRoundTrip, 1)],
    ['first part p50', ({ firstPartP50 }) => number(firstPartP50, 1)],
    ['-fastest', (row) => number(firstPartAfterFastest(row), 1)],
    slowest,
    ['last part p50', ({ p50 }) => number(p50, 1)],
    ['p99', ({ p99 }) => number(p99, 1)],
    ...calls,
  ],
  identity: [
    target,
    ['waves p50', ({ wavesP50 }) => number(wavesP50, 0)],
    ['p99', ({ wavesP99 }) => number(wavesP99, 0)],
    ['CPU ms p50', ({ coldCpuP50 }) => number(coldCpuP50, 1)],
    ['p99', ({ coldCpuP99 }) => number(coldCpuP99, 1)],
    ['complete %', ({ completeShare }) => number(completeShare && completeShare * 100, 1)],
    ['recall µs p99', ({ recallP99 }) => number(recallP99, 1)],
    ...percentiles,
    ...calls,
  ],
  resolve: [target, rate, rateToApollo, ...cpu.slice(0, 1), ...percentiles, memory],
};

/** @param asked - who was to be measured; those without a row are named below the others. */
export function tableOf(query: QueryName, rows: readonly Row[], asked: readonly TargetName[]): string {
  const floor = rows.find((row) => row.target === 'floor');
  const cells = columns[query].map(([head, cell]) => [head, ...rows.map((row) => cell(row, floor))]);
  const missing = asked.filter((name) => !rows.some((row) => row.target === name));
  return [
    titles[query],
    ...(rows.length === 0 ? [] : linesOf(cells)),
    ...(missing.length === 0 ? [] : [`not supported by ${missing.join(', ')}`]),
  ].join('\n');
}

/** What was meant to be reached. */
export function goalsTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ query, target, figure, comparison, bound, measured, met }) => [
    query,
    target,
    figure,
    `target ${comparison} ${bound}`,
    measured === null ? 'not supported' : `measured ${number(measured, 2)}`,
    met ? 'met' : 'missed',
  ]);
  const cells = rows[0]?.map((_, at) => rows.map((row) => row[at] ?? '')) ?? [];
  return ['targets', ...linesOf(cells)].join('\n');
}

/** @param cells - by column; words begin at the left, figures end at the right. */
function linesOf(cells: readonly (readonly string[])[]): readonly string[] {
  const padded = cells.map((column) => {
    const width = Math.max(...column.map((cell) => cell.length));
    const isFigures = column.slice(1).every((cell) => /^[-\d.]+$/.test(cell));
    return column.map((cell) => (isFigures ? cell.padStart(width) : cell.padEnd(width)));
  });
  return (padded[0] ?? []).map((_, line) =>
    padded
      .map((column) => column[line])
      .join('  ')
      .trimEnd(),
  );
}
