/** Raw values to identifiers, the only constructor there is (identity.md section 4: for matching, never for display). */
import type { Attribute, AttributeValue } from '../model/attribute.ts';
import { type Identifier, type IdentifierKind, identifierKey } from '../model/identifier.ts';
import type { SourceName, SourceRecord } from '../model/record.ts';
import { countryCode } from './country.ts';
import { canonicalEmail, isPlaceholderEmail, isRoleMailbox } from './email.ts';
import { canonicalPhone, isPlaceholderPhone } from './phone.ts';

/** Placeholders people and forms leave where a value should be (guard G1). */
const placeholder =
  /^([0-]*|-1|n\/?a|none|null|nil|test|unknown|anonymous|undefined|invalid|not provided|x+)$/i;

/** @param text - without surrounding blanks. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/**
 * @param country - where a phone number without a country code is read.
 * @returns undefined for a value that is blank, malformed or a placeholder: blank never matches blank (guard G11).
 */
export function identifier(
  kind: IdentifierKind,
  raw: AttributeValue,
  country: string,
): Identifier | undefined {
  const spelling = String(raw);
  const value = canonical(kind, spelling.trim(), country);
  return value === undefined ? undefined : ({ kind, value, spelling } as Identifier);
}

/** No identifier of a person is longer; sources refuse, or choke on, much longer ones. */
const longest = 1000;

function canonical(kind: IdentifierKind, text: string, country: string): string | undefined {
  if (text.length > longest || isPlaceholder(text)) return undefined;
  if (kind === 'email') {
    const email = canonicalEmail(text);
    return email === undefined || isPlaceholderEmail(email) ? undefined : email;
  }
  if (kind === 'phone') {
    const phone = canonicalPhone(text, country);
    return phone === undefined || isPlaceholderPhone(phone) ? undefined : phone;
  }
  return text;
}

/** A record of a source, as the identifier by which records that name it are found. */
export function referenceIdentifier(source: SourceName, id: string): Identifier {
  return { kind: `reference.${source}`, value: id, spelling: id } as Identifier;
}

/** A role mailbox may be looked up, but records that share it are not thereby one person (guard G2). */
export function expands(one: Identifier): boolean {
  return one.kind !== 'email' || !isRoleMailbox(one.value);
}

/** The country a record's phone numbers are read in: its own where it names one, else the source's. */
export function countryOf(record: Pick<SourceRecord, 'attributes'>, fallback: string): string {
  const own = record.attributes['address.country']?.[0];
  return (own === undefined ? undefined : countryCode(String(own))) ?? fallback;
}

/** Attributes that identify; a record read for identity has these. */
export function identifyingAttributes(attributes: readonly Attribute[]): readonly Attribute[] {
  return attributes.filter((name) => name === 'email' || name === 'phone' || name.startsWith('externalId.'));
}

/**
 * Every identifier a record carries, without repeats: its own contact points and ids, and the references by which it
 * names others.
 */
export function identifiersOf(record: SourceRecord, country: string): readonly Identifier[] {
  const region = countryOf(record, country);
  const identifiers = new Map<string, Identifier>();
  const add = (one: Identifier | undefined) => {
    if (one !== undefined && !identifiers.has(identifierKey(one))) identifiers.set(identifierKey(one), one);
  };
  for (const [attribute, values] of Object.entries(record.attributes)) {
    if (attribute !== 'email' && attribute !== 'phone' && !attribute.startsWith('externalId.')) continue;
    for (const value of values ?? []) add(identifier(attribute as IdentifierKind, value, region));
  }
  for (const { source, id } of record.references)
    if (!isPlaceholder(id.trim())) add(referenceIdentifier(source, id));
  return [...identifiers.values()];
}

/** An address as consent compares it: the canonical e-mail or number, else trimmed lower-case text. */
export function contactPointOf(raw: string, country: string): string {
  return (raw.includes('@') ? canonicalEmail(raw) : canonicalPhone(raw, country)) ?? raw.trim().toLowerCase();
}
