/**
 * Plain Apollo Server as most people run it: the standalone server with its defaults, a DataLoader per source and
 * collection in the context of each request, and the official SDKs.
 */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { AuthInfo, Connection, Logger, LoggerLevel } from '@salesforce/core';
import DataLoader from 'dataloader';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';
import Stripe from 'stripe';
import {
  type BillingCustomer,
  type Contact,
  displayNameOf,
  emailOf,
  firstRows,
  type Invoice,
  idOf,
  invoiceNodes,
  isKnown,
  type Order,
  orderNodes,
  type Purchase,
  phoneOf,
  type Records,
  type ShopCustomer,
  sourcesOf,
  type User,
} from './customer.ts';
import { sandboxEnvironment } from './environment.ts';

const { appUrl, shopUrl, crmUrl, crmToken, billingUrl, billingKey } = sandboxEnvironment(process.env);

const app = new pg.Pool({ connectionString: appUrl });
const shop = mysql.createPool({ uri: shopUrl, timezone: 'Z' });
const crm = await openCrm();
const stripeUrl = new URL(billingUrl);
const billing = new Stripe(billingKey, {
  host: stripeUrl.hostname,
  port: stripeUrl.port,
  protocol: 'http',
  // It cannot keep up with such loads, and warns of it without end.
  telemetry: false,
});

async function openCrm(): Promise<Connection> {
  // Otherwise the SDK logs to a file below the home directory.
  new Logger({ name: 'bench', useMemoryLogger: true }).setLevel(LoggerLevel.FATAL);
  const connection = new Connection({
    authInfo: new AuthInfo(),
    connectionOptions: { instanceUrl: crmUrl, accessToken: crmToken, version: '66.0' },
  });
  await connection.init();
  return connection;
}

function loaders() {
  return {
    user: new DataLoader(async (emails: readonly string[]) => {
      const { rows } = await app.query<User>(
        'select id, email, phone, first_name, last_name from users where lower(email) = any($1)',
        [emails.map((email) => email.toLowerCase())],
      );
      return firstOfEach(emails, rows, ({ email }) => email);
    }),
    orders: new DataLoader(async (users: readonly string[]) => {
      const { rows } = await app.query<Order & { readonly user_id: string }>(
        `select id, user_id, number, placed_at, total_cents, currency from orders
         where user_id = any($1) order by placed_at desc`,
        [users],
      );
      const byUser = Map.groupBy(rows, ({ user_id }) => user_id);
      return users.map((id) => (byUser.get(id) ?? []).slice(0, firstRows));
    }),
    shopCustomer: new DataLoader(async (emails: readonly string[]) => {
      const [rows] = await shop.query<(ShopCustomer & RowDataPacket)[]>(
        'select customer_no, mail, tel, full_name from customers where mail in (?)',
        [emails],
      );
      return firstOfEach(emails, rows, ({ mail }) => mail);
    }),
    purchases: new DataLoader(async (customers: readonly number[]) => {
      const [rows] = await shop.query<(Purchase & { readonly customer_no: number } & RowDataPacket)[]>(
        `select purchase_no, customer_no, ordered_at, amount, currency from purchases
         where customer_no in (?) order by ordered_at desc`,
        [customers],
      );
      const byCustomer = Map.groupBy(rows, ({ customer_no }) => customer_no);
      return customers.map((id) => (byCustomer.get(id) ?? []).slice(0, firstRows));
    }),
    contact: new DataLoader(async (emails: readonly string[]) => {
      const literals = emails.map((email) => `'${email.replace(/[\\']/g, '\\$&')}'`);
      const { records } = await crm.query<Contact>(
        `SELECT Id, Name, Email, Phone FROM Contact WHERE Email IN (${literals.join(',')})`,
      );
      return firstOfEach(emails, records, ({ Email }) => Email);
    }),
    billingCustomer: new DataLoader((emails: readonly string[]) =>
      Promise.all(
        emails.map(async (email): Promise<BillingCustomer | undefined> => {
          const { data } = await billing.customers.list({ email });
          return data[0];
        }),
      ),
    ),
    invoices: new DataLoader((customers: readonly string[]) =>
      Promise.all(
        customers.map(async (customer): Promise<readonly Invoice[]> => {
          const { data } = await billing.invoices.list({ customer, limit: firstRows });
          return data;
        }),
      ),
    ),
  };
}

function firstOfEach<Row>(
  emails: readonly string[],
  rows: readonly Row[],
  emailOfRow: (row: Row) => string | null,
): (Row | undefined)[] {
  const byEmail = Map.groupBy(rows, (row) => emailOfRow(row)?.toLowerCase());
  return emails.map((email) => byEmail.get(email.toLowerCase())?.[0]);
}

interface Context {
  readonly load: ReturnType<typeof loaders>;
}

interface Key {
  readonly email: string;
}

async function customerBy({ email }: Key, { load }: Context): Promise<Records | null> {
  const [app, shop, crm, billing] = await Promise.all([
    load.user.load(email),
    load.shopCustomer.load(email),
    load.contact.load(email),
    load.billingCustomer.load(email),
  ]);
  const records = { app, shop, crm, billing };
  return isKnown(records) ? records : null;
}

const typeDefs = `
  type Query {
    customer(by: CustomerKey!): Customer
    customersByKey(keys: [CustomerKey!]!): [Customer]!
  }
  input CustomerKey { email: String! }
  type Customer {
    id: ID!
    displayName: String
    email: String
    phone: String
    orders(first: Int! = 10): OrderConnection!
    invoices(first: Int! = 10): InvoiceConnection!
    sources: [SourceContribution!]!
  }
  type OrderConnection { nodes: [Order!]! }
  type Order { id: ID! number: String placedAt: String total: Money }
  type InvoiceConnection { nodes: [Invoice!]! }
  type Invoice { id: ID! number: String total: Money }
  type Money { amount: String! currency: String! }
  type SourceContribution { source: String! status: SourceStatus! }
  enum SourceStatus { OK ABSENT }
`;

const resolvers = {
  Query: {
    customer: (_: unknown, { by }: { readonly by: Key }, context: Context) => customerBy(by, context),
    customersByKey: (_: unknown, { keys }: { readonly keys: readonly Key[] }, context: Context) =>
      keys.map((key) => customerBy(key, context)),
  },
  Customer: {
    id: idOf,
    displayName: displayNameOf,
    email: emailOf,
    phone: phoneOf,
    orders: async ({ app, shop }: Records, _: unknown, { load }: Context) => {
      const [orders, purchases] = await Promise.all([
        app ? load.orders.load(app.id) : [],
        shop ? load.purchases.load(shop.customer_no) : [],
      ]);
      return { nodes: orderNodes(orders, purchases) };
    },
    invoices: async ({ billing }: Records, _: unknown, { load }: Context) => ({
      nodes: invoiceNodes(billing ? await load.invoices.load(billing.id) : []),
    }),
    sources: sourcesOf,
  },
};

const server = new ApolloServer<Context>({ typeDefs, resolvers });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => ({ load: loaders() }),
});
console.log(`ready ${url}`);
