/** A source record seen as evidence of a person: everything identity compares, derived once. */
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

const compared: ReadonlySet<string> = new Set([
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
]);

/** Everything `personOf` reads, as one text: two records with the same text are the same evidence. */
export function identifyingText(record: SourceRecord): string {
  const { attributes } = record;
  const names = Object.keys(attributes).filter(
    (name) => compared.has(name) || name.startsWith('externalId.'),
  );
  return JSON.stringify([
    names.sort().map((name) => [name, attributes[name as keyof typeof attributes]]),
    record.references.map(refKey).sort(),
  ]);
}
