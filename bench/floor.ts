/**
 * What a good engineer writes by hand for these two questions and nothing else: raw drivers, all sources in parallel,
 * one statement per source and request. Stripe alone takes two levels, and a request per customer.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import mysql, { type RowDataPacket } from 'mysql2';
import pg from 'pg';
import { Pool } from 'undici';
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

const app = new pg.Pool({ connectionString: appUrl, max: 10 });
// A connection cut while it rests is replaced by the next question; unheard, the event would end the process.
app.on('error', () => undefined);
const shop = mysql.createPool({ uri: shopUrl, connectionLimit: 10, timezone: 'Z' });
const crm = new Pool(crmUrl, { connections: 64 });
const billing = new Pool(billingUrl, { connections: 64 });
const crmHeaders = { authorization: `Bearer ${crmToken}` };
const billingHeaders = { authorization: `Bearer ${billingKey}` };

interface Found<Customer, Row> {
  readonly customer: Customer;
  readonly rows: Row[];
}
/** By e-mail address in lower case. */
type FoundBy<Customer, Row> = ReadonlyMap<string, Found<Customer, Row>>;

const usersStatement = `
  select u.id, u.email, u.phone, u.first_name, u.last_name,
         o.id as order_id, o.number, o.placed_at, o.total_cents, o.currency
  from users u
  left join lateral (
    select id, number, placed_at, total_cents, currency from orders
    where user_id = u.id order by placed_at desc limit ${firstRows}
  ) o on true
  where lower(u.email) = any($1)`;

async function usersBy(emails: readonly string[]): Promise<FoundBy<User, Order>> {
  const { rows } = await app.query<User & Omit<Order, 'id'> & { readonly order_id: string | null }>({
    name: 'users',
    text: usersStatement,
    values: [emails],
  });
  const found = new Map<string, Found<User, Order>>();
  for (const row of rows) {
    const known = entry(found, row.email, row);
    if (row.order_id !== null) known.rows.push({ ...row, id: row.order_id });
  }
  return found;
}

/** All purchases of each: MariaDB has no lateral join, and nobody has many. */
async function shopCustomersBy(emails: readonly string[]): Promise<FoundBy<ShopCustomer, Purchase>> {
  const statement = `
    select c.customer_no, c.mail, c.tel, c.full_name, p.purchase_no, p.ordered_at, p.amount, p.currency
    from customers c left join purchases p on p.customer_no = c.customer_no
    where c.mail in (${emails.map(() => '?').join(',')})`;
  type Row = ShopCustomer & Omit<Purchase, 'purchase_no'> & { readonly purchase_no: number | null };
  const rows = await new Promise<readonly Row[]>((resolve, reject) => {
    shop.execute<(Row & RowDataPacket)[]>(statement, [...emails], (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
  const found = new Map<string, Found<ShopCustomer, Purchase>>();
  for (const row of rows) {
    const known = entry(found, row.mail, row);
    if (row.purchase_no !== null) known.rows.push({ ...row, purchase_no: row.purchase_no });
  }
  return found;
}

async function contactsBy(emails: readonly string[]): Promise<FoundBy<Contact, never>> {
  const literals = emails.map((email) => `'${email.replace(/[\\']/g, '\\$&')}'`);
  const soql = `SELECT Id, Name, Email, Phone FROM Contact WHERE Email IN (${literals.join(',')})`;
  const path = `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`;
  const { records } = await read<{ readonly records: readonly Contact[] }>(crm, path, crmHeaders);
  const found = new Map<string, Found<Contact, never>>();
  for (const contact of records) entry(found, contact.Email, contact);
  return found;
}

async function billingCustomersBy(emails: readonly string[]): Promise<FoundBy<BillingCustomer, Invoice>> {
  const found = new Map<string, Found<BillingCustomer, Invoice>>();
  await Promise.all(
    emails.map(async (email) => {
      const path = `/v1/customers?email=${encodeURIComponent(email)}`;
      const { data } = await read<List<BillingCustomer>>(billing, path, billingHeaders);
      const [customer] = data;
      if (customer === undefined) return;
      const invoices = await read<List<Invoice>>(
        billing,
        `/v1/invoices?customer=${customer.id}&limit=${firstRows}`,
        billingHeaders,
      );
      entry(found, email, customer).rows.push(...invoices.data);
    }),
  );
  return found;
}

interface List<T> {
  readonly data: readonly T[];
}

async function read<T>(pool: Pool, path: string, headers: Record<string, string>): Promise<T> {
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  if (statusCode !== 200) throw new Error(`a source answered ${statusCode}`);
  return (await body.json()) as T;
}

function entry<Customer, Row>(
  found: Map<string, Found<Customer, Row>>,
  email: string | null,
  customer: Customer,
): Found<Customer, Row> {
  const key = email?.toLowerCase() ?? '';
  const known = found.get(key) ?? { customer, rows: [] };
  found.set(key, known);
  return known;
}

/** @returns the customers in the order of the addresses, null where no source knows one. */
async function customersBy(addresses: readonly string[]) {
  const emails = addresses.map((email) => email.toLowerCase());
  const [users, shopCustomers, contacts, billingCustomers] = await Promise.all([
    usersBy(emails),
    shopCustomersBy(emails),
    contactsBy(emails),
    billingCustomersBy(emails),
  ]);
  return emails.map((email) => {
    const records: Records = {
      app: users.get(email)?.customer,
      shop: shopCustomers.get(email)?.customer,
      crm: contacts.get(email)?.customer,
      billing: billingCustomers.get(email)?.customer,
    };
    if (!isKnown(records)) return null;
    return {
      id: idOf(records),
      displayName: displayNameOf(records),
      email: emailOf(records),
      phone: phoneOf(records),
      orders: { nodes: orderNodes(users.get(email)?.rows ?? [], shopCustomers.get(email)?.rows ?? []) },
      invoices: { nodes: invoiceNodes(billingCustomers.get(email)?.rows ?? []) },
      sources: sourcesOf(records),
    };
  });
}

/** Answers in the shape of the GraphQL answers, so that one check reads all targets. */
async function answer(request: IncomingMessage): Promise<string> {
  const asked = JSON.parse(await text(request)) as { readonly email: string } | { readonly emails: string[] };
  if ('emails' in asked) return JSON.stringify({ data: { customersByKey: await customersBy(asked.emails) } });
  const [customer] = await customersBy([asked.email]);
  return JSON.stringify({ data: { customer } });
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    () => response.writeHead(500).end(),
  );
});
server.listen(0, '127.0.0.1', () => {
  console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
