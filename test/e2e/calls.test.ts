/** What an answer costs the systems behind it: calls that do not grow with the number of customers, and no idle read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byRecord,
  columnOf,
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 400 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
  // Each source reads its catalogue once, before anything is counted.
  await gateway.query('{ sources { health { status } } }');
  await gateway.query(
    `query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { ...Fields } } ${fields}`,
    {
      keys: [{ email: 'ada.lindqvist@example.com' }],
    },
  );
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const fields = `fragment Fields on Customer {
  displayName email identity { waves complete }
  orders(first: 3) { nodes { number } } invoices(first: 3) { nodes { number } } cases(first: 3) { nodes { subject } }
}`;
const byKeys = `query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { ...Fields } } ${fields}`;

const ask = (keys: readonly object[]) => gateway.query(byKeys, { keys });

/** E-mails, telephone numbers, loyalty numbers and records of the crowd, in turn. */
function mixedKeys(count: number): readonly object[] {
  const { app, truth } = sandbox.population;
  const emails = columnOf(app, 'users', 'email').filter((one) => one.includes('@') && !one.includes('test'));
  const phones = columnOf(app, 'users', 'phone').filter((one) => one.startsWith('+'));
  const loyalty = columnOf(app, 'users', 'loyalty_no');
  const records = [...truth.people.values()].map(([first = '']) => first);
  return Array.from({ length: count }, (_, at) => {
    const next = 40 + Math.floor(at / 4);
    switch (at % 4) {
      case 0:
        return { email: emails[next] };
      case 1:
        return { phone: phones[next] };
      case 2:
        return { externalId: { issuer: 'loyalty', value: loyalty[next] } };
      default:
        return byRecord(records[next] ?? '');
    }
  });
}

describe('customersByKey', () => {
  it('costs as many calls for 100 remembered customers as for 10', async () => {
    const keys = mixedKeys(100);
    await ask(keys);
    const { data } = await ask(keys);
    const known = keys.filter((_, at) => data.customersByKey[at]?.identity.waves === 1);
    expect(known.length).toBeGreaterThan(90);
    const ten = await whatIsAsked(sandbox, () => ask(known.slice(0, 10)));
    const hundred = await whatIsAsked(sandbox, () => ask(known));
    // Of customers who restrict the processing of their data less is read, in a call of its own.
    expect(hundred.calls.app).toBeLessThanOrEqual(ten.calls.app + 1);
    expect(hundred.calls.shop).toBeLessThanOrEqual(ten.calls.shop + 1);
    // What does not fit into one address is asked for in two requests.
    expect(hundred.calls.crm).toBeLessThanOrEqual(2 * ten.calls.crm);
    // The payment provider answers for one customer at a time: the customer, and their invoices.
    expect(hundred.calls.billing).toBeLessThanOrEqual(2 * known.length);
  });

  it('costs a few calls for each wave, however many keys there are, from cold', async () => {
    gateway.installation.xref.clear();
    const { calls } = await whatIsAsked(sandbox, async () => {
      const { data } = await ask(mixedKeys(100));
      expect(data.customersByKey.filter(Boolean).length).toBeGreaterThan(90);
    });
    const { waves } = gateway.installation.budget;
    // In each wave look-ups, records, orders and consents, each at most twice: as many calls are under way at once.
    // Candidate keys go in statements of their own, sixty-four at a time.
    expect(calls.app).toBeLessThanOrEqual(24 * waves);
    expect(calls.shop).toBeLessThanOrEqual(24 * waves);
    // Two objects, and as many requests as the keys take in addresses.
    expect(calls.crm).toBeLessThanOrEqual(64 * waves);
    // The payment provider is asked for one key at a time.
    expect(calls.billing).toBeLessThanOrEqual(5 * 100);
  });
});

describe('customers', () => {
  it('costs hardly more calls for a page of 50 than for one of 5', async () => {
    const page = `query($first: Int!) { customers(first: $first) { nodes { ...Fields } } } ${fields}`;
    const cost = async (first: number) => {
      await gateway.query(page, { first });
      const { calls } = await whatIsAsked(sandbox, () => gateway.query(page, { first }));
      return calls;
    };
    const five = await cost(5);
    const fifty = await cost(50);
    // Ten times as many people: somebody takes another wave, somebody restricts the processing of their data and is read in
    // calls of their own, and what is asked for a moment later leaves in the next call.
    expect(fifty.app).toBeLessThanOrEqual(3 * five.app + 4);
    expect(fifty.shop).toBeLessThanOrEqual(3 * five.shop + 4);
    expect(fifty.crm).toBeLessThanOrEqual(3 * five.crm + 4);
    expect(fifty.billing).toBeLessThanOrEqual(2 * 50);
  });
});

describe('one customer', () => {
  const ada = { email: 'ada.lindqvist@example.com' };
  const byKey = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;

  it('costs one call of each source that holds them, once known', async () => {
    await gateway.query(byKey('displayName'), { by: ada });
    const { calls } = await whatIsAsked(sandbox, () => gateway.query(byKey('displayName'), { by: ada }));
    expect(calls).toEqual({ app: 1, shop: 1, crm: 1, billing: 1 });
  });

  it('costs no call of a source that does not', async () => {
    const pending = { email: 'emilie.aubertin@example.net' };
    await gateway.query(byKey('displayName'), { by: pending });
    const { calls } = await whatIsAsked(sandbox, () => gateway.query(byKey('displayName'), { by: pending }));
    expect(calls).toEqual({ app: 1, shop: 1, crm: 0, billing: 0 });
  });

  it('is read by the columns that the operation and identity need, and no others', async () => {
    await gateway.query(byKey('displayName'), { by: ada });
    const { received } = await whatIsAsked(sandbox, () => gateway.query(byKey('displayName'), { by: ada }));
    const columns = (statement = '') =>
      [...(/^select (.*?) from/is.exec(statement)?.[1] ?? '').matchAll(/[\w.]+/g)]
        .map(([name]) => name)
        .sort();
    expect(columns(received.app[0])).toEqual(
      `birth_date city company country crm_contact_id email first_name id last_name loyalty_no
       phone postcode region street stripe_customer_id updated_at`.split(/\s+/),
    );
    expect(columns(received.shop[0])).toEqual(
      'app_user_id changed_at city country_code customer_no dob full_name loyalty_no mail street tel zip'.split(
        ' ',
      ),
    );
    // A contract obeys a restriction of all processing, and asks nothing else of consent.
    expect(received.crm[0]).toMatch(/Individual\.ShouldForget/);
    expect(received.crm[0]).not.toMatch(/HasOptedOutOf|DoNotCall|CreatedDate|Title/);
    expect(received.billing).toEqual([expect.stringMatching(/^GET \/v1\/customers\/cus_\w+$/)]);
  });

  it('is read without orders, cases or consents when nobody asks for them, even from cold', async () => {
    gateway.installation.xref.clear();
    for (const [purpose, others] of [
      ['essential.legal_obligation', '|consents|ContactPoint'],
      ['marketing.communications.email', ''],
    ]) {
      gateway.installation.xref.clear();
      const { received } = await whatIsAsked(sandbox, () =>
        gateway.query(byKey('displayName'), { by: ada }, { 'x-data-use': purpose ?? '' }),
      );
      const statements = Object.values(received).flat();
      expect(statements.length).toBeGreaterThan(4);
      const rows = `from.{1,3}(orders|purchases|Case|Opportunity${others})|invoices|payment|subscr`;
      for (const one of statements) expect(one).not.toMatch(new RegExp(rows, 'i'));
    }
  });

  it('is asked for no row of a collection beyond the page', async () => {
    const { received } = await whatIsAsked(sandbox, () =>
      gateway.query(byKey('orders(first: 2) { nodes { number } }'), { by: ada }),
    );
    const [orders] = received.app.filter((one) => one.includes('"orders"'));
    expect(orders).toMatch(/"number"/);
    expect(orders).not.toMatch(/total_cents|status/);
  });

  it('is asked what consent says only as far as the purpose needs it', async () => {
    const asked = async (purpose: string) => {
      await gateway.query(byKey('email'), { by: ada }, { 'x-data-use': purpose });
      const { received } = await whatIsAsked(sandbox, () =>
        gateway.query(byKey('email'), { by: ada }, { 'x-data-use': purpose }),
      );
      return Object.values(received).flat().join('\n');
    };
    const contract = await asked('essential.service.operations.support');
    expect(contract).toMatch(/Individual\.ShouldForget/);
    expect(contract).not.toMatch(
      /marketing_opt_in|newsletter|HasOptedOutOfEmail|"consents"|ContactPointTypeConsent/,
    );
    const consent = await asked('marketing.communications.email');
    for (const column of ['marketing_opt_in', 'newsletter', 'HasOptedOutOfEmail', '"consents"'])
      expect(consent).toContain(column);
    expect(await asked('essential.legal_obligation')).not.toMatch(/Individual|HasOptedOut|marketing_opt_in/);
  });
});
