/** What may leave the region of the source it lives in: the app and the shop are in Europe, the CRM and billing in America. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transfer } from '../../src/access/policy.ts';
import type { Configuration } from '../../src/config/configuration.ts';
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
import { addUser } from './newcomers.ts';
import { patient } from './patient.ts';
import { as, everything, keyOf, withKeys } from './roles.ts';

const support = 'essential.service.operations.support';
const marketing = 'marketing.communications.email';

let sandbox: Sandbox;
let gateway: RunningGateway;
/** Lets some of Europe's data go to America. */
let generous: RunningGateway;

const transfers: readonly Transfer[] = [
  { category: 'user.workplace', from: 'eu', to: 'us', transfer: 'ALLOW' },
  ...['user.contact', 'user.demographic', 'user.account', 'user.unique_id.pseudonymous', 'user.name'].map(
    (category) => ({ category, from: 'eu', to: 'us', transfer: 'PSEUDONYMISE' as const }),
  ),
  { category: 'user.behavior.purchase_history', from: 'eu', to: 'us', transfer: 'PSEUDONYMISE' },
];

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  gateway = await runGateway(configured([]));
  generous = await runGateway(configured(transfers));
  // Each source reads its catalogue once, before anything is counted.
  for (const one of [gateway, generous])
    await one.query('{ sources { health { status } } }', {}, as('eu', support));
});
afterAll(async () => {
  await gateway?.close();
  await generous?.close();
  await sandbox?.close();
});

function configured(lines: readonly Transfer[]): Configuration {
  const { sources, ...demo } = patient(demoConfiguration(sandbox));
  const regions: Readonly<Record<string, string>> = { app: 'eu', shop: 'eu', crm: 'us', billing: 'us' };
  const placed = sources.map(({ options, ...source }) => ({
    ...source,
    options: { ...options, region: regions[source.name] },
  }));
  const apiKeys = [
    keyOf('support', { name: 'eu', region: 'eu', roles: ['support', 'marketing'] }),
    keyOf('support', { name: 'us', region: 'us', roles: ['support', 'marketing'] }),
    keyOf('support', { name: 'nowhere', region: undefined, roles: ['support', 'marketing'] }),
  ];
  const keyed = withKeys({ ...demo, sources: placed }, { apiKeys });
  const policy = { ...keyed.access.policy, transfers: lines };
  return { ...keyed, access: { ...keyed.access, policy } };
}

const about = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;

function persona(name: string): Json {
  const found = sandbox.population.truth.personas.find((one) => one.name === name);
  return byRecord(found?.records[0] ?? '');
}

async function shown(
  selection: string,
  caller: string,
  { from = gateway, name = 'merged', purpose = support } = {},
): Promise<Json> {
  const answer = await from.query(about(selection), { by: persona(name) }, as(caller, purpose));
  expect(answer.errors).toBeUndefined();
  return answer;
}

const violations = ({ extensions }: Json) =>
  extensions.consent.redacted
    .filter(({ code }: Json) => code === 'RESIDENCY_VIOLATION')
    .map(({ path }: Json) => path);

/** What is found at a key, wherever it stands. */
function all(value: Json, key: string): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<Json>(value).flatMap(([name, one]) => [
    ...(name === key ? [one].flat() : []),
    ...all(one, key),
  ]);
}

/** Everything that says what a source says, but for where records are and what they say of consent. */
const values = `displayName name { full given family } email emails { value sources } phone phones { value sources }
  address { city source } addresses { city source } company jobTitle birthDate locale createdAt lastActivityAt
  customAttributes { name value source } externalIds { issuer value source }
  provenance { attribute value source losing { value record { source } } }
  orders { nodes { source id } missing } invoices { nodes { source id } missing } subscriptions { nodes { source id } }
  payments { nodes { source id } } opportunities { nodes { source id } } cases { nodes { source id } }`;

const inEurope = new Set(['app', 'shop']);
const inAmerica = new Set(['crm', 'billing']);

describe('a caller', () => {
  it.each([
    ['eu', inEurope],
    ['us', inAmerica],
    ['nowhere', new Set<string>()],
  ] as const)('in %s is shown what lives there, and nothing of elsewhere', async (caller, near) => {
    for (const name of ['merged', 'leadAndContact', 'duplicate', 'conflict']) {
      const { data } = await shown(values, caller, { name });
      const { customer } = data;
      const sources = [...all(customer, 'source'), ...all(customer, 'sources')];
      expect(sources.filter((source) => !near.has(source))).toEqual([]);
      if (name === 'merged') expect(new Set(sources)).toEqual(new Set(near));
    }
  });

  it('in no known region is shown nothing that has a region', async () => {
    const { data } = await shown(values, 'nowhere');
    const { orders, invoices, ...rest } = data.customer;
    const left = Object.entries<Json>(rest).filter(
      ([, one]) => one !== null && (one.nodes ?? one).length !== 0,
    );
    expect(left).toEqual([]);
    expect([orders, invoices]).toEqual([
      { nodes: [], missing: [] },
      { nodes: [], missing: [] },
    ]);
  });

  it('is shown the value of another source that may cross instead', async () => {
    const selection = 'email emails { value sources } displayName birthDate phone';
    const [here, there] = [
      (await shown(selection, 'eu')).data.customer,
      (await shown(selection, 'us')).data.customer,
    ];
    const column = (source: string) =>
      [here, there].flatMap(({ emails }) => emails.filter((one: Json) => one.sources.includes(source)));
    // The app is preferred, and the CRM comes next.
    expect(column('app').map(({ value }) => value)).toContain(here.email);
    expect(column('crm').map(({ value }) => value)).toContain(there.email);
    expect([here.email, here.displayName]).not.toEqual([there.email, there.displayName]);
    expect([typeof here.displayName, typeof there.displayName]).toEqual(['string', 'string']);
  });

  it('is told which fields something was kept from', async () => {
    const selection =
      'id email company jobTitle lastActivityAt orders { nodes { id } } cases { nodes { id } } identity { complete }';
    expect(violations(await shown(selection, 'us'))).toEqual(
      expect.arrayContaining(['Customer.email', 'Customer.lastActivityAt', 'Customer.orders']),
    );
    expect(violations(await shown(selection, 'eu'))).toEqual(
      expect.arrayContaining(['Customer.email', 'Customer.jobTitle', 'Customer.cases']),
    );
    expect(violations(await shown('id', 'us'))).toEqual([]);
  });

  it('finds nobody by an address that only sources elsewhere hold', async () => {
    const email = 'olof.utterberg@utterberg.example';
    await addUser(sandbox, { given: 'Olof', family: 'Utterberg', email, phone: '+4969900055001' });
    const found = async (caller: string, from = gateway) =>
      (await from.query(about('id'), { by: { email } }, as(caller, support))).data.customer !== null;
    expect(await found('eu')).toBe(true);
    expect([await found('us'), await found('nowhere')]).toEqual([false, false]);
    // As a token it may be known there.
    expect(await found('us', generous)).toBe(true);
  });

  it('opens the same customer, whoever asks', async () => {
    const [here, there] = [await shown('id', 'eu'), await shown('id', 'us')];
    expect(here.data.customer.id).toBe(there.data.customer.id);
  });
});

describe('what may not cross', () => {
  const received = async (caller: string, from = gateway) => {
    from.installation.xref.clear();
    const asked = await whatIsAsked(sandbox, () => shown(everything, caller, { from }));
    return asked.received;
  };
  // What a source tells of a customer that identity does not compare.
  const americas: readonly [keyof Sandbox['systems'], readonly RegExp[]][] = [
    [
      'crm',
      [/\bTitle\b/, /\bFROM Case\b/i, /\bFROM Opportunity\b/i, /LastActivityDate/, /Preferred_Language__c/],
    ],
    ['billing', [/invoices/, /subscriptions/, /payment_intents|charges/]],
  ];
  const europes: readonly [keyof Sandbox['systems'], readonly RegExp[]][] = [
    ['app', [/\borders\b/, /last_seen_at/, /\blocale\b/, /\bcompany\b/, /created_at/, /email_verified/]],
    ['shop', [/\bpurchases\b/, /\blanguage\b/, /created_at/]],
  ];

  it.each([
    ['us', americas, europes],
    ['eu', europes, americas],
  ] as const)('is not asked for by a caller in %s, and the rest is', async (caller, near, far) => {
    const asked = await received(caller);
    const textOf = (system: keyof Sandbox['systems']) =>
      (asked as Record<string, readonly string[]>)[system]?.join('\n') ?? '';
    for (const [system, columns] of near)
      for (const column of columns.slice(0, 2)) expect(textOf(system), system).toMatch(column);
    for (const [system, columns] of far) {
      // It is asked who they are, and what they consent to.
      expect(textOf(system).length).toBeGreaterThan(0);
      for (const column of columns) expect(textOf(system), system).not.toMatch(column);
    }
  });

  it('is not asked for again when the customer is remembered', async () => {
    await shown('id', 'us');
    const { received: asked } = await whatIsAsked(sandbox, () =>
      shown('id orders { nodes { id } } lastActivityAt', 'us'),
    );
    expect(asked.app.join('\n')).not.toMatch(/\borders\b|last_seen_at/);
  });

  it('is not told by being asked for by it', async () => {
    const filter = (source: string) =>
      `{ customers(first: 3, filter: { source: "${source}", familyNameStartsWith: "L" }) { nodes { id } } }`;
    for (const [caller, near, far] of [
      ['eu', 'app', 'crm'],
      ['us', 'crm', 'app'],
    ] as const) {
      const { calls } = await whatIsAsked(sandbox, async () => {
        const { data } = await gateway.query(filter(far), {}, as(caller, support));
        expect(data.customers.nodes).toEqual([]);
      });
      expect(calls).toEqual({ app: 0, shop: 0, crm: 0, billing: 0 });
      const { data } = await gateway.query(filter(near), {}, as(caller, support));
      expect(data.customers.nodes.length).toBeGreaterThan(0);
    }
  });
});

describe('a policy of transfers', () => {
  it('lets values cross as they are where it allows them', async () => {
    const { data: here } = await shown('company', 'eu', { from: generous });
    const { data: there } = await shown(
      'company provenance(attributes: ["company"]) { value losing { value } }',
      'us',
      { from: generous },
    );
    const told = all(there.customer.provenance, 'value');
    expect(here.customer.company).not.toBeNull();
    expect(told).toContain(here.customer.company);
    const { data: kept } = await shown(
      'company provenance(attributes: ["company"]) { value losing { value } }',
      'us',
    );
    expect(all(kept.customer.provenance, 'value').length).toBeLessThan(told.length);
  });

  it('lets text cross as tokens, equal for equal values, and nothing else of it', async () => {
    const selection =
      'emails { value sources } phones { value sources } externalIds { value source } locale birthDate createdAt provenance(attributes: ["email", "birthDate", "createdAt", "name.given"]) { attribute value source losing { value record { source } } }';
    const { data } = await shown(selection, 'eu', { from: generous });
    const { data: crossed } = await shown(selection, 'us', { from: generous });
    const token = /^tok_[\w-]{22}$/;
    const text = JSON.stringify(crossed);
    // A value that is near as well may be shown as either.
    for (const { value, sources } of crossed.customer.emails)
      if (sources.every((source: string) => inEurope.has(source))) expect(value).toMatch(token);
      else if (sources.every((source: string) => inAmerica.has(source))) expect(value).not.toMatch(token);
    expect(crossed.customer.emails.some(({ value }: Json) => token.test(value))).toBe(true);
    const alone = data.customer.emails
      .map(({ value }: Json) => value)
      .filter((value: string) => value.length > 5);
    const american = (await shown('emails { value }', 'us')).data.customer.emails.map(({ value }: Json) =>
      value.toLowerCase(),
    );
    for (const value of alone) if (!american.includes(value.toLowerCase())) expect(text).not.toContain(value);
    for (const { value, source } of crossed.customer.externalIds)
      expect(token.test(value)).toBe(inEurope.has(source));
    // The same twice.
    const { data: again } = await shown(selection, 'us', { from: generous });
    expect(again.customer.emails).toEqual(crossed.customer.emails);
    // A date has no token, nor has one part of a name.
    const told = crossed.customer.provenance.flatMap((one: Json) => [
      one,
      ...one.losing.map((lost: Json) => ({ ...lost, source: lost.record.source, attribute: one.attribute })),
    ]);
    for (const { attribute, value, source } of told)
      if (inEurope.has(source)) expect([attribute, token.test(value)]).toEqual([attribute, true]);
    expect(
      told.filter(
        ({ attribute, source }: Json) =>
          ['birthDate', 'createdAt'].includes(attribute) && inEurope.has(source),
      ),
    ).toEqual([]);
  });

  it('lets rows cross whole or not at all', async () => {
    const { data } = await shown('orders { nodes { source id } }', 'us', { from: generous });
    expect(data.customer.orders.nodes).toEqual([]);
  });

  it('says nothing of other ways', async () => {
    const { data } = await shown(values, 'eu', { from: generous });
    const sources = [...all(data.customer, 'source'), ...all(data.customer, 'sources')];
    expect(sources.filter((source) => !inEurope.has(source))).toEqual([]);
    const { data: lost } = await shown('company email', 'nowhere', { from: generous });
    expect(lost.customer).toEqual({ company: null, email: null });
  });
});

describe('consent', () => {
  it('that is recorded elsewhere counts all the same', async () => {
    // Yes in the app, no in the CRM.
    for (const caller of ['eu', 'us'])
      for (const from of [gateway, generous]) {
        const { data } = await shown('id email', caller, { name: 'conflict', purpose: marketing, from });
        expect(data.customer).toBeNull();
      }
    for (const caller of ['eu', 'us']) {
      const { data } = await shown(
        'consent(purpose: "marketing.communications.email", channel: EMAIL) { decision }',
        caller,
        { name: 'conflict' },
      );
      expect(data.customer.consent.decision).toBe('DENY');
    }
  });

  it('confirms no address of which the caller is shown only a token', async () => {
    const decided = (address: string) =>
      `consent(purpose: "essential.service.notifications.email", channel: EMAIL, contactPoint: ${JSON.stringify(address)}) { decision }`;
    let confirmed = 0;
    for (const { name } of sandbox.population.truth.personas) {
      const emailsOf = async (caller: string): Promise<readonly string[]> =>
        ((await shown('emails { value }', caller, { name })).data.customer?.emails ?? []).map(
          ({ value }: Json) => value.toLowerCase(),
        );
      const american = await emailsOf('us');
      const european = (await emailsOf('eu')).filter((one) => !american.includes(one));
      for (const value of european) {
        const ask = async (caller: string) =>
          (await shown(decided(value), caller, { name, from: generous })).data.customer?.consent.decision;
        if ((await ask('eu')) === 'PERMIT') confirmed++;
        expect((await ask('us')) ?? 'DENY').toBe('DENY');
      }
    }
    expect(confirmed).toBeGreaterThan(0);
  });

  it('that was withdrawn elsewhere, in rows of its own, outranks a grant', async () => {
    for (const caller of ['eu', 'us', 'nowhere'])
      for (const from of [gateway, generous]) {
        const { data } = await shown('id', caller, { name: 'withdrawn', purpose: marketing, from });
        expect(data.customer).toBeNull();
      }
  });

  it('that is given elsewhere permits what is near', async () => {
    const { data } = await shown('email emails { sources }', 'us', { name: 'merged', purpose: marketing });
    expect(data.customer.email).toMatch(/^ada\.lindqvist@/i);
    expect(all(data.customer, 'sources').filter((source) => !inAmerica.has(source))).toEqual([]);
  });
});
