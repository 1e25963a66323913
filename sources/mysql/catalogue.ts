import { z } from 'zod';
import {
  type Catalogue,
  type Column,
  catalogueOf,
  catalogueRows,
  type Family,
  type Mapped,
} from '../sql/catalogue.ts';
import type { SqlRow, Statement } from '../sql/pool.ts';

const catalogueRow = z.object({
  kind: z.enum(['server', 'table', 'column', 'index']),
  /** 1 for tables of the connection's own database. */
  own: z.coerce.number(),
  schema_name: z.string(),
  table_name: z.string(),
  column_name: z.string(),
  /** The type of a table or column, the name of an index, the version of the server. */
  detail: z.string(),
  column_type: z.string().nullable(),
  collation: z.string().regex(/^\w+$/).nullable(),
  decimals: z.coerce.number().nullable(),
  /** Of a table, as its engine guesses. */
  row_count: z.coerce.number().nullable(),
});
type CatalogueRow = z.output<typeof catalogueRow>;

const families: Readonly<Record<string, Family>> = {
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  enum: 'text',
  set: 'text',
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  decimal: 'decimal',
  datetime: 'instant',
  timestamp: 'instant',
  date: 'date',
  bit: 'bits',
};

/** A table's name as a mapping writes it: `schema.table`, or `table` of the connection's own database. */
function partsOf(name: string): { readonly schema: string | undefined; readonly table: string } {
  const dot = name.indexOf('.');
  return dot < 0
    ? { schema: undefined, table: name }
    : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}

/** One row for the server, one for each table, one for each column of each table, one for each index by its first column. */
function catalogueStatement(names: readonly string[]): Statement {
  const values: string[] = [];
  const tables = () =>
    names
      .map(partsOf)
      .map(({ schema, table }) => {
        if (schema === undefined) {
          values.push(table);
          return '(table_schema = database() and table_name = ?)';
        }
        values.push(schema, table);
        return '(table_schema = ? and table_name = ?)';
      })
      .join(' or ');
  const text = `
select 'server' as kind, 0 as own, '' as schema_name, '' as table_name, '' as column_name, version() as detail,
  null as column_type, null as collation, null as decimals, null as row_count
union all
select 'table', coalesce(table_schema = database(), 0), table_schema, table_name, '', table_type, null, null, null, table_rows
from information_schema.tables where ${tables()}
union all
select 'column', coalesce(table_schema = database(), 0), table_schema, table_name, column_name, data_type,
  column_type, collation_name, datetime_precision, null
from information_schema.columns where ${tables()}
union all
select 'index', coalesce(table_schema = database(), 0), table_schema, table_name, column_name, index_name,
  null, null, null, null
from information_schema.statistics
where seq_in_index = 1 and column_name is not null and index_type in ('BTREE', 'HASH') and (${tables()})`;
  return { text, values };
}

export async function readCatalogue(
  mapped: Mapped,
  run: (statement: Statement) => Promise<readonly SqlRow[]>,
): Promise<Catalogue> {
  const all = catalogueRows(catalogueRow, await run(catalogueStatement([...mapped.keys()])));
  const found = new Map<string, ReadonlyMap<string, Column>>();
  const rows = new Map<string, number>();
  const types = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, columns] of mapped) {
    const own = rowsOf(all, name);
    found.set(name, columnsOf(own, columns));
    types.set(name, typesOf(own, columns));
    const table = own.find(({ kind }) => kind === 'table');
    // A table of which the engine keeps no count is taken for a small one; a view may show anything.
    if (table?.detail === 'BASE TABLE') rows.set(name, table.row_count ?? 0);
  }
  const version = all.find((row) => row.kind === 'server')?.detail ?? '';
  return catalogueOf(/mariadb/i.test(version) ? version : `MySQL ${version}`, mapped, found, rows, types);
}

/** The types of all columns, those that are mapped under the name they are mapped by. */
function typesOf(own: readonly CatalogueRow[], mapped: ReadonlySet<string>): ReadonlyMap<string, string> {
  const names = new Map([...mapped].map((name) => [name.toLowerCase(), name]));
  return new Map(
    own
      .filter(({ kind }) => kind === 'column')
      .map(({ column_name: name, column_type, detail }) => [
        names.get(name.toLowerCase()) ?? name,
        column_type ?? detail,
      ]),
  );
}

function rowsOf(all: readonly CatalogueRow[], name: string): readonly CatalogueRow[] {
  const { schema, table } = partsOf(name);
  return all.filter(
    (row) =>
      same(row.table_name, table) && (schema === undefined ? row.own === 1 : same(row.schema_name, schema)),
  );
}

/** The mapped columns that exist. Their names, unlike those of tables, are the same in any case. */
function columnsOf(own: readonly CatalogueRow[], columns: ReadonlySet<string>): ReadonlyMap<string, Column> {
  const found = new Map<string, Column>();
  for (const column of columns) {
    const row = own.find((each) => each.kind === 'column' && same(each.column_name, column));
    const index = own.find((each) => each.kind === 'index' && same(each.column_name, column));
    if (row !== undefined) found.set(column, toColumn(column, row, index?.detail ?? null));
  }
  return found;
}

function toColumn(name: string, row: CatalogueRow, index: string | null): Column {
  const family = families[row.detail.toLowerCase()] ?? 'other';
  const folds = /_ci$/.test(row.collation ?? '');
  const signed = /unsigned/i.test(row.column_type ?? '') ? 'unsigned' : 'signed';
  return {
    name,
    family,
    // The collation of a text names its character set as well.
    type:
      family === 'integer'
        ? signed
        : family === 'text'
          ? (row.collation ?? 'utf8mb4_bin')
          : row.detail.toLowerCase(),
    folds,
    subMillisecond: family === 'instant' && (row.decimals ?? 0) > 3,
    index,
    lowerIndex: null,
    prefixIndex: family === 'text' && folds ? index : null,
  };
}

/** Servers differ in whether, and how, they change the case of names. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
