/** SOQL, compiled once into functions over the tables and run against the rows as they are now. */

import {
  type FieldFunctionExpression,
  type FieldType,
  type OrderByClause,
  parseQuery,
  type Query,
  type QueryBase,
  type Subquery,
} from '@jetstreamapp/soql-parser-js';
import { malformed, noSuchChild, noSuchObject, SalesforceError, unexpected } from './errors.ts';
import type { Row, SalesforceField } from './schema.ts';
import { comparable, type Table, type Value } from './table.ts';
import {
  compileWhere,
  type IdSet,
  type Path,
  type Predicate,
  parentOf,
  type Run,
  resolvePath,
  type Scope,
  type Tables,
} from './where.ts';

/** A record as JSON: fields, parents and lists of children below their names. */
export type Output = { [name: string]: unknown };

/** Pages a list of records: what a query or a child sub-query answers. */
export type Pager = (rows: readonly Readonly<Row>[], write: (row: Readonly<Row>) => Output) => Output;

/** What writing a record needs. */
export interface Writing {
  readonly run: Run;
  /** `/services/data/v66.0` */
  readonly base: string;
  readonly page: Pager;
}

/** A compiled query. */
export type Soql = (writing: Writing) => Output;

const aggregates = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'];
const clauses = ['having', 'usingScope', 'withDataCategory', 'for', 'update'] as const;

/**
 * Compiles a SOQL text against the fields visible now.
 *
 * @throws SalesforceError as the query resource answers it.
 */
export function compileSoql(soql: string, tables: Tables): Soql {
  if (soql.length > 100_000) {
    const message = 'SOQL statements cannot be longer than 100000 characters.';
    throw new SalesforceError(400, 'MALFORMED_QUERY', message);
  }
  const query = parse(soql);
  const { scope, select, read } = compileSelect(soql, query, query.sObject ?? '', tables);
  const fields = query.fields ?? [];
  const functions = fields.filter((field) => field.type === 'FieldFunctionExpression');
  const [first] = functions;
  if (fields.length === 1 && first?.functionName.toUpperCase() === 'COUNT' && !first.parameters.length) {
    return ({ run }) => ({ totalSize: read(run).length, done: true, records: [] });
  }
  if (functions.length > 0 || query.groupBy) return aggregate(scope, query, select);
  const write = compileFields(scope, fields);
  return (writing) => writing.page(read(writing.run), (row) => write(row, writing));
}

function parse(soql: string): Query {
  try {
    return parseQuery(soql);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const token = /found:? (?:--> )?'(.*?)'/s.exec(message)?.[1] ?? soql.trim().split(/\s/, 1)[0] ?? '';
    throw unexpected(soql, token || '<EOF>');
  }
}

/** FROM and WHERE (`select`), then ORDER BY, OFFSET and LIMIT (`read`). */
function compileSelect(soql: string, query: QueryBase, object: string, tables: Tables) {
  const table = tables.get(object.toLowerCase());
  if (!table) throw noSuchObject(soql, object);
  return compileRows(soql, query, table, tables);
}

function compileRows(soql: string, query: QueryBase, table: Table, tables: Tables) {
  const unknown = clauses.find((clause) => query[clause] !== undefined);
  if (unknown) throw malformed(soql, 'FROM', `the sandbox does not know the clause ${unknown}`);
  const scope: Scope = {
    soql,
    table,
    tables,
    alias: query.sObjectAlias,
    subselect: (inner) => compileIdSet(soql, inner, tables),
  };
  const where = query.where && compileWhere(scope, query.where);
  const select = (run: Run, among?: readonly Readonly<Row>[]) => matching(table, where, run, among);
  const sort = query.groupBy ? undefined : compileOrder(scope, query.orderBy);
  const cut = compileCut(soql, query);
  const read = (run: Run, among?: readonly Readonly<Row>[]) => {
    const rows = select(run, among);
    return cut(sort ? rows.toSorted(sort) : rows);
  };
  return { scope, select, read };
}

function matching(
  table: Table,
  where: Predicate | undefined,
  run: Run,
  among?: readonly Readonly<Row>[],
): readonly Readonly<Row>[] {
  const found: Readonly<Row>[] = [];
  for (const row of among ?? where?.candidates?.(run) ?? table.rows) {
    if ((run.all || row['IsDeleted'] !== true) && (!where || where.test(row, run))) found.push(row);
  }
  return found;
}

function compileCut(soql: string, { limit, offset = 0 }: QueryBase) {
  if (offset > 2000) {
    throw new SalesforceError(
      400,
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${malformed(soql, 'OFFSET', 'Maximum SOQL offset allowed is 2000').message}`,
    );
  }
  const end = limit === undefined ? undefined : offset + limit;
  return <T>(rows: readonly T[]): readonly T[] =>
    offset > 0 || end !== undefined ? rows.slice(offset, end) : rows;
}

type Compare = (left: Readonly<Row>, right: Readonly<Row>) => number;

function compileOrder(scope: Scope, orderBy: OrderByClause | OrderByClause[] | undefined) {
  if (!orderBy) return undefined;
  const terms = [orderBy].flat().map((term): Compare => {
    if (!('field' in term)) {
      throw malformed(scope.soql, 'ORDER', 'the sandbox orders rows by fields, not by functions');
    }
    const { field, read } = resolvePath(scope, term.field);
    return (left, right) => inOrder(comparable(field, read(left)), comparable(field, read(right)), term);
  });
  return (left: Readonly<Row>, right: Readonly<Row>): number => {
    for (const term of terms) {
      const order = term(left, right);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Nulls are first unless the query says otherwise, whatever the direction. */
function inOrder(left: Value, right: Value, { order, nulls }: OrderByClause): number {
  if (left === right) return 0;
  if (left === null || right === null) return (left === null) === (nulls !== 'LAST') ? -1 : 1;
  return left < right === (order !== 'DESC') ? -1 : 1;
}

type WriteStep = (record: Output, row: Readonly<Row>, writing: Writing) => void;
type Write = (row: Readonly<Row>, writing: Writing) => Output;

function compileFields(scope: Scope, fields: readonly FieldType[]): Write {
  const steps: WriteStep[] = [];
  const seen = new Set<string>();
  for (const field of fields) {
    if (field.type === 'FieldSubquery') {
      steps.push(compileChildren(scope, field.subquery));
    } else if (field.type === 'Field' || field.type === 'FieldRelationship') {
      const written =
        'relationships' in field ? [...field.relationships, field.field].join('.') : field.field;
      const path = resolvePath(scope, written);
      const name = [...path.parents.map((parent) => parent.field.relationshipName), path.field.name].join(
        '.',
      );
      if (seen.has(name)) throw malformed(scope.soql, written, `duplicate field selected: ${name}`);
      seen.add(name);
      steps.push(pathWriter(path));
    } else {
      throw malformed(scope.soql, 'SELECT', `the sandbox does not know ${field.type} here`);
    }
  }
  const { name } = scope.table.shape;
  return (row, writing) => {
    const record: Output = { attributes: attributes(name, row, writing) };
    for (const step of steps) step(record, row, writing);
    return record;
  };
}

function attributes(name: string, row: Readonly<Row>, { base }: Writing) {
  return { type: name, url: `${base}/sobjects/${name}/${row['Id']}` };
}

function pathWriter({ field, parents }: Path): WriteStep {
  return (record, row, writing) => {
    let here = record;
    let at = row;
    for (const parent of parents) {
      const name = parent.field.relationshipName ?? '';
      const next = parentOf(at, parent.field, parent.table);
      if (!next) {
        here[name] ??= null;
        return;
      }
      const below = (here[name] ?? {
        attributes: attributes(parent.table.shape.name, next, writing),
      }) as Output;
      here[name] = below;
      here = below;
      at = next;
    }
    here[field.name] = at[field.name] ?? null;
  };
}

function compileChildren(scope: Scope, subquery: Subquery): WriteStep {
  const { soql, table, tables } = scope;
  const name = subquery.relationshipName;
  const child = table.children.get(name.toLowerCase());
  if (!child) throw noSuchChild(soql, name);
  const { read, scope: childScope } = compileRows(soql, subquery, child.table, tables);
  const write = compileFields(childScope, subquery.fields ?? []);
  return (record, row, writing) => {
    const rows = read(writing.run, child.table.having(child.field, row['Id'] ?? null));
    const key = child.field.childRelationshipName ?? name;
    record[key] = rows.length === 0 ? null : writing.page(rows, (each) => write(each, writing));
  };
}

function compileIdSet(soql: string, inner: object, tables: Tables): IdSet {
  const query = inner as Query;
  const { scope, select } = compileSelect(soql, query, query.sObject ?? '', tables);
  const [only, ...others] = query.fields ?? [];
  if (only?.type !== 'Field' || others.length > 0) {
    throw malformed(soql, 'IN', 'The inner select must select one field');
  }
  const { field, table, read } = resolvePath(scope, only.field);
  return {
    points: field.type === 'id' ? table.shape.name : field.referenceTo,
    field: field.name,
    values: (run) =>
      new Set(
        select(run)
          .map((row) => comparable(field, read(row)))
          .filter((id) => id !== null),
      ),
  };
}

function aggregate(scope: Scope, query: Query, select: (run: Run) => readonly Readonly<Row>[]): Soql {
  const groups = [query.groupBy ?? []].flat().map((group) => {
    if (!('field' in group))
      throw malformed(scope.soql, 'GROUP', 'the sandbox groups by fields, not by functions');
    return resolvePath(scope, group.field);
  });
  let unnamed = 0;
  const columns = (query.fields ?? []).map((field) => {
    if (field.type === 'FieldFunctionExpression') {
      const name = field.alias ?? `expr${unnamed++}`;
      return { name, written: field.rawValue ?? name, value: compileAggregate(scope, field) };
    }
    if (field.type !== 'Field' && field.type !== 'FieldRelationship') {
      throw malformed(scope.soql, 'SELECT', 'an aggregate query has no sub-query');
    }
    const written = 'relationships' in field ? [...field.relationships, field.field].join('.') : field.field;
    const path = resolvePath(scope, written);
    if (!groups.some((group) => group.field === path.field && group.parents.length === path.parents.length)) {
      throw malformed(scope.soql, written, `Field must be grouped or aggregated: ${path.field.name}`);
    }
    const value = ([row]: readonly Readonly<Row>[]) => (row ? path.read(row) : null);
    const alias = 'alias' in field ? field.alias : undefined;
    return { name: alias ?? path.field.name, written, value };
  });
  const terms = [query.orderBy ?? []].flat().map((term) => {
    const written = 'field' in term ? term.field : (term.fn.rawValue ?? '');
    const column = columns.find((each) => [each.written, each.name].includes(written));
    if (!column)
      throw malformed(scope.soql, written, `Ordered field must be grouped or aggregated: ${written}`);
    return { name: column.name, term };
  });
  const cut = compileCut(scope.soql, query);
  return ({ run }) => {
    const rows = select(run);
    const buckets =
      groups.length === 0
        ? [rows]
        : Map.groupBy(rows, (row) =>
            JSON.stringify(groups.map(({ field, read }) => comparable(field, read(row)))),
          ).values();
    const summaries = [...buckets].map((bucket) =>
      Object.fromEntries(columns.map(({ name, value }) => [name, value(bucket)])),
    );
    summaries.sort((left, right) => {
      for (const { name, term } of terms) {
        const order = inOrder(left[name] ?? null, right[name] ?? null, term);
        if (order !== 0) return order;
      }
      return 0;
    });
    const records = cut(summaries).map((each) => ({ attributes: { type: 'AggregateResult' }, ...each }));
    return { totalSize: records.length, done: true, records };
  };
}

function compileAggregate(scope: Scope, { functionName, parameters }: FieldFunctionExpression) {
  const name = functionName.toUpperCase();
  const [argument] = parameters;
  if (!aggregates.includes(name) || (argument !== undefined && typeof argument !== 'string')) {
    throw malformed(scope.soql, functionName, `the sandbox does not know the function ${functionName}`);
  }
  const path = argument === undefined ? undefined : resolvePath(scope, argument);
  return (rows: readonly Readonly<Row>[]): Value => {
    if (!path) return rows.length;
    return summary(
      name,
      path.field,
      rows.map(path.read).filter((value) => value !== null),
    );
  };
}

function summary(name: string, field: SalesforceField, values: readonly NonNullable<Value>[]): Value {
  switch (name) {
    case 'COUNT':
      return values.length;
    case 'COUNT_DISTINCT':
      return new Set(values.map((value) => comparable(field, value))).size;
    case 'MIN':
      return values.reduce<Value>((least, value) => (least === null || value < least ? value : least), null);
    case 'MAX':
      return values.reduce<Value>((most, value) => (most === null || value > most ? value : most), null);
    default: {
      const sum = values.reduce<number>((total, value) => total + Number(value), 0);
      if (values.length === 0) return null;
      return name === 'SUM' ? sum : sum / values.length;
    }
  }
}
