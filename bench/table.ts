/** The rows of a run, for reading. */
import { queryNames, type Row } from './measure.ts';
import { sources } from './systems.ts';

const titles = {
  A: 'A: one customer by e-mail',
  B: 'B: 50 customers by e-mail',
  latency: 'latency: A, one connection, slow sources; cold is the first question about a customer',
} as const;

const head = [
  '',
  'req/s',
  '×floor',
  'CPU s/1000',
  '×floor',
  'p50 ms',
  'p95',
  'p99',
  'cold',
  ...sources,
  'RSS MiB',
];

/** One table a query; the columns named after sources are calls per request. */
export function tableOf(rows: readonly Row[]): string {
  return queryNames
    .flatMap((query) => {
      const lines = rows.filter((row) => row.query === query).map(cellsOf);
      return lines.length === 0 ? [] : [`${titles[query]}\n${aligned([head, ...lines])}`];
    })
    .join('\n\n');
}

function cellsOf(row: Row): string[] {
  return [
    row.target,
    row.reqPerSec.toFixed(row.reqPerSec < 100 ? 1 : 0),
    row.ratioReqPerSec.toFixed(2),
    row.cpuPer1000.toFixed(2),
    row.ratioCpu.toFixed(2),
    ...[row.p50, row.p95, row.p99].map((ms) => ms.toFixed(1)),
    row.coldP50?.toFixed(1) ?? '',
    ...sources.map((source) => row.callsPerRequest[source].toFixed(2)),
    row.rssMiB.toFixed(0),
  ];
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
