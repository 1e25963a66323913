/** Records that come into the sandbox's systems while a gateway runs over them. */
import type { Row } from '../../sandbox/salesforce/schema.ts';
import { insertRows } from '../../sandbox/sql/ddl.ts';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import { customerObject } from '../../sandbox/stripe/objects.ts';
import type { Cell, Table } from '../../sandbox/table.ts';
import type { Sandbox } from './gateway.ts';

/** What a person is called, and how they are reached. */
export interface Newcomer {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly phone?: string;
}

type Cells = Readonly<Record<string, Cell>>;

const at = '2026-01-10T00:00:00.000Z';
let last = 5_000_000;

/** Goes on numbering from here: for sandboxes in which the same people bear the same numbers. */
export function numberFrom(next: number): void {
  last = next - 1;
}

async function insert(
  system: SqlSystem,
  tables: readonly Table[],
  name: string,
  cells: Cells,
): Promise<void> {
  const table = tables.find((one) => one.name === name);
  if (table === undefined) throw new TypeError('no such table');
  const rows = [table.columns.map((column) => cells[column.name] ?? null)];
  const dialect = system.kind === 'postgres' ? 'postgres' : 'mysql';
  for (const statement of insertRows({ ...table, rows }, dialect)) await system.execute(statement);
}

/**
 * A user of the app.
 * @param cells - in the place of what the person says.
 * @returns the record's id, as in all of these.
 */
export async function addUser(
  { systems, population }: Sandbox,
  { given, family, email, phone = null }: Newcomer | (Omit<Newcomer, 'phone'> & { readonly phone: null }),
  cells: Cells = {},
): Promise<string> {
  const id = ++last;
  await insert(systems.app, population.app, 'users', {
    id,
    email,
    phone,
    first_name: given,
    last_name: family,
    country: 'DE',
    locale: 'de-DE',
    email_verified: true,
    created_at: at,
    updated_at: at,
    last_seen_at: at,
    ...cells,
  });
  return String(id);
}

/**
 * An order of a user of the app.
 * @param number - by which both sides know it.
 */
export async function addOrder(
  { systems, population }: Sandbox,
  user: string,
  number?: string,
): Promise<string> {
  const id = ++last;
  await insert(systems.app, population.app, 'orders', {
    id,
    user_id: Number(user),
    number: number ?? `A-${id}`,
    placed_at: at,
    status: 'shipped',
    total_cents: 1999,
    currency: 'EUR',
  });
  return String(id);
}

/** A customer of the shop. */
export async function addShopCustomer(
  { systems, population }: Sandbox,
  { given, family, email, phone = null }: Newcomer | (Omit<Newcomer, 'phone'> & { readonly phone: null }),
  cells: Cells = {},
): Promise<string> {
  const id = ++last;
  await insert(systems.shop, population.shop, 'customers', {
    customer_no: id,
    mail: email,
    tel: phone,
    full_name: `${given} ${family}`,
    country_code: 'DE',
    language: 'de',
    created_at: at,
    changed_at: at,
    ...cells,
  });
  return String(id);
}

/** A lead of the sales department. */
export function addLead(
  { systems }: Sandbox,
  { given, family, email, phone = '' }: Newcomer,
  fields: Row = {},
): string {
  return systems.crm.object('Lead').insert({
    FirstName: given,
    LastName: family,
    Company: 'none',
    Email: email,
    Phone: phone,
    Country: 'DE',
    Status: 'Open - Not Contacted',
    ...fields,
  });
}

/** Somebody who pays. */
export function addPayer(
  { systems }: Sandbox,
  { given, family, email, phone }: Newcomer,
  metadata: Readonly<Record<string, string>> = {},
): string {
  const id = `cus_Newcomer${++last}`;
  systems.billing.data.customers.push(
    customerObject({
      id,
      created: Date.parse(at) / 1000,
      name: `${given} ${family}`,
      email,
      phone: phone ?? null,
      metadata,
    }),
  );
  systems.billing.touch();
  return id;
}
