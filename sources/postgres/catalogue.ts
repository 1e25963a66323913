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
import { quoteTable } from './names.ts';

/**
 * One row for each column of each table; a table that is gone has one row without a column. A table that was never
 * analysed is taken to have rows of a hundred bytes. An index knows beginnings of texts if it sorts by bytes.
 */
const text = `
select wanted.name as "table", a.attname as "column", a.atttypmod as modifier,
  coalesce(base.typname, t.typname) as type, format_type(coalesce(base.oid, t.oid), null) as cast,
  indexes.plain, indexes.lower, indexes.prefix, size.rows, current_setting('server_version') as version
from unnest($1::text[], $2::text[]) as wanted (name, quoted)
left join lateral (
  select sum(case when c.reltuples > 0 then c.reltuples else pg_relation_size(c.oid) / 100 end)::float8 as rows
  from (select to_regclass(wanted.quoted) union
    select relid from pg_partition_tree(to_regclass(wanted.quoted)) where isleaf) as part (oid)
    join pg_class c on c.oid = part.oid where c.relkind in ('r', 'm')
) size on true
left join pg_attribute a on a.attrelid = to_regclass(wanted.quoted) and a.attnum > 0 and not a.attisdropped
left join pg_type t on t.oid = a.atttypid
left join pg_type base on base.oid = t.typbasetype and t.typtype = 'd'
left join lateral (
  select min(c.relname::text) filter (where i.indkey[0] = a.attnum) as plain,
    min(c.relname::text) filter (where pg_get_indexdef(i.indexrelid, 1, true) in (lowered.bare, lowered.cast)) as lower,
    min(c.relname::text) filter (where pg_get_indexdef(i.indexrelid, 1, true) in (lowered.bare, lowered.cast)
      and m.amname = 'btree' and (o.opcname like '%pattern\\_ops' or coalesce(
        case when l.collname = 'default' then d.datcollate else l.collname end, '') in ('C', 'POSIX'))) as prefix
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
    join pg_opclass o on o.oid = i.indclass[0] left join pg_collation l on l.oid = i.indcollation[0]
    join pg_database d on d.datname = current_database()
    cross join lateral (select 'lower(' || quote_ident(a.attname) || ')' as bare,
      'lower(' || quote_ident(a.attname) || '::text)' as cast) lowered
  where i.indrelid = a.attrelid and i.indisvalid and i.indpred is null and m.amname in ('btree', 'hash')
) indexes on true
order by a.attnum`;

const catalogueRow = z.object({
  table: z.string(),
  column: z.string().nullable(),
  modifier: z.number().nullable(),
  type: z.string().nullable(),
  cast: z.string().nullable(),
  plain: z.string().nullable(),
  lower: z.string().nullable(),
  prefix: z.string().nullable(),
  /** Null for what is neither a table nor a materialised view. */
  rows: z.number().nullable(),
  version: z.string(),
});

const families: Readonly<Record<string, Family>> = {
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  citext: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  uuid: 'uuid',
  timestamp: 'instant',
  timestamptz: 'instant',
  date: 'date',
};

/** What values are cast to so that the column itself need not be; other types are written as the server does. */
const casts: Readonly<Record<string, string>> = {
  varchar: 'text',
  name: 'text',
  bpchar: 'bpchar',
  int2: 'bigint',
  int4: 'bigint',
};

export async function readCatalogue(
  mapped: Mapped,
  run: (statement: Statement) => Promise<readonly SqlRow[]>,
): Promise<Catalogue> {
  const names = [...mapped.keys()];
  const rows = catalogueRows(catalogueRow, await run({ text, values: [names, names.map(quoteTable)] }));
  const found = new Map<string, Map<string, Column>>(names.map((name) => [name, new Map()]));
  const sizes = new Map<string, number>();
  const types = new Map<string, Map<string, string>>(names.map((name) => [name, new Map()]));
  for (const { table, column, type, cast, modifier, plain, lower, prefix, rows: size } of rows) {
    if (size !== null) sizes.set(table, size);
    if (column === null || type === null || cast === null) continue;
    const family = families[type] ?? 'other';
    types.get(table)?.set(column, cast);
    found.get(table)?.set(column, {
      name: column,
      family,
      type: casts[type] ?? cast,
      folds: type === 'citext',
      // The modifier of a time is its number of decimals; without one it has six.
      subMillisecond: family === 'instant' && (modifier === null || modifier < 0 || modifier > 3),
      index: plain,
      lowerIndex: lower,
      prefixIndex: prefix,
    });
  }
  return catalogueOf(`PostgreSQL ${rows[0]?.version ?? ''}`, mapped, found, sizes, types);
}
