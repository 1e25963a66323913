import type { Table } from '../table.ts';
import { joinName } from './card.ts';
import { type Columns, Ledger, type RowOf } from './ledger.ts';
import type { Entry } from './references.ts';

const userColumns = {
  id: 'bigint',
  email: 'text?',
  phone: 'text?',
  first_name: 'text?',
  last_name: 'text?',
  birth_date: 'date?',
  street: 'text?',
  city: 'text?',
  region: 'text?',
  postcode: 'text?',
  country: 'text',
  locale: 'text',
  company: 'text?',
  loyalty_no: 'text?',
  stripe_customer_id: 'text?',
  crm_contact_id: 'text?',
  marketing_opt_in: 'boolean?',
  opted_at: 'instant?',
  sms_opt_in: 'boolean?',
  email_verified: 'boolean',
  created_at: 'instant',
  updated_at: 'instant',
  last_seen_at: 'instant?',
} as const satisfies Columns;

const orderColumns = {
  id: 'bigint',
  user_id: 'bigint',
  number: 'text',
  placed_at: 'instant',
  /** placed, shipped, delivered, cancelled, returned. */
  status: 'text',
  total_cents: 'integer',
  currency: 'text',
} as const satisfies Columns;

const consentColumns = {
  id: 'bigint',
  user_id: 'bigint',
  /** A fideslang data use. */
  purpose: 'text',
  /** EMAIL, SMS, VOICE, POST. */
  channel: 'text',
  /** granted, withdrawn, denied, pending, expired. */
  status: 'text',
  captured_at: 'instant',
  expires_at: 'instant?',
  double_opt_in_at: 'instant?',
  /** The one address the row is about; null for every address of the person. */
  contact_point: 'text?',
  /** FORM, CALL, IMPORT. */
  method: 'text?',
} as const satisfies Columns;

export type UserRow = RowOf<typeof userColumns>;
export type ConsentRow = RowOf<typeof consentColumns>;

/** The product's own database (PostgreSQL, schema `public`): who signed up, what they ordered, what they agreed to. */
export class AppBooks {
  readonly users = new Ledger({
    name: 'users',
    key: 'id',
    first: 1,
    columns: userColumns,
    indexes: [
      { column: 'email', lower: true },
      { column: 'phone' },
      { column: 'loyalty_no' },
      { column: 'stripe_customer_id' },
      { column: 'crm_contact_id' },
    ],
  });
  readonly orders = new Ledger({
    name: 'orders',
    key: 'id',
    first: 1,
    columns: orderColumns,
    indexes: [{ column: 'user_id' }],
  });
  readonly consents = new Ledger({
    name: 'consents',
    key: 'id',
    first: 1,
    columns: consentColumns,
    indexes: [{ column: 'user_id' }],
  });

  continueAt(id: number): void {
    for (const ledger of [this.users, this.orders, this.consents]) ledger.continueAt(id);
  }

  get tables(): readonly Table[] {
    return [this.users, this.orders, this.consents].map((ledger) => ledger.toTable());
  }
}

/** A user row without an id and without any consent. */
export function userRow({ card, refer }: Entry): Omit<UserRow, 'id'> {
  return {
    email: card.email,
    phone: card.phone,
    first_name: joinName(card.given, card.middle),
    last_name: joinName(card.family, card.suffix),
    birth_date: card.birthDate,
    street: card.home.street,
    city: card.home.city,
    region: card.home.region,
    postcode: card.home.postcode,
    country: card.home.country,
    locale: card.locale,
    company: card.company?.name ?? null,
    loyalty_no: card.loyaltyNo,
    stripe_customer_id: refer('app.stripe_customer_id'),
    crm_contact_id: refer('app.crm_contact_id'),
    email_verified: false,
    created_at: card.createdAt,
    updated_at: card.changedAt,
    last_seen_at: card.changedAt,
  };
}
