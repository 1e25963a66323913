import { z } from 'zod';
import { defineSurveyor } from '../contract.ts';
import { sourceOptions } from '../options.ts';
import { surveyBy } from '../sql/survey.ts';
import { mysqlDriver } from './connection.ts';
import { mysqlUrl } from './url.ts';

/**
 * One row for each column of each table and view of the connection's own database. Row counts are the engine's. An
 * enumeration has its words in its type.
 */
const text = `
select version() as server, c.table_name as object_name,
  case when t.table_type = 'BASE TABLE' then t.table_rows end as row_count,
  c.column_name as column_name, c.column_type as column_type,
  case when c.data_type in ('enum', 'set') then c.column_type end as words,
  c.is_nullable = 'YES' as is_nullable,
  coalesce(keyed.is_primary, 0) as is_primary, alone.column_name is not null as is_unique,
  coalesce(keyed.is_first, 0) as is_indexed,
  leads.target_object as target_object, leads.target_column as target_column
from information_schema.columns c
join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
left join (
  select table_name, column_name, max(index_name = 'PRIMARY') as is_primary, max(seq_in_index = 1) as is_first
  from information_schema.statistics where table_schema = database() group by table_name, column_name
) keyed on keyed.table_name = c.table_name and keyed.column_name = c.column_name
left join (
  select distinct table_name, column_name from (
    select table_name, min(column_name) as column_name from information_schema.statistics
    where table_schema = database() and non_unique = 0 group by table_name, index_name having count(*) = 1) single
) alone on alone.table_name = c.table_name and alone.column_name = c.column_name
left join (
  select table_name, column_name, min(referenced_table_name) as target_object, min(referenced_column_name) as target_column
  from information_schema.key_column_usage where table_schema = database() and referenced_table_name is not null
  group by table_name, column_name
) leads on leads.table_name = c.table_name and leads.column_name = c.column_name
where c.table_schema = database()
order by c.table_name, c.ordinal_position`;

export const mysqlSurvey = defineSurveyor({
  config: z.strictObject({ kind: z.literal('mysql'), url: mysqlUrl, timeout: sourceOptions.timeout }),
  survey: ({ url, timeout }, call) =>
    surveyBy(
      mysqlDriver(url, timeout),
      { text, values: [] },
      (version) => (/mariadb/i.test(version) ? version : `MySQL ${version}`.trimEnd()),
      call,
    ),
});
