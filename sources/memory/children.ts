import { type Collection, collectionSpecs, type Row } from '../../src/model/collection.ts';
import { consentRowColumns, toConsentRow } from '../consent-reading.ts';
import type { CollectionMappings } from '../mapping.ts';
import { readPath } from '../read.ts';
import { rowColumns, toRow } from '../reading.ts';
import type { MemoryRow } from './port.ts';

/** How the rows of one collection are read. */
export interface ChildReading {
  readonly table: string;
  /** Names the parent. */
  readonly customer: string;
  readonly columns: readonly string[];
  /** Those without which no row can be read. */
  readonly required: readonly string[];
  toChild(row: MemoryRow, missing: ReadonlySet<string>): Row;
}

/** @returns undefined for a collection that is not mapped. */
export function childReading(
  collections: CollectionMappings,
  collection: Collection,
  attributes: readonly string[],
): ChildReading | undefined {
  if (collection === 'consents') {
    const mapping = collections.consents;
    if (mapping === undefined) return undefined;
    const columns = consentRowColumns(mapping);
    return {
      table: mapping.table,
      customer: mapping.customer,
      columns,
      // Without its status, purpose or time a consent would be taken for less than it says.
      required: columns,
      toChild: (row) => toConsentRow(mapping, row, readPath),
    };
  }
  const mapping = collections[collection];
  if (mapping === undefined) return undefined;
  return {
    table: mapping.table,
    customer: mapping.customer,
    columns: rowColumns(mapping, collectionSpecs[collection].time, attributes),
    required: [mapping.id, mapping.customer],
    toChild: (row, missing) => toRow(collection, mapping, row, attributes, readPath, missing),
  };
}
