/** What exists in the database behind a mapping: the types of columns, the indexes on them, and what is gone. */
import { z } from 'zod';
import { GatewayError } from '../../src/model/errors.ts';
import type { SqlRow } from './pool.ts';

/** What a column holds, as far as statements differ by it. */
export type Family = 'text' | 'integer' | 'decimal' | 'uuid' | 'instant' | 'date' | 'bits' | 'other';

export interface Column {
  readonly name: string;
  readonly family: Family;
  /** What a bound value has to be made to be compared with it: a type, or a collation, as the vendor names it. */
  readonly type: string;
  /** The column's own comparison takes no regard of case. */
  readonly folds: boolean;
  /** Holds instants more exactly than to the millisecond. */
  readonly subMillisecond: boolean;
  /** Names of the indexes that serve equality, and equality of `lower(column)`. */
  readonly index: string | null;
  readonly lowerIndex: string | null;
  /** Name of the index that serves texts by their beginning, without regard to case. */
  readonly prefixIndex: string | null;
}

export interface Table {
  readonly name: string;
  /** Columns that exist, by name; empty when the table is gone. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Mapped columns that do not exist. */
  readonly missing: ReadonlySet<string>;
  /** Existing columns that no mapping names, in the order of the table, with the server's word for their types. */
  readonly unmapped: readonly { readonly name: string; readonly type: string }[];
  /** How many rows it has, as the server guesses; undefined where it does not: of a view, say. */
  readonly rows: number | undefined;
}

/** Tables and the columns of each that a mapping names. */
export type Mapped = ReadonlyMap<string, ReadonlySet<string>>;

export interface Catalogue {
  /** Product and version as the server tells them. */
  readonly server: string;
  readonly tables: ReadonlyMap<string, Table>;
  /** Nothing that is mapped is missing. */
  readonly whole: boolean;
}

/**
 * @param found - existing columns by table; tables that are gone are left out.
 * @param rows - how many rows a table has, where that is known.
 * @param types - the server's word for the type of every column of each table, mapped or not, in the order of the table.
 */
export function catalogueOf(
  server: string,
  mapped: Mapped,
  found: ReadonlyMap<string, ReadonlyMap<string, Column>>,
  rows: ReadonlyMap<string, number>,
  types: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Catalogue {
  const tables = new Map<string, Table>();
  for (const [name, names] of mapped) {
    const columns = found.get(name) ?? new Map<string, Column>();
    const missing = new Set([...names].filter((one) => !columns.has(one)));
    const unmapped = [...(types.get(name) ?? [])]
      .filter(([column]) => !names.has(column))
      .map(([column, type]) => ({ name: column, type }));
    tables.set(name, { name, columns, missing, unmapped, rows: rows.get(name) });
  }
  return { server, tables, whole: [...tables.values()].every(({ missing }) => missing.size === 0) };
}

/** @throws GatewayError SOURCE_PROTOCOL when the rows are not what was asked for. */
export function catalogueRows<Row>(row: z.ZodType<Row>, rows: readonly SqlRow[]): readonly Row[] {
  const parsed = z.array(row).safeParse(rows);
  if (!parsed.success) throw new GatewayError('SOURCE_PROTOCOL', { cause: parsed.error });
  return parsed.data;
}

/** @throws GatewayError SOURCE_DRIFTED when the column or its table is gone. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (column === undefined) throw new GatewayError('SOURCE_DRIFTED');
  return column;
}

/** @throws TypeError for a table that no mapping names. */
export function tableOf(catalogue: Catalogue, name: string): Table {
  const table = catalogue.tables.get(name);
  if (table === undefined) throw new TypeError('a table is asked for that is not mapped');
  return table;
}

/** How long something missing is believed to be missing, in milliseconds. */
const missingFor = 30_000;

/** The catalogue as last read. It is read again when a statement runs into a change, and while something is missing. */
export class KnownCatalogue {
  readonly #load: () => Promise<Catalogue>;
  readonly #now: () => Date;
  #known: { readonly catalogue: Catalogue; readonly at: number } | undefined;
  #loading: Promise<Catalogue> | undefined;

  constructor(load: () => Promise<Catalogue>, now: () => Date) {
    this.#load = load;
    this.#now = now;
  }

  /** As last read; undefined before the first time. */
  get last(): Catalogue | undefined {
    return this.#known?.catalogue;
  }

  /** @throws GatewayError when it has to be read and cannot be. */
  async current(signal: AbortSignal): Promise<Catalogue> {
    const known = this.#known;
    if (known !== undefined) {
      if (known.catalogue.whole || this.#now().getTime() - known.at < missingFor) return known.catalogue;
    }
    return this.renewed(signal);
  }

  /** Reads it, once for all who ask meanwhile; each of them stops waiting when its own signal aborts. */
  async renewed(signal: AbortSignal): Promise<Catalogue> {
    if (signal.aborted) throw new GatewayError('SOURCE_TIMEOUT', { cause: signal.reason });
    this.#loading ??= this.#load()
      .then((catalogue) => {
        this.#known = { catalogue, at: this.#now().getTime() };
        return catalogue;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    return unlessAborted(this.#loading, signal);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new GatewayError('SOURCE_TIMEOUT', { cause: signal.reason }));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
