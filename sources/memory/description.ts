import type { Attribute } from '../../src/model/attribute.ts';
import { type Collection, collectionSpecs, type PublicCollection } from '../../src/model/collection.ts';
import { columnsFor, lookupColumns, lookupKinds } from '../columns.ts';
import type { ColumnReport, UnmappedColumn } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { childReading } from './children.ts';
import type { Selection } from './port.ts';

/** The columns that a mapping names in one table, without repeats. */
export interface MappedTable {
  readonly table: string;
  readonly lookups: readonly string[];
  readonly reads: readonly string[];
}

export function mappedTables(
  mapping: CustomerMapping,
  collections: CollectionMappings,
): readonly MappedTable[] {
  const everything = {
    attributes: Object.keys(mapping.attributes) as Attribute[],
    references: true,
    consent: 'all' as const,
    collections: Object.keys(collections) as Collection[],
  };
  const looked = lookupKinds(mapping).flatMap((kind) =>
    lookupColumns(mapping, kind).map((one) => one.column),
  );
  const customers = mappedTable(
    mapping.table,
    [mapping.id, ...looked],
    columnsFor(mapping, everything, collections),
  );
  const children = everything.collections
    .map((name) => childReading(collections, name, name === 'consents' ? [] : attributesOf(name)))
    .filter((reading) => reading !== undefined)
    .map(({ table, customer, columns }) => mappedTable(table, [customer], columns));
  return [customers, ...children];
}

function attributesOf(name: PublicCollection): readonly string[] {
  return Object.keys(collectionSpecs[name].attributes);
}

function mappedTable(table: string, lookups: readonly string[], columns: readonly string[]): MappedTable {
  const distinct = new Set(lookups);
  return { table, lookups: [...distinct], reads: columns.filter((column) => !distinct.has(column)) };
}

export function columnReport(
  object: string,
  column: string,
  use: ColumnReport['use'],
  exists: boolean,
): ColumnReport {
  return {
    object,
    column,
    use,
    exists,
    index: use === 'lookup' && exists ? 'rows in memory' : null,
    ...(exists ? {} : { advice: `No row of ${object} has ${column}: map another column or leave it out.` }),
  };
}

/** Columns of rows at hand that no mapping of their table names. A column's type is that of its first value. */
export function unmappedColumns(selected: readonly (MappedTable & Selection)[]): readonly UnmappedColumn[] {
  const byTable = Map.groupBy(selected, ({ table }) => table);
  return [...byTable].flatMap(([table, each]) => {
    const named = each.flatMap(({ lookups, reads }) => [...lookups, ...reads]);
    const mapped = new Set(named.map((column) => column.split('.')[0] ?? column));
    const [{ known, rows } = { known: [], rows: [] }] = each;
    return [...known]
      .filter((column) => !mapped.has(column))
      .map((column) => {
        const value = rows.map((row) => row[column]).find((one) => one !== undefined && one !== null);
        return { object: table, column, type: value === undefined ? 'unknown' : typeof value };
      });
  });
}
