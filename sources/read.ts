/** How columns of raw rows are read, whatever a kind of source calls a row and a column. */

/** Reads one column of a row; `undefined` and `null` are both "nothing there". */
export type Read<Raw> = (row: Raw) => unknown;

/** Finds a column by its name, once for all the rows that are read. */
export type Columns<Raw> = (column: string) => Read<Raw>;

type Fields = Readonly<Record<string, unknown>>;

export const namedColumns: Columns<Fields> = (name) => (row) => row[name];

/** Finds `a.b` by walking into objects, as JSON and SOQL parents need. */
export const pathColumns: Columns<Fields> = (path) => readSteps(path.split('.'));

/** @param steps - one at least. */
export function readSteps([first = '', ...rest]: readonly string[]): Read<Fields> {
  if (rest.length === 0) return (row) => row[first];
  return (row) => {
    let value = row[first];
    for (const step of rest) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Fields)[step];
    }
    return value;
  };
}

/** The rows of one table or object as they are now. */
export interface Rows<Raw> {
  readonly columns: Columns<Raw>;
  /** Columns known to be gone: attributes behind them are reported as drifted, consent behind them is UNKNOWN. */
  readonly missing: ReadonlySet<string>;
}

/** @returns undefined for a column that is not mapped or is gone. */
export function readerOf<Raw>(
  { columns, missing }: Rows<Raw>,
  column: string | undefined,
): Read<Raw> | undefined {
  return column === undefined || missing.has(column) ? undefined : columns(column);
}

/** What is put together here and never changed later. */
export type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
