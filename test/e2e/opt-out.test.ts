/**
 * An opt-out, wherever it is recorded, is in force for every read that begins after it: nothing is flushed, nobody is
 * told, and others read all the while.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, withCallers } from './consent-callers.ts';
import { addKnownPerson, type KnownPerson, nextPerson } from './consent-people.ts';
import { byPath } from './deferring.ts';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { receive, together } from './multipart.ts';
import { addOrder, addUser } from './newcomers.ts';
import { patient } from './patient.ts';

const email = 'marketing.communications.email';
const support = 'essential.service.operations.support';
const readers = 3;

let sandbox: Sandbox;
let gateway: RunningGateway;
let person: KnownPerson;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 1 });
  const everything = { purposes: ['*'], categories: ['user'], scopes: [] };
  const callers = {
    outsider: { roles: ['everything'] },
    steward: { roles: ['steward'] },
  };
  const configuration = withCallers(patient(demoConfiguration(sandbox)), callers, { everything });
  gateway = await runGateway({ ...configuration, store: 'memory' });
  person = await addKnownPerson(sandbox, { app: true, shop: 'yes', crm: false, billing: 'yes' });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

async function isShown(): Promise<boolean> {
  const { data, errors } = await gateway.query(
    'query($by: CustomerKey!) { customer(by: $by) { email } }',
    { by: { email: person.email } },
    { ...as('outsider'), 'x-data-use': email },
  );
  expect(errors).toBeUndefined();
  return data.customer !== null;
}

/** Says yes or no, where it is recorded; resolves when that is committed. */
type Say = (yes: boolean) => Promise<unknown>;

const recorded: Readonly<Record<string, Say>> = {
  'in the app': (yes) =>
    sandbox.systems.app.execute('update users set marketing_opt_in = $1 where id = $2', [
      yes,
      Number(person.records.app),
    ]),
  'in the shop': (yes) =>
    sandbox.systems.shop.execute('update customers set newsletter = ? where customer_no = ?', [
      yes ? 'yes' : 'no',
      Number(person.records.shop),
    ]),
  'in the crm': async (yes) =>
    sandbox.systems.crm.object('Lead').update(person.records.crm ?? '', { HasOptedOutOfEmail: !yes }),
  'in billing': async (yes) => {
    const { data } = sandbox.systems.billing;
    const at = data.customers.findIndex(({ id }) => id === person.records.billing);
    const customer = data.customers[at];
    if (customer === undefined || customer.deleted) throw new Error('they are not known to billing');
    data.customers[at] = { ...customer, metadata: { ...customer.metadata, marketing: yes ? 'yes' : 'no' } };
    sandbox.systems.billing.touch();
  },
  'on the suppression list': async (yes) => {
    const { errors } = await gateway.query(
      `mutation($email: String!) { ${yes ? 'liftSuppression' : 'suppress'}(value: { email: $email }) { id } }`,
      { email: person.email },
      as('steward'),
    );
    expect(errors).toBeUndefined();
  },
};

describe('an opt-out is in force for the next read', () => {
  it.each(Object.entries(recorded))(
    '%s, while others read',
    async (_, say) => {
      await expect.poll(isShown, { timeout: 10_000 }).toBe(true);
      const rounds = 13;
      /** Counts what is said; reads that begin and end under the same count have one right answer. */
      let said = 0;
      let yes: boolean | undefined = true;
      let reading = true;
      const tally = { shown: 0, hidden: 0 };
      const read = async () => {
        const [before, agreed] = [said, yes];
        const shown = await isShown();
        if (said !== before || agreed === undefined) return;
        expect(shown, agreed ? 'they agreed' : 'they had opted out before it was asked').toBe(agreed);
        tally[shown ? 'shown' : 'hidden']++;
      };
      const others = Promise.all(
        Array.from({ length: readers }, async () => {
          while (reading) await read();
        }),
      );
      // A reader that fails is told of at the end.
      others.catch(() => {});
      const change = async (now: boolean) => {
        said++;
        yes = undefined;
        await say(now);
        said++;
        yes = now;
        await read();
      };
      try {
        for (let round = 0; round < rounds; round++) {
          await change(false);
          await change(true);
        }
      } finally {
        reading = false;
      }
      await others;
      expect(tally.shown).toBeGreaterThanOrEqual(rounds);
      expect(tally.hidden).toBeGreaterThanOrEqual(rounds);
    },
    60_000,
  );
});

describe('what is deferred is judged again', () => {
  it('a restriction that the first part did not wait for leaves nothing of the second', async () => {
    const { crm } = sandbox.systems;
    const known = nextPerson();
    const individual = crm.object('Individual').insert({ FirstName: known.given, LastName: known.family });
    const contact = crm.object('Contact').insert({
      FirstName: known.given,
      LastName: known.family,
      Email: known.email,
      Title: 'Head of nothing',
      IndividualId: individual,
    });
    const user = await addUser(sandbox, known, { crm_contact_id: contact });
    await addOrder(sandbox, user, 'the-only-order');
    const ask = async () => {
      const asked = performance.now();
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: byPath,
          'x-data-use': support,
          ...as('outsider'),
        },
        body: JSON.stringify({
          query: `query($by: CustomerKey!) { customer(by: $by) {
            id orders(first: 1) { nodes { number } } ... @defer { jobTitle displayName }
          } }`,
          variables: { by: { record: { source: 'app', id: user } } },
        }),
      });
      return response.headers.get('content-type')?.startsWith('multipart')
        ? together(await receive(response, asked)).data
        : ((await response.json()) as { data: never }).data;
    };
    for (let at = 0; at < 2; at++)
      expect(await ask()).toMatchObject({ customer: { jobTitle: 'Head of nothing' } });

    crm.object('Individual').update(individual, { HasOptedOutProcessing: true });
    const { customer } = await ask();
    expect([customer?.jobTitle ?? null, customer?.displayName ?? null]).toEqual([null, null]);
    // From then on it is known of them, and they are not shown at all.
    expect(await ask()).toEqual({ customer: null });
    crm.object('Individual').update(individual, { HasOptedOutProcessing: false });
    await expect
      .poll(async () => (await ask()).customer?.jobTitle, { timeout: 10_000 })
      .toBe('Head of nothing');
  });
});
