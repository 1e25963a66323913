/** Rows back to the questions that brought them: every pushed-down predicate is checked again here. */
import { isCandidateKind } from '../src/identity/candidate.ts';
import { countryOf, identifier, isPlaceholder } from '../src/identity/normalise.ts';
import { knownPerson } from '../src/identity/person.ts';
import type { AttributeValue } from '../src/model/attribute.ts';
import type { Identifier, IdentifierKind } from '../src/model/identifier.ts';
import { absent, found, type Outcome } from '../src/model/outcome.ts';
import { compareText, type RecordId, type SourceRecord } from '../src/model/record.ts';
import { attributeOf } from './columns.ts';
import { type Matches, matchCap } from './contract.ts';
import { kept } from './kept.ts';

type Key = Pick<Identifier, 'kind' | 'value'>;
const uncut: ReadonlySet<Key> = new Set();

/** The records that carry each of the asked values of one kind. */
type Carriers = Map<string, SourceRecord[]>;

/**
 * Gives each key the records that carry it. A record the source returned but that does not carry the key (an accent
 * folded by a collation, say) is not a match.
 * @param records - without repeats; any order.
 * @param cut - keys of which not every row was read: they are generic whatever the rows that were read say, because
 *   what was not read cannot be ruled out.
 */
export function matchesByKey(
  keys: readonly Key[],
  records: readonly SourceRecord[],
  country: string,
  cut: ReadonlySet<Key> = uncut,
): readonly Outcome<Matches>[] {
  const byKind = new Map<IdentifierKind, Carriers>();
  const ofKeys = keys.map(({ kind, value }) => {
    const carriers = kept(byKind, kind, (): Carriers => new Map());
    return kept(carriers, value, (): SourceRecord[] => []);
  });
  addByCandidates(byKind, records, country);
  for (const [kind, carriers] of byKind) {
    if (isCandidateKind(kind)) continue;
    const attribute = attributeOf(kind);
    for (const record of records)
      if (attribute === undefined) addByReferences(carriers, kind, record);
      else
        for (const value of record.attributes[attribute] ?? [])
          add(record, carriersOf(carriers, kind, value, record, country));
  }
  return ofKeys.map((carriers, at) => {
    const key = keys[at];
    return matchesOf(carriers, key !== undefined && cut.has(key));
  });
}

function carriersOf(
  carriers: Carriers,
  kind: IdentifierKind,
  value: AttributeValue,
  record: SourceRecord,
  country: string,
): SourceRecord[] | undefined {
  // Asked values are canonical, so what is written like one of them is that one.
  const asWritten = carriers.get(String(value));
  if (asWritten !== undefined) return asWritten;
  const canonical = identifier(kind, value, countryOf(record, country));
  return canonical && carriers.get(canonical.value);
}

/** What a record is matched by is what identity compares it by next: it is worked out once for both. */
function addByCandidates(
  byKind: ReadonlyMap<IdentifierKind, Carriers>,
  records: readonly SourceRecord[],
  country: string,
): void {
  if (![...byKind.keys()].some(isCandidateKind)) return;
  for (const record of records)
    for (const { kind, value } of knownPerson(record, country).candidates())
      add(record, byKind.get(kind)?.get(value));
}

function addByReferences(carriers: Carriers, kind: IdentifierKind, record: SourceRecord): void {
  for (const { source, id } of record.references)
    if (kind === `reference.${source}` && !isPlaceholder(id.trim())) add(record, carriers.get(id));
}

/** A record may carry a value twice. */
function add(record: SourceRecord, carriers: SourceRecord[] | undefined): void {
  if (carriers !== undefined && carriers.at(-1) !== record) carriers.push(record);
}

function matchesOf(records: SourceRecord[], cut: boolean): Outcome<Matches> {
  if (records.length === 0 && !cut) return absent;
  records.sort((a, b) => compareText(a.ref.id, b.ref.id));
  if (records.length <= matchCap) return found({ records, generic: cut });
  return found({ records: records.slice(0, matchCap), generic: true, crowded: true });
}

/** Gives each id its record. */
export function recordsById(
  ids: readonly RecordId[],
  records: readonly SourceRecord[],
): readonly Outcome<SourceRecord>[] {
  const byId = new Map<RecordId, SourceRecord>();
  for (const record of records) byId.set(record.ref.id, record);
  return ids.map((id) => {
    const record = byId.get(id);
    return record === undefined ? absent : found(record);
  });
}

/** Consecutive runs of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length > 0 && items.length <= size) return [items];
  const out: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size));
  return out;
}
