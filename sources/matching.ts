/** Rows back to the questions that brought them: every pushed-down predicate is checked again here. */
import { identifiersOf } from '../src/identity/normalise.ts';
import { type Identifier, identifierKey } from '../src/model/identifier.ts';
import { absent, found, type Outcome } from '../src/model/outcome.ts';
import { compareText, type RecordId, type SourceRecord } from '../src/model/record.ts';
import { type Matches, matchCap, type Want } from './contract.ts';

/**
 * A want that also reads what its keys are compared with: records can only be given back to a key they can be seen
 * to match.
 */
export function wantFor(keys: readonly Identifier[], want: Want): Want {
  const kinds = new Set(keys.map((key) => key.kind));
  const attributes = new Set(want.attributes);
  let references = want.references;
  for (const kind of kinds) {
    if (kind.startsWith('reference.')) references = true;
    else attributes.add(kind as Want['attributes'][number]);
    // The country decides how a national number reads.
    if (kind === 'phone') attributes.add('address.country');
  }
  return { ...want, attributes: [...attributes], references };
}

/**
 * Gives each key the records that carry it. A record the source returned but that does not carry the key (an accent
 * folded by a collation, say) is not a match.
 * @param records - without repeats; any order.
 */
export function matchesByKey(
  keys: readonly Identifier[],
  records: readonly SourceRecord[],
  country: string,
): readonly Outcome<Matches>[] {
  const byKey = new Map<string, SourceRecord[]>();
  for (const key of keys) byKey.set(identifierKey(key), []);
  const kinds = new Set(keys.map((key) => key.kind));
  for (const record of [...records].sort((a, b) => compareText(a.ref.id, b.ref.id)))
    for (const carried of identifiersOf(record, country, kinds))
      byKey.get(identifierKey(carried))?.push(record);
  return keys.map((key) => {
    const matched = byKey.get(identifierKey(key)) ?? [];
    return matched.length === 0
      ? absent
      : found({ records: matched.slice(0, matchCap), generic: matched.length > matchCap });
  });
}

/** Gives each id its record. */
export function recordsById(
  ids: readonly RecordId[],
  records: readonly SourceRecord[],
): readonly Outcome<SourceRecord>[] {
  const byId = new Map(records.map((record) => [record.ref.id, record]));
  return ids.map((id) => {
    const record = byId.get(id);
    return record === undefined ? absent : found(record);
  });
}

/** Consecutive runs of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const out: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size));
  return out;
}
