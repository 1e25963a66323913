import type { SourceName } from '../src/model/record.ts';

/** Reads a column of a raw row; `undefined` and `null` are both "nothing there". */
export type Read<Raw> = (row: Raw, column: string) => unknown;

export const readColumn: Read<Readonly<Record<string, unknown>>> = (row, name) => row[name];

/** Reads `a.b` by walking into objects, as JSON and SOQL parents need. */
export const readPath: Read<Readonly<Record<string, unknown>>> = (row, path) => {
  let value: unknown = row;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
};

/** What reading a row takes besides the row. */
export interface RecordContext<Raw> {
  readonly source: SourceName;
  readonly read: Read<Raw>;
  /** Columns known to be gone: attributes behind them are reported as drifted, consent behind them is UNKNOWN. */
  readonly missing: ReadonlySet<string>;
  /** ISO 8601 in UTC. */
  readonly observedAt: string;
}
