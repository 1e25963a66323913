/** What one failing source costs: its own fields, and whatever consent it might have denied. Nothing else. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/system.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  wholeCustomer,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;
const deadline = 3000;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 50 });
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});
afterEach(async () => {
  for (const system of Object.values(sandbox.systems))
    await system.setFault({ mode: 'ok', dropped: [], delayMs: 0 });
});

const document = `query($by: CustomerKey!) { customer(by: $by) { ...Whole
  marketing: consent(purpose: "marketing.communications.email", channel: EMAIL) { decision status }
  support: consent(purpose: "essential.service.operations.support") { decision status }
} } ${wholeCustomer}`;
const ada = { by: { email: 'ada.lindqvist@example.com' } };

type SourceName = keyof Sandbox['systems'];
const sources: readonly SourceName[] = ['app', 'shop', 'crm', 'billing'];

const faults: Record<string, { fault: Partial<Fault>; statuses: readonly string[] }> = {
  hung: { fault: { mode: 'hang' }, statuses: ['TIMEOUT'] },
  down: { fault: { mode: 'down' }, statuses: ['UNAVAILABLE'] },
  failing: { fault: { mode: 'fail' }, statuses: ['UNAVAILABLE'] },
  throttled: { fault: { mode: 'throttle', retryAfterSeconds: 7 }, statuses: ['THROTTLED'] },
  'answering garbage': { fault: { mode: 'garbage' }, statuses: ['UNAVAILABLE'] },
};

/** A consent column of each source, whose loss must deny; billing maps metadata, which cannot be dropped as a column. */
const consentColumns: Record<SourceName, string> = {
  app: 'users.marketing_opt_in',
  shop: 'customers.newsletter',
  crm: 'Contact.HasOptedOutOfEmail',
  billing: 'customer.metadata',
};

const collections = ['orders', 'invoices', 'subscriptions', 'payments', 'opportunities', 'cases'];

/** Every value of an answer that did not come from `source`. */
function valuesNotOf(source: SourceName, customer: Json): Json {
  const elsewhere = (list: Json) => list.filter((one: Json) => one.source !== source);
  return {
    emails: customer.emails.map((one: Json) => one.value.toLowerCase()),
    orders: elsewhere(customer.orders.nodes),
    ...(source === 'billing'
      ? {}
      : {
          invoices: customer.invoices.nodes,
          payments: customer.payments.nodes,
          subscriptions: customer.subscriptions.nodes,
        }),
    ...(source === 'crm' ? {} : { cases: customer.cases.nodes, opportunities: customer.opportunities.nodes }),
    records: elsewhere(customer.identity.records),
    sources: elsewhere(customer.sources),
  };
}

async function ask(): Promise<{ customer: Json; ms: number; extensions: Json }> {
  const { status, data, errors, ms, extensions } = await gateway.query(document, ada);
  expect(errors).toBeUndefined();
  expect(status).toBe(200);
  return { customer: data.customer, ms, extensions };
}

describe('a source that fails', () => {
  for (const remembered of [false, true])
    for (const source of sources)
      for (const [name, { fault, statuses }] of Object.entries(faults))
        it(`${source} ${name}, ${remembered ? 'with a warm cross-reference' : 'from cold'}`, async () => {
          gateway.installation.xref.clear();
          const { customer: whole } = await ask();
          if (!remembered) gateway.installation.xref.clear();
          await sandbox.systems[source].setFault(fault);

          const { customer, ms, extensions } = await ask();
          expect(ms).toBeLessThan(deadline);
          const own = customer.sources.find((one: Json) => one.source === source);
          expect(statuses).toContain(own.status);
          const logged = `"source":"${source}","status":"${own.status}"`;
          expect(gateway.logs.some((line) => line.includes(logged))).toBe(true);
          expect(extensions.sources).toContainEqual(expect.objectContaining({ source, status: own.status }));
          if (
            fault.mode === 'throttle' &&
            sandbox.systems[source].kind !== 'postgres' &&
            sandbox.systems[source].kind !== 'mysql'
          )
            expect(own.retryAfter).toBe(7);
          expect(valuesNotOf(source, customer)).toEqual(valuesNotOf(source, whole));
          for (const collection of collections)
            expect(
              customer[collection].missing.every((one: string) => one === source),
              collection,
            ).toBe(true);
          expect(customer.identity.complete).toBe(false);
          // Ada grants everywhere; what the failing source might have said is not known, so it is denied.
          expect(whole.marketing).toEqual({ decision: 'PERMIT', status: 'GRANTED' });
          expect(customer.marketing.decision).toBe('DENY');
          expect(['UNAVAILABLE', 'UNKNOWN']).toContain(customer.marketing.status);
          // A contract does not ask for consent.
          expect(customer.support.decision).toBe('PERMIT');

          await sandbox.systems[source].setFault({ mode: 'ok' });
          await expect
            .poll(async () => (await ask()).customer.marketing.decision, { timeout: 8000, interval: 250 })
            .toBe('PERMIT');
        });

  // Before the next ones: what has drifted is believed gone for a while.
  it('costs its own field only when a column it reads is dropped', async () => {
    const { customer: whole } = await ask();
    await sandbox.systems.crm.setFault({ dropped: ['Contact.Title'] });
    const { data } = await gateway.query(
      'query($by: CustomerKey!) { customer(by: $by) { jobTitle displayName sources { source status drifted } consent(purpose: "marketing.communications.email", channel: EMAIL) { decision } } }',
      ada,
    );
    expect(data.customer.jobTitle).toBeNull();
    expect(data.customer.displayName).toBe(whole.displayName);
    expect(data.customer.sources).toContainEqual({ source: 'crm', status: 'DRIFTED', drifted: ['jobTitle'] });
    expect(data.customer.consent.decision).toBe('PERMIT');
  });

  for (const source of sources)
    it(`${source} without a consent column it is mapped to`, async () => {
      gateway.installation.xref.clear();
      const { customer: whole } = await ask();
      await sandbox.systems[source].setFault({ dropped: [consentColumns[source]] });
      const { customer } = await ask();
      expect(valuesNotOf(source, customer)).toEqual(valuesNotOf(source, whole));
      expect(customer.sources.find((one: Json) => one.source === source).status).toBe('DRIFTED');
      expect(customer.marketing).toEqual({ decision: 'DENY', status: 'UNKNOWN' });
      expect(customer.support.decision).toBe('PERMIT');
    });
});
