/** Child objects of customers: a page for each, newest first. */
import type { Collection, PublicCollection, Row, Slice } from '../../src/model/collection.ts';
import { collectionSpecs } from '../../src/model/collection.ts';
import { found, type Outcome } from '../../src/model/outcome.ts';
import { compareText } from '../../src/model/record.ts';
import type { After, Call, CollectPage } from '../contract.ts';
import type { CollectionMapping, CollectionMappings } from '../mapping.ts';
import { chunks } from '../matching.ts';
import { rowColumns, toRow } from '../reading.ts';
import type { StripeApi } from './api.ts';
import type { StripeConfig } from './config.ts';
import { isCustomerId } from './customers.ts';
import { attempt } from './failure.ts';
import { readMoney } from './money.ts';
import { createdOf, objectsOf, type StripeObject } from './objects.ts';
import { anyOf, equals, maxClauses } from './query.ts';
import { childResource, expansionsFor, pageSize } from './resources.ts';

type Slices = Map<string, Outcome<Slice<Row>>>;

export type Collect = (
  collection: Collection,
  parents: readonly string[],
  page: CollectPage,
  call: Call,
) => Promise<readonly Outcome<Slice<Row>>[]>;

/** @param reads - `search` asks for the children of several customers at once, where Stripe can and the page holds them. */
export function collectOf(
  api: StripeApi,
  collections: CollectionMappings,
  reads: StripeConfig['reads'],
): Collect {
  return async (collection, parents, page, call) => {
    const mapping = collection === 'consents' ? undefined : collections[collection];
    if (collection === 'consents' || mapping === undefined) return parents.map(() => found(nothing));
    const children = childrenOf(api, collection, mapping, page, call);
    const slices: Slices = new Map();
    const customers: string[] = [];
    for (const parent of new Set(parents))
      if (isCustomerId(parent)) customers.push(parent);
      else slices.set(parent, found(nothing));
    const list = async (parent: string) => {
      slices.set(parent, await attempt(async () => found(await children.listed(parent))));
    };
    const search = async (some: readonly string[]) => {
      const answer = await attempt(async () => found(await children.searched(some)));
      if (answer.kind === 'failed') for (const parent of some) slices.set(parent, answer);
      else if (answer.kind === 'found' && answer.value !== undefined)
        for (const [parent, slice] of answer.value) slices.set(parent, found(slice));
      else await Promise.all(some.map(list));
    };
    await Promise.all(
      reads === 'search'
        ? chunks(customers, maxClauses).map((some) =>
            some.length > 1 ? search(some) : Promise.all(some.map(list)),
          )
        : customers.map(list),
    );
    return parents.map((parent) => slices.get(parent) ?? found(nothing));
  };
}

const nothing: Slice<Row> = { items: [], more: false };

function childrenOf(
  api: StripeApi,
  collection: PublicCollection,
  mapping: CollectionMapping,
  { first, after, attributes }: CollectPage,
  call: Call,
) {
  const resource = childResource(mapping.table);
  const columns = rowColumns(mapping, collectionSpecs[collection].time, attributes);
  const expand = expansionsFor(mapping.table, columns).map((path) => `data.${path}`);
  const read = readMoney(mapping);
  const wanted = (object: StripeObject) => after === undefined || isAfter(object, after);

  /** @param objects - complete down to the second of the last one returned. */
  const sliceOf = (objects: readonly StripeObject[]): Slice<Row> => {
    const ordered = objects.toSorted((a, b) => createdOf(b) - createdOf(a) || compareText(a.id, b.id));
    return {
      items: ordered.slice(0, first).map((object) => toRow(collection, mapping, object, attributes, read)),
      more: ordered.length > first,
    };
  };

  return {
    /**
     * Stripe lists by second and leaves open how it orders the objects of one, so pages are read until the second of
     * the last row is complete.
     */
    async listed(customer: string): Promise<Slice<Row>> {
      // Every object has a time: after those that have one, none are left.
      if (after?.at === null) return nothing;
      const created =
        after === undefined ? {} : { created: { lte: Math.floor(Date.parse(after.at) / 1000) } };
      const limit = Math.min(first + 1, pageSize);
      const rows: StripeObject[] = [];
      let cursor: { readonly starting_after?: string } = {};
      for (;;) {
        const params = { customer, limit, expand, ...created, ...cursor };
        const page = await api.ask(call, (stripe) => resource.list(stripe, params));
        // Stripe knows no such customer.
        if (page === undefined) return nothing;
        const objects = objectsOf(page);
        rows.push(...objects.filter(wanted));
        const last = objects.at(-1);
        if (!page.has_more || last === undefined || isSettled(rows, last)) return sliceOf(rows);
        cursor = { starting_after: last.id };
      }
    },

    /**
     * Search orders as it likes and pages may shift, so only an answer that is whole in one page is used.
     * @returns undefined where it is not, or where Stripe cannot search by customer.
     */
    async searched(customers: readonly string[]): Promise<ReadonlyMap<string, Slice<Row>> | undefined> {
      const query = anyOf(customers.flatMap((customer) => equals('customer', customer) ?? []));
      const page = await api.ask(call, async (stripe) =>
        resource.search?.(stripe, { query, limit: pageSize, expand }),
      );
      if (page === undefined || page.has_more) return undefined;
      const byCustomer = new Map<unknown, StripeObject[]>(customers.map((customer) => [customer, []]));
      for (const object of objectsOf(page)) {
        const siblings = byCustomer.get(read(object, mapping.customer));
        // It cannot be told whose it is.
        if (siblings === undefined) return undefined;
        if (wanted(object)) siblings.push(object);
      }
      return new Map(customers.map((customer) => [customer, sliceOf(byCustomer.get(customer) ?? [])]));
    },
  };

  function isSettled(rows: readonly StripeObject[], last: StripeObject): boolean {
    const final = rows[first - 1];
    return final !== undefined && createdOf(final) > createdOf(last);
  }
}

function isAfter(object: StripeObject, { at, id }: After): boolean {
  if (at === null) return false;
  const distance = createdOf(object) * 1000 - Date.parse(at);
  return distance < 0 || (distance === 0 && (id === undefined || object.id > id));
}
