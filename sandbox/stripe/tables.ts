/** The account's objects, ordered and indexed for the questions the API answers. */

import type Stripe from 'stripe';

/** Mutable: a test changes rows at run time and then calls `touch`. */
export interface StripeData {
  readonly customers: (Stripe.Customer | Stripe.DeletedCustomer)[];
  readonly invoices: Stripe.Invoice[];
  readonly subscriptions: Stripe.Subscription[];
  readonly paymentIntents: Stripe.PaymentIntent[];
  readonly charges: Stripe.Charge[];
}

export type Row =
  | Stripe.Customer
  | Stripe.Invoice
  | Stripe.Subscription
  | Stripe.PaymentIntent
  | Stripe.Charge;
export type Kind = Row['object'];

/** The objects of one kind at one moment; an index is built when first used. */
export class Table {
  /** By creation, newest first; the later of two created in one second comes first. Deleted ones are not in it. */
  readonly newest: readonly Row[];
  readonly #byId: ReadonlyMap<string, Row | Stripe.DeletedCustomer>;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #indexes = new Map<string, ReadonlyMap<string, readonly Row[]>>();

  constructor(rows: readonly (Row | Stripe.DeletedCustomer)[]) {
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.newest = rows
      .filter((row) => !isDeleted(row))
      .reverse()
      .sort((a, b) => b.created - a.created);
    this.#ranks = new Map(this.newest.map((row, rank) => [row.id, rank]));
  }

  find(id: string): Row | Stripe.DeletedCustomer | undefined {
    return this.#byId.get(id);
  }

  /** The place of an object in `newest`. */
  rank(id: string): number | undefined {
    return this.#ranks.get(id);
  }

  /** The rows with this key, newest first. `name` stands for `keyOf`: one index is kept for each. */
  withKey(name: string, keyOf: (row: Row) => string | undefined, key: string): readonly Row[] {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = grouped(this.newest, keyOf);
      this.#indexes.set(name, index);
    }
    return index.get(key) ?? [];
  }
}

export type Tables = Readonly<Record<Kind, Table>>;

export function tablesOf(data: StripeData): Tables {
  return {
    customer: new Table(data.customers),
    invoice: new Table(data.invoices),
    subscription: new Table(data.subscriptions),
    payment_intent: new Table(data.paymentIntents),
    charge: new Table(data.charges),
  };
}

/** The customer's rows in a table of something else. */
export function rowsOfCustomer(table: Table, customer: string): readonly Row[] {
  return table.withKey('customer', customerOf, customer);
}

/** The id of the customer a row belongs to; a customer itself belongs to none. */
export function customerOf(row: Row): string | undefined {
  return row.object === 'customer' ? undefined : idOf(row.customer);
}

/** The subscription an invoice billed: since 2025 Stripe keeps it in the invoice's parent. */
export function subscriptionOf(row: Row): string | undefined {
  return row.object === 'invoice' ? idOf(row.parent?.subscription_details?.subscription) : undefined;
}

function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof reference === 'object' ? reference?.id : reference;
}

export function isDeleted(row: Row | Stripe.DeletedCustomer): row is Stripe.DeletedCustomer {
  return 'deleted' in row && row.deleted === true;
}

function grouped(rows: readonly Row[], keyOf: (row: Row) => string | undefined): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
