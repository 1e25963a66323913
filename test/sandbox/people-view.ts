import type { Population } from '../../sandbox/people/population.ts';
import type { Table } from '../../sandbox/table.ts';

/** One live record in the words all systems share. */
export interface RecordView {
  readonly ref: string;
  readonly country: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly loyaltyNo: string | null;
  /** Refs of the records it names, whether or not they exist. */
  readonly references: readonly string[];
}

const countryCodes: Readonly<Record<string, string>> = {
  Germany: 'DE',
  Austria: 'AT',
  France: 'FR',
  Spain: 'ES',
  'United Kingdom': 'GB',
  'United States': 'US',
  Poland: 'PL',
  Sweden: 'SE',
};

type Fields = Readonly<Record<string, unknown>>;

/** @throws TypeError when there is no such table. */
export function tableNamed(tables: readonly Table[], name: string): readonly Fields[] {
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new TypeError(`no table ${name}`);
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map((column, index) => [column.name, row[index]])),
  );
}

/** The live records of all systems that describe a person. */
export function recordsOf({ app, shop, crm, billing }: Population): readonly RecordView[] {
  const users = tableNamed(app, 'users').map((user) => ({
    ref: `app:${user['id']}`,
    country: String(user['country']),
    name: joined(user['first_name'], user['last_name']),
    email: text(user['email']),
    phone: text(user['phone']),
    loyaltyNo: text(user['loyalty_no']),
    references: refs(['billing', user['stripe_customer_id']], ['crm', user['crm_contact_id']]),
  }));
  const customers = tableNamed(shop, 'customers').map((customer) => ({
    ref: `shop:${customer['customer_no']}`,
    country: String(customer['country_code']),
    name: text(customer['full_name']),
    email: text(customer['mail']),
    phone: text(customer['tel']),
    loyaltyNo: text(customer['loyalty_no']),
    references: refs(['app', customer['app_user_id']]),
  }));
  const people = [...(crm['Contact'] ?? []), ...(crm['Lead'] ?? [])]
    .filter((row) => row['IsDeleted'] === false)
    .map((row) => {
      const country = String(row['MailingCountry'] ?? row['Country']);
      return {
        ref: `crm:${row['Id']}`,
        country: countryCodes[country] ?? country,
        name: text(row['Name']),
        email: text(row['Email']),
        phone: text(row['Phone']),
        loyaltyNo: text(row['Loyalty_Id__c']),
        references: refs(['app', row['App_User_Id__c']], ['billing', row['Stripe_Customer_Id__c']]),
      };
    });
  const payers = billing.customers
    .filter((customer) => customer.deleted !== true)
    .map((customer) => ({
      ref: `billing:${customer.id}`,
      country: customer.address?.country ?? 'unknown',
      name: customer.name,
      email: customer.email,
      phone: customer.phone,
      loyaltyNo: null,
      references: refs(['app', customer.metadata['app_user_id']]),
    }));
  return [...users, ...customers, ...people, ...payers];
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function joined(...parts: readonly unknown[]): string | null {
  return parts.filter((part) => typeof part === 'string').join(' ') || null;
}

function refs(...named: readonly (readonly [string, unknown])[]): readonly string[] {
  return named.flatMap(([system, id]) => (id === null || id === undefined ? [] : [`${system}:${id}`]));
}
