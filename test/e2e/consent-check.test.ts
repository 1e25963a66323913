/**
 * Whether, and nothing else: a denial of `consentCheck` does not wait for slow sources, a permit waits for all of them, and
 * neither is another decision than the one the customer's `consent` comes to (docs/consent.md, F11).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { as, withCallers } from './consent-callers.ts';
import { addKnownPerson, type KnownPerson } from './consent-people.ts';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { patient } from './patient.ts';
import { shippedPolicy } from './withheld-fields.ts';

const email = 'marketing.communications.email';
const support = 'essential.service.operations.support';
const everything = { purposes: ['*'], categories: ['user'], scopes: [] };
/** Sees what is permitted, and no address. */
const unseeing = { purposes: ['*'], categories: ['user.privacy_preferences'], scopes: [] };
const callers = {
  explainer: { roles: ['everything'], scopes: ['consent:explain', 'identity:steward'] },
  outsider: { roles: ['everything'] },
  sender: { roles: ['sender'] },
  unseeing: { roles: ['unseeing'] },
  unseeingExplainer: { roles: ['unseeing'], scopes: ['consent:explain'] },
} as const;
type CallerName = keyof typeof callers;

/** Milliseconds: what a source takes that is slow, and what is quick beside it, on a busy machine too. */
const slow = 5000;
const quick = 3000;

let sandbox: Sandbox;
let gateway: RunningGateway;
let willing: KnownPerson;
let unwilling: KnownPerson;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 1 });
  willing = await addKnownPerson(sandbox, { app: true, shop: 'yes', crm: false });
  unwilling = await addKnownPerson(sandbox, { app: false, shop: 'yes', crm: false });
  const configuration = withCallers(patient(demoConfiguration(sandbox)), callers, { everything, unseeing });
  gateway = await runGateway({ ...configuration, store: 'memory' });
}, 60_000);
afterEach(async () => {
  for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'ok', delayMs: 0 });
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

interface Terms {
  readonly purpose?: string;
  readonly caller?: CallerName;
  readonly headers?: Readonly<Record<string, string>>;
}

async function check(by: Json, { purpose = email, caller = 'outsider', headers = {} }: Terms = {}) {
  const { data, errors, ms } = await gateway.query(
    'query($by: CustomerKey!, $purpose: DataUse!) { consentCheck(by: $by, purpose: $purpose) }',
    { by, purpose },
    { ...as(caller), ...headers },
  );
  expect(errors).toBeUndefined();
  return { decision: data.consentCheck, ms };
}

const recordOf = ({ records }: KnownPerson) => byRecord(`app:${records.app}`);

describe('a denial', () => {
  it.each(['shop', 'crm'] as const)('does not wait for %s where another source objects', async (source) => {
    await check(recordOf(unwilling));
    await sandbox.systems[source].setFault({ mode: 'slow', delayMs: slow });
    const { decision, ms } = await check(recordOf(unwilling));
    expect(decision).toBe('DENY');
    expect(ms).toBeLessThan(quick);
  });

  it('waits where nobody is remembered, and is the same', async () => {
    gateway.installation.xref.clear();
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: 500 });
    expect(await check(recordOf(unwilling))).toMatchObject({ decision: 'DENY' });
  });

  it('does not wait for anybody where the value is on the suppression list', async () => {
    const by = { email: willing.email };
    const say = (mutation: string) =>
      gateway.query(
        `mutation($email: String!) { ${mutation}(value: { email: $email }) { id } }`,
        { email: willing.email },
        as('explainer'),
      );
    expect(await check(by)).toMatchObject({ decision: 'PERMIT' });
    await say('suppress');
    gateway.installation.xref.clear();
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: slow });
    const { decision, ms } = await check(by);
    expect(decision).toBe('DENY');
    expect(ms).toBeLessThan(quick);
    await sandbox.systems.crm.setFault({ mode: 'ok' });
    // By a record, whose values are known only once it is read, it is denied as well.
    expect(await check(recordOf(willing))).toMatchObject({ decision: 'DENY' });
    await say('liftSuppression');
    expect(await check(by)).toMatchObject({ decision: 'PERMIT' });
  });

  it('does not wait for anybody where the request itself objects', async () => {
    gateway.installation.xref.clear();
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: slow });
    const by = { email: willing.email };
    const { decision, ms } = await check(by, {
      purpose: 'third_party_sharing',
      headers: { 'sec-gpc': '1' },
    });
    expect(decision).toBe('DENY');
    expect(ms).toBeLessThan(quick);
    expect((await check(by, { headers: { 'sec-gpc': '1' } })).decision).toBe('PERMIT');
  });
});

it.each(['shop', 'crm'] as const)('a permit waits for %s, remembered or not', async (source) => {
  await sandbox.systems[source].setFault({ mode: 'slow', delayMs: 1000 });
  for (const isRemembered of [false, true]) {
    if (!isRemembered) gateway.installation.xref.clear();
    const { decision, ms } = await check(recordOf(willing));
    expect(decision).toBe('PERMIT');
    expect(ms).toBeGreaterThan(990);
  }
});

describe('the decision', () => {
  const purposes = Object.keys(shippedPolicy.purposes);
  const channels = [undefined, 'EMAIL', 'SMS', 'POST'];
  const scopes = purposes.flatMap((purpose) => channels.map((channel) => ({ purpose, channel })));
  const argumentsOf = ({ purpose, channel }: { purpose: string; channel: string | undefined }) =>
    `purpose: "${purpose}"${channel === undefined ? '' : `, channel: ${channel}`}`;
  const chunks = Array.from({ length: Math.ceil(scopes.length / 20) }, (_, at) =>
    scopes.slice(at * 20, at * 20 + 20),
  );

  /** All scopes, some in one question. */
  async function all(
    field: (terms: string) => string,
    caller: CallerName,
    by: Json,
  ): Promise<readonly string[]> {
    const decided: string[] = [];
    for (const chunk of chunks) {
      const fields = chunk.map((scope, at) => `f${at}: ${field(argumentsOf(scope))}`).join('\n');
      const isCheck = fields.includes('consentCheck');
      const { data, errors } = await gateway.query(
        `query($by: CustomerKey!) { ${isCheck ? fields : `customer(by: $by) { ${fields} }`} }`,
        { by },
        { ...as(caller), 'x-data-use': 'essential.privacy_request' },
      );
      expect(errors).toBeUndefined();
      const at = isCheck ? data : data.customer;
      for (const name of Object.keys(at)) decided.push(isCheck ? at[name] : at[name].decision);
    }
    return decided.map(
      (decision, at) => `${argumentsOf(scopes[at] ?? { purpose: '', channel: '' })}: ${decision}`,
    );
  }

  it('is that of the customer, for every persona, purpose and channel', async () => {
    const permitted = new Set<string>();
    for (const { name, records } of sandbox.population.truth.personas) {
      const by = byRecord(records.at(-1) ?? '');
      // A channel that is not named is that of the purpose, which a customer's consent has to be told.
      const told = (terms: string) => {
        const { channel = 'NONE' } = shippedPolicy.purposes[terms.match(/"(.+)"/)?.[1] ?? ''] ?? {};
        return terms.includes('channel') ? terms : `${terms}, channel: ${channel}`;
      };
      const whole = await all((terms) => `consent(${told(terms)}) { decision }`, 'explainer', by);
      for (const one of whole) if (one.endsWith('PERMIT')) permitted.add(one);
      for (const caller of ['explainer', 'outsider'] as const) {
        const checked = await all((terms) => `consentCheck(by: $by, ${terms})`, caller, by);
        expect(checked, `${name}, for ${caller}`).toEqual(whole);
      }
    }
    expect(permitted.size).toBeGreaterThan(30);
  }, 180_000);
});

describe('of an address of somebody who agreed to it alone', () => {
  const sms = 'marketing.communications.sms';
  const strange = 'nobody@nowhere.example';
  let addressed: KnownPerson;
  beforeAll(async () => {
    addressed = await addKnownPerson(sandbox, { app: null, sms: true });
    await sandbox.systems.app.execute(
      `insert into consents (id, user_id, purpose, channel, status, captured_at, contact_point, method)
       values (9000001, $1, '${email}', 'EMAIL', 'granted', now(), $2, 'FORM')`,
      [Number(addressed.records.app), addressed.email],
    );
  });

  /** What is told of one address, as it was sent; an address itself is not part of it. */
  async function told(contactPoint: string, caller: CallerName, use: string): Promise<string> {
    const { data, errors } = await gateway.query(
      `query($by: CustomerKey!, $contactPoint: String) { customer(by: $by) {
         consent(purpose: "${email}", channel: EMAIL, contactPoint: $contactPoint) { decision status evidence { source } }
       } }`,
      { by: recordOf(addressed), contactPoint },
      { ...as(caller), 'x-data-use': use },
    );
    expect(errors).toBeUndefined();
    return JSON.stringify(data.customer.consent);
  }
  const decided = async (...asked: Parameters<typeof told>) => JSON.parse(await told(...asked)).decision;

  it.each([
    ['sees it', 'outsider', support],
    ['sees it for what it was agreed to', 'outsider', email],
    ['may know why', 'unseeingExplainer', sms],
  ] as const)('the decision is told to a caller who %s', async (_, caller, use) => {
    expect(await decided(addressed.email, caller, use)).toBe('PERMIT');
    expect(await decided(`Nora <${addressed.email.toUpperCase()}>`, caller, use)).toBe('PERMIT');
    expect(await decided(strange, caller, use)).toBe('DENY');
  });

  it.each([
    ['sees no addresses', 'unseeing', support],
    ['sees it for other purposes only', 'outsider', sms],
  ] as const)('nothing is told to a caller who %s', async (_, caller, use) => {
    const answers = [addressed.email, strange, 'no address'].map((point) => told(point, caller, use));
    expect(new Set(await Promise.all(answers))).toEqual(
      new Set(['{"decision":"DENY","status":null,"evidence":null}']),
    );
  });
});

it('about nobody is a denial like any other', async () => {
  const answers = await Promise.all(
    [recordOf(unwilling), byRecord('app:999999999'), { email: 'nobody@nowhere.example' }].map(async (by) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...as('outsider') },
        body: JSON.stringify({
          query: `query($by: CustomerKey!) { consentCheck(by: $by, purpose: "${email}") }`,
          variables: { by },
        }),
      });
      return `${response.status} ${await response.text()}`;
    }),
  );
  expect(new Set(answers)).toEqual(new Set(['200 {"data":{"consentCheck":"DENY"}}\n']));
});

it('a sender is told whether, by a record or an address, and nothing else of anybody', async () => {
  expect(await check(recordOf(willing), { caller: 'sender' })).toMatchObject({ decision: 'PERMIT' });
  expect(await check(recordOf(unwilling), { caller: 'sender' })).toMatchObject({ decision: 'DENY' });
  expect(await check({ email: willing.email }, { caller: 'sender' })).toMatchObject({ decision: 'PERMIT' });
  expect(await check({ email: unwilling.email }, { caller: 'sender' })).toMatchObject({ decision: 'DENY' });
  const { data } = await gateway.query(
    'query($by: CustomerKey!) { customer(by: $by) { displayName email orders { nodes { id } } } }',
    { by: recordOf(willing) },
    { ...as('sender'), 'x-data-use': email },
  );
  expect(data.customer).toEqual({ displayName: null, email: null, orders: null });
});
