/** The child tables of a mapping: what is selected of each, and what its rows say. */
import type { Collection, PublicCollection } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { rowColumns } from '../columns.ts';
import { consentRowColumns, consentRowReader } from '../consent-reading.ts';
import type { CollectPage } from '../contract.ts';
import { oncePerPair } from '../kept.ts';
import type { CollectionMapping, CollectionMappings, ConsentRows } from '../mapping.ts';
import { namedColumns } from '../read.ts';
import { type RowReader, rowReader } from '../reading.ts';
import { columnOf, type Table } from './catalogue.ts';
import { holdsTime } from './description.ts';
import type { Dialect } from './dialect.ts';
import { mappedCollections, timeOf } from './mapped.ts';
import type { SqlRow } from './pool.ts';
import { type ChildSelected, type ChildTable, childSelected } from './statements.ts';

/** Rows of consent are read without paging, so far and no further. */
const maxConsentRows = 200;

/** What a page takes of a child table. */
export interface ChildReading {
  readonly selected: ChildSelected;
  readonly read: RowReader<SqlRow>;
}

/** One child table. */
export interface Children {
  readonly table: string;
  /** Which of a parent's rows are read for a page. */
  extent(page: CollectPage): Pick<CollectPage, 'first' | 'after'>;
  /**
   * Worked out once for each list of attributes: these are kept by the plans they belong to.
   * @throws GatewayError SOURCE_DRIFTED when a column that the rows cannot be read without is gone.
   */
  reading(table: Table, attributes: readonly string[]): ChildReading;
}

/** The mapped collections. */
export function childrenOf(
  dialect: Dialect,
  collections: CollectionMappings,
): ReadonlyMap<Collection, Children> {
  const children = new Map<Collection, Children>();
  for (const [name, mapping] of mappedCollections(collections))
    children.set(name, pagedChildren(dialect, name, mapping));
  if (collections.consents !== undefined)
    children.set('consents', consentChildren(dialect, collections.consents));
  return children;
}

function pagedChildren(dialect: Dialect, name: PublicCollection, mapping: CollectionMapping): Children {
  const time = mapping.attributes[timeOf(name)];
  return {
    table: mapping.table,
    extent: (page) => page,
    reading: oncePerPair((table, attributes) => {
      const child = childTable(table, mapping, typeof time === 'string' ? time : undefined);
      return {
        selected: childSelected(dialect, child, rowColumns(mapping, timeOf(name), attributes)),
        read: rowReader(name, mapping, attributes, { columns: namedColumns, missing: table.missing }),
      };
    }),
  };
}

function consentChildren(dialect: Dialect, mapping: ConsentRows): Children {
  const columns = consentRowColumns(mapping);
  return {
    table: mapping.table,
    extent: () => ({ first: maxConsentRows }),
    reading: oncePerPair((table) => {
      // What a missing column would have said could be a veto, so without it nothing is known.
      for (const column of columns) columnOf(table, column);
      return {
        selected: childSelected(dialect, childTable(table, mapping, mapping.at), columns),
        read: consentRowReader(mapping, namedColumns),
      };
    }),
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
