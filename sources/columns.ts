/** Which columns a mapping takes: to find records by, and to say what is wanted of them. */
import { candidateKinds } from '../src/identity/candidate.ts';
import { isPushable } from '../src/identity/terms.ts';
import type { Attribute } from '../src/model/attribute.ts';
import type { IdentifierKind } from '../src/model/identifier.ts';
import { consentColumns, consentInstants } from './consent-reading.ts';
import type { Want } from './contract.ts';
import type { CollectionMapping, CollectionMappings, CustomerMapping } from './mapping.ts';

const noCollections: CollectionMappings = {};

/** Columns behind the attributes of a mapping. */
export function attributeColumns(mapping: CustomerMapping, attribute: Attribute): readonly string[] {
  return [mapping.attributes[attribute] ?? []].flat();
}

/** The attribute that holds the values of an identifier kind; references have none. */
export function attributeOf(kind: IdentifierKind): Attribute | undefined {
  return kind.startsWith('reference.') ? undefined : (kind as Attribute);
}

/** The columns in which the values of an identifier kind are seen. */
export function shownColumns(mapping: CustomerMapping, kind: IdentifierKind): readonly string[] {
  const attribute = attributeOf(kind);
  if (attribute !== undefined) return attributeColumns(mapping, attribute);
  return [mapping.references[kind.slice('reference.'.length)] ?? []].flat();
}

/** A column records are looked up by; `as` is set where it has its own phone form. */
export interface LookupColumn {
  readonly column: string;
  readonly as?: 'e164' | 'digits' | 'national';
}

/** The columns records are looked up by, for each identifier kind: where they are seen, unless the mapping says else. */
export function lookupColumns(mapping: CustomerMapping, kind: IdentifierKind): readonly LookupColumn[] {
  const override = mapping.lookups[kind];
  if (override === false) return [];
  if (override === undefined) return shownColumns(mapping, kind).map((column) => ({ column }));
  const { column, as } = override;
  return [as === undefined ? { column } : { column, as }];
}

/** Identifier kinds this mapping can be searched by, in a fixed order. */
export function lookupKinds(mapping: CustomerMapping): readonly IdentifierKind[] {
  const kinds = [
    'email',
    'phone',
    ...Object.keys(mapping.attributes)
      .filter((a) => a.startsWith('externalId.'))
      .sort(),
    ...Object.keys(mapping.references)
      .sort()
      .map((source) => `reference.${source}`),
  ] as IdentifierKind[];
  return kinds.filter((kind) => lookupColumns(mapping, kind).length > 0);
}

/** The columns that terms of candidate keys on an attribute are compared with. */
export function termColumns(mapping: CustomerMapping, attribute: Attribute): readonly string[] {
  const shown = attributeColumns(mapping, attribute);
  if (shown.length === 0 || (attribute !== 'email' && attribute !== 'phone')) return shown;
  const places = lookupColumns(mapping, attribute);
  // What a number ends with is known only where all are written in one form.
  const comparable = attribute === 'phone' ? places.filter(({ as }) => as !== undefined) : places;
  return comparable.map(({ column }) => column);
}

/** Kinds of candidate keys this mapping can be asked for, in a fixed order. */
export function candidateLookups(mapping: CustomerMapping): readonly IdentifierKind[] {
  const { candidates } = mapping;
  if (candidates === 'none') return [];
  const has = (attribute: Attribute) => termColumns(mapping, attribute).length > 0;
  return candidateKinds
    .filter((kind) => candidates === undefined || candidates.includes(kind.slice('match.'.length)))
    .filter((kind) => isPushable(kind, has))
    .map((kind) => kind as IdentifierKind);
}

/** Every column a want needs, without repeats, id first; `mapping` order decides the rest. */
export function columnsFor(
  mapping: CustomerMapping,
  want: Want,
  collections: CollectionMappings = noCollections,
): readonly string[] {
  const columns = new Set<string>([mapping.id]);
  if (mapping.updatedAt !== undefined) columns.add(mapping.updatedAt);
  for (const attribute of want.attributes)
    for (const name of attributeColumns(mapping, attribute)) columns.add(name);
  if (want.references) for (const name of Object.values(mapping.references)) columns.add(name);
  for (const spec of consentColumns(mapping, want.consent))
    for (const name of [spec.column, ...consentInstants(spec)]) columns.add(name);
  for (const name of want.collections) {
    const parent = collections[name]?.parent;
    if (parent !== undefined) columns.add(parent);
  }
  return [...columns];
}

/** Columns of a collection page: id, customer, time and those behind the wanted attributes. `consents` has its own. */
export function rowColumns(
  mapping: CollectionMapping,
  time: string,
  attributes: readonly string[],
): readonly string[] {
  const columns = new Set([mapping.id, mapping.customer]);
  for (const name of new Set([time, ...attributes])) {
    const at = mapping.attributes[name];
    if (typeof at === 'string') columns.add(at);
    else if (at !== undefined) {
      columns.add(at.amount);
      if (typeof at.currency === 'string') columns.add(at.currency);
    }
  }
  return [...columns];
}
