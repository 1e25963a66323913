/** The source contract over an SQL database, whatever its dialect. */
import { found } from '../../src/model/outcome.ts';
import type { SourceName } from '../../src/model/record.ts';
import type { Source, Tools } from '../contract.ts';
import { childrenOf } from './children.ts';
import { collect } from './collect.ts';
import { Database, failureOutcome } from './database.ts';
import { describeColumns } from './description.ts';
import type { Dialect } from './dialect.ts';
import { find } from './find.ts';
import { get } from './get.ts';
import { sqlManifest } from './manifest.ts';
import { mappedColumns } from './mapped.ts';
import type { SqlOptions } from './options.ts';
import type { Driver } from './pool.ts';
import { priceOf } from './price.ts';
import { CustomerTable } from './records.ts';
import { search } from './search.ts';

export function sqlSource(
  identity: { readonly kind: string; readonly name: SourceName },
  dialect: Dialect,
  driver: Driver,
  options: SqlOptions,
  tools: Tools,
): Source {
  const { customer, collections, timeout } = options;
  const country = options.country ?? tools.country;
  const manifest = sqlManifest(options, dialect.batch);
  const limits = { connections: options.pool.max, timeout };
  const database = new Database(dialect, driver, limits, mappedColumns(customer, collections), tools.now);
  const customers = new CustomerTable(identity.name, customer, collections, dialect, tools.now);
  const children = childrenOf(dialect, collections);
  return {
    ...identity,
    manifest,
    find: (keys, want, call) => find(database, customers, country, keys, want, call),
    get: (ids, want, call) => get(database, customers, ids, want, call),
    collect: (collection, parents, page, call) =>
      collect(database, children.get(collection), parents, page, call),
    search: (filter, page, want, call) =>
      search(database, customers, manifest.filters, filter, page, want, call),
    price: (question) => priceOf({ database, customers, collections, filters: manifest.filters }, question),
    async describe(call) {
      try {
        return found(describeColumns(dialect, await database.catalogue(call), customer, collections));
      } catch (error) {
        return failureOutcome(error);
      }
    },
    close: () => database.close(),
  };
}
