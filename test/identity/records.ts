/** Small source records for the tests of identity, consent and profile, written by what a test is about. */
import { type Person, personOf } from '../../src/identity/person.ts';
import type { Attribute, AttributeValue } from '../../src/model/attribute.ts';
import { parseRef, type RecordRef, type RefKey, type SourceRecord } from '../../src/model/record.ts';

export interface Traits {
  readonly full?: string;
  readonly given?: string;
  readonly family?: string;
  readonly suffix?: string;
  readonly email?: string | readonly string[];
  readonly phone?: string | readonly string[];
  readonly loyalty?: string | readonly string[];
  readonly born?: string;
  readonly street?: string;
  readonly city?: string;
  readonly postcode?: string;
  readonly country?: string;
  /** Refs of records it names. */
  readonly names?: readonly RefKey[];
}

const attributes: Readonly<Record<Exclude<keyof Traits, 'names'>, Attribute>> = {
  full: 'name.full',
  given: 'name.given',
  family: 'name.family',
  suffix: 'name.suffix',
  email: 'email',
  phone: 'phone',
  loyalty: 'externalId.loyalty',
  born: 'birthDate',
  street: 'address.street',
  city: 'address.city',
  postcode: 'address.postalCode',
  country: 'address.country',
};

/** @throws TypeError for text that is no ref. */
export function ref(key: RefKey): RecordRef {
  const parsed = parseRef(key);
  if (parsed === undefined) throw new TypeError(`no ref: ${key}`);
  return parsed;
}

/** @param key - `crm:1`. */
export function record(key: RefKey, { names = [], ...traits }: Traits): SourceRecord {
  const values: Partial<Record<Attribute, readonly AttributeValue[]>> = {};
  for (const [trait, attribute] of Object.entries(attributes)) {
    const value = (traits as Readonly<Record<string, string | readonly string[] | undefined>>)[trait];
    if (value !== undefined) values[attribute] = [value].flat();
  }
  return {
    ref: ref(key),
    attributes: values,
    references: names.map(ref),
    consent: [],
    parentKeys: {},
    observedAt: '2026-01-15T00:00:00.000Z',
    drifted: [],
  };
}

/** Telephone numbers without a country code are read in Germany. */
export function person(key: RefKey, traits: Traits): Person {
  return personOf(record(key, traits), 'DE');
}

/** The same items in any order, drawn by `order`: numbers that are sorted along. */
export function shuffled<T>(items: readonly T[], order: readonly number[]): readonly T[] {
  return items
    .map((item, at) => ({ item, at: order[at] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
