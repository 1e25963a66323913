import { z } from 'zod';
import { defineSurveyor } from '../contract.ts';
import { sourceOptions } from '../options.ts';
import { surveyBy } from '../sql/survey.ts';
import { postgresDriver } from './connection.ts';
import { postgresUrl } from './url.ts';

/**
 * One row for each column of each table and view that may be read, outside the server's own schemas. A table that the
 * search path leads to goes by its bare name. Row counts are the planner's.
 */
const text = `
select current_setting('server_version') as server, wanted.name as object_name,
  case when c.relkind in ('r', 'm') and c.reltuples >= 0 then c.reltuples::float8 end as row_count,
  a.attname::text as column_name, format_type(a.atttypid, a.atttypmod) as column_type,
  (select string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder) from pg_enum e
    where e.enumtypid = a.atttypid) as words,
  not a.attnotnull as is_nullable,
  coalesce(keys.is_primary, false) as is_primary, coalesce(keys.is_unique, false) as is_unique,
  coalesce(keys.is_indexed, false) as is_indexed,
  leads.object as target_object, leads.column as target_column
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (select case when pg_table_is_visible(c.oid) then '' else n.nspname || '.' end || c.relname as name) wanted
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join lateral (
  select bool_or(i.indisprimary) as is_primary, bool_or(i.indisunique and i.indnkeyatts = 1 and i.indpred is null) as is_unique,
    bool_or(i.indkey[0] = a.attnum) as is_indexed
  from pg_index i where i.indrelid = c.oid and i.indisvalid and a.attnum = any (i.indkey)
) keys on true
left join lateral (
  select case when pg_table_is_visible(f.confrelid) then '' else tn.nspname || '.' end || t.relname as object,
    ta.attname::text as column
  from pg_constraint f join pg_class t on t.oid = f.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute ta on ta.attrelid = f.confrelid and ta.attnum = f.confkey[1]
  where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1
) leads on true
where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
  and has_any_column_privilege(c.oid, 'select')
order by n.nspname, c.relname, a.attnum`;

export const postgresSurvey = defineSurveyor({
  config: z.strictObject({ kind: z.literal('postgres'), url: postgresUrl, timeout: sourceOptions.timeout }),
  survey: ({ url, timeout }, call) =>
    surveyBy(
      postgresDriver(url, timeout),
      { text, values: [] },
      (version) => `PostgreSQL ${version}`.trimEnd(),
      call,
    ),
});
