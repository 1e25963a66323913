import { type Collection, collectionSpecs } from '../../src/model/collection.ts';
import { rowColumns } from '../columns.ts';
import { consentRowColumns, consentRowReader } from '../consent-reading.ts';
import type { CollectionMappings } from '../mapping.ts';
import { pathColumns } from '../read.ts';
import { type RowReader, rowReader } from '../reading.ts';
import type { MemoryRow } from './port.ts';

/** How the rows of one collection are read. */
export interface ChildReading {
  readonly table: string;
  /** Names the parent. */
  readonly customer: string;
  readonly columns: readonly string[];
  /** Those without which no row can be read. */
  readonly required: readonly string[];
  reader(missing: ReadonlySet<string>): RowReader<MemoryRow>;
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
      reader: () => consentRowReader(mapping, pathColumns),
    };
  }
  const mapping = collections[collection];
  if (mapping === undefined) return undefined;
  return {
    table: mapping.table,
    customer: mapping.customer,
    columns: rowColumns(mapping, collectionSpecs[collection].time, attributes),
    required: [mapping.id, mapping.customer],
    reader: (missing) => rowReader(collection, mapping, attributes, { columns: pathColumns, missing }),
  };
}
