/** Customers found, read and listed. */
import type Stripe from 'stripe';
import type { Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { absent, failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../../src/model/record.ts';
import { type AskedValue, Asking, askOnce, PerWant } from '../asking.ts';
import { columnsFor } from '../columns.ts';
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
import { matchesByKey } from '../matching.ts';
import { recordReader } from '../reading.ts';
import { asInstant } from '../values.ts';
import type { StripeApi } from './api.ts';
import { attempt } from './failure.ts';
import type { Lookups, Question } from './lookups.ts';
import {
  createdOf,
  goneReader,
  none,
  objectColumns,
  objectOf,
  objectsOf,
  type StripeObject,
} from './objects.ts';
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

/** What reading for a want takes. */
interface Reading {
  /** As of one customer; a list wants `data.` before each. */
  readonly expand: string[];
  readonly expandEach: string[];
  /** Which of the columns, and of those that are compared, are gone from a customer. */
  readonly gone: (customer: StripeObject) => ReadonlySet<string>;
  record(customer: StripeObject, observedAt: string, gone: ReadonlySet<string>): SourceRecord;
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
  const readings = new PerWant<Reading>((want, kinds) => {
    const columns = [
      ...new Set([...columnsFor(mapping, want, collections), ...kinds.flatMap(lookups.columns)]),
    ];
    const expand = [...expansionsFor(mapping.table, columns)];
    const reader = (missing: ReadonlySet<string>) =>
      recordReader(name, mapping, want, { columns: objectColumns, missing }, collections);
    const readWhole = reader(none);
    return {
      expand,
      expandEach: expand.map((path) => `data.${path}`),
      gone: goneReader(columns),
      record: (customer, observedAt, gone) =>
        gone.size === 0 ? readWhole(customer, observedAt) : reader(gone)(customer, observedAt),
    };
  });
  const recordOf = (customer: StripeObject, { gone, record }: Reading, observedAt: string) =>
    record(customer, observedAt, gone(customer));

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
      const asking = new Asking(keys, lookups.kinds);
      const reading = readings.of(want, asking.values);
      const failures = new Map<AskedValue, Outcome<never>>();
      const records = new Map<RecordId, SourceRecord>();
      await Promise.all(
        lookups.questions(asking.values).map(async (question) => {
          const answer = await attempt(async () => found(await answered(question, reading.expandEach, call)));
          if (answer.kind !== 'found') {
            for (const value of question.values) failures.set(value, answer);
            return;
          }
          const observedAt = now();
          for (const customer of answer.value) {
            const gone = reading.gone(customer);
            if (gone.size > 0)
              for (const value of question.values)
                if (lookups.columns(value.kind).some((column) => gone.has(column)))
                  failures.set(value, failed(new GatewayError('SOURCE_DRIFTED')));
            records.set(customer.id, reading.record(customer, observedAt, gone));
          }
        }),
      );
      const matches = matchesByKey(asking.values, [...records.values()], tools.country);
      return asking.answers(asking.values.map((value, at) => failures.get(value) ?? matches[at] ?? absent));
    },

    get(ids, want, call) {
      const reading = readings.of(want);
      const { expand } = reading;
      const retrieve = async (id: RecordId): Promise<Outcome<SourceRecord>> => {
        const customer = await api.ask(call, (stripe) => stripe.customers.retrieve(id, { expand }));
        return customer === undefined || customer.deleted
          ? absent
          : found(recordOf(objectOf(customer), reading, now()));
      };
      return askOnce(ids, (distinct) =>
        Promise.all(distinct.map((id) => (isCustomerId(id) ? attempt(() => retrieve(id)) : absent))),
      );
    },

    async search(filter, { first, after }, want, call) {
      const created = createdRange(filter);
      if (!pushesDown(filters, filter) || created === 'unreadable')
        return failed(new GatewayError('FILTER_UNSUPPORTED'));
      const reading = readings.of(want);
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

/** How many lists a search takes. */
export function searchPrice(filters: Manifest['filters'], filter: readonly Condition[]): number {
  const refused = !pushesDown(filters, filter) || createdRange(filter) === 'unreadable';
  return refused ? 0 : emailsOf(filter).length;
}

function pushesDown(filters: Manifest['filters'], filter: readonly Condition[]): boolean {
  return filter.every(({ attribute, operator }) =>
    filters.some((each) => each.attribute === attribute && each.operators.includes(operator)),
  );
}

/** Those that can be a customer's, each of which is one request. */
export function customerIds(ids: readonly string[]): ReadonlySet<string> {
  return new Set(ids.filter(isCustomerId));
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
