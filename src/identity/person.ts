/** A source record seen as evidence of a person: everything identity compares, derived once. */
import type { Attribute, AttributeValue } from '../model/attribute.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import { type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import { nameOf, type PersonName } from './names.ts';
import { expands, identifiersOf, referenceIdentifier } from './normalise.ts';

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
}

const placeholderDates = new Set(['1900-01-01', '1970-01-01', '0001-01-01', '9999-12-31']);

/** @param country - where telephone numbers without a country code are read. */
export function personOf(record: SourceRecord, country: string): Person {
  const identifiers = identifiersOf(record, country);
  const birthDate = record.attributes.birthDate?.[0];
  const postalCode = record.attributes['address.postalCode']?.[0];
  return {
    key: refKey(record.ref),
    record,
    name: nameOf(record),
    birthDate: typeof birthDate === 'string' && !placeholderDates.has(birthDate) ? birthDate : undefined,
    postalCode:
      postalCode === undefined ? undefined : String(postalCode).replace(/\W/g, '').toUpperCase() || undefined,
    identifiers,
    keys: new Set(identifiers.filter(expands).map(identifierKey)),
    ownReference: referenceIdentifier(record.ref.source, record.ref.id),
  };
}

const compared: readonly Attribute[] = [
  'name.full',
  'name.given',
  'name.middle',
  'name.family',
  'name.suffix',
  'email',
  'phone',
  'birthDate',
  'address.postalCode',
  'address.country',
];

/** Everything `personOf` reads, as one text: two records with the same text are the same evidence. */
export function identifyingText({ ref, attributes, references }: SourceRecord): string {
  let text = refKey(ref);
  for (const name of compared) text += valuesText(name, attributes[name]);
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
