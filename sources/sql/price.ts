/** How many statements a question takes: one for each chunk in which there is something its column could hold. */
import { unreachable } from '../../src/model/brand.ts';
import { type AskedValue, Asking } from '../asking.ts';
import { partedByKind } from '../candidates.ts';
import type { Condition, Manifest, Question, SearchPage } from '../contract.ts';
import type { CollectionMappings } from '../mapping.ts';
import { chunks } from '../matching.ts';
import { branchOf, candidateBatch } from './candidates.ts';
import { type Catalogue, columnOf, tableOf } from './catalogue.ts';
import type { Database } from './database.ts';
import { comparisonsOf } from './find.ts';
import type { CustomerTable } from './records.ts';
import { comparedWith, pushesDown } from './search.ts';

export interface Priced {
  readonly database: Database;
  readonly customers: CustomerTable;
  readonly collections: CollectionMappings;
  readonly filters: Manifest['filters'];
}

/** Before the catalogue is read, and while something is missing from it, every column is taken to hold everything. */
export function priceOf(priced: Priced, question: Question): number {
  const { database, customers, collections } = priced;
  const { mapping } = customers;
  switch (question.operation) {
    case 'find': {
      const { dialect } = database;
      const { identifiers, candidates } = partedByKind(new Asking(question.keys, customers.kinds).values);
      const byIdentifiers = statementsFor(database, identifiers, (chunk, catalogue) => {
        const { lookups } = customers.in(catalogue);
        return comparisonsOf(dialect, lookups, chunk).length > 0;
      });
      const isAsked: Asks<AskedValue> = (chunk, catalogue) => {
        const { candidates: kinds } = customers.in(catalogue);
        return chunk.some((key) => branchOf(dialect, mapping, kinds, key) !== undefined);
      };
      return byIdentifiers + statementsFor(database, candidates, isAsked, candidateBatch);
    }
    case 'get':
      return statementsFor(database, question.ids, holding(database, mapping.table, mapping.id));
    case 'collect': {
      const child = collections[question.collection];
      if (child === undefined) return 0;
      return statementsFor(database, question.parents, holding(database, child.table, child.customer));
    }
    case 'search':
      return isSearched(priced, question.filter, question.page) ? 1 : 0;
    default:
      return unreachable(question);
  }
}

type Asks<Key> = (chunk: readonly Key[], catalogue: Catalogue) => boolean;

function statementsFor<Key>(
  database: Database,
  keys: readonly Key[],
  asks: Asks<Key>,
  size = database.dialect.batch,
): number {
  const catalogue = database.known?.whole ? database.known : undefined;
  return chunks([...new Set(keys)], size).filter((chunk) => catalogue === undefined || asks(chunk, catalogue))
    .length;
}

function holding({ dialect }: Database, table: string, column: string): Asks<string> {
  return (chunk, catalogue) => {
    const holder = columnOf(tableOf(catalogue, table), column);
    return chunk.some((text) => dialect.holds(holder, text));
  };
}

function isSearched(
  { database, customers, filters }: Priced,
  filter: readonly Condition[],
  { after }: SearchPage,
): boolean {
  if (!pushesDown(filters, filter) || filter.some((condition) => comparedWith(condition) === undefined))
    return false;
  const { table, id } = customers.mapping;
  return after === undefined || statementsFor(database, [after], holding(database, table, id)) > 0;
}
