/**
 * Stripe's search query language: `email:"a@b.example" OR email:"c@d.example"`. At most 10 clauses, joined by AND (or
 * just a space) or by OR, never both; no parentheses. Equality ignores case.
 */

import { StripeFailure } from './error.ts';
import { type Kind, type Row, subscriptionOf, type Table } from './tables.ts';

const maxClauses = 10;
const minSubstring = 3;

/** Text is found whole or by substring, a token only whole, a number also by comparison. */
type FieldType = 'text' | 'token' | 'number';

/** What each kind can be searched by, beside its metadata. */
const searchFields: Readonly<Record<Kind, Readonly<Record<string, FieldType>>>> = {
  customer: { created: 'number', email: 'text', name: 'text', phone: 'text' },
  invoice: {
    created: 'number',
    currency: 'token',
    customer: 'token',
    number: 'text',
    receipt_number: 'text',
    status: 'text',
    subscription: 'text',
    total: 'number',
  },
  // Not by customer: that is Stripe's own gap.
  subscription: { canceled_at: 'number', created: 'number', status: 'text' },
  payment_intent: {
    amount: 'number',
    created: 'number',
    currency: 'token',
    customer: 'token',
    status: 'token',
  },
  charge: {
    amount: 'number',
    'billing_details.address.postal_code': 'token',
    created: 'number',
    currency: 'token',
    customer: 'token',
    disputed: 'token',
    refunded: 'token',
    status: 'text',
  },
};

type Operator = ':' | '~' | '=' | '<' | '<=' | '>' | '>=';

interface Clause {
  readonly field: string;
  /** The key, when the field is metadata. */
  readonly metadata: string | undefined;
  readonly operator: Operator;
  /** In lower case; null asks for absence. */
  readonly value: string | null;
  readonly negated: boolean;
}

interface Query {
  readonly clauses: readonly Clause[];
  readonly join: 'AND' | 'OR';
}

/**
 * The rows the query asks for, newest first.
 *
 * @throws {StripeFailure} 400 when Stripe would not understand the query.
 */
export function searchRows(kind: Kind, table: Table, text: string): readonly Row[] {
  const { clauses, join } = parse(kind, text);
  const indexed = clauses.filter(isIndexed);
  if (join === 'OR') {
    if (indexed.length < clauses.length) {
      return table.newest.filter((row) => clauses.some((clause) => holds(clause, row)));
    }
    const found = new Set(clauses.flatMap((clause) => rowsEqual(table, clause)));
    return [...found].sort((a, b) => (table.rank(a.id) ?? 0) - (table.rank(b.id) ?? 0));
  }
  const [first] = indexed;
  const candidates = first ? rowsEqual(table, first) : table.newest;
  return candidates.filter((row) => clauses.every((clause) => holds(clause, row)));
}

function isIndexed(clause: Clause): boolean {
  return clause.operator === ':' && clause.value !== null && !clause.negated;
}

function rowsEqual(table: Table, clause: Clause): readonly Row[] {
  const index = `search ${clause.field} ${clause.metadata ?? ''}`;
  return table.withKey(index, (row) => comparable(row, clause), clause.value ?? '');
}

function holds(clause: Clause, row: Row): boolean {
  return matches(comparable(row, clause), clause) !== clause.negated;
}

function matches(actual: string | undefined, { operator, value }: Clause): boolean {
  if (value === null) return actual === undefined;
  if (actual === undefined) return false;
  switch (operator) {
    case ':':
    case '=':
      return actual === value;
    case '~':
      return actual.includes(value);
    case '<':
      return Number(actual) < Number(value);
    case '<=':
      return Number(actual) <= Number(value);
    case '>':
      return Number(actual) > Number(value);
    case '>=':
      return Number(actual) >= Number(value);
  }
}

/** In lower case; undefined when the row has no such value. */
function comparable(row: Row, { field, metadata }: Clause): string | undefined {
  const value =
    metadata !== undefined
      ? property(row.metadata, metadata)
      : row.object === 'invoice' && field === 'subscription'
        ? subscriptionOf(row)
        : field.split('.').reduce<unknown>(property, row);
  return value === undefined || value === null ? undefined : String(value).toLowerCase();
}

function property(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null
    ? Object.getOwnPropertyDescriptor(from, name)?.value
    : undefined;
}

const token = {
  space: /\s+/y,
  join: /(AND|OR)\b\s*/iy,
  field: /(-?)([a-z_][a-z0-9_.]*)/iy,
  key: /\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\]/y,
  operator: /\s*(>=|<=|[:~=<>])\s*/y,
  value: /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?|null)(?![^\s])/iy,
} as const;

function parse(kind: Kind, text: string): Query {
  const query = text.trim();
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(query);
    if (found) at = pattern.lastIndex;
    return found ?? undefined;
  };
  const clauses: Clause[] = [];
  const joins = new Set<'AND' | 'OR'>();
  do {
    if (clauses.length > 0) {
      if (!next(token.space)) throw unparsable();
      joins.add(next(token.join)?.[1]?.toUpperCase() === 'OR' ? 'OR' : 'AND');
    }
    const field = next(token.field);
    const key = field?.[2] === 'metadata' ? next(token.key) : undefined;
    const operator = field && next(token.operator)?.[1];
    const value = operator && next(token.value);
    if (!field || !value || (field[2] === 'metadata') !== (key !== undefined)) throw unparsable();
    clauses.push(
      clauseOf(kind, {
        field: field[2] ?? '',
        metadata: key && unquoted(key),
        operator: operator as Operator,
        value: value[3]?.toLowerCase() === 'null' ? null : (value[3] ?? unquoted(value)).toLowerCase(),
        negated: field[1] === '-',
      }),
    );
  } while (at < query.length);
  if (joins.size > 1) throw invalid('A search query cannot combine AND with OR.');
  if (clauses.length > maxClauses) throw invalid(`A search query can have at most ${maxClauses} clauses.`);
  return { clauses, join: joins.has('OR') ? 'OR' : 'AND' };
}

function clauseOf(kind: Kind, clause: Clause): Clause {
  const { field, operator, value } = clause;
  const type = clause.metadata === undefined ? fieldType(kind, field) : 'token';
  if (operator === '~') {
    if (type !== 'text') throw invalid(`Field \`${field}\` does not support substring search.`);
    if (value === null || value.length < minSubstring) {
      throw invalid(`A substring search needs at least ${minSubstring} characters.`);
    }
  } else if (operator !== ':' && (type !== 'number' || value === null)) {
    throw invalid(`Field \`${field}\` does not support numeric comparison.`);
  }
  if (type === 'number' && value !== null && !Number.isFinite(Number(value))) {
    throw invalid(`Field \`${field}\` takes a number.`);
  }
  return clause;
}

function fieldType(kind: Kind, field: string): FieldType {
  const fields = searchFields[kind];
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (type !== undefined) return type;
  throw invalid(
    `Field \`${field}\` is an unsupported search field for resource \`${kind}s\`.` +
      ` See https://docs.stripe.com/search#query-fields-for-${kind.replace('_', '-')}s for a list of supported fields.`,
  );
}

/** The text between the quotes, of whichever kind; a backslash escapes. */
function unquoted(found: RegExpExecArray): string {
  return (found[1] ?? found[2] ?? '').replace(/\\(.)/g, '$1');
}

function unparsable(): StripeFailure {
  return invalid(
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata' +
      ' or key:"value" to query for other fields.',
  );
}

function invalid(message: string): StripeFailure {
  return new StripeFailure(400, message);
}
