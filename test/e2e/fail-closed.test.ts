/**
 * What is not known is not permitted: one rule after another (docs/consent.md, F1 to F12). What rests on a contract goes on
 * all the while.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../sandbox/system.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { BlindDenials, warnEvery } from '../../src/gateway/blind-denials.ts';
import { postgresServers } from '../servers.ts';
import { as, withCallers } from './consent-callers.ts';
import { addKnownPerson, type KnownPerson, type Said } from './consent-people.ts';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

type SourceName = keyof Sandbox['systems'];
const sources: readonly SourceName[] = ['app', 'shop', 'crm', 'billing'];
const email = 'marketing.communications.email';
const support = 'essential.service.operations.support';
/** Rows of consent that are read of one record. */
const mostRows = 200;
const everywhere: Said = { app: true, shop: 'yes', crm: false, billing: 'yes' };
const callers = {
  marketing: { roles: ['marketing'] },
  support: { roles: ['support'] },
  // Sees everything, and is told why not.
  explainer: { roles: ['everything'], scopes: ['consent:explain', 'identity:steward'] },
} as const;
const everything = { purposes: ['*'], categories: ['user'], scopes: [] };

const folder = mkdtempSync(join(tmpdir(), 'onefold-closed-'));
let sandbox: Sandbox;
let configuration: Configuration;
let gateway: RunningGateway;
let willing: KnownPerson;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 1 });
  const demo = demoConfiguration(sandbox);
  // Long enough for a busy machine, and no longer: much here waits for what never answers.
  const hurried = { ...demo, gateway: { ...demo.gateway, deadline: 2000 } };
  configuration = withCallers(hurried, callers, { everything });
  gateway = await runGateway(configuration);
  willing = await addKnownPerson(sandbox, { ...everywhere, sms: true });
  await gateway.query('{ sources { health { status } } }', {}, as('support'));
}, 60_000);
afterEach(async () => {
  vi.useRealTimers();
  for (const system of Object.values(sandbox.systems))
    await system.setFault({ mode: 'ok', dropped: [], delayMs: 0 });
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

const selection = 'id displayName email jobTitle locale orders(first: 1) { nodes { number } }';
const personal = ['displayName', 'email', 'jobTitle', 'locale', 'orders'];

function ask(person: KnownPerson, caller: keyof typeof callers, use: string, from = gateway): Promise<Json> {
  const why =
    caller === 'explainer'
      ? 'consent(channel: EMAIL) { decision status decidedBy { source } evidence { source record } }'
      : '';
  return from.query(
    `query($by: CustomerKey!) { customer(by: $by) { ${selection} ${why} } }`,
    { by: byRecord(`app:${person.records.app}`) },
    { ...as(caller), 'x-data-use': use },
  );
}

interface Verdict {
  readonly decision: string;
  readonly status: string;
  readonly source: string | undefined;
}

/** What marketing is told, and why; support must be told everything all the while, unless its own source is the one. */
async function verdictOn(person: KnownPerson, from = gateway): Promise<Verdict> {
  const [plain, explained, contract] = await Promise.all([
    ask(person, 'marketing', email, from),
    ask(person, 'explainer', email, from),
    ask(person, 'support', support, from),
  ]);
  const { consent, ...rest } = explained.data.customer;
  const isShown = consent.decision === 'PERMIT';
  expect(plain.data.customer === null, 'whoever is not told why sees nobody').toBe(!isShown);
  for (const field of personal)
    if (!isShown) expect(rest[field], `${field}, although it is denied`).toBeNull();
  expect(contract.data.customer.id, 'a contract goes on').toBe(explained.data.customer.id);
  return { decision: consent.decision, status: consent.status, source: consent.decidedBy?.source };
}

/** Permitted while nothing is wrong: what is denied afterwards is denied because of it. */
async function expectPermitted(person: KnownPerson, from = gateway): Promise<void> {
  await expect
    .poll(() => verdictOn(person, from), { timeout: 10_000, interval: 100 })
    .toMatchObject({ decision: 'PERMIT' });
}

describe('F1: what is not understood is UNKNOWN, and denies', () => {
  it('a word nobody has given a meaning', async () => {
    const person = await addKnownPerson(sandbox, { app: true, shop: 'yes' });
    await expectPermitted(person);
    await sandbox.systems.shop.execute('update customers set newsletter = ? where customer_no = ?', [
      'oui',
      Number(person.records.shop),
    ]);
    expect(await verdictOn(person)).toEqual({ decision: 'DENY', status: 'UNKNOWN', source: 'shop' });
  });

  let rows = 9_100_000;
  const row = (person: KnownPerson, status: string) =>
    sandbox.systems.app.execute(
      `insert into consents (id, user_id, purpose, channel, status, captured_at) values ($1, $2, $3, 'EMAIL', $4, now())`,
      [++rows, Number(person.records.app), email, status],
    );

  it('a status nobody has given a meaning', async () => {
    const person = await addKnownPerson(sandbox, { app: true });
    await expectPermitted(person);
    await row(person, 'perhaps');
    expect(await verdictOn(person)).toEqual({ decision: 'DENY', status: 'UNKNOWN', source: 'app' });
  });

  it('more rows than are read', async () => {
    const person = await addKnownPerson(sandbox, { app: true });
    for (let at = 0; at < mostRows; at++) await row(person, 'granted');
    await expectPermitted(person);
    await row(person, 'granted');
    expect(await verdictOn(person)).toEqual({ decision: 'DENY', status: 'UNKNOWN', source: 'app' });
  });

  it.each([
    ['app', 'users.marketing_opt_in'],
    ['app', 'consents.status'],
    ['shop', 'customers.newsletter'],
    ['crm', 'Lead.HasOptedOutOfEmail'],
  ] as const)('a column that is gone: %s %s', async (source, column) => {
    await expectPermitted(willing);
    await sandbox.systems[source].setFault({ dropped: [column] });
    expect(await verdictOn(willing)).toMatchObject({ decision: 'DENY', status: 'UNKNOWN', source });
    await sandbox.systems[source].setFault({ dropped: [] });
    // That a column is gone is believed for a while.
    const fresh = await runGateway(configuration);
    try {
      await expectPermitted(willing, fresh);
    } finally {
      await fresh.close();
      await gateway.close();
      gateway = await runGateway(configuration);
    }
  });
});

describe('F2: what does not answer is UNAVAILABLE, and denies', () => {
  const modes = ['hang', 'down', 'fail', 'throttle'] as const;
  for (const source of sources)
    it.each(modes)(`${source}: %s, whether or not the customer is remembered`, async (mode) => {
      await expectPermitted(willing);
      await sandbox.systems[source].setFault({ mode });
      for (const isRemembered of [true, false]) {
        if (!isRemembered) gateway.installation.xref.clear();
        const { data, errors } = await ask(willing, 'marketing', email);
        expect(data.customer).toBeNull();
        // Whoever asks learns that it may be worth asking again, and not whether there is anybody.
        expect(errors.map((error: Json) => error.extensions)).toEqual([
          { code: 'CONSENT_SOURCE_UNAVAILABLE', retryable: true },
        ]);
        const explained = (await ask(willing, 'explainer', email)).data.customer;
        if (explained !== null)
          expect(explained.consent).toMatchObject({ decision: 'DENY', status: 'UNAVAILABLE' });
      }
      await sandbox.systems[source].setFault({ mode: 'ok' });
      await expectPermitted(willing);
    });

  it('a breaker that stands open', async () => {
    const sensitive = await runGateway({
      ...configuration,
      sources: configuration.sources.map(({ options, ...source }) => ({
        ...source,
        options: { ...options, breaker: { failures: 2, pause: 60_000 } },
      })),
    });
    try {
      await expectPermitted(willing, sensitive);
      await sandbox.systems.billing.setFault({ mode: 'fail' });
      for (let at = 0; at < 4; at++) await ask(willing, 'marketing', email, sensitive);
      await sandbox.systems.billing.setFault({ mode: 'ok' });
      expect(await verdictOn(willing, sensitive)).toEqual({
        decision: 'DENY',
        status: 'UNAVAILABLE',
        source: 'billing',
      });
    } finally {
      await sensitive.close();
    }
  });
});

describe('F3: a blind spot denies what it is mapped to and what rests on consent or on interest, and nothing else', () => {
  /** All decisions, each with its purpose and basis. */
  async function matrix(): Promise<readonly Json[]> {
    const { data } = await gateway.query(
      'query($by: CustomerKey!) { customer(by: $by) { consents { purpose channel legalBasis decision status } } }',
      { by: byRecord(`app:${willing.records.app}`) },
      { ...as('explainer'), 'x-data-use': 'essential.legal_obligation' },
    );
    return data.customer.consents;
  }

  it.each(sources)('%s', async (source) => {
    await expectPermitted(willing);
    const before = await matrix();
    const { data } = await gateway.query(
      '{ sources { name consent { purpose channel } } }',
      {},
      as('support'),
    );
    const mapped: readonly Json[] = data.sources.find((one: Json) => one.name === source).consent;
    const below = (a: string, b: string) => b === '*' || a === b || a.startsWith(`${b}.`);
    const meets = (a: string, b: string) => below(a, b) || below(b, a);
    const phones = ['PHONE', 'VOICE', 'SMS'];
    const joins = (a: string, b: string) =>
      [a, b].includes('ANY') ||
      a === b ||
      ([a, b].includes('PHONE') && phones.includes(a) && phones.includes(b));
    await sandbox.systems[source].setFault({ mode: 'down' });
    const after = await matrix();
    let denied = 0;
    for (const [at, { purpose, channel, legalBasis, decision }] of after.entries()) {
      const concerns = mapped.some((one) => meets(purpose, one.purpose) && joins(channel, one.channel));
      const isConsulted = ['CONSENT', 'LEGITIMATE_INTEREST', 'PUBLIC_TASK'].includes(legalBasis);
      const expected = concerns && isConsulted ? 'DENY' : before[at].decision;
      expect(`${purpose} ${decision}`).toBe(`${purpose} ${expected}`);
      if (decision === 'DENY' && before[at].decision === 'PERMIT') denied++;
    }
    expect(denied).toBeGreaterThan(0);
    expect(after.filter(({ decision }) => decision === 'PERMIT').length).toBeGreaterThan(0);
  });
});

it('F4: what no source has a word for is denied', async () => {
  const alone = await runGateway({
    ...configuration,
    sources: configuration.sources.filter(({ name }) => name === 'app'),
  });
  try {
    const { data } = await alone.query(
      `query($by: CustomerKey!) { customer(by: $by) { consent(purpose: "personalize.content") {
        decision status decidedBy { source } remedy { possible reason }
      } } }`,
      { by: byRecord(`app:${willing.records.app}`) },
      { ...as('explainer'), 'x-data-use': support },
    );
    expect(data.customer.consent).toEqual({
      decision: 'DENY',
      status: 'NOT_APPLICABLE',
      decidedBy: null,
      remedy: { possible: false, reason: 'NO_CONSENT_SOURCE' },
    });
    expect((await ask(willing, 'marketing', 'personalize.content', alone)).data.customer).toBeNull();
  } finally {
    await alone.close();
  }
});

describe('what the store cannot vouch for', async () => {
  const server = (await postgresServers()).at(-1);
  if (server === undefined) throw new Error('there is an embedded one at least');
  const suppressStranger = (from: RunningGateway) =>
    from.query('mutation { suppress(value: { email: "stranger@example.net" }) { id } }', {}, as('explainer'));

  it('F10: a store out of reach denies what needs consent, until it answers again', async () => {
    const system = await server.open([]);
    const stored = await runGateway({ ...configuration, store: { url: system.url } });
    try {
      await expectPermitted(willing, stored);
      await system.setFault({ mode: 'down' });
      // For a while its silence is no news.
      expect((await verdictOn(willing, stored)).decision).toBe('PERMIT');
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
      expect(await verdictOn(willing, stored)).toEqual({
        decision: 'DENY',
        status: 'UNAVAILABLE',
        source: 'suppression list',
      });
      vi.useRealTimers();
      await system.setFault({ mode: 'ok' });
      await expect
        .poll(async () => (await suppressStranger(stored)).errors, { timeout: 15_000 })
        .toBeUndefined();
      await expectPermitted(willing, stored);
    } finally {
      await stored.close();
      await system.close();
    }
  });

  // The embedded server tells the time by this process.
  it.skipIf(server.embedded)('F5: a clock that is off denies everything personal', async () => {
    const system = await server.open([]);
    // From before it starts: whoever is handed a clock keeps it.
    const right = Date.now;
    let off = 0;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => right() + off * 60_000);
    const stored = await runGateway({ ...configuration, store: { url: system.url } });
    const list = '{ customers(first: 2) { nodes { id } } }';
    try {
      await expectPermitted(willing, stored);
      for (const minutes of [-6, 6]) {
        off = minutes;
        await suppressStranger(stored);
        for (const [caller, use] of [
          ['marketing', email],
          ['support', support],
          ['explainer', 'essential.legal_obligation'],
        ] as const) {
          const { data, errors } = await ask(willing, caller, use, stored);
          expect([data.customer, errors?.[0].extensions.code]).toEqual([null, 'CLOCK_UNTRUSTED']);
        }
        const { data, errors } = await stored.query(list, {}, { ...as('support'), 'x-data-use': support });
        expect([data.customers, errors?.[0].extensions.code]).toEqual([null, 'CLOCK_UNTRUSTED']);
        off = 0;
        await suppressStranger(stored);
        await expectPermitted(willing, stored);
      }
      // Nobody's clock is right to the minute.
      off = 4;
      await suppressStranger(stored);
      expect((await verdictOn(willing, stored)).decision).toBe('PERMIT');
    } finally {
      clock.mockRestore();
      await stored.close();
      await system.close();
    }
  });
});

describe('what cannot be relied on does not start', () => {
  const demo = readFileSync(fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url)), 'utf8');
  const load = (text: string, policy?: string) => {
    const file = join(folder, 'onefold.yaml');
    writeFileSync(file, text);
    if (policy !== undefined) writeFileSync(join(folder, 'purposes.yaml'), policy);
    return () => loadConfiguration(file, { ...sandbox.env, HOST: '127.0.0.1', PORT: '0' });
  };

  it('F5: a policy that is missing or broken', () => {
    const named = `${demo}\nconsent: { purposes: purposes.yaml }\n`;
    expect(load(named)).toThrow(/consent\.purposes: names a file that cannot be read/);
    expect(load(named, 'version: "1"\npurposes: { a.b: { basis: HOPE } }\n')).toThrow(
      /purposes\.a\.b\.basis/,
    );
    expect(load(named, 'version: "1"\npurposes: {')).toThrow(/purposes\.yaml/);
    expect(load(demo)).not.toThrow();
  });

  it('F8: a source that does not say what it knows of consent', () => {
    const silent = demo.replace(
      /\n {6}consent:\n {8}- purpose: marketing[\s\S]*?\n {4}collections:/,
      '\n    collections:',
    );
    expect(silent).not.toBe(demo);
    expect(load(silent)).toThrow(/sources\.app\.customer\.consent: is required/);
  });
});

describe('F6: what cannot be written down is not answered', () => {
  it('until it can be, and nothing of it leaves before', async () => {
    const log = join(folder, 'decisions');
    const logged = await runGateway({ ...configuration, audit: { folder: log, durable: true } });
    try {
      await expectPermitted(willing, logged);
      rmSync(log, { recursive: true });
      for (const caller of ['marketing', 'support'] as const) {
        const { status, data, errors } = await ask(
          willing,
          caller,
          caller === 'support' ? support : email,
          logged,
        );
        expect([status, data]).toEqual([503, undefined]);
        expect(errors).toEqual([
          {
            message: expect.not.stringContaining(willing.family),
            extensions: { code: 'AUDIT_UNAVAILABLE', retryable: true },
          },
        ]);
      }
      const check = await logged.query(
        'query($by: CustomerKey!, $purpose: DataUse!) { consentCheck(by: $by, purpose: $purpose) }',
        { by: byRecord(`app:${willing.records.app}`), purpose: email },
        as('explainer'),
      );
      expect([check.status, check.data]).toEqual([503, undefined]);
      const parts = await fetch(`${logged.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'multipart/mixed; deferSpec=20220824, application/json',
          'x-data-use': support,
          ...as('support'),
        },
        body: JSON.stringify({
          query: `{ customer(by: { email: "${willing.email}" }) { id ... @defer { displayName } } }`,
        }),
      });
      expect([parts.status, await parts.text()]).toEqual([503, expect.not.stringContaining('displayName')]);
      // What is about nobody needs no entry.
      expect((await logged.query('{ sources { name } }', {}, as('support'))).status).toBe(200);
      mkdirSync(log, { mode: 0o700 });
      await expectPermitted(willing, logged);
    } finally {
      await logged.close();
    }
  });
});

it('F7: a decision that cannot be come to is a denial', async () => {
  const thresholds = {
    restrict: 0.6,
    get merge(): number {
      throw new Error('no decision can be come to');
    },
  };
  const broken = await runGateway({ ...configuration, consent: { ...configuration.consent, thresholds } });
  try {
    expect(await verdictOn(willing, broken)).toEqual({
      decision: 'DENY',
      status: 'UNKNOWN',
      source: undefined,
    });
    expect((await ask(willing, 'explainer', email, broken)).errors).toBeUndefined();
  } finally {
    await broken.close();
  }
});

describe('F9: who was not found out to the end is not known', () => {
  it('from cold, a source that fails may hide a record anywhere', async () => {
    const person = await addKnownPerson(sandbox, { app: true });
    gateway.installation.xref.clear();
    await sandbox.systems.shop.setFault({ mode: 'down' });
    const { data } = await gateway.query(
      `query($by: CustomerKey!) { customer(by: $by) { consent(channel: EMAIL) { decision sources { source status } } } }`,
      { by: byRecord(`app:${person.records.app}`) },
      { ...as('explainer'), 'x-data-use': email },
    );
    const statuses = Object.fromEntries(
      data.customer.consent.sources.map(({ source, status }: Json) => [source, status]),
    );
    expect(data.customer.consent.decision).toBe('DENY');
    expect(statuses).toMatchObject({
      app: 'GRANTED',
      shop: 'UNAVAILABLE',
      crm: 'UNKNOWN',
      billing: 'UNKNOWN',
    });
  });

  it('a remembered customer is known, so that a source without a record of them costs nothing', async () => {
    const person = await addKnownPerson(sandbox, { app: true });
    await expectPermitted(person);
    await sandbox.systems.billing.setFault({ mode: 'down' });
    expect(await verdictOn(person)).toMatchObject({ decision: 'PERMIT', status: 'GRANTED' });
  });
});

describe('F12: denials for want of an answer are counted', () => {
  const counted = async (caller: keyof typeof callers) => {
    const { data } = await gateway.query('{ sources { name health { blindDenials } } }', {}, as(caller));
    return Object.fromEntries(data.sources.map(({ name, health }: Json) => [name, health.blindDenials]));
  };

  it('by source, for whoever is told of denials, and warned of without a value', async () => {
    await expectPermitted(willing);
    const before = await counted('explainer');
    const objecting = await addKnownPerson(sandbox, { app: false });
    await ask(objecting, 'marketing', email);
    expect(await counted('explainer')).toEqual(before);
    const lines = gateway.logs.length;
    await sandbox.systems.billing.setFault({ mode: 'down' });
    for (let at = 0; at < 3; at++) await ask(willing, 'marketing', email);
    await gateway.query(
      'query($by: CustomerKey!, $purpose: DataUse!) { consentCheck(by: $by, purpose: $purpose) }',
      { by: byRecord(`app:${willing.records.app}`), purpose: email },
      as('marketing'),
    );
    await ask(willing, 'support', support);
    expect(await counted('explainer')).toEqual({ ...before, billing: before['billing'] + 4 });
    expect(await counted('marketing')).toEqual({ app: null, shop: null, crm: null, billing: null });
    const warnings = gateway.logs
      .filter((line) => line.includes('did not answer or was not understood'))
      .map((line) => JSON.parse(line))
      .filter(({ source }) => source === 'billing');
    expect(warnings.length).toBe(1);
    expect(Object.keys(warnings[0]).sort()).toEqual(
      ['denials', 'hostname', 'level', 'msg', 'pid', 'source', 'time', 'total'].sort(),
    );
    expect(gateway.logs.slice(lines).join()).not.toContain(willing.email);
  });

  it('warns of a source once a minute at most, with what there was since', () => {
    const told: unknown[] = [];
    let now = 0;
    const denials = new BlindDenials(
      (...one) => told.push(one),
      () => now,
    );
    const blind = (source: string) =>
      denials.note({
        decision: 'DENY',
        decidedBy: {
          ref: { source, id: '' },
          scope: { channel: 'ANY', purpose: '*' },
          status: 'UNAVAILABLE',
        },
      });
    for (let at = 0; at < 5; at++) blind('app');
    blind('crm');
    now = warnEvery - 1;
    blind('app');
    now = warnEvery;
    blind('app');
    expect(told).toEqual([
      ['app', 1, 1],
      ['crm', 1, 1],
      ['app', 6, 7],
    ]);
    denials.note({ decision: 'PERMIT' });
    denials.note({ decision: 'DENY' });
    expect(['app', 'crm', 'shop'].map((source) => denials.of(source))).toEqual([7, 1, 0]);
  });
});

describe('a source of consent that fails while the answer is put together', () => {
  const modes: readonly Fault['mode'][] = ['down', 'fail', 'hang'];
  it.each(sources)(
    '%s: never shows one field that needs consent',
    async (source) => {
      await expectPermitted(willing);
      const tally = { shown: 0, hidden: 0 };
      for (let at = 0; at < 18; at++) {
        if (at % 4 === 3) gateway.installation.xref.clear();
        const asked = Promise.all([
          ask(willing, 'marketing', email),
          ask(willing, 'explainer', email),
          ask(willing, 'support', support),
        ]);
        await sleep((at * 3) % 40);
        await sandbox.systems[source].setFault({ mode: modes[at % 3] ?? 'down' });
        const [plain, explained, contract] = await asked;
        const { customer } = explained.data;
        if (customer?.consent.decision === 'PERMIT') {
          tally.shown++;
          expect(customer.email).toBe(willing.email);
          // Permitted by what each of them said, and not for want of it.
          for (const [name, record] of Object.entries(willing.records))
            expect(customer.consent.evidence).toContainEqual({ source: name, record });
        } else {
          tally.hidden++;
          for (const field of personal) expect(customer?.[field] ?? null).toBeNull();
        }
        // Permitted in full, or as if there were nobody.
        if (plain.data.customer !== null) expect(plain.data.customer.email).toBe(willing.email);
        if (source !== 'app') expect(contract.data.customer.displayName).toContain(willing.family);
        await sandbox.systems[source].setFault({ mode: 'ok' });
      }
      expect(tally.hidden).toBeGreaterThan(0);
      await expectPermitted(willing);
    },
    90_000,
  );
});
