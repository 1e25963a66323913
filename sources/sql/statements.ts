/** The statements of the source contract, in either dialect. Values are only ever bound. */
import { unreachable } from '../../src/model/brand.ts';
import type { After, FilterOperator } from '../contract.ts';
import { type Column, columnOf, type Table } from './catalogue.ts';
import type { Dialect } from './dialect.ts';
import type { Bound, Statement } from './pool.ts';

/** One column compared with some spellings. */
export interface Comparison {
  readonly column: Column;
  readonly folded: boolean;
  readonly texts: readonly string[];
}

/** The select list of those columns that exist. */
function selectList(dialect: Dialect, table: Table, names: readonly string[]): string {
  return names
    .filter((name) => !table.missing.has(name))
    .map((name) => dialect.select(columnOf(table, name)))
    .join(', ');
}

/** What is selected from a table. */
export interface Selected {
  readonly id: Column;
  readonly table: Table;
  /** Of columns that exist, with commas. */
  readonly list: string;
  /** Up to the table's name, of columns that exist. */
  readonly select: string;
}

/** @param names - of columns of which some may be missing. */
export function selectedFrom(dialect: Dialect, table: Table, id: Column, names: readonly string[]): Selected {
  const list = selectList(dialect, table, names);
  return { id, table, list, select: `select ${list} from ${dialect.table(table.name)}` };
}

/** Rows that meet any comparison, again for each that they meet. A branch of its own lets each use its own index. */
export function findStatement(
  dialect: Dialect,
  { select }: Selected,
  comparisons: readonly Comparison[],
  limit: number,
): Statement {
  const values: Bound[] = [];
  const branches = comparisons.map(({ column, folded, texts }) => {
    const condition = folded
      ? dialect.amongFolded(column, texts, values)
      : dialect.among(column, texts, values);
    return `${select} where ${condition}`;
  });
  return { text: `${branches.join(' union all ')} limit ${dialect.bind(limit, values)}`, values };
}

export function getStatement(dialect: Dialect, { select, id }: Selected, ids: readonly string[]): Statement {
  const values: Bound[] = [];
  const condition = dialect.among(id, ids, values);
  return { text: `${select} where ${condition}`, values };
}

export interface ChildTable {
  readonly table: Table;
  readonly id: Column;
  readonly customer: Column;
  /** Undefined where rows have no time (any more): they are ordered by id alone. */
  readonly time: Column | undefined;
}

/** What is selected of child rows, which are numbered in their order among those of their parent. */
export interface ChildSelected extends ChildTable {
  /** Up to the table's name, with one bracket open. */
  readonly select: string;
}

/** The numbering of a parent's rows, under a name no column is likely to have. */
const position = 'onefold_position';

/** @param columns - of which some may be missing. */
export function childSelected(
  dialect: Dialect,
  child: ChildTable,
  columns: readonly string[],
): ChildSelected {
  const { table, id, customer, time } = child;
  const names = columns.filter((name) => !table.missing.has(name)).map(dialect.name);
  const newest = time === undefined ? [] : [`${dialect.timeKey(time)} ${dialect.newestFirst}`];
  const order = [...newest, dialect.idKey(id)].join(', ');
  const numbering = `row_number() over (partition by ${dialect.exactKey(customer)} order by ${order})`;
  const list = `${selectList(dialect, table, columns)}, ${numbering} as ${position}`;
  const select = `select ${names.join(', ')} from (select ${list} from ${dialect.table(table.name)}`;
  return { ...child, select };
}

/** The first rows of each parent, each parent's in order. */
export function collectStatement(
  dialect: Dialect,
  { id, customer, time, select }: ChildSelected,
  parents: readonly string[],
  first: number,
  after: After | undefined,
): Statement {
  const values: Bound[] = [];
  const among = dialect.among(customer, parents, values);
  const where =
    after === undefined ? among : `${among} and ${afterCondition(dialect, time, id, after, values)}`;
  const text =
    `${select} where ${where}) as numbered ` +
    `where ${position} <= ${dialect.bind(first, values)} order by ${position}`;
  return { text, values };
}

function afterCondition(
  dialect: Dialect,
  time: Column | undefined,
  id: Column,
  { at, id: lastId }: After,
  values: Bound[],
): string {
  // Values are bound in the order in which they stand in the text.
  const later = () =>
    lastId === undefined ? undefined : `${dialect.idKey(id)} > ${dialect.idValue(id, lastId, values)}`;
  if (time === undefined) return at === null ? (later() ?? 'true') : 'true';
  const untimed = `${dialect.name(time.name)} is null`;
  if (at === null) return [untimed, later()].filter((each) => each !== undefined).join(' and ');
  const key = dialect.timeKey(time);
  const older = `${key} < ${dialect.instant(time, at, values)}`;
  const same = [`${key} = ${dialect.instant(time, at, values)}`, later()].filter(
    (each) => each !== undefined,
  );
  return `(${older} or (${same.join(' and ')}) or ${untimed})`;
}

export interface SearchTerm {
  /** The columns behind the attribute: any of them may meet the condition. */
  readonly columns: readonly Column[];
  readonly operator: FilterOperator;
  readonly value: string;
}

/** Records that meet every term, in the order of their ids, after `after`. */
export function searchStatement(
  dialect: Dialect,
  { select, id }: Selected,
  terms: readonly SearchTerm[],
  first: number,
  after: string | undefined,
): Statement {
  const values: Bound[] = [];
  const conditions = terms.map(({ columns, operator, value }) => {
    const any = columns.map((column) => termCondition(dialect, column, operator, value, values));
    return `(${any.join(' or ')})`;
  });
  const name = dialect.name(id.name);
  if (after !== undefined) conditions.push(`${name} > ${dialect.key(id, after, values)}`);
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const text = `${select}${where} order by ${name} limit ${dialect.bind(first, values)}`;
  return { text, values };
}

function termCondition(
  dialect: Dialect,
  column: Column,
  operator: FilterOperator,
  value: string,
  values: Bound[],
): string {
  const name = dialect.name(column.name);
  switch (operator) {
    case 'equals':
      return dialect.matches(column, value, 'whole', values);
    case 'startsWith':
      return dialect.matches(column, value, 'prefix', values);
    case 'atLeast':
      return `${name} >= ${dialect.instant(column, value, values)}`;
    case 'before':
      return `${name} < ${dialect.instant(column, value, values)}`;
    default:
      return unreachable(operator);
  }
}
