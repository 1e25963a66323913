/** WHERE clauses as predicates, with the rows an index can narrow the search to. */

import type { ConditionWithValueQuery, LiteralType, WhereClause } from '@jetstreamapp/soql-parser-js';
import { datePart, functionField } from './date-functions.ts';
import { malformed, noSuchColumn, noSuchParent, unexpected, unfilterable, wrongOperator } from './errors.ts';
import { type Days, dayStart, type Literal, likePattern, literalValue } from './literal.ts';
import type { Row, SalesforceField } from './schema.ts';
import { comparable, isIndexed, scalarOf, type Table, type Value } from './table.ts';

export type Tables = ReadonlyMap<string, Table>;

/** One execution of a query. */
export interface Run {
  readonly now: Date;
  /** Whether deleted rows are read too (`queryAll`). */
  readonly all: boolean;
  /** Values of the semi-joins, read once an execution. */
  readonly sets: Map<object, ReadonlySet<Value>>;
}

/** A field reached from a row, over zero or more parents. */
export interface Path {
  readonly table: Table;
  readonly field: SalesforceField;
  /** The look-ups on the way, first one first. */
  readonly parents: readonly { readonly field: SalesforceField; readonly table: Table }[];
  readonly read: (row: Readonly<Row>) => Value;
}

export interface Predicate {
  readonly test: (row: Readonly<Row>, run: Run) => boolean;
  /** A superset of the rows that pass, where an index knows one. */
  readonly candidates?: (run: Run) => Iterable<Readonly<Row>>;
  /** Whether it holds a sub-select, which Salesforce allows under AND only. */
  readonly joins?: boolean;
}

/** A sub-select of one id field, compiled. */
export interface IdSet {
  readonly points: string | undefined;
  readonly field: string;
  readonly values: (run: Run) => ReadonlySet<Value>;
}

export interface Scope {
  readonly soql: string;
  readonly table: Table;
  /** By lower-case name. */
  readonly tables: Tables;
  readonly alias: string | undefined;
  readonly subselect: (query: object) => IdSet;
}

/** The parent a row points at, if it is there. */
export function parentOf(row: Readonly<Row>, look: SalesforceField, table: Table): Readonly<Row> | undefined {
  const id = row[look.name] ?? null;
  const key = table.field('Id');
  return id === null || !key ? undefined : table.having(key, comparable(look, id))[0];
}

/** @throws SalesforceError INVALID_FIELD when the object, or a parent on the way, has no such field. */
export function resolvePath({ soql, table, tables, alias }: Scope, written: string): Path {
  const steps = written.split('.');
  const name = steps.pop() ?? '';
  const first = steps[0]?.toLowerCase();
  if (first !== undefined && (first === alias?.toLowerCase() || first === table.shape.name.toLowerCase())) {
    steps.shift();
  }
  const parents: Path['parents'][number][] = [];
  let here = table;
  for (const step of steps) {
    const field = here.fields.find((each) => each.relationshipName?.toLowerCase() === step.toLowerCase());
    const next = field && tables.get(field.referenceTo?.toLowerCase() ?? '');
    if (!next) throw noSuchParent(soql, written, step);
    parents.push({ field, table: next });
    here = next;
  }
  const field = here.field(name);
  if (!field) throw noSuchColumn(soql, written, name, here.shape.name);
  const read = (row: Readonly<Row>): Value => {
    let at: Readonly<Row> | undefined = row;
    for (const parent of parents) at = at && parentOf(at, parent.field, parent.table);
    return at?.[field.name] ?? null;
  };
  return { table: here, field, parents, read };
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | ConditionWithValueQuery;

/** The parser leaves the parentheses as counts beside the conditions; here they are tokens again. */
function tokens(clause: WhereClause): Token[] {
  const list: Token[] = [];
  let at: WhereClause | undefined = clause;
  while (at) {
    const { left } = at;
    list.push(...Array<Token>(left?.openParen ?? 0).fill('('));
    if (left && 'operator' in left) list.push(left, ...Array<Token>(left.closeParen ?? 0).fill(')'));
    if (!('operator' in at)) break;
    list.push(at.operator);
    at = at.right;
  }
  return list;
}

/**
 * Compiles a WHERE clause by Salesforce's own grammar: AND and OR do not mix without parentheses, and
 * NOT stands alone in them.
 *
 * @throws SalesforceError MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE, INVALID_QUERY_FILTER_OPERATOR.
 */
export function compileWhere(scope: Scope, clause: WhereClause): Predicate {
  const list = tokens(clause);
  let next = 0;

  function operand(): Predicate {
    const token = list[next];
    next += 1;
    if (token === '(') {
      const inner = expression();
      next += 1;
      return inner;
    }
    if (typeof token === 'object') return compileCondition(scope, token);
    throw unexpected(scope.soql, token ?? '<EOF>');
  }

  function expression(): Predicate {
    if (list[next] === 'NOT') {
      next += 1;
      const negated = operand();
      if (negated.joins) throw joinRefused(scope, 'NOT');
      return { test: (row, run) => !negated.test(row, run) };
    }
    const operands = [operand()];
    const operator = list[next];
    while (operator !== ')' && list[next] === operator && next < list.length) {
      next += 1;
      operands.push(operand());
    }
    const stop = list[next];
    if (typeof stop === 'string' && stop !== ')') throw unexpected(scope.soql, stop);
    if (operator !== 'OR') return every(operands);
    if (operands.some(({ joins }) => joins)) throw joinRefused(scope, 'OR');
    return some(operands);
  }

  const compiled = expression();
  if (next < list.length) throw unexpected(scope.soql, ')');
  return compiled;
}

function joinRefused({ soql }: Scope, operator: string) {
  return malformed(soql, operator, `Semi join sub-selects are not allowed with the '${operator}' operator`);
}

function every(operands: readonly Predicate[]): Predicate {
  const narrow = operands.find(({ candidates }) => candidates)?.candidates;
  return {
    test: (row, run) => operands.every((each) => each.test(row, run)),
    ...(narrow && { candidates: narrow }),
    joins: operands.some(({ joins }) => joins),
  };
}

function some(operands: readonly Predicate[]): Predicate {
  const parts = operands.flatMap(({ candidates }) => candidates ?? []);
  return {
    test: (row, run) => operands.some((each) => each.test(row, run)),
    ...(parts.length === operands.length && {
      candidates: (run) => new Set(parts.flatMap((part) => [...part(run)])),
    }),
  };
}

function compileCondition(scope: Scope, condition: ConditionWithValueQuery): Predicate {
  if ('fn' in condition) {
    const written = functionField(scope.soql, condition);
    const { field, read } = filterable(scope, written);
    const meets = datePart(scope.soql, written, field, condition);
    return { test: (row) => meets(read(row)) };
  }
  if (!('field' in condition)) throw unexpected(scope.soql, 'WHERE');
  const path = filterable(scope, condition.field);
  const operator = condition.operator.toUpperCase();
  if ('valueQuery' in condition) return idSetPredicate(scope, condition.field, path, operator, condition);

  const kinds = [condition.literalType ?? []].flat() as LiteralType[];
  const raws = [condition.value].flat();
  const literals = () =>
    raws.map((raw, at) => literalValue(scope.soql, condition.field, path.field, raw, kinds[at] ?? kinds[0]));
  const [value = null] = operator === 'LIKE' ? [] : literals();
  switch (operator) {
    case '=':
      return isDays(value) ? { test: within(path, value) } : membership(path, new Set([value]));
    case '!=':
      return isDays(value)
        ? negation({ test: within(path, value) })
        : negation(membership(path, new Set([value])));
    case 'IN':
      return membership(path, plain(scope, condition.field, literals()));
    case 'NOT IN':
      return negation(membership(path, plain(scope, condition.field, literals())));
    case 'LIKE':
      return like(scope, condition.field, path, raws[0] ?? '', kinds[0]);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(scope, condition.field, path, operator, value);
    default:
      throw malformed(scope.soql, condition.operator, `the sandbox does not know ${operator}`);
  }
}

/** @throws SalesforceError INVALID_FIELD */
function filterable(scope: Scope, written: string): Path {
  const path = resolvePath(scope, written);
  if (path.field.filterable === false) throw unfilterable(scope.soql, written, path.field.name);
  return path;
}

const isDays = (literal: Literal): literal is Days => typeof literal === 'object' && literal !== null;

function plain({ soql }: Scope, written: string, literals: readonly Literal[]): ReadonlySet<Value> {
  return new Set(
    literals.map((literal) => {
      if (isDays(literal)) throw malformed(soql, written, 'the sandbox takes no date literal in a list');
      return literal;
    }),
  );
}

function negation({ test }: Predicate): Predicate {
  return { test: (row, run) => !test(row, run) };
}

/** The field's value is one of `values`, which are in `comparable` form. */
function membership({ field, table, parents, read }: Path, values: ReadonlySet<Value>): Predicate {
  const test = (row: Readonly<Row>) => values.has(comparable(field, read(row)));
  if (parents.length > 0 || !isIndexed(field)) return { test };
  return { test, candidates: () => [...values].flatMap((value) => table.having(field, value)) };
}

function within({ field, read }: Path, { from, to }: Days) {
  return (row: Readonly<Row>, { now }: Run): boolean => {
    const value = read(row);
    return value !== null && value >= dayStart(field, now, from) && value < dayStart(field, now, to);
  };
}

function like(
  { soql }: Scope,
  written: string,
  path: Path,
  raw: string,
  kind: LiteralType | undefined,
): Predicate {
  const { field, read } = path;
  if (field.type === 'id' || field.type === 'reference' || scalarOf(field) !== 'string') {
    throw wrongOperator(soql, written, `invalid operator on ${field.type} field`);
  }
  if (kind !== 'STRING') literalValue(soql, written, field, raw, kind);
  const pattern = likePattern(soql, raw);
  return {
    test: (row) => {
      const value = read(row);
      return typeof value === 'string' && pattern.test(value);
    },
  };
}

function ordered(
  { soql }: Scope,
  written: string,
  path: Path,
  operator: string,
  literal: Literal,
): Predicate {
  const { field, read } = path;
  if (field.type === 'boolean') throw wrongOperator(soql, written, 'invalid operator on boolean field');
  if (literal === null) return { test: () => false };
  const bound = (run: Run): NonNullable<Value> => {
    if (!isDays(literal)) return literal;
    return dayStart(field, run.now, operator === '<' || operator === '>=' ? literal.from : literal.to);
  };
  // The days of a relative literal are one unit: after it means from its end on, up to it includes its last day.
  const inclusive = isDays(literal) ? operator.startsWith('>') : operator.endsWith('=');
  return {
    test: (row, run) => {
      const value = comparable(field, read(row));
      if (value === null) return false;
      const limit = bound(run);
      if (value === limit) return inclusive;
      return operator.startsWith('<') ? value < limit : value > limit;
    },
  };
}

function idSetPredicate(
  scope: Scope,
  written: string,
  path: Path,
  operator: string,
  { valueQuery }: { readonly valueQuery: object },
): Predicate {
  const { table, field, parents, read } = path;
  const set = scope.subselect(valueQuery);
  const points = field.type === 'id' ? table.shape.name : field.referenceTo;
  if (points === undefined || points !== set.points) {
    const complaint = `The selected field '${set.field}' in the subquery and the left operand field in the where expression in the outer query '${written}' should point to the same object type`;
    throw malformed(scope.soql, written, complaint);
  }
  const isIn = operator === 'IN';
  const values = (run: Run): ReadonlySet<Value> => {
    const known = run.sets.get(set) ?? set.values(run);
    run.sets.set(set, known);
    return known;
  };
  return {
    test: (row, run) => values(run).has(comparable(field, read(row))) === isIn,
    ...(isIn &&
      parents.length === 0 && {
        candidates: (run: Run) => [...values(run)].flatMap((value) => table.having(field, value)),
      }),
    joins: true,
  };
}
