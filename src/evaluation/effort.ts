/** What the doors of a run took (identity.md section 5). */
import { share } from './metrics.ts';

/** What is counted of a door, in this order. */
export const effortMeasures = ['waves', 'keysAsked', 'rowsFetched', 'rowsKept', 'cpuMilliseconds'] as const;
export type EffortMeasure = (typeof effortMeasures)[number];

/** What one door took. */
export type Effort = Readonly<Record<EffortMeasure, number>> & {
  /** False where the search was cut off. */
  readonly complete: boolean;
};

/** Nearest rank: each is a value that occurred. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export type EffortFigures = Readonly<Record<EffortMeasure, Percentiles>> & {
  readonly doors: number;
  /** Of all doors, those whose search was cut off. */
  readonly incomplete: number;
};

/** @returns undefined where no door was tried. */
export function effortOf(efforts: readonly Effort[]): EffortFigures | undefined {
  if (efforts.length === 0) return undefined;
  const of = (measure: EffortMeasure) => percentiles(efforts.map((effort) => effort[measure]));
  return {
    doors: efforts.length,
    incomplete: share(efforts, ({ complete }) => !complete),
    waves: of('waves'),
    keysAsked: of('keysAsked'),
    rowsFetched: of('rowsFetched'),
    rowsKept: of('rowsKept'),
    cpuMilliseconds: of('cpuMilliseconds'),
  };
}

/** @param values - in any order; at least one, or all percentiles are NaN. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN;
  return { p50: at(50), p95: at(95), p99: at(99) };
}
