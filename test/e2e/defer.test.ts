/** `@defer`: what is there is told first, and what is told later is what would have been told at once. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  atOnce,
  byId,
  byPath,
  either,
  formats,
  inParts,
  marketing,
  send,
  support,
  typeOf,
} from './deferring.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';
import { type ReceivedAnswer, type ReceivedPart, receive, together } from './multipart.ts';
import { addLead, addShopCustomer, addUser } from './newcomers.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
  // Each source reads its catalogue once, before anything is counted.
  await gateway.query('{ sources { health { status } } }');
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});
async function mend(): Promise<void> {
  for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'ok', delayMs: 0 });
}
afterEach(mend);

const last = ({ parts }: ReceivedAnswer): Json => parts.at(-1)?.body;
const statuses = ({ extensions }: Json) =>
  Object.fromEntries(extensions.sources.map(({ source, status }: Json) => [source, status]));

const ada = { by: { email: 'ada.lindqvist@example.com' } };
const bruno = { by: { email: 'bruno.kessler@example.com' } };
const brunosAddress = 'bruno.kessler@';

const document = `query($by: CustomerKey!, $later: Boolean = true) { customer(by: $by) {
  id orders(first: 3) { nodes { number } }
  ... @defer(if: $later, label: "money") { invoices(first: 2) { nodes { number total { amount } } missing } }
  ...Service @defer(if: $later, label: "service")
} }
fragment Service on Customer { displayName cases(first: 2) { nodes { subject } missing } sources { source status } }`;

describe('with two slow sources, of a remembered customer', () => {
  const slow = { crm: 900, billing: 600 };
  beforeEach(async () => {
    await atOnce(gateway, { query: document, variables: ada });
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: slow.crm });
    await sandbox.systems.billing.setFault({ mode: 'slow', delayMs: slow.billing });
  });

  it.each([
    ['by path', byPath],
    ['by id', byId],
    ['in either format', either],
  ])('what the quick ones hold comes long before the rest, told %s', async (_, accept) => {
    const answer = await inParts(gateway, { query: document, variables: ada, accept });
    expect([answer.status, answer.type]).toEqual([200, typeOf(accept)]);
    const [initial, ...others] = answer.parts;
    expect(initial?.ms).toBeLessThan(slow.billing / 2);
    expect(Object.keys(initial?.body.data.customer)).toEqual(['id', 'orders']);
    expect(initial?.body.data.customer.orders.nodes).toHaveLength(3);
    expect(others.length).toBeGreaterThan(0);
    for (const { ms } of others) expect(ms).toBeGreaterThan(slow.billing - 20);
    const whole = await atOnce(gateway, { query: document, variables: ada });
    expect(together(answer)).toEqual({ data: whole.data, errors: [] });
  });

  it('the last part says how the sources fared, the first what it was made of', async () => {
    for (const accept of formats) {
      const answer = await inParts(gateway, { query: document, variables: ada, accept });
      expect(statuses(answer.parts[0]?.body)).toMatchObject({ app: 'OK', shop: 'OK' });
      for (const { body } of answer.parts.slice(1, -1)) expect(body.extensions).toBeUndefined();
      expect(last(answer).extensions.consent).toMatchObject({ purpose: support, degraded: [] });
      expect(statuses(last(answer))).toEqual({ app: 'OK', shop: 'OK', crm: 'OK', billing: 'OK' });
    }
  });

  it('a client that takes no parts waits, and gets one answer', async () => {
    for (const accept of ['application/json', '*/*', 'application/graphql-response+json, text/html']) {
      const asked = performance.now();
      const response = await send(gateway, { query: document, variables: ada, accept });
      expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json; /);
      const { data, hasNext } = (await response.json()) as Json;
      expect(performance.now() - asked).toBeGreaterThan(slow.crm - 20);
      expect([hasNext, data.customer.cases.nodes.length]).toEqual([undefined, 2]);
    }
  });

  it('so does one for whom nothing is deferred', async () => {
    const response = await send(gateway, { query: document, variables: { ...ada, later: false } });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { data } = (await response.json()) as Json;
    expect(Object.keys(data.customer)).toContain('cases');
  });

  it('a contact point is told at once only when all have spoken that may forbid it', async () => {
    const query =
      'query($by: CustomerKey!) { customer(by: $by) { email orders { nodes { id } } ... @defer { cases { missing } } } }';
    await mend();
    await atOnce(gateway, { query, variables: bruno, use: marketing });
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: slow.crm });
    for (const accept of formats) {
      // For a contract, too: he might have asked that nothing be done with his data.
      for (const use of [marketing, support]) {
        const { parts, text } = await inParts(gateway, { query, variables: bruno, accept, use });
        expect(parts[0]?.ms).toBeGreaterThan(slow.crm - 20);
        expect(text.includes(brunosAddress), use).toBe(use === support);
      }
    }
  });

  it('nothing is told before all have spoken that may forbid it, and then only as consent permits', async () => {
    const query = `query($by: CustomerKey!) { customer(by: $by) { orders { nodes { id } }
      ... @defer { email emails { value } consent(channel: EMAIL) { decision decidedBy { source } } provenance { value losing { value } } } } }`;
    await mend();
    for (const variables of [ada, bruno]) await atOnce(gateway, { query, variables, use: marketing });
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: slow.crm });
    for (const accept of formats) {
      const permitted = await inParts(gateway, { query, variables: ada, accept, use: marketing });
      expect(permitted.parts[0]?.ms).toBeGreaterThan(slow.crm - 20);
      expect(together(permitted).data.customer.email).toBe(ada.by.email);
      const denied = await inParts(gateway, { query, variables: bruno, accept, use: marketing });
      expect(denied.parts[0]?.ms).toBeGreaterThan(slow.crm - 20);
      expect(denied.text).not.toContain(brunosAddress);
      const { email, emails, consent } = together(denied).data.customer;
      expect({ email, emails, consent }).toEqual({
        email: null,
        emails: null,
        consent: { decision: 'DENY', decidedBy: { source: 'crm' } },
      });
      const { redacted } = last(denied).extensions.consent;
      expect(redacted.map(({ path }: Json) => path)).toContain('Customer.email');
    }
  });
});

it('costs no call more than the same at once', async () => {
  const question = { query: document, variables: ada, use: marketing };
  const cost = async (ask: () => Promise<unknown>) => (await whatIsAsked(sandbox, ask)).calls;
  await atOnce(gateway, question);
  const warm = await cost(() => atOnce(gateway, question));
  for (const accept of formats)
    expect(await cost(() => inParts(gateway, { ...question, accept }))).toEqual(warm);
  const cold = async (ask: () => Promise<unknown>) => {
    gateway.installation.xref.clear();
    return Object.values(await cost(ask)).reduce((sum, calls) => sum + calls);
  };
  const whole = await cold(() => atOnce(gateway, question));
  // Which keys leave together is a matter of moments; that each is asked for once is not.
  for (const accept of formats)
    expect(await cold(() => inParts(gateway, { ...question, accept }))).toBeLessThan(1.5 * whole);
});

describe('a source that does not answer', () => {
  const deadline = 700;
  let hasty: RunningGateway;
  beforeAll(async () => {
    const configuration = demoConfiguration(sandbox);
    hasty = await runGateway({ ...configuration, gateway: { ...configuration.gateway, deadline } });
  });
  afterAll(() => hasty?.close());

  it.each([
    ['by path', byPath],
    ['by id', byId],
  ])('costs what it holds, told by the deadline with its reason, %s', async (_, accept) => {
    const decision = `consent(purpose: "${marketing}", channel: EMAIL) { decision status }`;
    const query = document.replace('cases', `email ${decision} cases`);
    const question = { query, variables: ada, accept };
    expect((await atOnce(hasty, question)).data.customer.email).toBe(ada.by.email);
    await sandbox.systems.crm.setFault({ mode: 'hang' });
    const answer = await inParts(hasty, question);
    expect(answer.parts[0]?.ms).toBeLessThan(deadline / 2);
    expect(answer.parts.at(-1)?.ms).toBeGreaterThan(deadline - 50);
    expect(answer.parts.at(-1)?.ms).toBeLessThan(deadline + 400);
    const { data, errors } = together(answer);
    expect(errors).toEqual([]);
    const { cases, sources, invoices, email, consent } = data.customer;
    expect(cases).toEqual({ nodes: [], missing: ['crm'] });
    expect(invoices.nodes).toHaveLength(2);
    expect(sources).toContainEqual({ source: 'crm', status: 'TIMEOUT' });
    // He might have objected there.
    expect([email, consent]).toEqual([ada.by.email, { decision: 'DENY', status: 'UNAVAILABLE' }]);
    expect(statuses(last(answer))).toMatchObject({ crm: 'TIMEOUT', billing: 'OK' });
    expect(last(answer).extensions.consent.degraded).toEqual(['crm']);
  });
});

describe('a customer who changes between the first part and the rest', () => {
  it.each([
    ['by path', byPath],
    ['by id', byId],
  ])('is told no further, %s', async (_, accept) => {
    const number = accept === byId ? '1' : '2';
    const phone = `+4969900076${number}`;
    const wanda = { given: 'Wanda', family: 'Wechsel', email: `wanda${number}@wechsel.example`, phone };
    const other = { ...wanda, email: `w${number}@wechsel.example` };
    const lead = addLead(sandbox, wanda);
    await addUser(sandbox, other, { marketing_opt_in: true, opted_at: '2026-01-02T00:00:00.000Z' });
    await addShopCustomer(sandbox, other, { newsletter: 'no', newsletter_at: '2026-01-02T00:00:00.000Z' });
    const query =
      'query($by: CustomerKey!) { customer(by: $by) { customAttributes { name } ... @defer { email identity { complete } } } }';
    const question = { query, variables: { by: { email: wanda.email } }, accept };
    expect((await atOnce(gateway, question)).data.customer.email).toBe(other.email);
    // The first part rests on what the app holds; the record that the key leads to is gone.
    sandbox.systems.crm.object('Lead').remove(lead);
    const narrow = {
      ...question,
      query: query.replace('customAttributes', 'customAttributes(names: ["emailVerified"])'),
    };
    const answer = await inParts(gateway, narrow);
    const { data, errors } = together(answer);
    expect(data.customer).toEqual({ customAttributes: [{ name: 'emailVerified' }] });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'CUSTOMER_CHANGED', retryable: true },
    ]);
    expect(answer.text).not.toContain(other.email);
    expect((await atOnce(gateway, narrow)).data.customer).toBeNull();
  });
});

describe('an error in a part', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('that tells of the question is told where it belongs', async () => {
    const query =
      'query($by: CustomerKey!) { customer(by: $by) { id ... @defer { orders(first: 0) { missing } locale } } }';
    const { data, errors } = await atOnce(gateway, { query, variables: ada });
    expect(errors).toMatchObject([
      { path: ['customer', 'orders'], extensions: { code: 'PAGE_INVALID', retryable: false } },
    ]);
    for (const accept of formats)
      expect(together(await inParts(gateway, { query, variables: ada, accept }))).toEqual({ data, errors });
  });

  it('that nobody foresaw is masked, and logged without what it says', async () => {
    const query =
      'query($by: CustomerKey!) { customer(by: $by) { customAttributes(names: ["emailVerified"]) { value } ... @defer { email } } }';
    await atOnce(gateway, { query, variables: ada });
    const { ids } = gateway.installation;
    const idOf = ids.of.bind(ids);
    for (const accept of formats) {
      let times = 0;
      vi.spyOn(ids, 'of').mockImplementation((anchor) => {
        // The customer is put together once for each part.
        if (++times === 2) throw new Error(`duplicate key (email)=(${ada.by.email})`);
        return idOf(anchor);
      });
      const answer = await inParts(gateway, { query, variables: ada, accept });
      const { data, errors } = together(answer);
      expect(data.customer).toEqual({ customAttributes: [{ value: true }] });
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL', retryable: false } }]);
      expect(answer.text).not.toContain(ada.by.email);
    }
    expect(gateway.logs.filter((line) => line.includes('an unforeseen error was masked'))).toHaveLength(2);
    expect(gateway.logs.join('')).not.toContain(ada.by.email);
  });
});

describe('a client that reads both formats', () => {
  it.each([
    'multipart/mixed; deferSpec=20220824, multipart/mixed; incrementalSpec=v0.2, application/json',
    'multipart/mixed;incrementalSpec=v0.2;q=0.5, application/json;q=0.1, multipart/mixed',
  ])('is answered in the one that the answer is said to be in: %s', async (accept) => {
    const answer = await inParts(gateway, { query: document, variables: ada, accept });
    expect(answer.type).toBe(typeOf(byId));
    expect(answer.parts[0]?.body.pending).toBeDefined();
    expect(together(answer).data).toEqual((await atOnce(gateway, { query: document, variables: ada })).data);
  });
});

describe('a client that goes away between two parts', () => {
  it('takes its questions to the sources along, and leaves nothing behind', async () => {
    let silent = false;
    let held = 0;
    const { url: billing } = sandbox.systems.billing;
    /** Stands before the payment provider, and can fall silent. */
    const between = createServer((incoming, response) => {
      if (silent) {
        held++;
        response.once('close', () => held--);
        return;
      }
      const onwards = request(
        new URL(incoming.url ?? '/', billing),
        { method: incoming.method, headers: incoming.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      incoming.pipe(onwards);
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const address = between.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const from = await runGateway(
      demoConfiguration({ ...sandbox, env: { ...sandbox.env, SANDBOX_BILLING_URL: url } }),
    );
    try {
      for (const accept of formats) {
        silent = false;
        await atOnce(from, { query: document, variables: ada });
        silent = true;
        // Not by fetch, which opens another connection at once, for what may be asked next.
        const asking = request(`${from.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept },
          agent: false,
        }).end(JSON.stringify({ query: document, variables: ada }));
        const [message]: IncomingMessage[] = await once(asking, 'response');
        if (message === undefined) throw new TypeError('no response');
        const told: ReceivedPart[] = [];
        const type = { 'content-type': message.headers['content-type'] ?? '' };
        const response = new Response(Readable.toWeb(message) as ReadableStream, { headers: type });
        const reading = receive(response, performance.now(), (part) => told.push(part));
        await expect.poll(() => told.length).toBe(1);
        expect(held).toBeGreaterThan(0);
        const left = performance.now();
        asking.destroy();
        await expect(reading).rejects.toThrow();
        await expect.poll(() => held).toBe(0);
        expect(performance.now() - left).toBeLessThan(400);
      }
      expect(from.logs.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
      // Nothing is written any more, so nothing holds up the end.
      const closing = performance.now();
      await from.close();
      expect(performance.now() - closing).toBeLessThan(1000);
    } finally {
      await from.close();
      between.closeAllConnections();
      between.close();
    }
  });
});
