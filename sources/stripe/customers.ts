/** Customers found, read and listed. */
import type Stripe from 'stripe';
import type { Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { type Identifier, identifierKey } from '../../src/model/identifier.ts';
import { absent, failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../../src/model/record.ts';
import {
  type Call,
  type Condition,
  type Manifest,
  type Matches,
  matchCap,
  type SearchPage,
  type Tools,
  type Want,
} from '../contract.ts';
import { readFairly } from '../fair.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { matchesByKey, wantFor } from '../matching.ts';
import { columnsFor, toRecord } from '../reading.ts';
import { asInstant } from '../values.ts';
import type { StripeApi } from './api.ts';
import { attempt } from './failure.ts';
import type { Lookups, Question } from './lookups.ts';
import { createdOf, goneColumns, objectOf, objectsOf, readObject, type StripeObject } from './objects.ts';
import { anyOf } from './query.ts';
import { expansionsFor, pageSize } from './resources.ts';

export interface CustomersOptions {
  readonly name: SourceName;
  readonly api: StripeApi;
  readonly mapping: CustomerMapping;
  readonly collections: CollectionMappings;
  readonly lookups: Lookups;
  readonly filters: Manifest['filters'];
  readonly tools: Tools;
}

/** What reading for a want takes, worked out once. */
interface Reading {
  readonly want: Want;
  readonly columns: readonly string[];
  /** As of one customer; a list wants `data.` before each. */
  readonly expand: string[];
  readonly expandEach: string[];
}

export interface Customers {
  find(keys: readonly Identifier[], want: Want, call: Call): Promise<readonly Outcome<Matches>[]>;
  get(ids: readonly RecordId[], want: Want, call: Call): Promise<readonly Outcome<SourceRecord>[]>;
  search(
    filter: readonly Condition[],
    page: SearchPage,
    want: Want,
    call: Call,
  ): Promise<Outcome<Slice<SourceRecord>>>;
}

export function customersOf(options: CustomersOptions): Customers {
  const { name, api, mapping, collections, lookups, filters, tools } = options;
  const readings = new WeakMap<Want, Map<string, Reading>>();

  /** @param keys - what the records will be compared with. */
  const readingFor = (want: Want, keys: readonly Identifier[] = []): Reading => {
    const byKinds = readings.get(want) ?? new Map<string, Reading>();
    readings.set(want, byKinds);
    const kinds = [...new Set(keys.map((key) => key.kind))].sort().join();
    let reading = byKinds.get(kinds);
    if (reading === undefined) {
      const full = wantFor(keys, want);
      const compared = keys.flatMap(({ kind }) => lookups.columns(kind));
      const columns = [...new Set([...columnsFor(mapping, full, collections), ...compared])];
      const expand = [...expansionsFor(mapping.table, columns)];
      reading = { want: full, columns, expand, expandEach: expand.map((path) => `data.${path}`) };
      byKinds.set(kinds, reading);
    }
    return reading;
  };

  const recordOf = (
    customer: StripeObject,
    { want, columns }: Reading,
    observedAt: string,
    missing = goneColumns(customer, columns),
  ): SourceRecord =>
    toRecord(mapping, customer, want, { source: name, read: readObject, missing, observedAt }, collections);

  const now = () => tools.now().toISOString();

  const answered = async (
    question: Question,
    expand: string[],
    call: Call,
  ): Promise<readonly StripeObject[]> => {
    if (question.by === 'search') return searched(question.clauses, expand, call);
    const params = { email: question.email, limit: matchCap + 1, expand };
    const page = await api.ask(call, (stripe) => stripe.customers.list(params));
    return page === undefined ? [] : objectsOf(page);
  };

  const searched = (clauses: readonly string[], expand: string[], call: Call) =>
    readFairly(clauses, matchCap + 1, async (some, limit) => {
      const query = anyOf(some);
      const customers: StripeObject[] = [];
      let next: string | null | undefined;
      do {
        const params = { query, limit: Math.min(pageSize, limit), expand, ...(next ? { page: next } : {}) };
        const page = await api.ask(call, (stripe) => stripe.customers.search(params));
        if (page === undefined) break;
        customers.push(...objectsOf(page));
        next = page.has_more ? page.next_page : null;
      } while (next && customers.length < limit);
      return customers;
    });

  return {
    async find(keys, want, call) {
      const reading = readingFor(want, keys);
      const asked = new Set<string>();
      const failures = new Map<string, Outcome<never>>();
      const records = new Map<RecordId, SourceRecord>();
      await Promise.all(
        lookups.questions(keys).map(async (question) => {
          for (const key of question.keys) asked.add(identifierKey(key));
          const answer = await attempt(async () => found(await answered(question, reading.expandEach, call)));
          if (answer.kind !== 'found') {
            for (const key of question.keys) failures.set(identifierKey(key), answer);
            return;
          }
          const observedAt = now();
          for (const customer of answer.value) {
            const gone = goneColumns(customer, reading.columns);
            for (const key of question.keys)
              if (lookups.columns(key.kind).some((column) => gone.has(column)))
                failures.set(identifierKey(key), failed(new GatewayError('SOURCE_DRIFTED')));
            records.set(customer.id, recordOf(customer, reading, observedAt, gone));
          }
        }),
      );
      const outcomes = matchesByKey(keys, [...records.values()], tools.country);
      return keys.map((key, index) => {
        const text = identifierKey(key);
        return failures.get(text) ?? (asked.has(text) ? outcomes[index] : undefined) ?? absent;
      });
    },

    async get(ids, want, call) {
      const reading = readingFor(want);
      const { expand } = reading;
      const outcomes = new Map<RecordId, Promise<Outcome<SourceRecord>>>();
      for (const id of new Set(ids))
        outcomes.set(
          id,
          attempt(async () => {
            if (!isCustomerId(id)) return absent;
            const customer = await api.ask(call, (stripe) => stripe.customers.retrieve(id, { expand }));
            return customer === undefined || customer.deleted
              ? absent
              : found(recordOf(objectOf(customer), reading, now()));
          }),
        );
      return Promise.all(ids.map(async (id) => (await outcomes.get(id)) ?? absent));
    },

    async search(filter, { first, after }, want, call) {
      const pushed = filter.every(({ attribute, operator }) =>
        filters.some((each) => each.attribute === attribute && each.operators.includes(operator)),
      );
      const created = createdRange(filter);
      if (!pushed || created === 'unreadable') return failed(new GatewayError('FILTER_UNSUPPORTED'));
      const reading = readingFor(want);
      return attempt(async () => {
        const params: Stripe.CustomerListParams = {
          // One more than wanted tells whether more remain; so does Stripe, where a page can hold no more.
          limit: Math.min(first + 1, pageSize),
          expand: reading.expandEach,
          created,
          ...(after === undefined ? {} : { starting_after: after }),
        };
        const pages = await Promise.all(
          emailsOf(filter).map((email) =>
            api.ask(call, (stripe) =>
              stripe.customers.list(email === undefined ? params : { ...params, email }),
            ),
          ),
        );
        const known = pages.filter((page) => page !== undefined);
        // Stripe knows no customer of the id the page was to start after.
        if (known.length < pages.length) return failed(new GatewayError('CURSOR_INVALID'));
        const observedAt = now();
        const customers = newestFirst(known.map(objectsOf));
        return found({
          items: customers.slice(0, first).map((customer) => recordOf(customer, reading, observedAt)),
          more: customers.length > first || known.some((page) => page.has_more),
        });
      });
    },
  };
}

/** Ids of other objects look different and are nobody's. */
export function isCustomerId(id: string): boolean {
  return /^cus_[A-Za-z0-9]{1,250}$/.test(id);
}

/** Stripe lists by one exact spelling, so each of the few is asked; `undefined` asks for everyone. */
function emailsOf(filter: readonly Condition[]): readonly (string | undefined)[] {
  const wanted = filter.filter(({ attribute }) => attribute === 'email').map(({ value }) => value.trim());
  const [email] = wanted;
  if (email === undefined) return [undefined];
  // Two addresses at once are nobody's.
  if (new Set(wanted.map((one) => one.toLowerCase())).size > 1) return [];
  return [...new Set([email, email.toLowerCase()])].filter((one) => one !== '' && one.isWellFormed());
}

/** Stripe counts whole seconds: an instant within one is before the next. */
function createdRange(filter: readonly Condition[]): Stripe.RangeQueryParam | 'unreadable' {
  const range: Stripe.RangeQueryParam = {};
  for (const { attribute, operator, value } of filter) {
    if (attribute !== 'createdAt') continue;
    const second = Math.ceil(Date.parse(asInstant(value) ?? '') / 1000);
    if (Number.isNaN(second)) return 'unreadable';
    if (operator === 'atLeast') range.gte = Math.max(range.gte ?? second, second);
    if (operator === 'before') range.lt = Math.min(range.lt ?? second, second);
  }
  return range;
}

/** Lists, each newest first, as one; those of one second stay in Stripe's order. */
function newestFirst(lists: readonly (readonly StripeObject[])[]): readonly StripeObject[] {
  const [only, ...others] = lists;
  if (only !== undefined && others.length === 0) return only;
  return lists.flat().sort((a, b) => createdOf(b) - createdOf(a));
}
