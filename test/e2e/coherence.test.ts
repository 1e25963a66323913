/** A remembered customer, and sources that change behind the memory: what is seen at once, what after an event, and what later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';
import { addLead, addOrder, addPayer, addShopCustomer, addUser, type Newcomer } from './newcomers.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let configuration: Configuration;
/** Believes its memory for as long as the demo does: minutes. */
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 10 });
  configuration = patient(demoConfiguration(sandbox));
  gateway = await runGateway(configuration);
  // Each source reads its catalogue once, before anything is counted.
  await gateway.query('{ sources { health { status } } }');
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

/** For marketing, so that what consent says shows in what is shown. */
const document = `query($by: CustomerKey!) @purpose(use: "marketing.communications.email") { customer(by: $by) {
  email consent(channel: EMAIL) { decision status decidedBy { source } }
  identity { records { source id } waves } sources { source status }
} }`;

let count = 0;
/** Families that nobody would take for one another. */
const families =
  'Ahorn Birnbaum Dattel Eschweiler Fichtner Ginster Haselnuss Ilex Jasmin Kirschner Lindwurm Mandelkern Nelkenbrecher Olivier Pappelheim Quitte Ruhland Schlehdorn Tannhof Ulmenstein Vogelbeer Weidenfeld Xanten Ypsilanti Zederberg Oleander Brombach Distelkamp Erlenwein Flieder'.split(
    ' ',
  );

/** Somebody new, whom no system knows by any key and nobody looks like. */
function somebody(given = 'Nora'): Newcomer {
  const number = String(++count).padStart(3, '0');
  const family = families[count % families.length] ?? '';
  const email = `${family.slice(0, 5)}.${given}@${family}.example`.toLowerCase();
  return { given, family, email, phone: `+4969900077${number}` };
}

const agreed = { marketing_opt_in: true, opted_at: '2026-01-02T00:00:00.000Z' };

interface Seen {
  readonly email: string | null;
  readonly decision: string;
  readonly by: string | undefined;
  readonly records: readonly string[];
  readonly waves: number;
}

async function ask(by: Json, from = gateway): Promise<Seen | null> {
  const { data, errors } = await from.query(document, { by });
  expect(errors).toBeUndefined();
  if (data.customer === null) return null;
  const { email, consent, identity } = data.customer;
  return {
    email,
    decision: `${consent.decision} ${consent.status}`,
    by: consent.decidedBy?.source,
    records: identity.records.map((one: Json) => `${one.source}:${one.id}`),
    waves: identity.waves,
  };
}

const byRecord = (source: string, id: string) => ({ record: { source, id } });

/** A user who agreed to marketing, remembered. */
async function remembered(person = somebody(), from = gateway) {
  const id = await addUser(sandbox, person, agreed);
  const by = { email: person.email };
  const granted = { email: person.email, decision: 'PERMIT GRANTED', by: 'app' };
  expect(await ask(by, from)).toMatchObject({ ...granted, records: [`app:${id}`] });
  expect(await ask(by, from)).toMatchObject({ ...granted, waves: 1 });
  return { person, id, by, granted };
}

describe('a new record of a remembered customer', () => {
  const refusal = { HasOptedOutOfEmail: true };
  const refused = { email: null, decision: 'DENY DENIED', by: 'crm' };

  it('is found, and obeyed, by the very next question after an event', async () => {
    const { person, id, by, granted } = await remembered();
    const lead = addLead(sandbox, person, refusal);
    // Fresh as it is, the memory is believed: without this the event would prove nothing.
    expect(await ask(by)).toMatchObject({ ...granted, records: [`app:${id}`] });
    gateway.recordChanged('crm', [lead], [{ kind: 'email', value: person.email }]);
    const next = await ask(by);
    expect(next).toMatchObject({ ...refused, records: [`app:${id}`, `crm:${lead}`] });
    expect(next?.waves).toBeGreaterThan(1);
    expect(await ask(by)).toMatchObject({ ...refused, waves: 1 });
    for (const door of [byRecord('app', id), byRecord('crm', lead), { phone: person.phone }])
      expect(await ask(door)).toMatchObject(refused);
  });

  it.each<readonly [string, (person: Newcomer, lead: string) => Parameters<RunningGateway['recordChanged']>]>(
    [
      ['its key alone', ({ email }) => ['crm', [], [{ kind: 'email', value: email }]]],
      [
        'its key in another spelling',
        ({ email }, lead) => ['crm', [lead], [{ kind: 'email', value: ` ${email.toUpperCase()} ` }]],
      ],
      [
        'another key of theirs, as it is dialled in the country',
        ({ phone = '' }) => ['crm', [], [{ kind: 'phone', value: phone.replace('+49', '0') }]],
      ],
      [
        'several keys, one of which means nothing here',
        ({ email }, lead) => [
          'crm',
          [lead],
          [
            { kind: 'phone', value: 'unknown' },
            { kind: 'email', value: 'n/a' },
            { kind: 'email', value: email },
          ],
        ],
      ],
    ],
  )('is found when the event names %s', async (_, event) => {
    const { person, by } = await remembered();
    const lead = addLead(sandbox, person, refusal);
    gateway.recordChanged(...event(person, lead));
    expect(await ask(by)).toMatchObject(refused);
  });

  it('is found when the event names a record of theirs, or what it says of one', async () => {
    const { person, id, by } = await remembered();
    const lead = addLead(sandbox, person, refusal);
    gateway.recordChanged('app', [id], []);
    expect(await ask(by)).toMatchObject({ ...refused, records: [`app:${id}`, `crm:${lead}`] });
    // It shares no key with them, and names one of their records.
    const shop = await addShopCustomer(
      sandbox,
      { ...somebody(person.given), phone: null },
      { app_user_id: Number(id) },
    );
    expect((await ask(by))?.records).not.toContain(`shop:${shop}`);
    gateway.recordChanged('shop', [shop], [{ kind: 'reference.app', value: id }]);
    expect((await ask(by))?.records).toContain(`shop:${shop}`);
  });

  it('cannot be found by an event that names only what nobody remembers', async () => {
    const { person, by, granted } = await remembered();
    const lead = addLead(sandbox, person, refusal);
    gateway.recordChanged('crm', [lead], []);
    expect(await ask(by)).toMatchObject(granted);
  });

  it('is found for each of those who share the key, whoever was asked for', async () => {
    const ina = somebody('Ina');
    const volkmar = { ...somebody('Volkmar'), email: ina.email };
    const first = await addUser(sandbox, ina, agreed);
    const second = await addUser(sandbox, volkmar, agreed);
    await ask(byRecord('app', first));
    expect(await ask(byRecord('app', second))).toMatchObject({ decision: 'PERMIT GRANTED' });
    const lead = addLead(sandbox, volkmar, refusal);
    gateway.recordChanged('crm', [lead], [{ kind: 'email', value: ina.email }]);
    expect(await ask(byRecord('app', second))).toMatchObject({
      ...refused,
      records: [`app:${second}`, `crm:${lead}`],
    });
  });

  it('is found by a number as its source writes it, in a country where no caller dials', async () => {
    const british = {
      ...configuration,
      sources: configuration.sources.map((one) =>
        one.name === 'crm' ? { ...one, options: { ...one.options, country: 'GB' } } : one,
      ),
    };
    const abroad = await runGateway(british);
    try {
      const person = { ...somebody(), phone: '+442079460077' };
      const { by } = await remembered(person, abroad);
      const lead = { ...somebody(person.given), family: person.family, phone: '020 7946 0077' };
      const id = addLead(sandbox, lead, { ...refusal, Country: null });
      abroad.recordChanged('crm', [id], [{ kind: 'phone', value: lead.phone }]);
      expect(await ask(by, abroad)).toMatchObject(refused);
    } finally {
      await abroad.close();
    }
  });

  it('is found by somebody who asks by a key that nobody had a moment ago', async () => {
    const person = somebody();
    const asked = { email: person.email.replace(/^./, (letter) => letter.toUpperCase()) };
    expect(await ask(asked)).toBeNull();
    await addUser(sandbox, person, agreed);
    // For half a minute it is believed that nobody has it.
    const { calls } = await whatIsAsked(sandbox, async () => expect(await ask(asked)).toBeNull());
    expect(calls).toEqual({ app: 0, shop: 0, crm: 0, billing: 0 });
    gateway.recordChanged('app', [], [{ kind: 'email', value: person.email }]);
    expect(await ask(asked)).toMatchObject({ email: person.email });
  });
});

describe('without an event', () => {
  const refresh = 600;

  /** Whose memory is old after a moment. */
  async function forgetful<T>(run: (from: RunningGateway) => Promise<T>): Promise<T> {
    const { identity } = configuration;
    const quick = await runGateway({
      ...configuration,
      identity: { ...identity, xref: { ...identity.xref, refresh } },
    });
    try {
      return await run(quick);
    } finally {
      await quick.close();
    }
  }

  it('a new record is found in the background once the memory is old, and shown to the next', () =>
    forgetful(async (from) => {
      const { person, by, granted } = await remembered(somebody(), from);
      const lead = addLead(sandbox, person, { HasOptedOutOfEmail: true });
      await sleep(refresh);
      // The one who finds it old is answered from it, and waits for nothing.
      expect(await ask(by, from)).toMatchObject({ ...granted, waves: 1 });
      const next = async () => (await ask(by, from))?.records.includes(`crm:${lead}`);
      await expect.poll(next, { interval: 20, timeout: 2000 }).toBe(true);
      expect(await ask(by, from)).toMatchObject({ email: null, decision: 'DENY DENIED', by: 'crm' });
    }));

  it('nothing is searched for while the memory is fresh', async () => {
    const { by } = await remembered();
    const { calls } = await whatIsAsked(sandbox, async () => {
      for (let times = 0; times < 3; times++) await ask(by);
      await sleep(100);
    });
    // Their record, and what the app says of consent; nobody else knows them.
    expect(calls).toEqual({ app: 6, shop: 0, crm: 0, billing: 0 });
  });

  it('many who find it old begin one search, which asks every source once', () =>
    forgetful(async (from) => {
      const { by } = await remembered(somebody(), from);
      const lookUps = async (times: number) => {
        const { calls } = await whatIsAsked(sandbox, async () => {
          await Promise.all(Array.from({ length: times }, () => ask(by, from)));
          await sleep(150);
        });
        // Only the search asks those who know nobody.
        return [calls.shop, calls.crm, calls.billing];
      };
      await sleep(refresh);
      const one = await lookUps(1);
      expect(Math.min(...one)).toBeGreaterThan(0);
      expect(await lookUps(10)).toEqual([0, 0, 0]);
      await sleep(refresh);
      expect(await lookUps(10)).toEqual(one);
    }));

  it('a record that changed its person is seen at once', async () => {
    const { person, id, by } = await remembered();
    const shop = await addShopCustomer(sandbox, person, { newsletter: 'no' });
    gateway.recordChanged('shop', [shop], [{ kind: 'email', value: person.email }]);
    expect(await ask(by)).toMatchObject({
      decision: 'DENY DENIED',
      records: [`app:${id}`, `shop:${shop}`],
    });
    const other = await remembered(somebody('Olaf'));
    await sandbox.systems.shop.execute(
      `update customers set mail = '${other.person.email}', tel = null, full_name = 'Olaf ${other.person.family}' where customer_no = ${shop}`,
    );
    expect(await ask(by)).toMatchObject({ decision: 'PERMIT GRANTED', records: [`app:${id}`] });
    expect(await ask(byRecord('shop', shop))).toMatchObject({
      decision: 'DENY DENIED',
      records: [`app:${other.id}`, `shop:${shop}`],
    });
    // Asked for by that record, the other is known with it by any.
    expect(await ask(other.by)).toMatchObject({ decision: 'DENY DENIED', email: null });
  });

  it('a record that is gone is seen at once, and so is a customer', async () => {
    const { person, id, by } = await remembered();
    const lead = addLead(sandbox, person, { HasOptedOutOfEmail: true });
    const payer = addPayer(sandbox, person);
    gateway.recordChanged('crm', [lead], [{ kind: 'email', value: person.email }]);
    const records = [`app:${id}`, `billing:${payer}`, `crm:${lead}`];
    expect(await ask(by)).toMatchObject({ decision: 'DENY DENIED', records });
    sandbox.systems.crm.object('Lead').remove(lead);
    expect(await ask(by)).toMatchObject({ decision: 'PERMIT GRANTED', records: records.slice(0, 2) });
    const { data, touch } = sandbox.systems.billing;
    data.customers.splice(
      data.customers.findIndex((one) => one.id === payer),
      1,
    );
    touch();
    expect(await ask(by)).toMatchObject({ records: [`app:${id}`] });
    await sandbox.systems.app.execute(`delete from users where id = ${id}`);
    expect(await ask(by)).toBeNull();
    expect(await ask(byRecord('app', id))).toBeNull();
  });

  it('consent and rows that change on known records are seen at once', async () => {
    const { id, by } = await remembered();
    const orders = async () => {
      const { data } = await gateway.query(
        'query($by: CustomerKey!) { customer(by: $by) { orders { nodes { id } } } }',
        { by },
      );
      return data.customer.orders.nodes.map((one: Json) => one.id);
    };
    expect(await orders()).toEqual([]);
    const order = await addOrder(sandbox, id);
    expect(await orders()).toEqual([order]);
    await sandbox.systems.app.execute(`update users set marketing_opt_in = false where id = ${id}`);
    expect(await ask(by)).toMatchObject({ email: null, decision: 'DENY DENIED', by: 'app', waves: 1 });
  });
});

describe('an event during a search', () => {
  it('leaves what the search found to its own request', async () => {
    // Known by one key alone, for which nobody is asked twice.
    const person = { ...somebody(), phone: null };
    const id = await addUser(sandbox, person, agreed);
    const by = { email: person.email };
    const { app, crm } = sandbox.systems;
    // The sales department reads its catalogue once.
    await ask({ email: 'nobody@neuhaus.example' });
    await app.setFault({ mode: 'slow', delayMs: 600 });
    crm.forget();
    try {
      const asking = ask(by);
      await expect.poll(() => crm.calls, { interval: 10 }).toBeGreaterThan(1);
      await sleep(100);
      // It has answered by now that it knows nobody.
      const lead = addLead(sandbox, { ...person, phone: '' }, { HasOptedOutOfEmail: true });
      gateway.recordChanged('crm', [lead], [{ kind: 'email', value: person.email }]);
      // Its later waves may have met it.
      expect((await asking)?.records).toContain(`app:${id}`);
      expect(await ask(by)).toMatchObject({
        email: null,
        decision: 'DENY DENIED',
        records: [`app:${id}`, `crm:${lead}`],
      });
    } finally {
      await app.setFault({ mode: 'ok', delayMs: 0 });
    }
  });
});
