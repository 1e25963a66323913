/** What raw rows say: a mapping and a want make a reader, once, and the reader reads rows into records or child rows. */
import { type Attribute, type AttributeValue, attributeSpec } from '../src/model/attribute.ts';
import {
  type Collection,
  collectionSpecs,
  type PublicCollection,
  type Row,
  type RowType,
  type RowValue,
} from '../src/model/collection.ts';
import type { RecordRef, SourceName, SourceRecord } from '../src/model/record.ts';
import { attributeColumns } from './columns.ts';
import { consentColumns, consentReader } from './consent-reading.ts';
import type { Want } from './contract.ts';
import type { CollectionMapping, CollectionMappings, CustomerMapping } from './mapping.ts';
import { type Mutable, type Rows, readerOf } from './read.ts';
import { asDate, asInstant, asMoney, asScalar, asText } from './values.ts';

/**
 * What one raw row says, as far as it is wanted.
 * @param observedAt - when it was read, ISO 8601 in UTC.
 */
export type RecordReader<Raw> = (row: Raw, observedAt: string) => SourceRecord;

export function recordReader<Raw>(
  source: SourceName,
  mapping: CustomerMapping,
  want: Want,
  rows: Rows<Raw>,
  collections: CollectionMappings = {},
): RecordReader<Raw> {
  const readId = rows.columns(mapping.id);
  const readUpdatedAt = readerOf(rows, mapping.updatedAt);
  const readAttributes = want.attributes.flatMap((attribute) => attributeReader(mapping, attribute, rows));
  const readReferences = want.references ? referencesReader(mapping, rows) : () => noReferences;
  const readConsent = consentReader(consentColumns(mapping, want.consent), rows);
  const readParentKeys = parentKeysReader(collections, want.collections, rows);
  const drifted = want.attributes.filter((attribute) =>
    attributeColumns(mapping, attribute).some((name) => rows.missing.has(name)),
  );
  return (row, observedAt) => {
    const ref: RecordRef = { source, id: String(readId(row)) };
    const attributes: Mutable<SourceRecord['attributes']> = {};
    for (const { attribute, read } of readAttributes) {
      const values = read(row);
      if (values.length > 0) attributes[attribute] = values;
    }
    const record: Mutable<SourceRecord> = {
      ref,
      attributes,
      references: readReferences(row),
      consent: readConsent(row, ref),
      parentKeys: readParentKeys(row),
      observedAt,
      drifted,
    };
    const updatedAt = readUpdatedAt && asInstant(readUpdatedAt(row));
    if (updatedAt !== undefined) record.updatedAt = updatedAt;
    return record;
  };
}

type Values = readonly AttributeValue[];
const noValues: Values = [];

/** @returns none where the attribute is not mapped or has no column left. */
function attributeReader<Raw>(
  mapping: CustomerMapping,
  attribute: Attribute,
  rows: Rows<Raw>,
): readonly { readonly attribute: Attribute; readonly read: (row: Raw) => Values }[] {
  const convert = conversionOf(attribute);
  const [first, ...others] = attributeColumns(mapping, attribute)
    .map((name) => readerOf(rows, name))
    .filter((read) => read !== undefined);
  if (first === undefined) return [];
  const readFirst = (row: Raw): Values => {
    const value = convert(first(row));
    return value === undefined ? noValues : [value];
  };
  if (others.length === 0) return [{ attribute, read: readFirst }];
  const readAll = (row: Raw): Values =>
    [first, ...others].map((read) => convert(read(row))).filter((value) => value !== undefined);
  return [{ attribute, read: readAll }];
}

function conversionOf(attribute: Attribute): (raw: unknown) => AttributeValue | undefined {
  switch (attributeSpec(attribute).type) {
    case 'instant':
      return asInstant;
    case 'date':
      return asDate;
    case 'text':
      return attribute.startsWith('custom.') ? asScalar : asText;
  }
}

const noReferences: readonly RecordRef[] = [];

function referencesReader<Raw>(
  mapping: CustomerMapping,
  rows: Rows<Raw>,
): (row: Raw) => readonly RecordRef[] {
  const named = Object.entries(mapping.references).flatMap(([source, name]) => {
    const read = readerOf(rows, name);
    return read === undefined ? [] : [{ source, read }];
  });
  if (named.length === 0) return () => noReferences;
  return (row) => {
    const references: RecordRef[] = [];
    for (const { source, read } of named) {
      const id = asText(read(row));
      if (id !== undefined) references.push({ source, id });
    }
    return references;
  };
}

const noKeys: SourceRecord['parentKeys'] = {};

function parentKeysReader<Raw>(
  collections: CollectionMappings,
  wanted: readonly Collection[],
  rows: Rows<Raw>,
): (row: Raw) => SourceRecord['parentKeys'] {
  const parents = wanted.flatMap((collection) => {
    const read = readerOf(rows, collections[collection]?.parent);
    return read === undefined ? [] : [{ collection, read }];
  });
  if (parents.length === 0) return () => noKeys;
  return (row) => {
    const keys: Mutable<SourceRecord['parentKeys']> = {};
    for (const { collection, read } of parents) {
      const key = asText(read(row));
      if (key !== undefined) keys[collection] = key;
    }
    return keys;
  };
}

/** What one raw child row says. Attributes whose column is missing, blank or unreadable are left out. */
export type RowReader<Raw> = (row: Raw) => Row;

export function rowReader<Raw>(
  name: PublicCollection,
  mapping: CollectionMapping,
  attributes: readonly string[],
  rows: Rows<Raw>,
): RowReader<Raw> {
  const spec = collectionSpecs[name];
  const types: Readonly<Record<string, RowType>> = spec.attributes;
  const readId = rows.columns(mapping.id);
  const timeColumn = mapping.attributes[spec.time];
  const readTime = typeof timeColumn === 'string' ? readerOf(rows, timeColumn) : undefined;
  const readValues = attributes.flatMap((attribute) =>
    valueReader(mapping, attribute, types[attribute], rows),
  );
  return (row) => {
    const values: Record<string, RowValue> = {};
    for (const { attribute, read } of readValues) {
      const value = read(row);
      if (value !== undefined) values[attribute] = value;
    }
    return { id: String(readId(row)), at: (readTime && asInstant(readTime(row))) ?? null, values };
  };
}

/** @returns none where the attribute is not mapped or its column is gone. */
function valueReader<Raw>(
  mapping: CollectionMapping,
  attribute: string,
  type: RowType | undefined,
  rows: Rows<Raw>,
): readonly { readonly attribute: string; readonly read: (row: Raw) => RowValue | undefined }[] {
  const at = mapping.attributes[attribute];
  const read = readerOf(rows, typeof at === 'string' ? at : at?.amount);
  if (at === undefined || type === undefined || read === undefined) return [];
  if (typeof at === 'string') {
    const convert = rowConversions[type];
    return [{ attribute, read: (row) => convert(read(row)) }];
  }
  const { currency, unit } = at;
  if (typeof currency !== 'string')
    return [{ attribute, read: (row) => asMoney(read(row), currency.constant, unit) }];
  const readCurrency = rows.columns(currency);
  return [{ attribute, read: (row) => asMoney(read(row), readCurrency(row), unit) }];
}

const rowConversions: Readonly<Record<RowType, (raw: unknown) => RowValue | undefined>> = {
  instant: asInstant,
  date: asDate,
  boolean: (raw) => (typeof raw === 'boolean' ? raw : raw === 1 || raw === 0 ? raw === 1 : undefined),
  text: asText,
  money: asText,
};
