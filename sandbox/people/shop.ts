import type { Table } from '../table.ts';
import { type Columns, Ledger, type RowOf } from './ledger.ts';
import type { Entry } from './references.ts';

const customerColumns = {
  customer_no: 'bigint',
  mail: 'text?',
  tel: 'text?',
  full_name: 'text?',
  dob: 'date?',
  street: 'text?',
  city: 'text?',
  zip: 'text?',
  country_code: 'text',
  language: 'text',
  loyalty_no: 'text?',
  app_user_id: 'bigint?',
  /** yes, no, pending, empty; now and then something nobody has agreed on, such as maybe. */
  newsletter: 'text?',
  newsletter_at: 'instant?',
  sms_ok: 'boolean?',
  created_at: 'instant',
  changed_at: 'instant',
} as const satisfies Columns;

const purchaseColumns = {
  purchase_no: 'bigint',
  customer_no: 'bigint',
  ordered_at: 'instant',
  /** OPEN, DONE, CANCELLED, RETURNED. */
  state: 'text',
  amount: 'decimal',
  currency: 'text',
} as const satisfies Columns;

export type ShopCustomerRow = RowOf<typeof customerColumns>;

/** The online shop (MySQL). It merges its own duplicates, so nobody is in it twice. */
export class ShopBooks {
  readonly customers = new Ledger({
    name: 'customers',
    key: 'customer_no',
    first: 10_001,
    columns: customerColumns,
    indexes: [{ column: 'mail' }, { column: 'tel' }, { column: 'loyalty_no' }, { column: 'app_user_id' }],
  });
  readonly purchases = new Ledger({
    name: 'purchases',
    key: 'purchase_no',
    first: 50_001,
    columns: purchaseColumns,
    indexes: [{ column: 'customer_no' }],
  });

  continueAt(id: number): void {
    this.customers.continueAt(10_000 + id);
    this.purchases.continueAt(50_000 + id);
  }

  get tables(): readonly Table[] {
    return [this.customers, this.purchases].map((ledger) => ledger.toTable());
  }
}

/** A customer row without a number and without any consent. */
export function shopCustomerRow({ card, refer }: Entry): Omit<ShopCustomerRow, 'customer_no'> {
  const user = refer('shop.app_user_id');
  return {
    mail: card.email,
    tel: card.phone,
    full_name: card.fullName,
    dob: card.birthDate,
    street: card.home.street,
    city: card.home.city,
    zip: card.home.postcode,
    country_code: card.home.country,
    language: card.locale.slice(0, 2),
    loyalty_no: card.loyaltyNo,
    app_user_id: user === null ? null : Number(user),
    created_at: card.createdAt,
    changed_at: card.changedAt,
  };
}
