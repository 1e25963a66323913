/** Which requests find the records of identifiers: e-mail lists where reads are strict, searches for all else. */
import { emailSpellings } from '../../src/identity/email.ts';
import { phoneAs, phoneSpellings } from '../../src/identity/phone.ts';
import { type Identifier, type IdentifierKind, identifierKey } from '../../src/model/identifier.ts';
import type { CustomerMapping } from '../mapping.ts';
import { type LookupColumn, lookupColumns, lookupKinds } from '../reading.ts';
import type { StripeConfig } from './config.ts';
import { equals, packed, searchField } from './query.ts';

/** One request, and the identifiers it looks for. */
export type Question =
  | { readonly by: 'list'; readonly email: string; readonly keys: readonly Identifier[] }
  | { readonly by: 'search'; readonly clauses: readonly string[]; readonly keys: readonly Identifier[] };

interface Place extends LookupColumn {
  /** The name search knows it by; undefined where customers are listed by it. */
  readonly field: string | undefined;
}

export interface Lookups {
  readonly kinds: readonly IdentifierKind[];
  /** The columns a kind is looked up by. */
  columns(kind: IdentifierKind): readonly string[];
  /** Mapped look-up columns that Stripe cannot look up by. */
  readonly unserved: readonly string[];
  /** Whether Stripe is asked for this column by list, so that it compares spelling and is never late. */
  isListed(column: string): boolean;
  /** Keys of no kind, and values that no customer can have, are in no question. */
  questions(keys: readonly Identifier[]): readonly Question[];
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

  const questions = (keys: readonly Identifier[]): readonly Question[] => {
    const lists: Question[] = [];
    const clauses: { readonly key: Identifier; readonly clause: string }[] = [];
    for (const [key, ...again] of Map.groupBy(keys, identifierKey).values()) {
      if (key === undefined) continue;
      for (const place of places.get(key.kind) ?? []) {
        const spellings = new Set([key, ...again].flatMap((one) => spellingsOf(one, place)));
        if (place.field === undefined) {
          for (const email of spellings)
            if (email.isWellFormed()) lists.push({ by: 'list', email, keys: [key] });
          continue;
        }
        for (const spelling of caseless(spellings)) {
          const clause = equals(place.field, spelling);
          if (clause !== undefined) clauses.push({ key, clause });
        }
      }
    }
    const searches = packed(clauses).map(
      (query): Question => ({
        by: 'search',
        clauses: query.map(({ clause }) => clause),
        keys: [...new Set(query.map(({ key }) => key))],
      }),
    );
    return [...lists, ...searches];
  };

  return {
    kinds: [...places.keys()],
    columns: (kind) => (places.get(kind) ?? []).map(({ column }) => column),
    unserved,
    isListed,
    questions,
  };
}

function spellingsOf(key: Identifier, place: Place): readonly string[] {
  if (key.kind === 'email') return emailSpellings(key.value, key.spelling);
  if (key.kind === 'phone')
    return place.as === undefined ? phoneSpellings(key.value, key.spelling) : [phoneAs(key.value, place.as)];
  return [...new Set([key.value, key.spelling])];
}

/** One of each spelling that differs by more than case, which search ignores. */
function caseless(spellings: Iterable<string>): readonly string[] {
  const seen = new Map<string, string>();
  for (const one of spellings) if (!seen.has(one.toLowerCase())) seen.set(one.toLowerCase(), one);
  return [...seen.values()];
}
