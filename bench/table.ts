/** The rows of a run, for reading. */
import { queryNames, type Row } from './measure.ts';
import { sources } from './systems.ts';

const titles = {
  A: 'A: one customer by e-mail',
  B: 'B: 50 customers by e-mail',
  latency: 'latency: A, one connection, slow sources; cold is the first question about a customer',
} as const;

const columns: readonly (readonly [string, (row: Row) => string])[] = [
  ['', ({ target }) => target],
  ['req/s', ({ reqPerSec }) => reqPerSec.toFixed(reqPerSec < 100 ? 1 : 0)],
  ['×floor', ({ ratioReqPerSec }) => ratioReqPerSec.toFixed(2)],
  ['CPU s/1000', ({ cpuPer1000 }) => cpuPer1000.toFixed(2)],
  ['×floor', ({ ratioCpu }) => ratioCpu.toFixed(2)],
  ['p50 ms', ({ p50 }) => p50.toFixed(1)],
  ['p95', ({ p95 }) => p95.toFixed(1)],
  ['p99', ({ p99 }) => p99.toFixed(1)],
  ['cold p50', ({ coldP50 }) => coldP50?.toFixed(1) ?? '-'],
  ...sources.map(
    (source) => [source, ({ callsPerRequest }: Row) => callsPerRequest[source].toFixed(2)] as const,
  ),
  ['RSS MiB', ({ rssMiB }) => rssMiB.toFixed(0)],
];

/** One table a query; the columns named after sources are calls per request. */
export function tableOf(rows: readonly Row[]): string {
  return queryNames
    .flatMap((query) => {
      const own = rows.filter((row) => row.query === query);
      return own.length === 0 ? [] : [`${titles[query]}\n${linesOf(own)}`];
    })
    .join('\n\n');
}

function linesOf(rows: readonly Row[]): string {
  const cells = columns.map(([head, cellOf]) => [head, ...rows.map(cellOf)]);
  const padded = cells.map((column, at) => {
    const width = Math.max(...column.map((cell) => cell.length));
    return column.map((cell) => (at === 0 ? cell.padEnd(width) : cell.padStart(width)));
  });
  return ['', ...rows].map((_, line) => padded.map((column) => column[line]).join('  ')).join('\n');
}
