/** Candidate keys in SQL: which kinds a table can be asked for, and what each key is compared with. */

import type { TermOperator } from '../../src/identity/terms.ts';
import type { Attribute } from '../../src/model/attribute.ts';
import type { IdentifierKind } from '../../src/model/identifier.ts';
import type { AskedValue } from '../asking.ts';
import { alternativesOf, daysOf, isMonthDay, sampleOf, type Term, timeOperators } from '../candidates.ts';
import { candidateLookups } from '../columns.ts';
import type { CustomerMapping } from '../mapping.ts';
import type { Column, Table } from './catalogue.ts';
import type { Dialect } from './dialect.ts';
import type { Bound, Statement } from './pool.ts';
import type { Selected } from './statements.ts';

/** Rows up to which a table may be read whole for a key. */
export const smallTable = 2000;

/** Keys in one statement, each of which is a branch of its own. */
export const candidateBatch = 64;

/** A term as the table has it. */
export interface PlacedTerm {
  readonly attribute: Attribute;
  readonly operator: TermOperator;
  /** Those that can be compared with its values at all. */
  readonly columns: readonly Column[];
  /** Those that cannot: dates in texts. */
  readonly unfit: readonly Column[];
}

/**
 * What becomes of the keys of a kind. `gone`: a column they are compared with is. `leftOut`: no alternative fits the
 * columns, or some has no index while the table is too large to be read whole.
 */
export type Pushed =
  | { readonly verdict: 'asked' | 'leftOut'; readonly alternatives: readonly (readonly PlacedTerm[])[] }
  | { readonly verdict: 'gone' };

/** For each kind of candidate keys of a mapping. Alternatives are those of `alternativesOf`, in its order. */
export function pushedKinds(mapping: CustomerMapping, table: Table): ReadonlyMap<IdentifierKind, Pushed> {
  return new Map(candidateLookups(mapping).map((kind) => [kind, pushedKind(mapping, table, kind)]));
}

function pushedKind(mapping: CustomerMapping, table: Table, kind: IdentifierKind): Pushed {
  const terms = alternativesOf(mapping, sampleOf(kind));
  if (terms.flat().some(({ columns }) => columns.some((name) => table.missing.has(name))))
    return { verdict: 'gone' };
  const alternatives = terms.map((alternative) => alternative.map((term) => placed(table, term)));
  const isSmall = table.rows !== undefined && table.rows <= smallTable;
  const possible = alternatives.filter(isPossible);
  const isAsked = possible.length > 0 && (isSmall || possible.every(isServed));
  return { verdict: isAsked ? 'asked' : 'leftOut', alternatives };
}

function placed(table: Table, { attribute, operator, columns: names }: Term): PlacedTerm {
  const all = names.flatMap((name) => table.columns.get(name) ?? []);
  return {
    attribute,
    operator,
    columns: all.filter((column) => isComparable(column, operator)),
    unfit: all.filter((column) => !isComparable(column, operator)),
  };
}

function isComparable({ family }: Column, operator: TermOperator): boolean {
  const isTime = timeOperators.includes(operator) || operator === 'monthDay';
  return !isTime || family === 'date' || family === 'instant';
}

/** Whether each term has a column that it can be compared with. */
export function isPossible(alternative: readonly PlacedTerm[]): boolean {
  return alternative.every(({ columns }) => columns.length > 0);
}

/** Whether an index narrows the rows down to those of one term. */
export function isServed(alternative: readonly PlacedTerm[]): boolean {
  return alternative.some(
    ({ operator, columns }) =>
      columns.length > 0 && columns.every((column) => servingIndex(column, operator) !== null),
  );
}

function servingIndex(column: Column, operator: TermOperator): string | null {
  const { family, folds, index, lowerIndex, prefixIndex } = column;
  switch (operator) {
    case 'equals':
      if (family === 'text') return folds ? index : lowerIndex;
      // The others are compared as texts.
      return family === 'integer' || family === 'decimal' || family === 'uuid' ? index : null;
    case 'startsWith':
      return prefixIndex;
    case 'date':
    case 'month':
    case 'year':
      return index;
    default:
      return null;
  }
}

/** A term with the values that its columns can hold. */
interface Comparison extends Pick<PlacedTerm, 'operator' | 'columns'> {
  readonly values: readonly string[];
}

/** The alternatives by which one key is looked for; one at least. */
export type Branch = readonly (readonly Comparison[])[];

/** @returns undefined for a key that is not asked: its kind is not, or no row can meet it. */
export function branchOf(
  dialect: Dialect,
  mapping: CustomerMapping,
  kinds: ReadonlyMap<IdentifierKind, Pushed>,
  asked: AskedValue,
): Branch | undefined {
  const pushed = kinds.get(asked.kind);
  if (pushed?.verdict !== 'asked') return undefined;
  const branch = alternativesOf(mapping, asked)
    .map((alternative, at) =>
      alternative.map(({ operator, values }, position): Comparison => {
        const columns = pushed.alternatives[at]?.[position]?.columns ?? [];
        return {
          operator,
          columns,
          values: values.filter((value) => canHold(dialect, columns, operator, value)),
        };
      }),
    )
    .filter((alternative) =>
      alternative.every(({ columns, values }) => columns.length > 0 && values.length > 0),
    );
  return branch.length === 0 ? undefined : branch;
}

function canHold(
  dialect: Dialect,
  columns: readonly Column[],
  operator: TermOperator,
  value: string,
): boolean {
  if (timeOperators.includes(operator)) return daysOf(value) !== undefined;
  if (operator === 'monthDay') return isMonthDay(value);
  if (operator === 'equals') return columns.some((column) => dialect.holds(column, value));
  return !value.includes('\0');
}

/** Which branch a row came by, under a name no column is likely to have. */
const branchColumn = 'onefold_key';

/**
 * For each branch the rows that meet it, up to the limit: what many share floods no other key. Values are only ever
 * bound.
 */
export function candidateStatement(
  dialect: Dialect,
  { table, list }: Selected,
  branches: readonly Branch[],
  limit: number,
): Statement {
  const values: Bound[] = [];
  const from = dialect.table(table.name);
  const parts = branches.map((branch, at) => {
    const conditions = branch.map((alternative) => {
      const all = alternative.map((comparison) => comparisonCondition(dialect, comparison, values));
      return `(${all.join(' and ')})`;
    });
    const where = conditions.join(' or ');
    return `(select ${list}, ${at} as ${branchColumn} from ${from} where ${where} limit ${dialect.bind(limit, values)})`;
  });
  // Nearly every mixture of keys has a text of its own.
  return { text: parts.join(' union all '), values, once: true };
}

/** The place among the branches of the one that a row came by. */
export function branchOfRow(row: Readonly<Record<string, unknown>>): number {
  return Number(row[branchColumn]);
}

function comparisonCondition(
  dialect: Dialect,
  { operator, columns, values }: Comparison,
  bound: Bound[],
): string {
  const any = columns.flatMap((column) => columnConditions(dialect, column, operator, values, bound));
  return any.length === 1 ? String(any[0]) : `(${any.join(' or ')})`;
}

/** Any of them will do. */
function columnConditions(
  dialect: Dialect,
  column: Column,
  operator: TermOperator,
  values: readonly string[],
  bound: Bound[],
): readonly string[] {
  switch (operator) {
    case 'equals': {
      const held = values.filter((value) => dialect.holds(column, value));
      return held.length === 0 ? [] : [dialect.amongFolded(column, held, bound)];
    }
    case 'startsWith':
      return values.map((value) => dialect.like(column, value, 'start', bound));
    case 'endsWith':
      return values.map((value) => dialect.like(column, value, 'end', bound));
    case 'contains':
      return values.map((value) => dialect.like(column, value, 'anywhere', bound));
    case 'monthDay':
      return [dialect.onDay(column, values, bound)];
    default:
      return values.flatMap((value) => {
        const days = daysOf(value);
        if (days === undefined) return [];
        const name = dialect.name(column.name);
        // Bound in the order in which they stand in the text.
        const from = dialect.instant(column, days.from, bound);
        return [`(${name} >= ${from} and ${name} < ${dialect.instant(column, days.before, bound)})`];
      });
  }
}
