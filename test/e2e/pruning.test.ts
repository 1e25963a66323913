/** A remembered customer is read only where an operation needs them, and the answer is the one that reading everything gives. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { written } from '../config/files.ts';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let configuration: Configuration;
let gateway: RunningGateway;
/** Forgets everything before each question it is asked here. */
let forgetful: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 60 });
  configuration = patient(demoConfiguration(sandbox));
  gateway = await runGateway(configuration);
  forgetful = await runGateway(configuration);
  // Each source reads its catalogue once, before anything is counted.
  await gateway.query('{ sources { health { status } } }');
});
afterAll(async () => {
  await gateway?.close();
  await forgetful?.close();
  await sandbox?.close();
});

const ada = { email: 'ada.lindqvist@example.com' };
const support = 'essential.service.operations.support';
const marketing = 'marketing.communications.email';
const legal = 'essential.legal_obligation';

const about = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;

async function asked(selection: string, use = support, by: Json = ada, from = gateway): Promise<Json> {
  const { data, errors, extensions } = await from.query(about(selection), { by }, { 'x-data-use': use });
  expect(errors).toBeUndefined();
  return { ...data.customer, report: extensions.sources };
}

function cold(selection: string, use = support, by: Json = ada): Promise<Json> {
  forgetful.installation.xref.clear();
  return asked(selection, use, by, forgetful);
}

const statuses = (list: Json) => Object.fromEntries(list.map(({ source, status }: Json) => [source, status]));

const invoices = 'invoices(first: 3) { nodes { id number status total { amount currency } } missing }';

describe('a remembered customer', () => {
  beforeAll(() => asked('id'));

  it('is read only in the source whose rows are asked for, and in the one that may restrict all processing', async () => {
    let answer: Json;
    const { calls } = await whatIsAsked(sandbox, async () => {
      answer = await asked(`${invoices} sources { source status }`);
    });
    expect(calls).toEqual({ app: 0, shop: 0, crm: 1, billing: 2 });
    const expected = { app: 'NOT_NEEDED', shop: 'NOT_NEEDED', crm: 'OK', billing: 'OK' };
    expect(statuses(answer.sources)).toEqual(expected);
    expect(statuses(answer.report)).toEqual(expected);
    expect(answer.invoices.nodes.length).toBe(3);
    expect(answer.invoices).toEqual((await cold(invoices)).invoices);
  });

  it.each<readonly [string, string, readonly string[]]>([
    // Of purposes that rest on a contract, with the one source that may restrict all processing.
    ['orders { nodes { id } }', support, ['app', 'crm', 'shop']],
    ['orders { nodes { id } }', legal, ['app', 'shop']],
    ['cases { nodes { id } }', support, ['crm']],
    ['customAttributes(names: ["emailVerified"]) { value }', support, ['app', 'crm']],
    ['customAttributes(names: ["emailVerified"]) { value }', legal, ['app']],
    ['invoices { nodes { id } } cases { nodes { id } }', support, ['billing', 'crm']],
    // What may be withheld is asked of all that may have a say in it.
    ['email', support, ['app', 'billing', 'crm', 'shop']],
    ['email', marketing, ['app', 'billing', 'crm', 'shop']],
    ['cases { nodes { id } } phone', marketing, ['app', 'billing', 'crm', 'shop']],
    ['consent(channel: EMAIL) { decision }', legal, ['app', 'billing', 'crm', 'shop']],
    [
      'customAttributes(names: ["emailVerified"]) { value } consent(channel: EMAIL) { decision }',
      legal,
      ['app', 'billing', 'crm', 'shop'],
    ],
    ['identity { complete }', support, ['app', 'billing', 'crm', 'shop']],
    ['provenance(attributes: ["jobTitle"]) { value }', support, ['app', 'billing', 'crm', 'shop']],
  ])('is read for %s, for %s, in %j', async (selection, use, sources) => {
    await asked(selection, use);
    const { calls } = await whatIsAsked(sandbox, () => asked(selection, use));
    const called = Object.entries(calls).filter(([, times]) => times > 0);
    expect(called.map(([source]) => source).sort()).toEqual(sources);
  });

  it('is read somewhere even where nothing of them is asked', async () => {
    for (const selection of ['id', '__typename', 'sources { source }']) {
      const { calls } = await whatIsAsked(sandbox, () => asked(selection));
      const { app, shop, crm, billing } = calls;
      expect(app + shop + crm + billing, selection).toBeGreaterThan(0);
    }
  });

  it('is not answered for by a source that does not know them', async () => {
    const pending = { email: 'emilie.aubertin@example.net' };
    await asked('id', support, pending);
    // The payment provider holds no record of theirs that could prove the memory right.
    const { calls } = await whatIsAsked(sandbox, async () => {
      expect((await asked(invoices, support, pending)).invoices).toEqual({ nodes: [], missing: [] });
    });
    expect(calls).toEqual({ app: 1, shop: 1, crm: 0, billing: 0 });
  });

  it('whom no source holds any more is nobody, though only one of them was asked', async () => {
    const selection = 'orders { nodes { id } }';
    await sandbox.systems.app.execute(
      `insert into users (id, email, first_name, last_name, country, locale, email_verified, created_at, updated_at)
       values (777001, 'gone@neuhaus.example', 'Gustav', 'Gone', 'DE', 'de', true, '2026-01-01', '2026-01-01')`,
    );
    const by = { email: 'gone@neuhaus.example' };
    expect((await asked(selection, support, by)).orders.nodes).toEqual([]);
    await sandbox.systems.app.execute('delete from users where id = 777001');
    const { data } = await gateway.query(about(selection), { by });
    expect(data.customer).toBeNull();
  });
});

describe('everything is read', () => {
  const everywhere = (calls: Readonly<Record<string, number>>) =>
    Object.values(calls).every((times) => times > 0);

  it('of a customer nobody remembers', async () => {
    gateway.installation.xref.clear();
    let answer: Json;
    const { calls } = await whatIsAsked(sandbox, async () => {
      answer = await asked(invoices);
    });
    expect(everywhere(calls)).toBe(true);
    expect(new Set(Object.values(statuses(answer.report)))).toEqual(new Set(['OK']));
  });

  it('of a customer whose memory is old', async () => {
    const { identity } = configuration;
    const xref = { ...identity.xref, refresh: 500 };
    const quick = await runGateway({ ...configuration, identity: { ...identity, xref } });
    try {
      await asked('id', support, ada, quick);
      const pruned = await asked(invoices, support, ada, quick);
      expect(statuses(pruned.report)).toMatchObject({ app: 'NOT_NEEDED', billing: 'OK' });
      await sleep(500);
      const old = await asked(invoices, support, ada, quick);
      expect(new Set(Object.values(statuses(old.report)))).toEqual(new Set(['OK']));
      expect(old.invoices).toEqual(pruned.invoices);
    } finally {
      await quick.close();
    }
  });
});

/** Every field of a customer whose value does not depend on when or how it was found. */
const fields = [
  'id',
  'displayName',
  'name { full prefix given middle family suffix }',
  'email',
  'emails { value sources }',
  'phone',
  'phones { value sources }',
  'address { street city region postalCode country source }',
  'addresses { city source }',
  'company',
  'jobTitle',
  'birthDate',
  'locale',
  'createdAt',
  'lastActivityAt',
  'customAttributes { name value source }',
  'customAttributes(names: ["leadStatus"]) { value }',
  'externalIds { issuer value source }',
  'provenance(attributes: ["email", "name.family"]) { attribute value source losing { value record { id } } }',
  'orders(first: 3) { nodes { id number total { amount } source } pageInfo { hasNextPage } missing }',
  'invoices(first: 2) { nodes { id status } missing }',
  'subscriptions { nodes { id plan } missing }',
  'payments(first: 2) { nodes { id amount { amount currency } } missing }',
  'opportunities { nodes { id stage } missing }',
  'cases { nodes { id subject } missing }',
  'identity { records { id } links { rule a { id } b { id } } refused { refusal } otherMatches { id } complete }',
  'consent { decision status mechanism legalBasis decidedBy { source record field } evidence { source status } }',
  'consent(purpose: "marketing.communications.email", channel: EMAIL) { decision status mechanism decidedBy { source field } }',
  'consent(purpose: "marketing.communications.sms", channel: SMS) { decision status evidence { source record status } }',
];

/** Those that few sources hold and consent has no say in. */
const narrow = fields.filter((field) =>
  /^(jobTitle|locale|custom|extern|orders|inv|sub|pay|opp|cas)/.test(field),
);

/** Some of them, each under a name of its own, some inside of fragments. */
const selections = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.subarray(narrow, { minLength: 1, maxLength: 2 }) },
      { weight: 2, arbitrary: fc.subarray(fields, { minLength: 1, maxLength: 6 }) },
    ),
    fc.boolean(),
  )
  .map(([chosen, inside]) => {
    const named = chosen.map((field, at) => `f${at}: ${field}`);
    return inside ? `... on Customer { ${named.join(' ')} }` : named.join(' ');
  });
const purposes = fc.constantFrom(support, marketing, legal, 'functional.service.improve');

const text = (value: unknown) => JSON.stringify(value);
/** Lists in which the schema promises no order. */
const unordered = new Set(['refused', 'otherMatches', 'records', 'evidence', 'sources']);

function sortedBelow(value: Json, key = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((one) => sortedBelow(one));
    return unordered.has(key) ? items.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sortedBelow(one, name)]));
}

describe('whatever is selected', () => {
  it('the answer from memory is the answer from cold, field by field', async () => {
    const { personas, people } = sandbox.population.truth;
    const doors: readonly Json[] = [
      ...personas.flatMap(({ records }) => [records.at(0), records.at(-1)]),
      ...[...people.values()].slice(-20).map((records) => records[0]),
    ].map((ref) => byRecord(ref ?? ''));
    const keys = personas
      .flatMap(({ email, phone }) => [{ email }, { phone }])
      .filter((one) => {
        const [value] = Object.values(one);
        return value !== undefined;
      });
    for (const by of [...doors, ...keys]) await gateway.query(about('id'), { by });
    let unasked = 0;
    await fc.assert(
      fc.asyncProperty(
        selections,
        purposes,
        fc.constantFrom(...doors, ...keys),
        async (selection, use, by) => {
          const whole = `${selection} all: sources { source status }`;
          const [warm, fresh] = [await asked(whole, use, by), await cold(whole, use, by)];
          const { all: warmSources, report: warmReport, ...warmFields } = warm;
          const { all: freshSources, report: freshReport, ...freshFields } = fresh;
          expect(sortedBelow(warmFields)).toEqual(sortedBelow(freshFields));
          for (const [one, other] of [
            [warmSources, freshSources],
            [warmReport, freshReport],
          ]) {
            const known = statuses(other);
            for (const [source, status] of Object.entries(statuses(one))) {
              if (status === 'NOT_NEEDED') unasked++;
              else expect(status, source).toBe(known[source]);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
    // Had everything been read, nothing would have been tested.
    expect(unasked).toBeGreaterThan(20);
  }, 120_000);

  it('a page of customers from memory is the page from cold', async () => {
    const page = async (from: RunningGateway, selection: string, source: string) => {
      const { data, errors } = await from.query(
        `query($source: String) { customers(first: 60, filter: { source: $source }) {
           edges { cursor node { ${selection} } } pageInfo { hasNextPage } } }`,
        { source },
      );
      expect(errors).toBeUndefined();
      return sortedBelow(data.customers.edges.map(({ node }: Json) => node));
    };
    const narrow = [
      'orders { nodes { id } }',
      'cases { nodes { id } }',
      'invoices { nodes { id } }',
      'locale',
    ];
    for (const source of ['crm', 'app', 'shop', 'billing']) {
      await page(gateway, 'id', source);
      for (const selection of narrow) {
        forgetful.installation.xref.clear();
        const expected = await page(forgetful, `id ${selection}`, source);
        const found = await page(gateway, `id ${selection}`, source);
        expect(new Set(found.map(({ id }: Json) => id)).size, `${source} ${selection}`).toBe(found.length);
        expect(found, `${source} ${selection}`).toEqual(expected);
      }
    }
  }, 60_000);
});

describe('a source that maps no consent', () => {
  /** The user is in America, where silence permits; the books of the firm say she is in Germany, where it does not. */
  const configured = () =>
    written({
      'onefold.yaml': `
gateway:
  secret: a secret of the tests, long enough
  authentication: open
  country: DE
  defaultPurpose: ${marketing}
sources:
  app:
    kind: memory
    rows: { people: [{ id: 1, mail: uma@usher.example, name: Uma Usher, land: US, opt: null }] }
    customer:
      table: people
      id: id
      attributes: { email: mail, name.full: name, address.country: land }
      consent: [{ purpose: ${marketing}, channel: EMAIL, column: opt, granted: [true], denied: [false] }]
  books:
    kind: memory
    rows: { debtors: [{ id: 7, name: Uma Usher, land: DE, person: 1 }] }
    customer:
      table: debtors
      id: id
      attributes: { name.full: name, address.country: land }
      references: { app: person }
      consent: none
`,
    });

  it('still says which law holds', async () => {
    const loaded = loadConfiguration(configured(), { PORT: '0' });
    const small = await runGateway({ ...loaded, gateway: { ...loaded.gateway, port: 0 } });
    try {
      const by = { email: 'uma@usher.example' };
      for (let times = 0; times < 2; times++) {
        const { consent, identity } = await asked(
          'consent(channel: EMAIL) { decision mechanism } identity { records { source } }',
          marketing,
          by,
          small,
        );
        expect(identity.records).toHaveLength(2);
        expect(consent).toEqual({ decision: 'DENY', mechanism: 'OPT_IN' });
      }
      const alone = await asked('consent(channel: EMAIL) { decision mechanism }', marketing, by, small);
      expect(alone.consent).toEqual({ decision: 'DENY', mechanism: 'OPT_IN' });
      expect((await asked('email', marketing, by, small)).email).toBeNull();
    } finally {
      await small.close();
    }
  });
});
