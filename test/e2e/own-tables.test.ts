/** `onefold start` on somebody's own tables, in a process of its own: no name of the sandbox's tables is known to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeAccount } from '../../sandbox/account.ts';
import { type Population, populate } from '../../sandbox/people/population.ts';
import { standardObjects } from '../../sandbox/salesforce/schema.ts';
import { startSalesforce } from '../../sandbox/salesforce/server.ts';
import { startStripe } from '../../sandbox/stripe/server.ts';
import type { Table } from '../../sandbox/table.ts';
import { onefold } from '../cli/process.ts';
import { written } from '../config/files.ts';
import { mysqlServers, postgresServers } from '../servers.ts';
import type { Json } from './gateway.ts';

/** A table of the population under names of its owner's. */
function renamed(
  tables: readonly Table[],
  from: string,
  to: string,
  nameOf: (column: string) => string,
): Table {
  const table = tables.find(({ name }) => name === from);
  if (table === undefined) throw new TypeError('no such table');
  return {
    ...table,
    name: to,
    columns: table.columns.map((column) => ({ ...column, name: nameOf(column.name) })),
    primaryKey: nameOf(table.primaryKey),
    indexes: table.indexes.map((index) => ({ ...index, column: nameOf(index.column) })),
  };
}

const german = (column: string) => `kd_${column}`;
const spaced = (column: string) => `Client ${column.toUpperCase()}`;

async function startSystems({ app, shop, crm, billing }: Population) {
  const [postgres, mysql] = await Promise.all([postgresServers(), mysqlServers()]);
  return Promise.all([
    // The real server where there is one; in CI there must be.
    postgres
      .at(-1)
      ?.open([renamed(app, 'users', 'mitglieder', german), renamed(app, 'orders', 'bestellungen', german)]),
    mysql
      .at(-1)
      ?.open([
        renamed(shop, 'customers', 'Web Clients', spaced),
        renamed(shop, 'purchases', 'Web Receipts', spaced),
      ]),
    startSalesforce({ name: 'vertrieb', objects: standardObjects(crm) }),
    startStripe({ name: 'kasse', data: stripeAccount(billing) }),
  ]);
}

const configuration = `
gateway:
  secret: \${SECRET}
  authentication: open
  country: DE
  countries: [DE, SE]
  deadline: 30000 # what is compared is all of it, however busy the machine
  defaultPurpose: essential.service.operations.support
sources:
  verein:
    kind: postgres
    url: \${VEREIN}
    timeout: 20000
    customer:
      table: mitglieder
      id: kd_id
      updatedAt: kd_updated_at
      attributes:
        email: kd_email
        phone: kd_phone
        name.given: kd_first_name
        name.family: kd_last_name
        birthDate: kd_birth_date
        address.postalCode: kd_postcode
        address.country: kd_country
      references: { kasse: kd_stripe_customer_id, vertrieb: kd_crm_contact_id }
      consent:
        - { purpose: marketing.communications.email, channel: EMAIL, column: kd_marketing_opt_in, granted: [true], denied: [false], at: kd_opted_at }
    collections:
      orders:
        table: bestellungen
        id: kd_id
        customer: kd_user_id
        attributes: { number: kd_number, placedAt: kd_placed_at, total: { amount: kd_total_cents, currency: kd_currency, unit: minor } }
  web:
    kind: mysql
    url: \${WEB}
    timeout: 20000
    customer:
      table: Web Clients
      id: Client CUSTOMER_NO
      duplicateFree: true
      attributes:
        email: Client MAIL
        phone: Client TEL
        name.full: Client FULL_NAME
        address.postalCode: Client ZIP
        address.country: Client COUNTRY_CODE
      references: { verein: Client APP_USER_ID }
      consent:
        - { purpose: marketing.communications.email, channel: EMAIL, column: Client NEWSLETTER, granted: ['yes'], denied: ['no'], at: Client NEWSLETTER_AT }
    collections:
      orders:
        table: Web Receipts
        id: Client PURCHASE_NO
        customer: Client CUSTOMER_NO
        attributes: { number: Client PURCHASE_NO, placedAt: Client ORDERED_AT, total: { amount: Client AMOUNT, currency: Client CURRENCY, unit: major } }
  vertrieb: { kind: salesforce, timeout: 20000, instanceUrl: "\${VERTRIEB}", auth: { accessToken: "\${VERTRIEB_TOKEN}" } }
  kasse: { kind: stripe, timeout: 20000, apiKey: "\${KASSE_KEY}", apiBase: "\${KASSE}" }
identity: { precedence: [vertrieb, verein, kasse, web] }
`;

const population = populate({ size: 50 });
let systems: Awaited<ReturnType<typeof startSystems>>;

beforeAll(async () => {
  systems = await startSystems(population);
});
afterAll(async () => {
  await Promise.all((systems ?? []).map((system) => system?.close()));
});

describe('a gateway on tables of one’s own', () => {
  it('answers as the sandbox does, and ends in order', { timeout: 60_000 }, async () => {
    const [verein, web, vertrieb, kasse] = systems;
    const gateway = onefold(['start', '--config', written({ 'onefold.yaml': configuration })], {
      PORT: '0',
      SECRET: 'a secret of the tests, which is no secret',
      VEREIN: verein?.url ?? '',
      WEB: web?.url ?? '',
      VERTRIEB: vertrieb.url,
      VERTRIEB_TOKEN: vertrieb.accessToken,
      KASSE: kasse.url,
      KASSE_KEY: kasse.apiKey,
    });
    const url = await gateway.ready();
    const ask = async (query: string, variables: Json): Promise<Json> => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Json;
      expect(errors).toBeUndefined();
      return data;
    };

    const { customer } = await ask(
      `query($by: CustomerKey!) { customer(by: $by) {
         displayName email orders(first: 9) { nodes { source number total { amount currency } } missing }
         invoices { nodes { status } } cases { nodes { subject } }
         sources { source kind status records { id } } identity { complete }
         consent(purpose: "marketing.communications.email", channel: EMAIL) { decision status }
       } }`,
      { by: { email: 'ada.lindqvist@example.com' } },
    );
    expect(customer).toMatchObject({ identity: { complete: true }, orders: { missing: [] } });
    expect(customer.displayName).toContain('Lindqvist');
    expect(customer.sources.map(({ source, kind, status }: Json) => [source, kind, status])).toEqual([
      ['verein', 'postgres', 'OK'],
      ['web', 'mysql', 'OK'],
      ['vertrieb', 'salesforce', 'OK'],
      ['kasse', 'stripe', 'OK'],
    ]);
    expect(customer.orders.nodes).toHaveLength(5);
    expect(customer.orders.nodes).toContainEqual({
      source: 'verein',
      number: expect.any(String),
      total: { amount: '2195.00', currency: 'SEK' },
    });
    expect(customer.orders.nodes).toContainEqual({
      source: 'web',
      number: expect.any(String),
      total: { amount: '189.50', currency: 'SEK' },
    });
    expect(customer.invoices.nodes.length).toBeGreaterThan(0);
    expect(customer.cases.nodes.length).toBeGreaterThan(0);
    expect(customer.consent).toEqual({ decision: 'PERMIT', status: 'GRANTED' });

    const { denied } = await ask(
      `query($by: CustomerKey!) @purpose(use: "marketing.communications.email") {
         denied: customer(by: $by) { email emails { value } consent(channel: EMAIL) { decision decidedBy { source } } } }`,
      { by: { email: 'bruno.kessler@example.com' } },
    );
    expect(denied).toEqual({
      email: null,
      emails: null,
      consent: { decision: 'DENY', decidedBy: { source: 'vertrieb' } },
    });

    const { customers } = await ask(
      '{ customers(first: 100, filter: { source: "web" }) { nodes { id } pageInfo { hasNextPage } } }',
      {},
    );
    const clients = [...population.truth.personOf.keys()].filter((ref) => ref.startsWith('shop:'));
    expect(customers.nodes).toHaveLength(clients.length);

    gateway.child.kill('SIGTERM');
    expect(await gateway.exit()).toBe(0);
    expect(gateway.output.out).toBe(`ready ${url}\n`);
  });
});
