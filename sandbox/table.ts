/** A table as the population describes it, free of any SQL dialect; rows are in column order. */

export const columnTypes = ['bigint', 'integer', 'text', 'boolean', 'date', 'instant', 'decimal'] as const;
export type ColumnType = (typeof columnTypes)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** `lower` makes the index one on `lower(column)` where the dialect has expression indexes. */
export interface Index {
  readonly column: string;
  readonly lower?: boolean;
}

/** `date` is `YYYY-MM-DD`, `instant` is ISO 8601 in UTC, `decimal` is text; the rest is what JSON has. */
export type Cell = string | number | boolean | null;

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly primaryKey: string;
  readonly indexes: readonly Index[];
  readonly rows: readonly (readonly Cell[])[];
}
