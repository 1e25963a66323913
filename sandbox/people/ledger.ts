import type { Cell, Column, ColumnType, Index, Table } from '../table.ts';
import { columnTypes } from '../table.ts';

/** A column's type; a question mark after it lets the cell be null. */
export type ColumnSpec = ColumnType | `${ColumnType}?`;
export type Columns = Readonly<Record<string, ColumnSpec>>;

type CellOf<S> = S extends `${infer T}?`
  ? CellOf<T> | null
  : S extends 'boolean'
    ? boolean
    : S extends 'bigint' | 'integer'
      ? number
      : string;
type NullableOf<C> = { [K in keyof C]: C[K] extends `${string}?` ? K : never }[keyof C];

/** A row as it is written down: columns that can be null may be left out. */
export type RowOf<C> = { readonly [K in Exclude<keyof C, NullableOf<C>>]: CellOf<C[K]> } & {
  readonly [K in NullableOf<C>]?: CellOf<C[K]>;
};

/** A table being filled, its first column being its numbered primary key. */
export class Ledger<C extends Columns, K extends keyof C & string> {
  readonly #name: string;
  readonly #key: K;
  readonly #columns: C;
  readonly #indexes: readonly Index[];
  readonly #rows: Cell[][] = [];
  #next: number;

  constructor(table: { name: string; key: K; first: number; columns: C; indexes: readonly Index[] }) {
    this.#name = table.name;
    this.#key = table.key;
    this.#columns = table.columns;
    this.#indexes = table.indexes;
    this.#next = table.first;
  }

  /** Takes the next id without writing a row yet, for rows that name each other. */
  reserve(): number {
    return this.#next++;
  }

  /** Leaves all ids below for what was written so far. */
  continueAt(id: number): void {
    this.#next = Math.max(this.#next, id);
  }

  /** @returns the id of the row: the one given, or the next. */
  add(row: Omit<RowOf<C>, K> & { readonly [P in K]?: number }): number {
    const id = row[this.#key] ?? this.reserve();
    const cells: Readonly<Record<string, Cell>> = { ...row, [this.#key]: id };
    this.#rows.push(Object.keys(this.#columns).map((name) => cells[name] ?? null));
    return id;
  }

  toTable(): Table {
    return {
      name: this.#name,
      columns: Object.entries(this.#columns).map(([name, spec]) => column(name, spec)),
      primaryKey: this.#key,
      indexes: this.#indexes,
      rows: this.#rows,
    };
  }
}

function column(name: string, spec: ColumnSpec): Column {
  const type = columnTypes.find((candidate) => spec.startsWith(candidate)) ?? 'text';
  return { name, type, nullable: spec.endsWith('?') };
}
