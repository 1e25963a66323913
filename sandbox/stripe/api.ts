/** The operations of the API: what each accepts, and what it answers. */

import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import { missing, StripeFailure } from './error.ts';
import { type Expansion, expansionOf, isCurrent } from './expansion.ts';
import { customerObject } from './objects.ts';
import { allowOnly, hashParam, integerParam, limitParam, type Params, stringParam } from './params.ts';
import { searchRows } from './search.ts';
import type { Store } from './store.ts';
import {
  customerOf,
  isDeleted,
  type Kind,
  type Row,
  rowsOfCustomer,
  subscriptionOf,
  type Table,
} from './tables.ts';

export interface Operation {
  readonly method: string;
  /** Decoded segments after `/v1/`. */
  readonly path: readonly string[];
  readonly params: Params;
}

interface Resource {
  readonly kind: Kind;
  readonly noun: string;
  readonly filters: readonly string[];
}

const paging = ['limit', 'starting_after', 'ending_before', 'expand'];
const resources = new Map<string, Resource>([
  ['customers', { kind: 'customer', noun: 'customer', filters: ['email', 'created'] }],
  [
    'invoices',
    { kind: 'invoice', noun: 'invoice', filters: ['customer', 'status', 'created', 'subscription'] },
  ],
  [
    'subscriptions',
    { kind: 'subscription', noun: 'subscription', filters: ['customer', 'status', 'created'] },
  ],
  ['payment_intents', { kind: 'payment_intent', noun: 'payment_intent', filters: ['customer', 'created'] }],
  ['charges', { kind: 'charge', noun: 'charge', filters: ['customer', 'created'] }],
]);

/**
 * @returns the body of the answer, JSON; its status is 200.
 * @throws {StripeFailure} with the status and body of any other.
 */
export function perform(store: Store, operation: Operation): string {
  const { method, path, params } = operation;
  const [name = '', id, ...rest] = path;
  const resource = resources.get(name);
  if (method === 'GET' && name === 'balance' && id === undefined) return balance;
  if (resource && rest.length === 0 && id !== '') {
    if (method === 'GET' && id === undefined) return list(store, resource, params);
    if (method === 'GET' && id === 'search') return search(store, resource, params);
    if (method === 'GET' && id !== undefined) return retrieve(store, resource, id, params);
    if (resource.kind === 'customer') {
      if (method === 'POST') return id === undefined ? create(store, params) : update(store, id, params);
      if (method === 'DELETE' && id !== undefined) return remove(store, id);
    }
  }
  throw new StripeFailure(
    404,
    `Unrecognized request URL (${method}: /v1/${path.join('/')}).` +
      ' Please see https://stripe.com/docs or we can help at https://support.stripe.com/.',
  );
}

const balance = JSON.stringify({
  object: 'balance',
  available: [{ amount: 0, currency: 'usd', source_types: { card: 0 } }],
  livemode: false,
  pending: [{ amount: 0, currency: 'usd', source_types: { card: 0 } }],
} satisfies Stripe.Balance);

function retrieve(store: Store, resource: Resource, id: string, params: Params): string {
  allowOnly(params, ['expand']);
  const expansion = expansionOf(expandParam(params), resource.kind, 'object');
  const row = store.live[resource.kind].find(id);
  if (!row) throw missing(404, resource.noun, id, 'id');
  return store.writer.write(row, expansion);
}

function list(store: Store, resource: Resource, params: Params): string {
  allowOnly(params, [...resource.filters, ...paging]);
  const table = store.live[resource.kind];
  const limit = limitParam(params);
  const expansion = expansionOf(expandParam(params), resource.kind, 'list');
  const wanted = filterOf(params, resource);
  const rows = candidates(store, table, params);
  const after = cursor(table, params, 'starting_after', resource);
  const before = cursor(table, params, 'ending_before', resource);
  if (after !== undefined && before !== undefined) {
    throw new StripeFailure(
      400,
      'Received both starting_after and ending_before parameters. Please pass in only one.',
    );
  }
  const { shown, more } = pageOf(table, rows.filter(wanted), limit, after, before);
  const data = texts(store, shown, expansion);
  return `{"object":"list","data":[${data}],"has_more":${more},"url":"/v1/${resource.kind}s"}`;
}

/** The page of `rows` that starts after one rank, or ends before another. */
function pageOf(
  table: Table,
  rows: readonly Row[],
  limit: number,
  after: number | undefined,
  before: number | undefined,
): { readonly shown: readonly Row[]; readonly more: boolean } {
  const rank = (row: Row): number => table.rank(row.id) ?? 0;
  if (before !== undefined) {
    const newer = rows.filter((row) => rank(row) < before);
    return { shown: newer.slice(-limit), more: newer.length > limit };
  }
  const older = after === undefined ? rows : rows.filter((row) => rank(row) > after);
  return { shown: older.slice(0, limit), more: older.length > limit };
}

/** The rows the most selective filter leaves, newest first. */
function candidates(store: Store, table: Table, params: Params): readonly Row[] {
  const email = stringParam(params, 'email');
  if (email !== undefined) return table.withKey('email', emailOf, email);
  const customer = stringParam(params, 'customer');
  if (customer !== undefined) {
    if (!store.live.customer.find(customer)) throw missing(400, 'customer', customer, 'customer');
    return rowsOfCustomer(table, customer);
  }
  const subscription = stringParam(params, 'subscription');
  if (subscription !== undefined) {
    if (!store.live.subscription.find(subscription)) {
      throw missing(400, 'subscription', subscription, 'subscription');
    }
    return table.withKey('subscription', subscriptionOf, subscription);
  }
  return table.newest;
}

function emailOf(row: Row): string | undefined {
  return row.object === 'customer' ? (row.email ?? undefined) : undefined;
}

/** The filters that no index serves. */
function filterOf(params: Params, { kind }: Resource): (row: Row) => boolean {
  const created = createdFilter(params);
  const subscription = stringParam(params, 'subscription');
  const hasStatus = statusFilter(kind, stringParam(params, 'status'));
  return (row) =>
    created(row.created) &&
    (subscription === undefined || subscriptionOf(row) === subscription) &&
    hasStatus(row);
}

function statusFilter(kind: Kind, status: string | undefined): (row: Row) => boolean {
  if (kind === 'subscription') {
    if (status === undefined) return isCurrent;
    if (status === 'all') return () => true;
    const ended = ['canceled', 'incomplete_expired'];
    if (status === 'ended') return (row) => 'status' in row && ended.includes(row.status ?? '');
  }
  return status === undefined ? () => true : (row) => 'status' in row && row.status === status;
}

function createdFilter(params: Params): (created: number) => boolean {
  const bounds = params.get('created');
  if (bounds === undefined) return () => true;
  if (typeof bounds === 'string') {
    const exact = integerParam(params, 'created');
    return (created) => created === exact;
  }
  const bound = (name: string): number | undefined => integerParam(bounds, name, `created[${name}]`);
  const {
    gt = -Infinity,
    gte = -Infinity,
    lt = Infinity,
    lte = Infinity,
  } = {
    gt: bound('gt'),
    gte: bound('gte'),
    lt: bound('lt'),
    lte: bound('lte'),
  };
  return (created) => created > gt && created >= gte && created < lt && created <= lte;
}

/** The rank of the object the page starts or ends at. */
function cursor(table: Table, params: Params, name: string, { noun }: Resource): number | undefined {
  const id = stringParam(params, name);
  if (id === undefined) return undefined;
  const rank = table.rank(id);
  if (rank === undefined) throw missing(400, noun, id, name);
  return rank;
}

function search(store: Store, resource: Resource, params: Params): string {
  allowOnly(params, ['query', 'limit', 'page', 'expand']);
  const query = stringParam(params, 'query');
  if (query === undefined) {
    throw new StripeFailure(400, 'Missing required param: query.', {
      code: 'parameter_missing',
      param: 'query',
    });
  }
  const limit = limitParam(params);
  const expansion = expansionOf(expandParam(params), resource.kind, 'search');
  const rows = searchRows(resource.kind, store.searchable[resource.kind], query);
  const start = pageStart(stringParam(params, 'page'));
  const end = start + limit;
  const more = end < rows.length;
  const total = expansion.has('total_count') ? `,"total_count":${rows.length}` : '';
  const data = texts(store, rows.slice(start, end), expansion);
  const next = more ? `"${Buffer.from(`page:${end}`).toString('base64url')}"` : null;
  return `{"object":"search_result","data":[${data}],"has_more":${more},"next_page":${next}${total},"url":"/v1/${resource.kind}s/search"}`;
}

function pageStart(page: string | undefined): number {
  if (page === undefined) return 0;
  const start = /^page:(\d{1,9})$/.exec(Buffer.from(page, 'base64url').toString())?.[1];
  if (start === undefined) throw new StripeFailure(400, 'Invalid page token.', { param: 'page' });
  return Number(start);
}

function texts(store: Store, rows: readonly Row[], expansion: Expansion): string {
  const expanded = expansion.get('data');
  return rows.map((row) => store.writer.write(row, expanded)).join(',');
}

function expandParam(params: Params): readonly string[] {
  const paths = hashParam(params, 'expand');
  return paths ? [...paths.values()].filter((path) => typeof path === 'string') : [];
}

/** The customer's plain text properties; the rest of what Stripe lets a client write is not served. */
const writableTexts = ['email', 'name', 'phone', 'description'] as const;
const writable = [...writableTexts, 'address', 'metadata', 'expand'];
const addressParts = ['line1', 'line2', 'city', 'state', 'postal_code', 'country'] as const;

function create(store: Store, params: Params): string {
  const expansion = expansionOf(expandParam(params), 'customer', 'object');
  const id = `cus_${randomBytes(7).toString('hex')}`;
  const created = Math.floor(Date.now() / 1000);
  const customer = written(customerObject({ id, created }), params);
  store.data.customers.push(customer);
  store.touch();
  return store.writer.write(customer, expansion);
}

function update(store: Store, id: string, params: Params): string {
  const expansion = expansionOf(expandParam(params), 'customer', 'object');
  const { index, customer } = present(store, id);
  const changed = written(customer, params);
  store.data.customers[index] = changed;
  store.touch();
  return store.writer.write(changed, expansion);
}

/** Deleting cancels what the customer subscribes to; the id stays known, as deleted. */
function remove(store: Store, id: string): string {
  const { index } = present(store, id);
  const deleted: Stripe.DeletedCustomer = { id, object: 'customer', deleted: true };
  store.data.customers[index] = deleted;
  const now = Math.floor(Date.now() / 1000);
  for (const subscription of store.data.subscriptions) {
    if (customerOf(subscription) !== id || subscription.status === 'canceled') continue;
    Object.assign(subscription, { status: 'canceled', canceled_at: now, ended_at: now });
  }
  store.touch();
  return JSON.stringify(deleted);
}

function present(store: Store, id: string): { readonly index: number; readonly customer: Stripe.Customer } {
  const index = store.data.customers.findIndex((each) => each.id === id);
  const customer = store.data.customers[index];
  if (!customer || isDeleted(customer)) throw missing(404, 'customer', id, 'id');
  return { index, customer };
}

/** The customer with what the request says; an empty value clears. */
function written(customer: Stripe.Customer, params: Params): Stripe.Customer {
  allowOnly(params, writable);
  const changed = { ...customer };
  for (const name of writableTexts) {
    const value = stringParam(params, name);
    if (value !== undefined) changed[name] = value || null;
  }
  if (changed.email !== null && !/^[^\s@]+@[^\s@]+$/.test(changed.email)) {
    throw new StripeFailure(400, `Invalid email address: ${changed.email}`, {
      code: 'email_invalid',
      param: 'email',
    });
  }
  const address = params.get('address');
  if (address === '') changed.address = null;
  else if (typeof address === 'object') {
    allowOnly(address, addressParts);
    const part = (name: (typeof addressParts)[number]): string | null =>
      (stringParam(address, name) ?? customer.address?.[name]) || null;
    changed.address = {
      city: part('city'),
      country: part('country'),
      line1: part('line1'),
      line2: part('line2'),
      postal_code: part('postal_code'),
      state: part('state'),
    };
  }
  const metadata = params.get('metadata');
  if (metadata === '') changed.metadata = {};
  else if (typeof metadata === 'object') {
    const merged = new Map(Object.entries(customer.metadata));
    for (const key of metadata.keys()) merged.set(key, stringParam(metadata, key) ?? '');
    changed.metadata = Object.fromEntries([...merged].filter(([, value]) => value !== ''));
  }
  return changed;
}
