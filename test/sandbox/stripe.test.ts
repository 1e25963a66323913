import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  apiVersion,
  chargeObject,
  customerObject,
  invoiceObject,
  paymentIntentObject,
  subscriptionObject,
} from '../../sandbox/stripe/objects.ts';
import { type StripeOptions, type StripeSandbox, startStripe } from '../../sandbox/stripe/server.ts';
import type { StripeData } from '../../sandbox/stripe/tables.ts';

const day = 86_400;
const start = 1_700_000_000;

/** Ada has everything, Bea little, Cyd is deleted; then as many nobodies as wanted, each newer than the last. */
function account(nobodies = 0): StripeData {
  const price = {
    amount: 1_200,
    interval: 'month',
    nickname: 'Pro',
    periodStart: start,
    periodEnd: start + day,
  } as const;
  const of = { customer: 'cus_ada', currency: 'eur' };
  return {
    customers: [
      customerObject({
        id: 'cus_ada',
        created: start,
        email: 'Ada@Example.com',
        name: 'Ada "The" Byron',
        phone: '+441632960001',
        metadata: { user_id: '17', Tier: 'Gold' },
      }),
      customerObject({ id: 'cus_bea', created: start + day, email: 'bea@example.com', name: 'Bea' }),
      { id: 'cus_cyd', object: 'customer', deleted: true },
      ...Array.from({ length: nobodies }, (_, i) =>
        customerObject({ id: `cus_n${String(i).padStart(4, '0')}`, created: start + 2 * day + i }),
      ),
    ],
    invoices: [
      invoiceObject({
        ...of,
        id: 'in_1',
        created: start + 1,
        total: 1_200,
        status: 'paid',
        subscription: 'sub_1',
      }),
      invoiceObject({
        ...of,
        id: 'in_2',
        created: start + 2,
        total: 1_300,
        status: 'open',
        subscription: 'sub_1',
      }),
      invoiceObject({ ...of, id: 'in_3', created: start + 3, total: 900, status: 'paid' }),
      invoiceObject({
        ...of,
        customer: 'cus_bea',
        id: 'in_4',
        created: start + 4,
        total: 5,
        status: 'draft',
      }),
    ],
    subscriptions: [
      subscriptionObject({
        ...of,
        id: 'sub_1',
        created: start,
        status: 'active',
        price,
        latest_invoice: 'in_2',
      }),
      subscriptionObject({ ...of, id: 'sub_2', created: start + 1, status: 'canceled', price }),
    ],
    paymentIntents: [
      paymentIntentObject({
        ...of,
        id: 'pi_1',
        created: start + 1,
        amount: 1_200,
        status: 'succeeded',
        latest_charge: 'ch_1',
      }),
    ],
    charges: [
      chargeObject({
        ...of,
        id: 'ch_1',
        created: start + 1,
        amount: 1_200,
        status: 'succeeded',
        payment_intent: 'pi_1',
      }),
    ],
  };
}

let sandbox: StripeSandbox;

async function open(options: Partial<StripeOptions> = {}): Promise<Stripe> {
  sandbox = await startStripe({ name: 'billing', data: account(), ...options });
  return client();
}

function client(apiKey = sandbox.apiKey): Stripe {
  const { hostname, port } = new URL(sandbox.url);
  return new Stripe(apiKey, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: 2_000,
    telemetry: false,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error('expected a StripeError', { cause: error });
}

const ids = (page: { readonly data: readonly { readonly id: string }[] }) => page.data.map(({ id }) => id);

afterEach(() => sandbox.close());

describe('customers', () => {
  let stripe: Stripe;
  beforeEach(async () => {
    stripe = await open();
  });

  it('are listed newest first, without the deleted', async () => {
    expect(ids(await stripe.customers.list())).toEqual(['cus_bea', 'cus_ada']);
  });

  it('are filtered by e-mail exactly, case and all', async () => {
    expect(ids(await stripe.customers.list({ email: 'Ada@Example.com' }))).toEqual(['cus_ada']);
    expect(ids(await stripe.customers.list({ email: 'ada@example.com' }))).toEqual([]);
  });

  it('are filtered by creation', async () => {
    expect(ids(await stripe.customers.list({ created: { gt: start } }))).toEqual(['cus_bea']);
    expect(ids(await stripe.customers.list({ created: { gte: start, lt: start + day } }))).toEqual([
      'cus_ada',
    ]);
    expect(ids(await stripe.customers.list({ created: { lte: start } }))).toEqual(['cus_ada']);
    expect(ids(await stripe.customers.list({ created: start + day }))).toEqual(['cus_bea']);
  });

  it('are retrieved whole, with the request id and version of the answer', async () => {
    const customer = await stripe.customers.retrieve('cus_ada');
    expect(customer).toEqual(sandbox.data.customers[0]);
    expect(customer.lastResponse.requestId).toMatch(/^req_/);
    expect(customer.lastResponse.headers['stripe-version']).toBe(Stripe.API_VERSION);
    expect(Stripe.API_VERSION).toBe(apiVersion);
  });

  it('once deleted, answer that they are', async () => {
    expect(await stripe.customers.retrieve('cus_cyd')).toEqual({
      id: 'cus_cyd',
      object: 'customer',
      deleted: true,
    });
  });

  it('are created, updated and deleted', async () => {
    const { id } = await stripe.customers.create({
      email: 'dan@example.com',
      metadata: { a: '1', b: 2 },
      address: { city: 'Graz' },
    });
    expect(ids(await stripe.customers.list({ email: 'dan@example.com' }))).toEqual([id]);
    const updated = await stripe.customers.update(id, {
      name: 'Dan',
      email: '',
      metadata: { a: '', c: 'x' },
    });
    expect(updated).toMatchObject({ name: 'Dan', email: null, address: { city: 'Graz' } });
    expect(updated.metadata).toEqual({ b: '2', c: 'x' });
    expect(await stripe.customers.del(id)).toMatchObject({ id, deleted: true });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ deleted: true });
    expect((await failureOf(stripe.customers.update(id, {}))).statusCode).toBe(404);
  });

  it('take their subscriptions with them when deleted', async () => {
    await stripe.customers.del('cus_ada');
    expect(ids(await stripe.subscriptions.list({ customer: 'cus_ada' }))).toEqual([]);
    expect(await stripe.subscriptions.retrieve('sub_1')).toMatchObject({ status: 'canceled' });
  });

  it('are created once for one idempotency key', async () => {
    const once = { idempotencyKey: 'key-1' };
    const first = await stripe.customers.create({ name: 'Dan' }, once);
    const second = await stripe.customers.create({ name: 'Dan' }, once);
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    const other = await failureOf(stripe.customers.create({ name: 'Eve' }, once));
    expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });
});

describe('paging', () => {
  it('walks 250 customers once each, newest first', async () => {
    const stripe = await open({ data: account(250) });
    const seen: string[] = [];
    for await (const { id } of stripe.customers.list({ limit: 100 })) seen.push(id);
    expect(seen).toHaveLength(252);
    expect(new Set(seen).size).toBe(252);
    expect(seen.slice(0, 2)).toEqual(['cus_n0249', 'cus_n0248']);
    expect(sandbox.calls).toBe(3);
  });

  it('says on the last full page that there is no more', async () => {
    const stripe = await open({ data: account(98) });
    expect((await stripe.customers.list({ limit: 100 })).has_more).toBe(false);
    expect((await stripe.customers.list({ limit: 99 })).has_more).toBe(true);
  });

  it('walks backwards', async () => {
    const stripe = await open({ data: account(5) });
    const page = await stripe.customers.list({ ending_before: 'cus_ada', limit: 2 });
    expect(ids(page)).toEqual(['cus_n0000', 'cus_bea']);
    expect(page.has_more).toBe(true);
    const seen: string[] = [];
    for await (const { id } of stripe.customers.list({ ending_before: 'cus_ada', limit: 2 })) seen.push(id);
    expect(seen.slice(0, 2)).toEqual(['cus_bea', 'cus_n0000']);
    expect(seen).toHaveLength(6);
  });

  it('has ten on a page by default, and pages a filtered list', async () => {
    const stripe = await open({ data: account(20) });
    expect((await stripe.customers.list()).data).toHaveLength(10);
    const page = await stripe.invoices.list({ customer: 'cus_ada', limit: 1, starting_after: 'in_3' });
    expect(ids(page)).toEqual(['in_2']);
    expect(page.has_more).toBe(true);
  });
});

describe('what customers have', () => {
  let stripe: Stripe;
  beforeEach(async () => {
    stripe = await open();
  });

  it('invoices: by customer, status, subscription, creation and id', async () => {
    expect(ids(await stripe.invoices.list({ customer: 'cus_ada' }))).toEqual(['in_3', 'in_2', 'in_1']);
    expect(ids(await stripe.invoices.list({ customer: 'cus_ada', status: 'paid' }))).toEqual([
      'in_3',
      'in_1',
    ]);
    expect(ids(await stripe.invoices.list({ subscription: 'sub_1' }))).toEqual(['in_2', 'in_1']);
    expect(ids(await stripe.invoices.list({ created: { gte: start + 3 } }))).toEqual(['in_4', 'in_3']);
    expect(await stripe.invoices.retrieve('in_1')).toMatchObject({ total: 1_200, amount_paid: 1_200 });
  });

  it('subscriptions: all but the canceled, unless asked', async () => {
    const customer = 'cus_ada';
    expect(ids(await stripe.subscriptions.list({ customer }))).toEqual(['sub_1']);
    expect(ids(await stripe.subscriptions.list({ customer, status: 'all' }))).toEqual(['sub_2', 'sub_1']);
    expect(ids(await stripe.subscriptions.list({ customer, status: 'canceled' }))).toEqual(['sub_2']);
    const { items } = await stripe.subscriptions.retrieve('sub_1');
    expect(items.data[0]?.price.unit_amount).toBe(1_200);
    expect(String(items.data[0]?.price.unit_amount_decimal)).toBe('1200');
  });

  it('payment intents and charges', async () => {
    expect(ids(await stripe.paymentIntents.list({ customer: 'cus_ada' }))).toEqual(['pi_1']);
    expect(ids(await stripe.charges.list({ customer: 'cus_ada' }))).toEqual(['ch_1']);
    expect(ids(await stripe.charges.list({ customer: 'cus_bea' }))).toEqual([]);
    expect(await stripe.paymentIntents.retrieve('pi_1')).toMatchObject({ amount_received: 1_200 });
    expect(await stripe.charges.retrieve('ch_1')).toMatchObject({ paid: true });
  });

  it('the balance, as a probe', async () => {
    expect((await stripe.balance.retrieve()).object).toBe('balance');
  });
});

describe('search', () => {
  let stripe: Stripe;
  beforeEach(async () => {
    stripe = await open();
  });
  const customers = async (query: string) => ids(await stripe.customers.search({ query }));

  it.each([
    ['e-mail in any case', 'email:"ADA@example.COM"', ['cus_ada']],
    ['either quote', "email:'bea@example.com'", ['cus_bea']],
    [
      'OR, in the order of creation',
      'email:"ada@example.com" OR email:"bea@example.com"',
      ['cus_bea', 'cus_ada'],
    ],
    ['OR that finds one twice', 'email:"ada@example.com" or metadata["user_id"]:"17"', ['cus_ada']],
    ['OR with a clause no index serves', 'email~"bea@" OR name:"nobody"', ['cus_bea']],
    ['AND', 'email:"ada@example.com" AND created>1', ['cus_ada']],
    ['AND that fails', 'email:"ada@example.com" and name:"Bea"', []],
    ['a space as AND', 'email~"example" -email:"bea@example.com"', ['cus_ada']],
    ['metadata', 'metadata["user_id"]:"17"', ['cus_ada']],
    ['metadata in any case of value', 'metadata["Tier"]:"gold"', ['cus_ada']],
    ['absent metadata', 'metadata["user_id"]:null', ['cus_bea']],
    ['present metadata', '-metadata["user_id"]:null', ['cus_ada']],
    ['an escaped quote', String.raw`name:"ada \"the\" byron"`, ['cus_ada']],
    ['a substring', 'name~"byro"', ['cus_ada']],
    ['a phone', 'phone:"+441632960001"', ['cus_ada']],
    ['no phone', 'phone:null', ['cus_bea']],
    ['numbers', `created>=${start} created<${start + day}`, ['cus_ada']],
    ['a number in quotes', `created>"${start}"`, ['cus_bea']],
    ['a hostile value as a value', String.raw`email:"x\" OR name~\"bea"`, []],
    ['a name every object inherits', 'metadata["constructor"]:null', ['cus_bea', 'cus_ada']],
  ])('finds by %s', async (_, query, expected) => {
    expect(await customers(query)).toEqual(expected);
  });

  it.each([
    ['AND with OR', 'name:"abc" AND name:"def" OR name:"ghi"', /cannot combine/],
    ['a space with OR', 'name:"abc" name:"def" OR name:"ghi"', /cannot combine/],
    [
      '11 clauses',
      Array.from({ length: 11 }, (_, i) => `email:"${i}@example.com"`).join(' OR '),
      /at most 10/,
    ],
    ['two letters of substring', 'name~"by"', /at least 3/],
    ['an unknown field', 'shoe:"43"', /unsupported search field for resource `customers`/],
    ['a field every object inherits', 'constructor:"x"', /unsupported search field/],
    ['comparison of text', 'email>"a"', /numeric/],
    ['a word', 'ada', /unable to parse/],
    ['nothing', '', /unable to parse|Missing/],
    ['an open quote', 'email:"ada', /unable to parse/],
    ['an unquoted text', 'email:ada', /unable to parse/],
    ['a dangling OR', 'name:"abc" OR', /unable to parse/],
    ['parentheses', '(name:"abc")', /unable to parse/],
  ])('refuses %s', async (_, query, message) => {
    const error = await failureOf(stripe.customers.search({ query }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error.statusCode).toBe(400);
    expect(error.message).toMatch(message);
  });

  it('takes ten clauses', async () => {
    const clauses = Array.from({ length: 9 }, (_, i) => `email:"${i}@example.com"`);
    expect(await customers([...clauses, 'email:"ada@example.com"'].join(' OR '))).toEqual(['cus_ada']);
  });

  it('finds invoices, subscriptions, payment intents and charges', async () => {
    const invoices = await stripe.invoices.search({ query: 'customer:"cus_ada" OR customer:"cus_bea"' });
    expect(ids(invoices)).toEqual(['in_4', 'in_3', 'in_2', 'in_1']);
    expect(ids(await stripe.invoices.search({ query: 'subscription:"sub_1" total>1200' }))).toEqual(['in_2']);
    expect(ids(await stripe.subscriptions.search({ query: 'status:"canceled"' }))).toEqual(['sub_2']);
    expect(ids(await stripe.paymentIntents.search({ query: 'customer:"cus_ada"' }))).toEqual(['pi_1']);
    expect(ids(await stripe.charges.search({ query: 'refunded:"false" currency:"EUR"' }))).toEqual(['ch_1']);
    const byCustomer = await failureOf(stripe.subscriptions.search({ query: 'customer:"cus_ada"' }));
    expect(byCustomer.message).toMatch(/unsupported search field/);
  });

  it('pages, and counts when asked', async () => {
    const query = 'created>0';
    const first = await stripe.invoices.search({ query, limit: 3, expand: ['total_count'] });
    expect(first).toMatchObject({ has_more: true, total_count: 4 });
    expect(ids(await stripe.invoices.search({ query, limit: 3, page: first.next_page ?? '' }))).toEqual([
      'in_1',
    ]);
    expect(await stripe.invoices.search({ query, limit: 4 })).toMatchObject({
      has_more: false,
      next_page: null,
    });
    const seen: string[] = [];
    for await (const { id } of stripe.invoices.search({ query, limit: 1 })) seen.push(id);
    expect(seen).toEqual(['in_4', 'in_3', 'in_2', 'in_1']);
    expect((await failureOf(stripe.invoices.search({ query, page: 'nonsense' }))).statusCode).toBe(400);
  });

  it('lags behind writes, and lists do not', async () => {
    await sandbox.close();
    stripe = await open({ searchLagMs: 150 });
    const { id } = await stripe.customers.create({ email: 'dan@example.com' });
    await stripe.customers.update('cus_bea', { name: 'Beatrix' });
    expect(ids(await stripe.customers.list({ email: 'dan@example.com' }))).toEqual([id]);
    expect(await customers('email:"dan@example.com"')).toEqual([]);
    expect(await customers('name:"bea"')).toEqual(['cus_bea']);
    await pause(250);
    expect(await customers('email:"dan@example.com"')).toEqual([id]);
    expect(await customers('name:"bea"')).toEqual([]);
  });
});

describe('expand', () => {
  let stripe: Stripe;
  beforeEach(async () => {
    stripe = await open();
  });

  it('gives the subscriptions of customers, which are absent otherwise', async () => {
    const [ada] = (await stripe.customers.list({ email: 'Ada@Example.com', expand: ['data.subscriptions'] }))
      .data;
    expect(ada?.subscriptions?.data.map(({ id }) => id)).toEqual(['sub_1']);
    expect(await stripe.customers.retrieve('cus_ada')).not.toHaveProperty('subscriptions');
    const retrieved = await stripe.customers.retrieve('cus_ada', {
      expand: ['subscriptions.data.latest_invoice', 'default_source'],
    });
    expect(retrieved).toMatchObject({
      default_source: null,
      subscriptions: { data: [{ latest_invoice: { id: 'in_2', total: 1_300 } }] },
    });
    const [found] = (
      await stripe.customers.search({ query: 'metadata["user_id"]:"17"', expand: ['data.subscriptions'] })
    ).data;
    expect(found?.subscriptions?.data).toHaveLength(1);
  });

  it('gives referenced objects', async () => {
    const [intent] = (
      await stripe.paymentIntents.list({
        customer: 'cus_ada',
        expand: ['data.latest_charge', 'data.customer'],
      })
    ).data;
    expect(intent).toMatchObject({
      latest_charge: { object: 'charge' },
      customer: { email: 'Ada@Example.com' },
    });
    expect(await stripe.charges.retrieve('ch_1', { expand: ['payment_intent'] })).toMatchObject({
      payment_intent: { id: 'pi_1' },
    });
    expect(
      await stripe.invoices.retrieve('in_1', { expand: ['parent.subscription_details.subscription'] }),
    ).toMatchObject({ parent: { subscription_details: { subscription: { status: 'active' } } } });
    expect(await stripe.invoices.retrieve('in_1')).toMatchObject({ customer: 'cus_ada' });
  });

  it('gives a deleted customer as such', async () => {
    await stripe.customers.del('cus_ada');
    expect(await stripe.invoices.retrieve('in_1', { expand: ['customer'] })).toMatchObject({
      customer: { id: 'cus_ada', deleted: true },
    });
  });

  it.each([
    ['bogus', 'This property cannot be expanded (bogus).'],
    ['customer.bogus', 'This property cannot be expanded (customer.bogus).'],
    ['constructor', 'This property cannot be expanded (constructor).'],
    ['a.b.c.d.e', 'You cannot expand more than 4 levels of a property. Property: a.b.c.d.e'],
  ])('refuses %s', async (path, message) => {
    const error = await failureOf(stripe.invoices.retrieve('in_1', { expand: [path] }));
    expect(error).toMatchObject({ statusCode: 400, message });
  });

  it('says where the objects of a list are', async () => {
    const error = await failureOf(stripe.invoices.list({ expand: ['customer'] }));
    expect(error.message).toMatch(/may want to try expanding 'data.customer'/);
  });
});

describe('errors', () => {
  let stripe: Stripe;
  beforeEach(async () => {
    stripe = await open();
  });

  it('a missing object', async () => {
    expect(await failureOf(stripe.customers.retrieve('cus_x'))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_x'",
    });
    expect(await failureOf(stripe.invoices.list({ customer: 'cus_x' }))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'customer',
    });
    expect(await failureOf(stripe.invoices.list({ starting_after: 'in_x' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
  });

  it('a wrong parameter', async () => {
    const unknown = { shoe: 43, limit: 1 };
    expect(await failureOf(stripe.customers.list(unknown))).toMatchObject({
      statusCode: 400,
      code: 'parameter_unknown',
      param: 'shoe',
      message: 'Received unknown parameter: shoe',
    });
    expect(await failureOf(stripe.customers.list({ limit: 1.5 }))).toMatchObject({
      code: 'parameter_invalid_integer',
      message: 'Invalid integer: 1.5',
    });
    expect(await failureOf(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: 'limit' });
    expect(await failureOf(stripe.customers.list({ limit: 0 }))).toMatchObject({ param: 'limit' });
    expect(await failureOf(stripe.customers.list({ created: { gt: Number.NaN } }))).toMatchObject({
      param: 'created[gt]',
    });
    expect(await failureOf(stripe.customers.create({ email: 'nonsense' }))).toMatchObject({
      code: 'email_invalid',
    });
    expect(
      await failureOf(stripe.invoices.list({ starting_after: 'in_1', ending_before: 'in_2' })),
    ).toMatchObject({ statusCode: 400 });
  });

  it('a wrong key, whichever way it is sent', async () => {
    expect(await failureOf(client('sk_test_wrong_key').balance.retrieve())).toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
      message: 'Invalid API Key provided: ********_key',
    });
    const basic = (key: string) =>
      fetch(`${sandbox.url}/v1/balance`, { headers: { Authorization: `Basic ${btoa(`${key}:`)}` } });
    expect((await basic(sandbox.apiKey)).status).toBe(200);
    expect((await basic('sk_test_wrong_key')).status).toBe(401);
    expect((await fetch(`${sandbox.url}/v1/balance`)).status).toBe(401);
  });

  it('a path that does not exist', async () => {
    const error = await failureOf(stripe.rawRequest('GET', '/v1/shoes'));
    expect(error).toMatchObject({ statusCode: 404 });
    expect(error.message).toMatch(/^Unrecognized request URL \(GET: \/v1\/shoes\)/);
    expect((await failureOf(stripe.prices.list())).statusCode).toBe(404);
  });

  it('in the envelope Stripe uses', async () => {
    const response = await fetch(`${sandbox.url}/v1/customers/cus_x`, {
      headers: { Authorization: `Bearer ${sandbox.apiKey}` },
    });
    expect(await response.json()).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: "No such customer: 'cus_x'",
        param: 'id',
        doc_url: 'https://docs.stripe.com/error-codes#resource-missing',
      },
    });
  });
});

describe('faults', () => {
  let stripe: Stripe;
  beforeEach(async () => {
    stripe = await open();
  });
  const probe = () => stripe.customers.retrieve('cus_bea');

  it('slow answers later', async () => {
    await sandbox.setFault({ mode: 'slow', delayMs: 120 });
    const before = performance.now();
    await probe();
    expect(performance.now() - before).toBeGreaterThan(115);
  });

  it('hang never answers, and lets go when the client does', async () => {
    await sandbox.setFault({ mode: 'hang' });
    const error = await failureOf(stripe.customers.retrieve('cus_bea', {}, { timeout: 100 }));
    expect(error.message).toMatch(/timeout/);
    expect(sandbox.calls).toBe(1);
    await sandbox.setFault({ mode: 'ok' });
    expect(await probe()).toMatchObject({ name: 'Bea' });
  });

  it('hang does not keep the sandbox from closing', async () => {
    await sandbox.setFault({ mode: 'hang' });
    const hanging = failureOf(stripe.customers.retrieve('cus_bea', {}, { timeout: 60_000 }));
    await expect.poll(() => sandbox.calls).toBe(1);
    await sandbox.close();
    expect(await hanging).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    await sandbox.close();
  });

  it('down resets idle and new connections, and heals', async () => {
    await probe();
    expect(sandbox.connections).toBe(1);
    await sandbox.setFault({ mode: 'down' });
    expect(await failureOf(probe())).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(sandbox.connections).toBeGreaterThan(1);
    expect(sandbox.calls).toBe(1);
    await sandbox.setFault({ mode: 'ok' });
    expect(await probe()).toMatchObject({ name: 'Bea' });
  });

  it('fail is an error of Stripe', async () => {
    await sandbox.setFault({ mode: 'fail' });
    expect(await failureOf(probe())).toMatchObject({
      type: 'StripeAPIError',
      statusCode: 500,
      rawType: 'api_error',
    });
  });

  it('throttle says when to come back', async () => {
    await sandbox.setFault({ mode: 'throttle', retryAfterSeconds: 7 });
    const error = await failureOf(probe());
    expect(error).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' });
    expect(error.headers).toMatchObject({ 'retry-after': '7', 'stripe-rate-limited-reason': 'global-rate' });
  });

  it('garbage is half an answer with status 200', async () => {
    await sandbox.setFault({ mode: 'garbage' });
    const error = await failureOf(probe());
    expect(error).toMatchObject({
      type: 'StripeAPIError',
      message: 'Invalid JSON received from the Stripe API',
    });
    const response = await fetch(`${sandbox.url}/v1/balance`, {
      headers: { Authorization: `Bearer ${sandbox.apiKey}` },
    });
    expect(response.status).toBe(200);
  });

  it('a dropped property is gone, also from objects inside others, until it is back', async () => {
    await probe();
    await sandbox.setFault({ dropped: ['customer.email', 'customer.phone'] });
    const dropped = await probe();
    expect(dropped).not.toHaveProperty('email');
    expect(dropped).not.toHaveProperty('phone');
    expect(dropped).toHaveProperty('name', 'Bea');
    const invoice = await stripe.invoices.retrieve('in_1', { expand: ['customer'] });
    expect(invoice.customer).not.toHaveProperty('email');
    expect(invoice).toHaveProperty('customer_email');
    await sandbox.setFault({ dropped: [] });
    expect(await probe()).toHaveProperty('email', 'bea@example.com');
  });
});

describe('the sandbox', () => {
  it('says that it is not Stripe', async () => {
    await open();
    const response = await fetch(sandbox.url);
    expect(await response.text()).toMatch(/sandbox.*not Stripe/);
    expect(response.headers.get('x-sandbox')).toMatch(/not Stripe/);
    expect(sandbox.calls).toBe(0);
  });

  it('counts calls, and records them only when told', async () => {
    const stripe = await open();
    await stripe.balance.retrieve();
    expect(sandbox.received).toEqual([]);
    sandbox.record(true);
    await stripe.customers.list({ email: 'a+b@example.com', created: { gt: 1 } });
    await stripe.customers.create({ metadata: { k: 'v' } });
    expect(sandbox.received).toEqual([
      { operation: 'GET /v1/customers', values: [{ email: 'a+b@example.com', 'created[gt]': '1' }] },
      { operation: 'POST /v1/customers', values: [{ 'metadata[k]': 'v' }] },
    ]);
    expect(sandbox.calls).toBe(3);
    sandbox.forget();
    expect([sandbox.calls, sandbox.received]).toEqual([0, []]);
  });

  it('shows rows changed at run time after a touch', async () => {
    const stripe = await open();
    expect(ids(await stripe.customers.list({ email: 'bea@example.com' }))).toEqual(['cus_bea']);
    sandbox.data.customers[1] = customerObject({ id: 'cus_bea', created: start, email: 'bea@other.example' });
    sandbox.touch();
    expect(ids(await stripe.customers.list({ email: 'bea@example.com' }))).toEqual([]);
    expect(await stripe.customers.retrieve('cus_bea')).toHaveProperty('email', 'bea@other.example');
    expect(ids(await stripe.customers.search({ query: 'email:"bea@other.example"' }))).toEqual(['cus_bea']);
  });

  it('shows a row changed in place after a touch', async () => {
    const stripe = await open();
    const [, bea] = sandbox.data.customers;
    const invoice = () => stripe.invoices.retrieve('in_4', { expand: ['customer'] });
    expect(await invoice()).toMatchObject({ customer: { name: 'Bea' } });
    expect(await stripe.customers.retrieve('cus_bea')).toHaveProperty('name', 'Bea');
    Object.assign(bea ?? {}, { name: 'Beatrix' });
    sandbox.touch();
    expect(await stripe.customers.retrieve('cus_bea')).toHaveProperty('name', 'Beatrix');
    expect(await invoice()).toMatchObject({ customer: { name: 'Beatrix' } });
  });

  it('refuses a port that is taken', async () => {
    await open();
    const port = Number(new URL(sandbox.url).port);
    await expect(startStripe({ name: 'other', data: account(), port })).rejects.toThrow(/EADDRINUSE/);
  });
});
