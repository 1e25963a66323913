/** SOQL text: every value and every statement of this kind is written here and nowhere else. */
import type { After } from '../contract.ts';

/** A path of a field such as `Account.Name`: the only column text that may enter a statement. */
export const fieldPath = /^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/;

/** No field that can be filtered on holds longer text, so a longer value has no match. */
const longestText = 255;

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function escaped(text: string): string {
  // Half a surrogate pair cannot be sent in a URL; no stored text holds one, so the substitute matches nothing either.
  return text.toWellFormed().replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
    /[\\'\u0000-\u001f\u007f]/g,
    (sign) => escapes[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @returns undefined for a value that no field can hold. */
export function textLiteral(value: string): string | undefined {
  return value.length > longestText ? undefined : `'${escaped(value)}'`;
}

/** The pattern of a LIKE that is met by every text starting with the value, or having it elsewhere. */
export function likeLiteral(value: string, place: 'start' | 'end' | 'anywhere'): string | undefined {
  if (value.length > longestText) return undefined;
  const pattern = escaped(value).replace(/[%_]/g, '\\$&');
  return `'${place === 'start' ? '' : '%'}${pattern}${place === 'end' ? '' : '%'}'`;
}

/** @param instant - ISO 8601 in UTC, as the model writes it. */
export function instantLiteral(instant: string): string {
  return new Date(instant).toISOString();
}

export function isIn(column: string, literals: Iterable<string>): string {
  return `${column} IN (${[...literals].join(',')})`;
}

export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? String(conditions[0]) : `(${conditions.join(' OR ')})`;
}

/** Rows strictly after a position in (time descending, nulls last; id ascending); none when all rows are wanted. */
export function pastCondition(
  after: After | undefined,
  id: string,
  time: { readonly column: string; readonly literal: string | null } | undefined,
): readonly string[] {
  if (after === undefined) return [];
  const later = after.id === undefined ? undefined : `${id} > '${escaped(after.id)}'`;
  // Without a time every row counts as untimed: behind all that have one.
  if (time === undefined) return after.at === null && later !== undefined ? [later] : [];
  const { column, literal } = time;
  if (literal === null) return later === undefined ? [`${column} = null`] : [`${column} = null`, later];
  return [
    later === undefined
      ? `(${column} <= ${literal} OR ${column} = null)`
      : `(${column} < ${literal} OR (${column} = ${literal} AND ${later}) OR ${column} = null)`,
  ];
}

export interface Statement {
  /** Field paths, separated by commas. */
  readonly columns: string;
  readonly object: string;
  /** All of them hold. */
  readonly where: readonly string[];
  readonly order?: string;
  readonly limit?: number;
}

export function statement({ columns, object, where, order, limit }: Statement): string {
  return (
    `SELECT ${columns} FROM ${object}` +
    (where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`) +
    (order === undefined ? '' : ` ORDER BY ${order}`) +
    (limit === undefined ? '' : ` LIMIT ${limit}`)
  );
}

/** A statement as the `q` of a query URL. */
export function encoded(soql: string): string {
  return encodeURIComponent(soql).replaceAll('%20', '+');
}

/**
 * Bytes of URL that the values of one statement may take. Salesforce refuses a URL and headers beyond 16,384 bytes
 * together; the rest is for the field list, the access token and the other headers. A statement that fits in it is far
 * below the limit of 100,000 characters.
 */
export const roomForValues = 10_000;

/** Consecutive runs of at most `count` items whose sizes add up to at most `roomForValues`, or a single larger item. */
export function batches<T>(
  items: readonly T[],
  count: number,
  size: (item: T) => number,
): readonly (readonly T[])[] {
  const out: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = size(item);
    const last = out.at(-1);
    if (last === undefined || last.length === count || bytes > room) {
      out.push([item]);
      room = roomForValues - bytes;
    } else {
      last.push(item);
      room -= bytes;
    }
  }
  return out;
}
