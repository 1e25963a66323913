import type { Attribute, AttributeValue } from './attribute.ts';
import type { Collection } from './collection.ts';
import type { Assertion } from './consent.ts';

/** The name a configuration gives a source, such as `crm`. */
export type SourceName = string;
/** The source's own id of a record, as text. */
export type RecordId = string;

export interface RecordRef {
  readonly source: SourceName;
  readonly id: RecordId;
}

/** `crm:003…`; source names have no colon, so the text is unambiguous and sorts by source, then id. */
export type RefKey = string;

export function refKey(ref: RecordRef): RefKey {
  return `${ref.source}:${ref.id}`;
}

export function parseRef(key: RefKey): RecordRef | undefined {
  const colon = key.indexOf(':');
  return colon > 0 && colon < key.length - 1
    ? { source: key.slice(0, colon), id: key.slice(colon + 1) }
    : undefined;
}

/** Code-unit order: the same on every machine and for every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareRefs(a: RecordRef, b: RecordRef): number {
  return compareText(a.source, b.source) || compareText(a.id, b.id);
}

/** One row or object of a source that describes a person, holding only what was wanted of it. */
export interface SourceRecord {
  readonly ref: RecordRef;
  /** Values as the source writes them, in mapped column order, without blanks and nulls; unmapped names are missing. */
  readonly attributes: Readonly<Partial<Record<Attribute, readonly AttributeValue[]>>>;
  /** Records of other sources that this record names. */
  readonly references: readonly RecordRef[];
  /** Consent read from this record's own columns. */
  readonly consent: readonly Assertion[];
  /** What each collection hangs off where that is not the record's id (an account id, say). */
  readonly parentKeys: Readonly<Partial<Record<Collection, string>>>;
  /** ISO 8601 in UTC: when the source last changed the record, and when it was read. */
  readonly updatedAt?: string;
  readonly observedAt: string;
  /** Wanted attributes whose column no longer exists. */
  readonly drifted: readonly Attribute[];
}
