/** SOQL literals: what the right side of a condition means for the field on its left. */

import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { malformed, wrongLiteral, wrongOperator } from './errors.ts';
import type { SalesforceField } from './schema.ts';
import { comparable, salesforceInstant, scalarOf, type Value } from './table.ts';

/** Relative days: the field is compared with the days `from` to before `to`, counted from today. */
export interface Days {
  readonly from: number;
  readonly to: number;
}

export type Literal = Value | Days;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** The characters of a quoted literal; `wildcard` is applied to what LIKE gives a meaning of its own. */
function unquote(soql: string, raw: string, wildcard = (_sign: string, literal: string) => literal): string {
  return raw
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})|\\(.)|([%_])|([^\\%_]+)/gsu, (_all, unicode, escaped, sign, plain) => {
      if (unicode !== undefined) return wildcard('', String.fromCharCode(Number.parseInt(unicode, 16)));
      if (sign !== undefined) return wildcard(sign, sign);
      if (plain !== undefined) return wildcard('', plain);
      const meant = escaped === '%' || escaped === '_' ? escaped : escapes[escaped];
      if (meant !== undefined) return wildcard('', meant);
      const complaint = `Invalid string literal ${raw}. Illegal character sequence '\\${escaped}' in string literal.`;
      throw malformed(soql, raw, complaint);
    });
}

/** The pattern of a LIKE: `%` any text, `_` any one character, case aside. */
export function likePattern(soql: string, raw: string): RegExp {
  const source = unquote(soql, raw, (sign, literal) => {
    if (sign === '%') return '.*';
    return sign === '_' ? '.' : literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'isu');
}

function days(soql: string, raw: string): Days {
  const [name = '', count = '0'] = raw.toUpperCase().split(':');
  const n = Number(count);
  switch (name) {
    case 'TODAY':
      return { from: 0, to: 1 };
    case 'YESTERDAY':
      return { from: -1, to: 0 };
    case 'TOMORROW':
      return { from: 1, to: 2 };
    case 'LAST_N_DAYS':
      return { from: -n, to: 1 };
    case 'NEXT_N_DAYS':
      return { from: 1, to: n + 1 };
    case 'N_DAYS_AGO':
      return { from: -n, to: 1 - n };
    default:
      throw malformed(soql, raw, `the sandbox does not know the date literal ${name}`);
  }
}

const typeNames: Readonly<Partial<Record<SalesforceField['type'], string>>> = {
  boolean: 'boolean',
  date: 'date',
  datetime: 'dateTime',
  currency: 'double',
  double: 'double',
  int: 'int',
};

/**
 * The value of a literal in `comparable` form.
 *
 * @param path - the field as the query wrote it, for the position in the error.
 * @throws SalesforceError INVALID_FIELD when a literal of this kind cannot be compared with the field.
 */
export function literalValue(
  soql: string,
  path: string,
  field: SalesforceField,
  raw: string,
  kind: LiteralType | undefined,
): Literal {
  const wanted = typeNames[field.type] ?? 'string';
  switch (kind) {
    case 'NULL':
      return null;
    case 'STRING':
      if (wanted !== 'string') break;
      return text(soql, path, field, unquote(soql, raw));
    case 'BOOLEAN':
      if (wanted !== 'boolean') break;
      return raw.toUpperCase() === 'TRUE';
    case 'INTEGER':
    case 'DECIMAL':
      if (scalarOf(field) !== 'number') break;
      return Number(raw);
    case 'DATE':
      if (wanted !== 'date') break;
      return raw;
    case 'DATETIME':
      if (wanted !== 'dateTime' || Number.isNaN(Date.parse(raw))) break;
      return salesforceInstant(new Date(raw));
    case 'DATE_LITERAL':
    case 'DATE_N_LITERAL':
      if (field.type !== 'date' && field.type !== 'datetime') break;
      return days(soql, raw);
  }
  throw wrongLiteral(soql, path, field.name, wanted);
}

function text(soql: string, path: string, field: SalesforceField, value: string): Value {
  if (value === '') return null;
  const isId = field.type === 'id' || field.type === 'reference';
  if (isId && !/^([a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(value)) {
    throw wrongOperator(soql, path, `invalid ID field: ${value}`);
  }
  return comparable(field, value);
}

/** The start of a day counted from `now`, in the form the field stores. */
export function dayStart(field: SalesforceField, now: Date, offset: number): string {
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + offset));
  return field.type === 'date' ? start.toISOString().slice(0, 10) : salesforceInstant(start);
}
