/** A source record seen as evidence of a person: everything identity compares, derived once. */
import type { Attribute, AttributeValue } from '../model/attribute.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import { once } from '../model/once.ts';
import { type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import { candidatesOf } from './candidate.ts';
import { nameOf, type PersonName } from './names.ts';
import { expands, identifiersOf, referenceIdentifier } from './normalise.ts';
import { type Traits, traitsOf } from './traits.ts';

export interface Person {
  readonly key: RefKey;
  readonly record: SourceRecord;
  readonly name: PersonName | undefined;
  /** `YYYY-MM-DD`; placeholders are left out. */
  readonly birthDate: string | undefined;
  readonly postalCode: string | undefined;
  readonly identifiers: readonly Identifier[];
  /** Keys (`identifierKey`) that may bring records together: role mailboxes are left out. */
  readonly keys: ReadonlySet<string>;
  /** Key of the identifier by which others refer to this very record. */
  readonly ownReference: Identifier;
  /** What is compared field by field. */
  readonly traits: () => Traits;
  /** Keys by which sources are asked for records that may be the same person. */
  readonly candidates: () => readonly Identifier[];
  /** The keys by which it is known for sure, the reference to itself among them (`identifierKey`). */
  readonly identifyingKeys: () => readonly string[];
  /** Every identifier it carries, those that bring nobody together among them (`identifierKey`). */
  readonly carried: () => readonly string[];
  /** The same of its candidate keys. */
  readonly candidateKeys: () => readonly string[];
}

const persons = new WeakMap<SourceRecord, Person>();

/** The same, worked out once for each record: several searches may meet it. A source is read in one country. */
export function knownPerson(record: SourceRecord, country: string): Person {
  let person = persons.get(record);
  if (person === undefined) {
    person = personOf(record, country);
    persons.set(record, person);
  }
  return person;
}

const placeholderDates = new Set(['1900-01-01', '1970-01-01', '0001-01-01', '9999-12-31']);

/** @param country - where telephone numbers without a country code are read. */
export function personOf(record: SourceRecord, country: string): Person {
  const identifiers = identifiersOf(record, country);
  const postalCode = record.attributes['address.postalCode']?.[0];
  const name = nameOf(record);
  const born = birthDateOf(record);
  const keys = new Set(identifiers.filter(expands).map(identifierKey));
  const ownReference = referenceIdentifier(record.ref.source, record.ref.id);
  const candidates = once(() =>
    candidatesOf({ record, name, birthDate: born, identifiers: identifiers.filter(expands) }),
  );
  return {
    key: refKey(record.ref),
    record,
    name,
    birthDate: born,
    postalCode:
      postalCode === undefined ? undefined : String(postalCode).replace(/\W/g, '').toUpperCase() || undefined,
    identifiers,
    keys,
    ownReference,
    traits: once(() => traitsOf(record, name, born, identifiers.filter(expands))),
    candidates,
    identifyingKeys: once(() => [...new Set([...keys, identifierKey(ownReference)])]),
    carried: once(() => identifiers.map(identifierKey)),
    candidateKeys: once(() => candidates().map(identifierKey)),
  };
}

/** `YYYY-MM-DD`; undefined for what is no day of the calendar, and for placeholders (guard G1). */
export function birthDateOf({ attributes }: Pick<SourceRecord, 'attributes'>): string | undefined {
  const written = attributes.birthDate?.[0];
  if (typeof written !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(written) || placeholderDates.has(written))
    return undefined;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : undefined;
}

/** What records are compared by, besides external ids and references. */
export const comparedAttributes: readonly Attribute[] = [
  'name.full',
  'name.given',
  'name.middle',
  'name.family',
  'name.suffix',
  'email',
  'phone',
  'birthDate',
  'address.street',
  'address.city',
  'address.postalCode',
  'address.country',
];

/** Everything `personOf` reads, as one text: two records with the same text are the same evidence. */
export function identifyingText({ ref, attributes, references }: SourceRecord): string {
  let text = refKey(ref);
  for (const name of comparedAttributes) text += valuesText(name, attributes[name]);
  for (const name of externalIds(attributes)) text += valuesText(name, attributes[name]);
  if (references.length > 0) text += valuesText('references', references.map(refKey).sort());
  return text;
}

/** The length of a value says where it ends, so that no value can look like two, or like a name. */
function valuesText(name: string, values: readonly AttributeValue[] | undefined): string {
  if (values === undefined) return '';
  let text = `\n${name}`;
  for (const value of values) {
    const written = String(value);
    text += ` ${written.length}:${written}`;
  }
  return text;
}

function externalIds(attributes: SourceRecord['attributes']): readonly Attribute[] {
  const names: Attribute[] = [];
  for (const name in attributes) if (name.startsWith('externalId.')) names.push(name as Attribute);
  return names.length > 1 ? names.sort() : names;
}
