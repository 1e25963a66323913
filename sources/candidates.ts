/** Candidate keys as sources push them down: what is to be compared with which columns. */
import { isCandidateKind } from '../src/identity/candidate.ts';
import { type TermOperator, termsOf } from '../src/identity/terms.ts';
import type { Attribute } from '../src/model/attribute.ts';
import type { IdentifierKind } from '../src/model/identifier.ts';
import type { AskedValue } from './asking.ts';
import { termColumns } from './columns.ts';
import type { CustomerMapping } from './mapping.ts';

/** Any of the columns is compared with any of the values. */
export interface Term {
  readonly attribute: Attribute;
  readonly operator: TermOperator;
  readonly columns: readonly string[];
  /** Without blanks, which every text would begin with. */
  readonly values: readonly string[];
}

/** Candidate keys apart from the others: they are asked in statements of their own. */
export function partedByKind<Key extends { readonly kind: IdentifierKind }>(
  keys: readonly Key[],
): { readonly identifiers: readonly Key[]; readonly candidates: readonly Key[] } {
  return {
    identifiers: keys.filter(({ kind }) => !isCandidateKind(kind)),
    candidates: keys.filter(({ kind }) => isCandidateKind(kind)),
  };
}

/**
 * What a key is looked for by: any alternative, each by all of its terms. Those with an attribute that is not mapped
 * are left out. The terms of a kind are the same for each of its keys but for their values.
 */
export function alternativesOf(mapping: CustomerMapping, asked: AskedValue): readonly (readonly Term[])[] {
  const { kind, value, spellings } = asked;
  const [first = [], ...others] = spellings.map((spelling) => termsOf({ kind, value, spelling }));
  return first
    .map((alternative, at) =>
      alternative.map(({ attribute, operator, values }, position): Term => {
        const all = [...values, ...others.flatMap((other) => other[at]?.[position]?.values ?? [])];
        const distinct = [...new Set(all)].filter((text) => text.trim() !== '');
        return { attribute, operator, columns: termColumns(mapping, attribute), values: distinct };
      }),
    )
    .filter((alternative) => alternative.every(({ columns }) => columns.length > 0));
}

/** A key of a kind that nobody has: the terms of the kind are its terms. */
export function sampleOf(kind: IdentifierKind): AskedValue {
  return { kind, value: 'a|a', spellings: [''] };
}

/** Every column that keys of a kind are compared with. */
export function comparedColumns(mapping: CustomerMapping, kind: IdentifierKind): readonly string[] {
  const terms = alternativesOf(mapping, sampleOf(kind)).flat();
  return [...new Set(terms.flatMap(({ columns }) => columns))];
}

export const timeOperators: readonly TermOperator[] = ['date', 'month', 'year'];

/** Days as ISO 8601 instants: those from `from` on and before `before`. */
export interface Days {
  readonly from: string;
  readonly before: string;
}

/** The days that a value of `date`, `month` or `year` means; undefined for what is no such value. */
export function daysOf(value: string): Days | undefined {
  const [, year = '', month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(value) ?? [];
  const from = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00.000Z`);
  if (Number.isNaN(from.getTime())) return undefined;
  const before = new Date(from);
  if (day !== undefined) before.setUTCDate(before.getUTCDate() + 1);
  else if (month !== undefined) before.setUTCMonth(before.getUTCMonth() + 1);
  else before.setUTCFullYear(before.getUTCFullYear() + 1);
  // No system writes years of five digits as this one would.
  return before.getUTCFullYear() > 9999
    ? undefined
    : { from: from.toISOString(), before: before.toISOString() };
}

export function isMonthDay(value: string): boolean {
  return /^\d\d-\d\d$/.test(value);
}
