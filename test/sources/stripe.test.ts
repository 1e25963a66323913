import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  chargeObject,
  customerObject,
  invoiceObject,
  paymentIntentObject,
  subscriptionObject,
} from '../../sandbox/stripe/objects.ts';
import { type StripeSandbox, startStripe } from '../../sandbox/stripe/server.ts';
import type { StripeData } from '../../sandbox/stripe/tables.ts';
import type { Call, CollectPage, Source, Want } from '../../sources/contract.ts';
import { stripe } from '../../sources/stripe/index.ts';
import { equals, packed } from '../../sources/stripe/query.ts';
import { identifier } from '../../src/identity/normalise.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { testSourceContract } from './contract.ts';
import { fixtureAsStripe, movingTools } from './fixture.ts';

for (const reads of ['strict', 'search'] as const)
  testSourceContract(`stripe (${reads})`, async () => {
    const { data, ...seeded } = fixtureAsStripe();
    const system = await startStripe({ name: 'billing', data });
    const tools = movingTools();
    const config = stripe.config.parse({
      kind: 'stripe',
      apiKey: system.apiKey,
      apiBase: system.url,
      reads,
      customer: seeded.customer,
    });
    const reopen = () => stripe.create('billing', config, tools);
    return { ...seeded, tools, system, pool: 64, source: reopen(), reopen, close: () => system.close() };
  });

const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };
const created = 1_700_000_000;

const open = new Set<{ close(): Promise<void> }>();
afterEach(async () => {
  await Promise.all([...open].map((one) => one.close()));
  open.clear();
});

async function start(data: Partial<StripeData>, searchLagMs = 0): Promise<StripeSandbox> {
  const nobody: StripeData = {
    customers: [],
    invoices: [],
    subscriptions: [],
    paymentIntents: [],
    charges: [],
  };
  const system = await startStripe({ name: 'billing', data: { ...nobody, ...data }, searchLagMs });
  open.add(system);
  system.record(true);
  return system;
}

function connect(
  { apiKey, url }: Pick<StripeSandbox, 'apiKey' | 'url'>,
  options: Readonly<Record<string, unknown>> = {},
): Source {
  const config = stripe.config.parse({ kind: 'stripe', apiKey, apiBase: url, ...options });
  const source = stripe.create('billing', config, movingTools());
  open.add(source);
  return source;
}

const calling = (milliseconds = 5000): Call => ({
  signal: AbortSignal.timeout(milliseconds),
  deadline: Date.now() + milliseconds,
  lane: 'interactive',
});

const page = (first: number, ...attributes: string[]): CollectPage => ({ first, attributes });

function key(kind: IdentifierKind, raw: string): Identifier {
  const one = identifier(kind, raw, 'DE');
  if (one === undefined) throw new TypeError(`not a value of ${kind}`);
  return one;
}

function answerOf<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.kind !== 'found') throw new Error(`expected an answer, got ${outcome?.kind}`);
  return outcome.value;
}

function errorOf(outcome: Outcome<unknown> | undefined) {
  if (outcome?.kind !== 'failed') throw new Error(`expected a failure, got ${outcome?.kind}`);
  return outcome.error;
}

const queries = (system: StripeSandbox) =>
  system.received.map(({ values }) => (values[0] as { readonly query?: string } | undefined)?.query ?? '');

const ada = customerObject({
  id: 'cus_Ada',
  created,
  email: 'Ada@Example.org',
  metadata: { tier: 'gold', 'a.b': 'dotted' },
});

describe('stripe reads', () => {
  it('lists each spelling of an e-mail when strict, and sees what search does not show yet', async () => {
    const system = await start({ customers: [] }, 60_000);
    system.data.customers.push(ada);
    system.touch();
    const keys = [key('email', 'Ada@Example.org')];
    const [strict] = await connect(system).find(keys, nothing, calling());
    expect(answerOf(strict).records.map(({ ref }) => ref.id)).toEqual(['cus_Ada']);
    expect(system.received.map(({ operation, values }) => [operation, values[0]])).toEqual([
      ['GET /v1/customers', { email: 'ada@example.org', limit: '51' }],
      ['GET /v1/customers', { email: 'Ada@Example.org', limit: '51' }],
    ]);
    const [late] = await connect(system, { reads: 'search' }).find(keys, nothing, calling());
    expect(late?.kind).toBe('absent');
  });

  it('asks with every spelling of an address that comes in several', async () => {
    const source = connect(await start({ customers: [ada] }));
    const keys = ['ada@example.org', 'Ada@Example.org'].map((raw) => key('email', raw));
    const outcomes = await source.find(keys, nothing, calling());
    expect(outcomes.map(({ kind }) => kind)).toEqual(['found', 'found']);
  });

  it('searches for ten values a request, whatever they are looked up by', async () => {
    const system = await start({ customers: [ada] });
    const source = connect(system, {
      reads: 'search',
      customer: { attributes: { 'externalId.app': 'metadata.app "id"' } },
    });
    const keys = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? key('email', `N${index}@example.org`) : key('externalId.app', `a${index}`),
    );
    await source.find(keys, nothing, calling());
    const sent = queries(system);
    expect(sent.map((query) => query.split(' OR ').length)).toEqual([10, 2]);
    expect(sent[1]).toBe('email:"n10@example.org" OR metadata["app \\"id\\""]:"a11"');
  });

  it('fails the keys of a failed request, and no others', async () => {
    const server = createServer((request, response) => {
      const failing = request.url?.startsWith('/v1/customers/search');
      response.writeHead(failing ? 503 : 200);
      response.end(failing ? '<html>' : JSON.stringify({ object: 'list', data: [ada], has_more: false }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    open.add({ close: async () => void server.close() });
    const source = connect({ apiKey: 'sk_test_1', url: `http://127.0.0.1:${port}` });
    const keys = [key('phone', '+49 30 9018204'), key('email', 'Ada@Example.org')];
    const [phone, email] = await source.find(keys, nothing, calling());
    expect(errorOf(phone).code).toBe('SOURCE_UNAVAILABLE');
    expect(answerOf(email).records.map(({ ref }) => ref.id)).toEqual(['cus_Ada']);
  });

  it('does not ask for values that no customer can have', async () => {
    const system = await start({});
    const source = connect(system, { customer: { attributes: { 'externalId.app': 'metadata.app' } } });
    const keys = [
      ...['ab'.repeat(251), 'a\ud800'].map((raw) => key('externalId.app', raw)),
      key('email', 'a\ud800@example.org'),
    ];
    const outcomes = await source.find(keys, nothing, calling());
    expect(outcomes.map(({ kind }) => kind)).toEqual(['absent', 'absent', 'absent']);
    expect(system.calls).toBe(0);
  });

  it('puts no value that could be misread into one query with others', () => {
    const items = ['a', 'b\\', 'c', 'd"'].map((value) => ({ clause: equals('phone', value) ?? '' }));
    expect(packed(items).map((query) => query.map(({ clause }) => clause))).toEqual([
      ['phone:"a"'],
      ['phone:"b\\\\"'],
      ['phone:"c"', 'phone:"d\\""'],
    ]);
  });

  it('keeps queries short enough for a URL', () => {
    const items = Array.from({ length: 10 }, () => ({ clause: equals('name', '狐'.repeat(200)) ?? '' }));
    expect(packed(items).map((query) => query.length)).toEqual([3, 3, 3, 1]);
  });

  it('reads on until each of several values had its turn', async () => {
    const tiers = (tier: string, count: number, at: number) =>
      Array.from({ length: count }, (_, index) =>
        customerObject({ id: `cus_${tier}${index}`, created: at, metadata: { tier } }),
      );
    const system = await start({
      customers: [...tiers('rare', 1, created), ...tiers('common', 120, created + 1)],
    });
    const source = connect(system, { customer: { attributes: { 'externalId.tier': 'metadata.tier' } } });
    const keys = ['common', 'rare'].map((tier) => key('externalId.tier', tier));
    const [common, rare] = (await source.find(keys, nothing, calling())).map(answerOf);
    expect([common?.records.length, common?.generic]).toEqual([50, true]);
    expect(rare?.records.map(({ ref }) => ref.id)).toEqual(['cus_rare0']);
  });

  it('answers by nothing it is not told to look up by', async () => {
    const customer = customerObject({ id: 'cus_B', created, email: 'b@example.org', phone: '+49309018204' });
    const source = connect(await start({ customers: [customer] }), {
      customer: { lookups: { phone: false } },
    });
    const keys = [key('phone', '+49309018204'), key('email', 'b@example.org')];
    const outcomes = await source.find(keys, { ...nothing, attributes: ['phone'] }, calling());
    expect(outcomes.map(({ kind }) => kind)).toEqual(['absent', 'found']);
  });

  it('looks up a number in the one form of a column made for that', async () => {
    const system = await start({
      customers: [
        customerObject({
          id: 'cus_B',
          created,
          phone: '030/901 82 04',
          metadata: { digits: '49309018204' },
        }),
      ],
    });
    const source = connect(system, {
      customer: { lookups: { phone: { column: 'metadata.digits', as: 'digits' } } },
    });
    const [outcome] = await source.find([key('phone', '+49 30 9018204')], nothing, calling());
    expect(answerOf(outcome).records.map(({ ref }) => ref.id)).toEqual(['cus_B']);
    expect(queries(system)).toEqual(['metadata["digits"]:"49309018204"']);
    await system.setFault({ dropped: ['customer.metadata'] });
    const [gone] = await source.find([key('phone', '+49 30 9018204')], nothing, calling());
    expect(errorOf(gone).code).toBe('SOURCE_DRIFTED');
  });

  it('does not look up by what Stripe cannot search, and says so', async () => {
    const source = connect(await start({ customers: [ada] }), {
      customer: { attributes: { phone: 'shipping.phone' } },
    });
    expect(source.manifest.lookups).toEqual([{ kind: 'email', compares: 'bytes' }]);
    const { columns, server } = answerOf(await source.describe(calling()));
    expect(server).toMatch(/^Stripe API \d{4}-\d{2}-\d{2}/);
    expect(columns.find(({ column }) => column === 'shipping.phone')).toMatchObject({
      use: 'lookup',
      index: null,
      advice: expect.stringContaining('cannot look up'),
    });
  });

  it('takes deleted and foreign customers for absent', async () => {
    const system = await start({
      customers: [ada, { id: 'cus_Gone', object: 'customer', deleted: true }],
    });
    const outcomes = await connect(system).get(
      ['cus_Gone', 'cus_Never', 'in_1', '../balance', 'cus_Ada'],
      nothing,
      calling(),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['absent', 'absent', 'absent', 'absent', 'found']);
    expect(system.calls).toBe(3);
  });

  it('tells what is empty from what is gone', async () => {
    const system = await start({ customers: [ada] });
    const source = connect(system, {
      customer: {
        attributes: {
          company: 'business_name',
          'custom.dotted': 'metadata.a.b',
          'custom.tier': 'metadata.tier',
        },
      },
    });
    const attributes = ['company', 'custom.dotted', 'custom.tier', 'locale', 'address.city'] as const;
    const read = async () =>
      answerOf((await source.get(['cus_Ada'], { ...nothing, attributes }, calling()))[0]);
    expect(await read()).toMatchObject({
      attributes: { 'custom.dotted': ['dotted'], 'custom.tier': ['gold'] },
      drifted: [],
    });
    await system.setFault({ dropped: ['customer.metadata', 'customer.preferred_locales'] });
    expect((await read()).drifted).toEqual(['custom.dotted', 'custom.tier', 'locale']);
  });
});

describe('stripe collections', () => {
  it('asks for the invoices of fifty customers in five calls when it may search, and for what cannot be searched one by one', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `cus_${index}`);
    const system = await start({
      customers: ids.map((id) => customerObject({ id, created, email: `${id}@example.org` })),
      invoices: ids.flatMap((customer, index) =>
        [1, 2].map((total) =>
          invoiceObject({
            id: `in_${index}_${total}`,
            created: created - total,
            customer,
            currency: 'eur',
            total,
            status: 'paid',
          }),
        ),
      ),
    });
    const calls = async (reads: string, collection: 'invoices' | 'subscriptions') => {
      const source = connect(system, { reads });
      system.forget();
      const slices = await source.collect(collection, ids, page(10, 'total'), calling());
      const rows = slices.map((slice) => answerOf(slice).items.map(({ id }) => id));
      const expected =
        collection === 'invoices' ? ids.map((_, at) => [`in_${at}_1`, `in_${at}_2`]) : ids.map(() => []);
      expect(rows).toEqual(expected);
      return [system.calls, source.manifest.batch.collect];
    };
    expect(await calls('search', 'invoices')).toEqual([5, 10]);
    expect(await calls('strict', 'invoices')).toEqual([50, 1]);
    expect(await calls('search', 'subscriptions')).toEqual([50, 10]);
  });

  it('says to Stripe what an answer depends on, and nothing of this machine', async () => {
    const seen: (readonly string[])[] = [];
    const server = createServer((request, response) => {
      seen.push(Object.keys(request.headers).sort());
      expect(request.headers.authorization).toBe('Bearer sk_test_1');
      expect(request.headers['stripe-version']).toMatch(/^\d{4}-\d{2}-\d{2}/);
      response.end(JSON.stringify({ object: 'list', data: [], has_more: false }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    open.add({ close: async () => void server.close() });
    const source = connect({ apiKey: 'sk_test_1', url: `http://127.0.0.1:${port}` });
    await source.collect('invoices', ['cus_Ada'], page(10, 'total'), calling());
    expect(seen).toEqual([['accept', 'authorization', 'connection', 'host', 'stripe-version', 'user-agent']]);
  });

  it('reads subscriptions of every status', async () => {
    const price = {
      amount: 990,
      interval: 'month',
      nickname: 'Plus',
      periodStart: created,
      periodEnd: created + 86_400,
    } as const;
    const common = { created, customer: 'cus_Ada', currency: 'eur', price };
    const system = await start({
      customers: [ada],
      subscriptions: [
        subscriptionObject({ ...common, id: 'sub_A', status: 'canceled' }),
        subscriptionObject({ ...common, id: 'sub_B', status: 'active' }),
      ],
    });
    const attributes = ['plan', 'status', 'currentPeriodEnd', 'price', 'interval'];
    const [slice] = await connect(system, { reads: 'search' }).collect(
      'subscriptions',
      ['cus_Ada'],
      page(5, ...attributes),
      calling(),
    );
    const shared = {
      plan: 'Plus',
      currentPeriodEnd: '2023-11-15T22:13:20.000Z',
      price: { amount: '9.90', currency: 'EUR' },
      interval: 'month',
    };
    expect(answerOf(slice).items.map(({ values }) => values)).toEqual([
      { ...shared, status: 'canceled' },
      { ...shared, status: 'active' },
    ]);
  });

  it('expands the charge of a payment when its method is wanted, and only then', async () => {
    const charge = chargeObject({
      id: 'ch_1',
      created,
      customer: 'cus_Ada',
      currency: 'eur',
      amount: 100,
      status: 'succeeded',
    });
    const system = await start({
      customers: [ada],
      charges: [{ ...charge, payment_method_details: { type: 'sepa_debit' } }],
      paymentIntents: [
        paymentIntentObject({
          id: 'pi_1',
          created,
          customer: 'cus_Ada',
          currency: 'eur',
          amount: 100,
          status: 'succeeded',
          latest_charge: 'ch_1',
        }),
      ],
    });
    const source = connect(system);
    const [slice] = await source.collect('payments', ['cus_Ada'], page(5, 'amount', 'method'), calling());
    expect(answerOf(slice).items.map(({ values }) => values)).toEqual([
      { amount: { amount: '1.00', currency: 'EUR' }, method: 'sepa_debit' },
    ]);
    await source.collect('payments', ['cus_Ada'], page(5, 'amount'), calling());
    const expansions = system.received.map(({ values }) => JSON.stringify(values).includes('latest_charge'));
    expect(expansions).toEqual([true, false]);
  });

  it('counts money as Stripe does', async () => {
    const amounts = { eur: 1234, jpy: 500, huf: 1234, kwd: 5120, isk: 500, ugx: 500, mga: 500 };
    const system = await start({
      customers: [ada],
      invoices: Object.entries(amounts).map(([currency, total], index) =>
        invoiceObject({
          id: `in_${index}`,
          created: created - index,
          customer: 'cus_Ada',
          currency,
          total,
          status: 'paid',
        }),
      ),
    });
    const [slice] = await connect(system).collect('invoices', ['cus_Ada'], page(9, 'total'), calling());
    expect(answerOf(slice).items.map(({ values }) => values['total'])).toEqual([
      { amount: '12.34', currency: 'EUR' },
      { amount: '500', currency: 'JPY' },
      { amount: '12.34', currency: 'HUF' },
      { amount: '5.120', currency: 'KWD' },
      { amount: '5', currency: 'ISK' },
      { amount: '5', currency: 'UGX' },
      { amount: '500.00', currency: 'MGA' },
    ]);
  });

  const customers = Array.from({ length: 12 }, (_, index) => `cus_${index + 1}`);
  const invoices = (each: number) =>
    customers.flatMap((customer, rank) =>
      Array.from({ length: each }, (_, index) =>
        invoiceObject({
          id: `in_${rank}x${String(index).padStart(3, '0')}`,
          created: created - index,
          customer,
          currency: 'eur',
          total: index,
          status: 'paid',
        }),
      ),
    );

  it('reads the invoices of ten customers in one search', async () => {
    const system = await start({
      customers: customers.map((id) => customerObject({ id, created })),
      invoices: invoices(3),
    });
    const source = connect(system, { reads: 'search' });
    const slices = await source.collect('invoices', customers, page(2), calling());
    expect(slices.map((slice) => answerOf(slice).items.map(({ id }) => id))).toEqual(
      customers.map((_, rank) => [`in_${rank}x000`, `in_${rank}x001`]),
    );
    expect(slices.every((slice) => answerOf(slice).more)).toBe(true);
    expect(system.received.map(({ operation }) => operation)).toEqual([
      'GET /v1/invoices/search',
      'GET /v1/invoices/search',
    ]);
  });

  it('lists them one by one where a search would be cut', async () => {
    const system = await start({
      customers: customers.map((id) => customerObject({ id, created })),
      invoices: invoices(11),
    });
    const source = connect(system, { reads: 'search' });
    const slices = await source.collect('invoices', customers, page(100), calling());
    expect(slices.map((slice) => answerOf(slice).items.length)).toEqual(customers.map(() => 11));
    expect(slices.some((slice) => answerOf(slice).more)).toBe(false);
  });

  it('lists them one by one where the rows do not say whose they are', async () => {
    const system = await start({
      customers: customers.map((id) => customerObject({ id, created })),
      invoices: invoices(1),
    });
    await system.setFault({ dropped: ['invoice.customer'] });
    const source = connect(system, { reads: 'search' });
    const slices = await source.collect('invoices', customers, page(2), calling());
    expect(slices.map((slice) => answerOf(slice).items.length)).toEqual(customers.map(() => 1));
  });

  it('has no rows of a customer that Stripe does not know, nor after those without a time', async () => {
    const system = await start({ customers: [ada], invoices: invoices(1) });
    const source = connect(system);
    const empty = { items: [], more: false };
    const [unknown] = await source.collect('invoices', ['cus_Never'], page(2), calling());
    expect(answerOf(unknown)).toEqual(empty);
    system.forget();
    const [beyond] = await source.collect(
      'invoices',
      ['cus_1'],
      { ...page(2), after: { at: null } },
      calling(),
    );
    expect([answerOf(beyond), system.calls]).toEqual([empty, 0]);
  });

  it('gives all rows of a second in order, over pages of the vendor', async () => {
    const all = Array.from({ length: 230 }, (_, index) =>
      invoiceObject({
        id: `in_${String((index * 7) % 230).padStart(3, '0')}`,
        created,
        customer: 'cus_Ada',
        currency: 'eur',
        total: 1,
        status: 'paid',
      }),
    );
    const source = connect(await start({ customers: [ada], invoices: all }));
    const seen: string[] = [];
    for (let more = true; more; ) {
      const id = seen.at(-1);
      const after = id === undefined ? {} : { after: { at: '2023-11-14T22:13:20.000Z', id } };
      const [slice] = await source.collect('invoices', ['cus_Ada'], { ...page(100), ...after }, calling());
      seen.push(...answerOf(slice).items.map((row) => row.id));
      more = answerOf(slice).more;
    }
    expect(seen).toEqual(all.map(({ id }) => id).sort());
  });
});

describe('stripe failures', () => {
  it('says when to come back, and nothing of what Stripe said', async () => {
    const system = await start({ customers: [ada] });
    await system.setFault({ mode: 'throttle', retryAfterSeconds: 7 });
    const [outcome] = await connect(system).get(['cus_Ada'], nothing, calling());
    const error = errorOf(outcome);
    expect([error.code, error.retryAfter]).toEqual(['SOURCE_THROTTLED', 7]);
    expect(String(error.cause)).toMatch(/^Error: StripeRateLimitError rate_limit 429 req_/);
  });

  it('quotes nothing of an answer it cannot read', async () => {
    const system = await start({ customers: [ada] });
    await system.setFault({ mode: 'garbage' });
    const [outcome] = await connect(system).get(['cus_Ada'], nothing, calling());
    const error = errorOf(outcome);
    expect(error.code).toBe('SOURCE_PROTOCOL');
    expect(error.cause).toBeUndefined();
  });

  it('says when its key is refused', async () => {
    const system = await start({ customers: [ada] });
    const source = connect(system, { apiKey: 'sk_test_other' });
    expect(errorOf((await source.get(['cus_Ada'], nothing, calling()))[0]).code).toBe('SOURCE_UNAUTHORIZED');
    expect(errorOf(await source.describe(calling())).code).toBe('SOURCE_UNAUTHORIZED');
  });

  it('refuses a cursor that names no customer', async () => {
    const source = connect(await start({ customers: [ada] }));
    const outcome = await source.search([], { first: 5, after: 'cus_Never' }, nothing, calling());
    expect(errorOf(outcome).code).toBe('CURSOR_INVALID');
  });

  it('opens no more than 64 sockets, and stops what waits for one when its call ends', async () => {
    const system = await start({ customers: [ada] });
    await system.setFault({ mode: 'hang' });
    const source = connect(system);
    const ids = Array.from({ length: 200 }, (_, index) => `cus_${index}`);
    const hanging = source.get(ids, nothing, calling(150));
    const [late] = await source.get(['cus_Ada'], nothing, { ...calling(), signal: AbortSignal.abort() });
    expect(errorOf(late).code).toBe('SOURCE_TIMEOUT');
    const outcomes = await hanging;
    expect(new Set(outcomes.map((outcome) => errorOf(outcome).code))).toEqual(new Set(['SOURCE_TIMEOUT']));
    await pause(50);
    expect([system.connections, system.calls]).toEqual([64, 64]);
  });

  it('keeps the signals of concurrent calls apart', async () => {
    const system = await start({ customers: [ada] });
    await system.setFault({ mode: 'slow', delayMs: 100 });
    const source = connect(system);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        source.get(['cus_Ada'], nothing, calling(index % 2 === 0 ? 30 : 5000)),
      ),
    );
    expect(outcomes.map(([outcome]) => outcome?.kind)).toEqual(
      outcomes.map((_, index) => (index % 2 === 0 ? 'failed' : 'found')),
    );
  });
});

describe('stripe configuration', () => {
  const faults = (options: Readonly<Record<string, unknown>>) =>
    stripe.config
      .safeParse({ kind: 'stripe', apiKey: 'sk_test_1', ...options })
      .error?.issues.map(({ path }) => path.join('.'));

  it('maps over the defaults, attribute by attribute and collection by collection', async () => {
    const source = connect(await start({}), {
      customer: {
        attributes: { 'custom.tier': 'metadata.tier' },
        references: { app: 'metadata.app_user_id' },
        consent: [
          {
            purpose: 'marketing.communications.email',
            channel: 'EMAIL',
            column: 'metadata.marketing',
            granted: ['yes'],
            denied: ['no'],
            at: 'metadata.marketing_at',
          },
        ],
      },
      collections: {
        orders: { table: 'charges', id: 'id', customer: 'customer', attributes: { placedAt: 'created' } },
      },
    });
    const { manifest } = source;
    expect(manifest.attributes).toEqual(expect.arrayContaining(['email', 'address.city', 'custom.tier']));
    expect(manifest.collections).toEqual(['orders', 'invoices', 'subscriptions', 'payments']);
    expect(manifest.references).toEqual(['app']);
    expect(manifest.lookups.map(({ kind }) => kind)).toEqual(['email', 'phone', 'reference.app']);
    expect(manifest.consent).toEqual([{ purpose: 'marketing.communications.email', channel: 'EMAIL' }]);
  });

  it('filters by what Stripe filters by only', async () => {
    const source = connect(await start({}), {
      customer: { attributes: { email: ['email', 'metadata.second'], createdAt: 'metadata.joined' } },
    });
    expect(source.manifest.filters).toEqual([]);
  });

  it('refuses what Stripe does not have or cannot order by', () => {
    expect(faults({})).toBeUndefined();
    const invoices = {
      table: 'invoices',
      id: 'id',
      customer: 'customer',
      attributes: { issuedAt: 'created' },
    };
    expect(faults({ collections: { invoices } })).toBeUndefined();
    expect(faults({ collections: { invoices: { ...invoices, table: 'refunds' } } })).toEqual([
      'collections.invoices.table',
    ]);
    expect(
      faults({ collections: { invoices: { ...invoices, attributes: { issuedAt: 'due_date' } } } }),
    ).toEqual(['collections.invoices.attributes.issuedAt']);
    expect(faults({ customer: { table: 'accounts' } })).toEqual(['customer']);
    expect(faults({ apiBase: 'ftp://example.org' })).toEqual(['apiBase']);
  });
});
