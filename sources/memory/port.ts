/** Where the rows of a memory source are: in its configuration or in a JSON file. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { GatewayError } from '../../src/model/errors.ts';

export type MemoryRow = Readonly<Record<string, unknown>>;

/** Rows by table name. */
export const memoryTables = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));
type MemoryTables = z.output<typeof memoryTables>;

export interface Selection {
  readonly rows: readonly MemoryRow[];
  /** Those of the asked columns that do not exist. */
  readonly missing: ReadonlySet<string>;
  /** Every column of the table, as far as its rows tell. */
  readonly known: ReadonlySet<string>;
}

/** Asynchronous, because rows may be anywhere. */
export interface RowPort {
  /**
   * All rows of a table, holding at least the named columns.
   * @param columns - `a.b` is `b` inside the object in column `a`; it exists when `a` does.
   * @throws GatewayError or an error of the system; promptly when the signal aborts.
   */
  select(table: string, columns: readonly string[], signal: AbortSignal): Promise<Selection>;
  close(): Promise<void>;
}

export function tablesPort(tables: MemoryTables): RowPort {
  const catalog = catalogOf(tables);
  return { select: async (table, columns) => selection(catalog, table, columns), close: async () => {} };
}

/** Reads the file again whenever it has changed. */
export function filePort(path: string): RowPort {
  let read: { readonly version: string; readonly catalog: Catalog } | undefined;
  return {
    async select(table, columns, signal) {
      const { mtimeMs, size } = await stat(path);
      const version = `${mtimeMs} ${size}`;
      if (read?.version !== version)
        read = { version, catalog: parse(await readFile(path, { encoding: 'utf8', signal })) };
      return selection(read.catalog, table, columns);
    },
    close: async () => {},
  };
}

function parse(text: string): Catalog {
  const { data, error } = memoryTables.safeParse(JSON.parse(text));
  if (error) throw new GatewayError('SOURCE_PROTOCOL', { cause: error });
  return catalogOf(data);
}

type Catalog = ReadonlyMap<
  string,
  { readonly rows: readonly MemoryRow[]; readonly columns: ReadonlySet<string> }
>;

/** A column exists where any row has it, be it null. */
function catalogOf(tables: MemoryTables): Catalog {
  return new Map(
    Object.entries(tables).map(([name, rows]) => [
      name,
      { rows, columns: new Set(rows.flatMap(Object.keys)) },
    ]),
  );
}

function selection(catalog: Catalog, name: string, columns: readonly string[]): Selection {
  const table = catalog.get(name);
  if (table === undefined) throw new GatewayError('SOURCE_DRIFTED');
  // A table without rows does not say which columns it has.
  const gone = (column: string) =>
    table.rows.length > 0 && !table.columns.has(column.split('.')[0] ?? column);
  return { rows: table.rows, missing: new Set(columns.filter(gone)), known: table.columns };
}
