import type { Collection, Row, Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { found, type Outcome } from '../../src/model/outcome.ts';
import { consentRowColumns, toConsentRow } from '../consent-reading.ts';
import type { Call, CollectPage } from '../contract.ts';
import type { CollectionMappings } from '../mapping.ts';
import { readColumn } from '../read.ts';
import { rowColumns, toRow } from '../reading.ts';
import { columnOf, type Table, tableOf } from './catalogue.ts';
import type { Database } from './database.ts';
import { holdsTime } from './description.ts';
import { timeOf } from './mapped.ts';
import type { SqlRow } from './pool.ts';
import { type ChildTable, collectStatement } from './statements.ts';

/** Rows of consent are read without paging, so far and no further. */
const maxConsentRows = 200;

/** How the rows of one collection are read. */
interface Reading {
  readonly table: string;
  readonly columns: readonly string[];
  /** @throws GatewayError SOURCE_DRIFTED when a column that the rows cannot be read without is gone. */
  child(table: Table): ChildTable;
  toRow(row: SqlRow, missing: ReadonlySet<string>): Row;
}

const nothing: Outcome<Slice<Row>> = found({ items: [], more: false });

/** A page of rows for each parent, one more than wanted being read to know whether there are any. */
export async function collect(
  database: Database,
  collections: CollectionMappings,
  collection: Collection,
  parents: readonly string[],
  page: CollectPage,
  call: Call,
): Promise<readonly Outcome<Slice<Row>>[]> {
  const reading = readingOf(collections, collection, page.attributes);
  if (reading === undefined) return parents.map(() => nothing);
  const { first, after } = collection === 'consents' ? { first: maxConsentRows, after: undefined } : page;
  const asked = [...new Set(parents)];
  const outcomes = await database.askInChunks(asked, call, async (chunk, catalogue) => {
    const table = tableOf(catalogue, reading.table);
    const child = reading.child(table);
    const possible = chunk.filter((parent) => database.dialect.holds(child.customer, parent));
    if (possible.length === 0) return chunk.map(() => nothing);
    const statement = collectStatement(database.dialect, child, reading.columns, possible, first + 1, after);
    const rows = await database.run(statement, call);
    const byParent = Map.groupBy(rows, (row) => String(row[child.customer.name]));
    return chunk.map((parent) => {
      const own = byParent.get(parent) ?? [];
      const items = own.slice(0, first).map((row) => reading.toRow(row, table.missing));
      return found({ items, more: own.length > first });
    });
  });
  const byParent = new Map(asked.map((parent, at) => [parent, outcomes[at]]));
  return parents.map((parent) => byParent.get(parent) ?? nothing);
}

/** @returns undefined for a collection that is not mapped. */
function readingOf(
  collections: CollectionMappings,
  collection: Collection,
  attributes: readonly string[],
): Reading | undefined {
  if (collection === 'consents') return collections.consents && consentReading(collections.consents);
  const mapping = collections[collection];
  if (mapping === undefined) return undefined;
  const time = mapping.attributes[timeOf(collection)];
  return {
    table: mapping.table,
    columns: rowColumns(mapping, timeOf(collection), attributes),
    child: (table) => childTable(table, mapping, typeof time === 'string' ? time : undefined),
    toRow: (row, missing) => toRow(collection, mapping, row, attributes, readColumn, missing),
  };
}

function consentReading(mapping: NonNullable<CollectionMappings['consents']>): Reading {
  const columns = consentRowColumns(mapping);
  return {
    table: mapping.table,
    columns,
    child(table) {
      // What a missing column would have said could be a veto, so without it nothing is known.
      for (const column of columns) columnOf(table, column);
      return childTable(table, mapping, mapping.at);
    },
    toRow: (row) => toConsentRow(mapping, row, readColumn),
  };
}

function childTable(
  table: Table,
  mapping: { readonly id: string; readonly customer: string },
  timeName: string | undefined,
): ChildTable {
  const time = timeName === undefined ? undefined : table.columns.get(timeName);
  if (time !== undefined && !holdsTime(time)) throw new GatewayError('SOURCE_DRIFTED');
  return { table, id: columnOf(table, mapping.id), customer: columnOf(table, mapping.customer), time };
}
