/** Child objects of customers: a page for each, newest first. */
import {
  type Collection,
  collectionSpecs,
  type PublicCollection,
  publicCollections,
  type Row,
  type Slice,
} from '../../src/model/collection.ts';
import { found, type Outcome } from '../../src/model/outcome.ts';
import { compareText } from '../../src/model/record.ts';
import { rowColumns } from '../columns.ts';
import type { After, Call, CollectPage, Question } from '../contract.ts';
import { kept } from '../kept.ts';
import type { CollectionMapping, CollectionMappings } from '../mapping.ts';
import { chunks } from '../matching.ts';
import { type RowReader, rowReader } from '../reading.ts';
import type { StripeApi } from './api.ts';
import type { StripeConfig } from './config.ts';
import { customerIds } from './customers.ts';
import { attempt } from './failure.ts';
import { moneyColumns } from './money.ts';
import { createdOf, none, objectsOf, type StripeObject } from './objects.ts';
import { anyOf, equals, maxClauses } from './query.ts';
import { type ChildResource, childResource, expansionsFor, pageSize } from './resources.ts';

type Slices = Map<string, Outcome<Slice<Row>>>;

export type Collect = (
  collection: Collection,
  parents: readonly string[],
  page: CollectPage,
  call: Call,
) => Promise<readonly Outcome<Slice<Row>>[]>;

/** What a page takes of child objects, and what they say. */
interface ChildReading {
  readonly resource: ChildResource;
  readonly expand: string[];
  readonly read: RowReader<StripeObject>;
}

/** One kind of child objects. */
interface Children {
  readonly mapping: CollectionMapping;
  /** Worked out once for each list of attributes: these are kept by the plans they belong to. */
  reading(attributes: readonly string[]): ChildReading;
}

function childrenOf(name: PublicCollection, mapping: CollectionMapping): Children {
  const readings = new WeakMap<readonly string[], ChildReading>();
  const reading = (attributes: readonly string[]): ChildReading => {
    const columns = rowColumns(mapping, collectionSpecs[name].time, attributes);
    return {
      resource: childResource(mapping.table),
      expand: expansionsFor(mapping.table, columns).map((path) => `data.${path}`),
      read: rowReader(name, mapping, attributes, { columns: moneyColumns(mapping), missing: none }),
    };
  };
  return { mapping, reading: (attributes) => kept(readings, attributes, () => reading(attributes)) };
}

/** @param reads - `search` asks for the children of several customers at once, where Stripe can and the page holds them. */
export function collectOf(
  api: StripeApi,
  collections: CollectionMappings,
  reads: StripeConfig['reads'],
): Collect {
  const byName = new Map<Collection, Children>();
  for (const name of publicCollections) {
    const mapping = collections[name];
    if (mapping !== undefined) byName.set(name, childrenOf(name, mapping));
  }
  return async (collection, parents, page, call) => {
    const children = byName.get(collection);
    if (children === undefined) return parents.map(() => found(nothing));
    const { listed, searched } = readingOf(api, children.reading(page.attributes), page, call);
    const slices: Slices = new Map();
    const list = async (parent: string) => {
      slices.set(parent, await attempt(async () => found(await listed(parent))));
    };
    const search = async (some: readonly string[]) => {
      const answer = await attempt(async () => found(await searched(some)));
      if (answer.kind === 'failed') for (const parent of some) slices.set(parent, answer);
      else if (answer.kind === 'found' && answer.value !== undefined)
        for (const [parent, slice] of answer.value) slices.set(parent, found(slice));
      else await Promise.all(some.map(list));
    };
    await Promise.all(
      requestsFor(children.mapping, parents, page, reads).map((some) =>
        some.length > 1 ? search(some) : Promise.all(some.map(list)),
      ),
    );
    return parents.map((parent) => slices.get(parent) ?? found(nothing));
  };
}

/** Requests that the rows of these parents take. */
export function collectPrice(
  collections: CollectionMappings,
  reads: StripeConfig['reads'],
  { collection, parents, page }: Extract<Question, { readonly operation: 'collect' }>,
): number {
  const mapping = collection === 'consents' ? undefined : collections[collection];
  return mapping === undefined ? 0 : requestsFor(mapping, parents, page, reads).length;
}

/** The customers asked for in one request each: several are searched for, one is listed. */
function requestsFor(
  mapping: CollectionMapping,
  parents: readonly string[],
  { after }: CollectPage,
  reads: StripeConfig['reads'],
): readonly (readonly string[])[] {
  // Every object has a time: after those that have one, none are left.
  if (after?.at === null) return [];
  const customers = [...customerIds(parents)];
  const searchable = reads === 'search' && childResource(mapping.table).search !== undefined;
  return chunks(customers, searchable ? maxClauses : 1);
}

const nothing: Slice<Row> = { items: [], more: false };

/** How the rows of one page are asked for. */
function readingOf(
  api: StripeApi,
  { resource, expand, read }: ChildReading,
  { first, after }: CollectPage,
  call: Call,
) {
  const wanted = (object: StripeObject) => after === undefined || isAfter(object, after);

  /** @param objects - complete down to the second of the last one returned. */
  const sliceOf = (objects: readonly StripeObject[]): Slice<Row> => {
    const ordered = objects.toSorted((a, b) => createdOf(b) - createdOf(a) || compareText(a.id, b.id));
    return {
      items: ordered.slice(0, first).map(read),
      more: ordered.length > first,
    };
  };

  return {
    /**
     * Stripe lists by second and leaves open how it orders the objects of one, so pages are read until the second of
     * the last row is complete.
     */
    async listed(customer: string): Promise<Slice<Row>> {
      const created =
        typeof after?.at === 'string' ? { created: { lte: Math.floor(Date.parse(after.at) / 1000) } } : {};
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
        const siblings = byCustomer.get(object['customer']);
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
