/** What a raw row says, and which columns that takes: from a user's mapping to unified records and child rows. */
import { type Attribute, type AttributeValue, attributeSpec } from '../src/model/attribute.ts';
import {
  type Collection,
  collectionSpecs,
  type PublicCollection,
  type Row,
  type RowType,
  type RowValue,
} from '../src/model/collection.ts';
import type { IdentifierKind } from '../src/model/identifier.ts';
import type { RecordRef, SourceRecord } from '../src/model/record.ts';
import { columnConsent, consentColumns, consentInstants } from './consent-reading.ts';
import type { Want } from './contract.ts';
import type { CollectionMapping, CollectionMappings, CustomerMapping } from './mapping.ts';
import type { Read, RecordContext } from './read.ts';
import { asDate, asInstant, asMoney, asScalar, asText } from './values.ts';

const noCollections: CollectionMappings = {};

/** Columns of each attribute as lists, made once a mapping: they are asked for with every row. */
const columnLists = new WeakMap<CustomerMapping, ReadonlyMap<string, readonly string[]>>();
const noColumns: readonly string[] = [];

/** Columns behind the attributes of a mapping. */
export function attributeColumns(mapping: CustomerMapping, attribute: Attribute): readonly string[] {
  let lists = columnLists.get(mapping);
  if (lists === undefined) {
    lists = new Map(Object.entries(mapping.attributes).map(([name, columns]) => [name, [columns].flat()]));
    columnLists.set(mapping, lists);
  }
  return lists.get(attribute) ?? noColumns;
}

/** The columns records are looked up by, for each identifier kind; `as` is set where a column has its own phone form. */
export interface LookupColumn {
  readonly column: string;
  readonly as?: 'e164' | 'digits' | 'national';
}

export function lookupColumns(mapping: CustomerMapping, kind: IdentifierKind): readonly LookupColumn[] {
  const override = mapping.lookups[kind];
  if (override === false) return [];
  if (override !== undefined)
    return [
      override.as === undefined ? { column: override.column } : { column: override.column, as: override.as },
    ];
  if (kind.startsWith('reference.')) {
    const reference = mapping.references[kind.slice('reference.'.length)];
    return reference === undefined ? [] : [{ column: reference }];
  }
  return attributeColumns(mapping, kind as Attribute).map((name) => ({ column: name }));
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

/** The attribute that holds the values of an identifier kind; references have none. */
export function attributeOf(kind: IdentifierKind): Attribute | undefined {
  return kind.startsWith('reference.') ? undefined : (kind as Attribute);
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

/** What one raw row says, as far as it is wanted. */
export function toRecord<Raw>(
  mapping: CustomerMapping,
  row: Raw,
  want: Want,
  context: RecordContext<Raw>,
  collections: CollectionMappings = noCollections,
): SourceRecord {
  const { read, missing } = context;
  const ref: RecordRef = { source: context.source, id: String(read(row, mapping.id)) };
  const attributes: Partial<Record<Attribute, readonly AttributeValue[]>> = {};
  const drifted: Attribute[] = [];
  for (const attribute of want.attributes) {
    const columns = attributeColumns(mapping, attribute);
    if (columns.length === 0) continue;
    if (missing.size > 0 && columns.some((name) => missing.has(name))) drifted.push(attribute);
    const values = columns
      .map((name) => (missing.has(name) ? undefined : attributeValue(attribute, read(row, name))))
      .filter((value) => value !== undefined);
    if (values.length > 0) attributes[attribute] = values;
  }
  const references: RecordRef[] = [];
  if (want.references)
    for (const [source, name] of Object.entries(mapping.references)) {
      const id = missing.has(name) ? undefined : asText(read(row, name));
      if (id !== undefined) references.push({ source, id });
    }
  const parentKeys: Partial<Record<Collection, string>> = {};
  for (const name of want.collections) {
    const parent = collections[name]?.parent;
    const key = parent === undefined || missing.has(parent) ? undefined : asText(read(row, parent));
    if (key !== undefined) parentKeys[name] = key;
  }
  const updatedAt =
    mapping.updatedAt === undefined || missing.has(mapping.updatedAt)
      ? undefined
      : asInstant(read(row, mapping.updatedAt));
  return {
    ref,
    attributes,
    references,
    consent: columnConsent(consentColumns(mapping, want.consent), row, ref, context),
    parentKeys,
    ...(updatedAt === undefined ? {} : { updatedAt }),
    observedAt: context.observedAt,
    drifted,
  };
}

function attributeValue(attribute: Attribute, raw: unknown): AttributeValue | undefined {
  switch (attributeSpec(attribute).type) {
    case 'instant':
      return asInstant(raw);
    case 'date':
      return asDate(raw);
    case 'text':
      return attribute.startsWith('custom.') ? asScalar(raw) : asText(raw);
  }
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

/** One child row. Attributes whose column is in `missing`, blank or unreadable are left out. */
export function toRow<Raw>(
  name: PublicCollection,
  mapping: CollectionMapping,
  row: Raw,
  attributes: readonly string[],
  read: Read<Raw>,
  missing: ReadonlySet<string> = new Set(),
): Row {
  const spec = collectionSpecs[name];
  const types = spec.attributes as Readonly<Record<string, RowType>>;
  const values: Record<string, RowValue> = {};
  for (const attribute of attributes) {
    const at = mapping.attributes[attribute];
    const type = types[attribute];
    if (at === undefined || type === undefined) continue;
    const value =
      typeof at === 'string'
        ? missing.has(at)
          ? undefined
          : rowValue(type, read(row, at))
        : missing.has(at.amount)
          ? undefined
          : asMoney(
              read(row, at.amount),
              typeof at.currency === 'string' ? read(row, at.currency) : at.currency.constant,
              at.unit,
            );
    if (value !== undefined) values[attribute] = value;
  }
  const timeColumn = mapping.attributes[spec.time];
  const time =
    typeof timeColumn === 'string' && !missing.has(timeColumn) ? asInstant(read(row, timeColumn)) : undefined;
  return { id: String(read(row, mapping.id)), at: time ?? null, values };
}

function rowValue(type: RowType, raw: unknown): RowValue | undefined {
  switch (type) {
    case 'instant':
      return asInstant(raw);
    case 'date':
      return asDate(raw);
    case 'boolean':
      return typeof raw === 'boolean' ? raw : raw === 1 || raw === 0 ? raw === 1 : undefined;
    case 'text':
    case 'money':
      return asText(raw);
  }
}
