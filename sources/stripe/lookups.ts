/** Which requests find the records of identifiers: e-mail lists where reads are strict, searches for all else. */
import type { IdentifierKind } from '../../src/model/identifier.ts';
import { type AskedValue, spellingsOf } from '../asking.ts';
import { type LookupColumn, lookupColumns, lookupKinds } from '../columns.ts';
import type { CustomerMapping } from '../mapping.ts';
import type { StripeConfig } from './config.ts';
import { equals, packed, searchField } from './query.ts';

/** One request, and the values it looks for. */
export type Question =
  | { readonly by: 'list'; readonly email: string; readonly values: readonly AskedValue[] }
  | { readonly by: 'search'; readonly clauses: readonly string[]; readonly values: readonly AskedValue[] };

interface Place extends LookupColumn {
  /** The name search knows it by; undefined where customers are listed by it. */
  readonly field: string | undefined;
}

export interface Lookups {
  readonly kinds: ReadonlySet<IdentifierKind>;
  /** The columns a kind is looked up by. */
  columns(kind: IdentifierKind): readonly string[];
  /** Mapped look-up columns that Stripe cannot look up by. */
  readonly unserved: readonly string[];
  /** Whether Stripe is asked for this column by list, so that it compares spelling and is never late. */
  isListed(column: string): boolean;
  /** Values that no customer can have are in no question. */
  questions(values: readonly AskedValue[]): readonly Question[];
}

export function lookupsOf(mapping: CustomerMapping, reads: StripeConfig['reads']): Lookups {
  const isListed = (column: string) => reads === 'strict' && column === 'email';
  const places = new Map<IdentifierKind, readonly Place[]>();
  const unserved: string[] = [];
  for (const kind of lookupKinds(mapping)) {
    const served: Place[] = [];
    for (const at of lookupColumns(mapping, kind)) {
      const field = searchField(at.column);
      if (field === undefined) unserved.push(at.column);
      else served.push({ ...at, field: isListed(at.column) ? undefined : field });
    }
    if (served.length > 0) places.set(kind, served);
  }
  const columns = new Map([...places].map(([kind, served]) => [kind, served.map(({ column }) => column)]));

  const questions = (values: readonly AskedValue[]): readonly Question[] => {
    const lists: Question[] = [];
    const clauses: { readonly value: AskedValue; readonly clause: string }[] = [];
    for (const value of values)
      for (const { field, as } of places.get(value.kind) ?? []) {
        const spellings = spellingsOf(value, as);
        if (field === undefined) {
          for (const email of spellings)
            if (email.isWellFormed()) lists.push({ by: 'list', email, values: [value] });
          continue;
        }
        for (const spelling of caseless(spellings)) {
          const clause = equals(field, spelling);
          if (clause !== undefined) clauses.push({ value, clause });
        }
      }
    const searches = packed(clauses).map(
      (query): Question => ({
        by: 'search',
        clauses: query.map(({ clause }) => clause),
        values: [...new Set(query.map(({ value }) => value))],
      }),
    );
    return [...lists, ...searches];
  };

  return {
    kinds: new Set(places.keys()),
    columns: (kind) => columns.get(kind) ?? [],
    unserved,
    isListed,
    questions,
  };
}

/** One of each spelling that differs by more than case, which search ignores. */
function caseless(spellings: readonly string[]): readonly string[] {
  if (spellings.length === 1) return spellings;
  const seen = new Map<string, string>();
  for (const one of spellings) if (!seen.has(one.toLowerCase())) seen.set(one.toLowerCase(), one);
  return [...seen.values()];
}
