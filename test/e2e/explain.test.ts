/** What an answer says of itself where it is asked to: the calls it took, as many as the systems count, and no value. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { consentWants } from '../../sources/contract.ts';
import { denialCodes } from '../../src/access/view.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { guardedSchema } from '../../src/gateway/apollo.ts';
import { identityWant } from '../../src/gateway/plan.ts';
import { operations, type TracedCall } from '../../src/loading/trace.ts';
import { coreAttributes } from '../../src/model/attribute.ts';
import { legalBases } from '../../src/model/consent.ts';
import { gatewayText, written } from '../config/files.ts';
import {
  type Answer,
  byRecord,
  columnOf,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
  wholeCustomer,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 120 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
  // Each source reads its catalogue once, before anything is counted.
  await gateway.query('{ sources { health { status } } }');
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const contract = 'essential.service.operations.support';
const marketing = 'marketing.communications.email';

async function explained(document: string, variables: Json = {}, use = contract) {
  let answer: Answer | undefined;
  const { calls } = await whatIsAsked(sandbox, async () => {
    answer = await gateway.query(document, variables, { 'x-explain': 'true', 'x-data-use': use });
  });
  expect(answer?.errors).toBeUndefined();
  const { plan, sources } = answer?.extensions ?? {};
  return { plan, sources, data: answer?.data, counted: calls };
}

/** A number for each source, of what a list of totals says. */
const bySource = (totals: readonly Json[], figure: string) =>
  Object.fromEntries(totals.map((one) => [one.source, one[figure]]));

const one = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;
const many = `query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { ...Whole } } ${wholeCustomer}`;

const documents: Readonly<Record<string, string>> = {
  'a name': one('id displayName'),
  'invoices only': one('invoices(first: 3) { nodes { number } }'),
  'a contact point and a decision': one('email consent(channel: EMAIL) { decision }'),
  'the whole customer': `${one('...Whole')} ${wholeCustomer}`,
};

describe('the prices of the calls an answer took', () => {
  describe.each(Object.keys(documents))('for %s', (name) => {
    it.each([contract, marketing])('are what the systems counted, cold and warm, for %s', async (use) => {
      const wrong: unknown[] = [];
      for (const { name: persona, records } of sandbox.population.truth.personas)
        for (const state of ['cold', 'warm']) {
          if (state === 'cold') gateway.installation.xref.clear();
          const variables = { by: byRecord(records[0] ?? '') };
          const { plan, counted } = await explained(documents[name] ?? '', variables, use);
          const prices = bySource(plan.totals, 'price');
          if (JSON.stringify(prices) !== JSON.stringify(counted))
            wrong.push({ persona, state, prices, counted });
          expect(plan.customers.map(({ memory }: Json) => memory)).toEqual([
            state === 'cold' ? 'UNKNOWN' : 'REMEMBERED',
          ]);
        }
      expect(wrong).toEqual([]);
    });
  });

  it.each([contract, marketing])('are what the systems counted for twenty customers, for %s', async (use) => {
    const emails = columnOf(sandbox.population.app, 'users', 'email').filter((email) => email.includes('@'));
    const keys = [
      ...emails.slice(0, 12).map((email) => ({ email })),
      ...[...sandbox.population.truth.people.values()].slice(40, 48).map(([ref = '']) => byRecord(ref)),
    ];
    for (const state of ['cold', 'warm']) {
      if (state === 'cold') gateway.installation.xref.clear();
      const { plan, counted } = await explained(many, { keys }, use);
      expect(bySource(plan.totals, 'price'), state).toEqual(counted);
      expect(plan.customers).toHaveLength(keys.length);
    }
  });

  it.each(['app', 'shop', 'crm', 'billing'])(
    'are what the systems counted for a page of customers of %s',
    async (source) => {
      const page = `query($source: String!, $first: Int!) {
        customers(first: $first, filter: { source: $source }) { nodes { displayName orders(first: 2) { nodes { number } } } }
      }`;
      gateway.installation.xref.clear();
      // The whole source: a search of several objects asks those behind a full page only when it goes on.
      const { plan, counted } = await explained(page, { source, first: 100 });
      expect(bySource(plan.totals, 'price')).toEqual(counted);
      expect(plan.calls[0]).toMatchObject({ source, operation: 'search', level: 1 });
    },
  );
});

describe('an answer that explains itself', () => {
  const ada = { by: { email: 'ada.lindqvist@example.com' } };

  it('tells which sources were left alone, for what the others were asked, and when', async () => {
    const document = one('invoices(first: 2) { nodes { number } } sources { source status }');
    await explained(document, ada);
    const { plan, sources, data } = await explained(document, ada);
    // A contract is obeyed where the CRM says that all processing is restricted.
    const statuses = { app: 'NOT_NEEDED', shop: 'NOT_NEEDED', crm: 'OK', billing: 'OK' };
    expect(bySource(sources, 'status')).toEqual(statuses);
    expect(bySource(data.customer.sources, 'status')).toEqual(statuses);
    expect(plan.plans).toEqual([
      {
        path: 'customer',
        basis: 'CONTRACT',
        consent: 'restrictions',
        attributes: expect.arrayContaining(['email', 'name.full', 'externalId.loyalty']),
        collections: ['invoices'],
        stepwise: false,
        sources: [
          { source: 'app', use: 'NOT_NEEDED', for: [] },
          { source: 'shop', use: 'NOT_NEEDED', for: [] },
          { source: 'crm', use: 'NEEDED', for: ['consent'] },
          { source: 'billing', use: 'NEEDED', for: ['invoices'] },
        ],
        denied: [],
      },
    ]);
    expect(plan.customers).toEqual([
      { memory: 'REMEMBERED', waves: 1, records: 2, complete: true, unasked: ['app', 'shop'] },
    ]);
    expect(plan.totals).toEqual([
      { source: 'app', calls: 0, price: 0 },
      { source: 'shop', calls: 0, price: 0 },
      { source: 'crm', calls: 1, price: 1 },
      { source: 'billing', calls: 2, price: 2 },
    ]);
    const call = { source: 'billing', level: 1, price: 1, keys: 1, own: 1, outcome: 'OK' };
    expect(plan.calls).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...call, operation: 'get', collection: null }),
        expect.objectContaining({ ...call, operation: 'collect', collection: 'invoices' }),
      ]),
    );
    for (const { asked, left, answered } of plan.calls) {
      expect(asked).toBeGreaterThanOrEqual(0);
      expect(left).toBeGreaterThanOrEqual(asked);
      expect(answered).toBeGreaterThanOrEqual(left);
      expect(plan.ms).toBeGreaterThanOrEqual(answered);
    }
  });

  it('tells by the level of a call what had to be answered before it', async () => {
    gateway.installation.xref.clear();
    const { plan } = await explained(one('displayName orders(first: 2) { nodes { number } }'), ada);
    expect(plan.customers[0].waves).toBeGreaterThan(1);
    const calls: readonly TracedCall[] = plan.calls;
    const firstAnswer = Math.min(...calls.map(({ answered }) => answered ?? Number.POSITIVE_INFINITY));
    for (const { operation, level, asked } of calls) {
      if (level === 1) expect(operation).toBe('find');
      else expect(asked).toBeGreaterThanOrEqual(firstAnswer);
    }
    expect(calls.filter(({ level }) => level === 1)).toHaveLength(4);
    expect(calls.filter(({ operation }) => operation === 'collect').length).toBeGreaterThan(0);
  });

  it('tells the failure of a call, and which is still under way when the answer leaves', async () => {
    await gateway.query(one('id'), ada);
    try {
      await sandbox.systems.crm.setFault({ mode: 'hang' });
      await sandbox.systems.shop.setFault({ mode: 'down' });
      const { plan, sources } = await explained(one('displayName'), ada);
      const outcomes = bySource(plan.calls, 'outcome');
      expect(outcomes).toMatchObject({ app: 'OK', shop: 'SOURCE_UNAVAILABLE' });
      expect(outcomes['crm']).toMatch(/^(PENDING|SOURCE_TIMEOUT)$/);
      expect(bySource(sources, 'status')).toMatchObject({ shop: 'UNAVAILABLE', crm: 'TIMEOUT' });
    } finally {
      await sandbox.systems.crm.setFault({ mode: 'ok' });
      await sandbox.systems.shop.setFault({ mode: 'ok' });
    }
  });

  it('does so for who asks, where the configuration lets it', async () => {
    const { plan } = (await gateway.query(one('id'), ada)).extensions;
    expect(plan).toBeUndefined();
    const { gateway: settings, ...configuration } = demoConfiguration(sandbox);
    const silent = await runGateway({ ...configuration, gateway: { ...settings, explain: false } });
    const { extensions } = await silent.query(one('id'), ada, { 'x-explain': 'true' });
    await silent.close();
    expect(extensions.sources).toHaveLength(4);
    expect(extensions.plan).toBeUndefined();
  });

  it('names a place once, however many customers are read for it', async () => {
    const emails = columnOf(sandbox.population.app, 'users', 'email').filter((email) => email.includes('@'));
    const { data } = await gateway.query(
      'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { id } }',
      {
        keys: emails.slice(0, 3).map((email) => ({ email })),
      },
    );
    const ids = data.customersByKey.map(({ id }: Json) => id);
    const { plan } = await explained(
      'query($ids: [ID!]!) { nodes(ids: $ids) { id } a: node(id: "x") { id } }',
      { ids },
    );
    expect(plan.plans.map(({ path }: Json) => path)).toEqual(['nodes']);
    expect(plan.customers).toHaveLength(ids.length);
  });
});

describe('an explanation holds names and numbers', () => {
  it('and no value of a customer, nor which records are theirs', async () => {
    const canaries = await runGateway(canaryConfiguration());
    onTestFinished(() => canaries.close());
    const ask = async (document: string, variables: Json) => {
      const answer = await canaries.query(document, variables, { 'x-explain': 'true' });
      expect(JSON.stringify(answer.data)).toMatch(/canary/i);
      expect(answer.extensions.plan.calls.length).toBeGreaterThan(0);
      expect(JSON.stringify(answer.extensions)).not.toMatch(/canary/i);
    };
    const whole = `${one('...Whole')} ${wholeCustomer}`;
    for (const by of [
      { email: 'canary.ada@example.org' },
      { record: { source: 'app', id: 'canary-1' } },
      { externalId: { issuer: 'loyalty', value: 'canary-loyal' } },
    ])
      for (const _ of ['cold', 'warm']) await ask(whole, { by });
    const page =
      'query($filter: CustomerFilter!) { customers(first: 2, filter: $filter) { nodes { displayName } pageInfo { endCursor } } }';
    await ask(page, { filter: { email: 'canary.ada@example.org' } });
  });

  it('that are the configuration’s, the schema’s or the document’s', async () => {
    const { sources } = gateway.installation;
    const words = new Set<string>([
      ...sources.flatMap(({ name, manifest }) => [name, ...manifest.attributes, ...manifest.collections]),
      ...identityWant(sources).attributes,
      ...coreAttributes,
      ...[...operations, ...consentWants, ...legalBases, 'customer', 'identity', 'consent'],
      ...['NEEDED', 'NOT_NEEDED', 'REMEMBERED', 'UNKNOWN', 'OK', ...denialCodes],
      ...guardedSchema().rules.keys(),
    ]);
    const strange = new Set<string>();
    const gather = (value: Json) => {
      if (typeof value === 'string' && !words.has(value)) strange.add(value);
      if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) gather(each);
    };
    for (const { records } of sandbox.population.truth.personas)
      for (const state of ['cold', 'warm']) {
        if (state === 'cold') gateway.installation.xref.clear();
        const variables = { by: byRecord(records[0] ?? '') };
        gather((await explained(documents['the whole customer'] ?? '', variables, marketing)).plan);
      }
    expect([...strange]).toEqual([]);
  });
});

/** Two sources whose every value and record id is a canary. */
function canaryConfiguration() {
  const file = written({
    'onefold.yaml': `${gatewayText}  port: 4000
  explain: true
  defaultPurpose: essential.service.operations.support
sources:
  app:
    kind: memory
    rows:
      people:
        - { id: canary-1, mail: canary.ada@example.org, name: Canary Ada, loyalty: canary-loyal, crm: canary-c1 }
        - { id: canary-2, mail: canary.bo@example.org, name: Canary Bo, loyalty: canary-l2, crm: canary-c9 }
      orders: [{ id: canary-o1, person: canary-1, number: canary-n1, at: 2024-05-01T00:00:00Z }]
    customer:
      table: people
      id: id
      attributes: { email: mail, name.full: name, externalId.loyalty: loyalty }
      references: { crm: crm }
      consent: none
    collections:
      orders: { table: orders, id: id, customer: person, attributes: { number: number, placedAt: at } }
  crm:
    kind: memory
    rows:
      contacts: [{ id: canary-c1, mail: CANARY.ada@example.org, name: Ada Canary }]
    customer:
      table: contacts
      id: id
      attributes: { email: mail, name.full: name }
      consent: none
`,
  });
  return loadConfiguration(file, { PORT: '0' });
}
