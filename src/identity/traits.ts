/** What of a person is compared field by field, folded once so that comparing is cheap. */
import { doubleMetaphone } from 'double-metaphone';
import type { SourceRecord } from '../model/record.ts';
import { foldTokens, type PersonName } from './names.ts';

export interface EmailTrait {
  readonly whole: string;
  readonly user: string;
  readonly domain: string;
}

export interface AddressTrait {
  /** Letters and digits only, upper case. */
  readonly postalCode: string | undefined;
  readonly city: string | undefined;
  readonly street: readonly string[];
  readonly houseNumber: string | undefined;
}

/** Undefined or empty where the record does not say: blank never matches blank (guard G11). */
export interface Traits {
  /** Given names as one text, its tokens joined by blanks. */
  readonly given: string | undefined;
  readonly family: string | undefined;
  /** `YYYY-MM-DD`: each reading of an ambiguous date. */
  readonly birthDates: readonly string[];
  readonly emails: readonly EmailTrait[];
  /** E.164. */
  readonly phones: readonly string[];
  readonly address: AddressTrait | undefined;
  /** Ids by issuer. */
  readonly externalIds: ReadonlyMap<string, readonly string[]>;
}

const houseNumber = /^\d+[a-z]?$/;

export function addressOf({ attributes }: Pick<SourceRecord, 'attributes'>): AddressTrait | undefined {
  const postalCode = String(attributes['address.postalCode']?.[0] ?? '')
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase();
  const city = foldTokens(String(attributes['address.city']?.[0] ?? '')).join(' ');
  const tokens = foldTokens((attributes['address.street'] ?? []).map(String).join(' '));
  const [number, street] = withoutHouseNumber(tokens);
  if (postalCode === '' && city === '' && tokens.length === 0) return undefined;
  return {
    postalCode: postalCode === '' ? undefined : postalCode,
    city: city === '' ? undefined : city,
    street,
    houseNumber: number,
  };
}

/** It begins the line or ends it: "12 High Street", "Straße des 17. Juni 135". */
function withoutHouseNumber(tokens: readonly string[]): readonly [string | undefined, readonly string[]] {
  const [first = '', ...rest] = tokens;
  if (houseNumber.test(first)) return [first, rest];
  const last = tokens.findLastIndex((token) => houseNumber.test(token));
  // A letter or a staircase may follow it.
  if (last < 0 || tokens.slice(last + 1).some((token) => token.length > 2)) return [undefined, tokens];
  return [tokens[last], tokens.slice(0, last)];
}

export function traitsOf(
  record: Pick<SourceRecord, 'attributes'>,
  name: PersonName | undefined,
  birthDate: string | undefined,
  identifiers: readonly { readonly kind: string; readonly value: string }[],
): Traits {
  const joined = (tokens: readonly string[] | undefined) =>
    tokens === undefined || tokens.length === 0 ? undefined : tokens.join(' ');
  return {
    given: joined(name?.given),
    family: joined(name?.family),
    birthDates: birthDate === undefined ? [] : [birthDate],
    emails: identifiers
      .filter(({ kind }) => kind === 'email')
      .map(({ value }) => {
        const at = value.lastIndexOf('@');
        return { whole: value, user: value.slice(0, at), domain: value.slice(at + 1) };
      }),
    phones: identifiers.filter(({ kind }) => kind === 'phone').map(({ value }) => value),
    address: addressOf(record),
    externalIds: externalIdsOf(identifiers),
  };
}

function externalIdsOf(
  identifiers: readonly { readonly kind: string; readonly value: string }[],
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { kind, value } of identifiers)
    if (kind.startsWith('externalId.')) {
      const known = ids.get(kind);
      if (known === undefined) ids.set(kind, [value]);
      else known.push(value);
    }
  return ids;
}

const codes = new Map<string, readonly string[]>();
/** Codes kept; a name has two at most. */
const keptCodes = 50_000;

/** How a folded name sounds: its Double Metaphone codes. */
export function soundsOf(name: string): readonly string[] {
  let known = codes.get(name);
  if (known === undefined) {
    known = [...new Set(doubleMetaphone(name))].filter((code) => code !== '');
    if (codes.size >= keptCodes) codes.clear();
    codes.set(name, known);
  }
  return known;
}
