/** The customer as every target answers it, and what the floor and plain Apollo read to put it together. */

export interface User {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
}

export interface Order {
  readonly id: string;
  readonly number: string;
  readonly placed_at: Date;
  readonly total_cents: number;
  readonly currency: string;
}

export interface ShopCustomer {
  readonly customer_no: number;
  readonly mail: string | null;
  readonly tel: string | null;
  readonly full_name: string | null;
}

export interface Purchase {
  readonly purchase_no: number;
  readonly ordered_at: Date;
  /** Decimal text in major units. */
  readonly amount: string;
  readonly currency: string;
}

export interface Contact {
  readonly Id: string;
  readonly Name: string | null;
  readonly Email: string | null;
  readonly Phone: string | null;
}

export interface BillingCustomer {
  readonly id: string;
  readonly name?: string | null;
  readonly email: string | null;
  readonly phone?: string | null;
}

export interface Invoice {
  readonly id: string;
  readonly number: string | null;
  /** In minor units. */
  readonly total: number;
  readonly currency: string;
}

/** The records that answer to one e-mail address, by source. */
export interface Records {
  readonly app: User | undefined;
  readonly shop: ShopCustomer | undefined;
  readonly crm: Contact | undefined;
  readonly billing: BillingCustomer | undefined;
}

/** Rows of a collection in one answer. */
export const firstRows = 10;

export function isKnown({ app, shop, crm, billing }: Records): boolean {
  return (app ?? shop ?? crm ?? billing) !== undefined;
}

export function idOf({ crm, app, billing, shop }: Records): string {
  return String(crm?.Id ?? app?.id ?? billing?.id ?? shop?.customer_no);
}

export function displayNameOf({ crm, app, billing, shop }: Records): string | null {
  const ofUser = [app?.first_name, app?.last_name].filter(Boolean).join(' ');
  return crm?.Name || ofUser || billing?.name || shop?.full_name || null;
}

export function emailOf({ crm, app, billing, shop }: Records): string | null {
  return crm?.Email ?? app?.email ?? billing?.email ?? shop?.mail ?? null;
}

export function phoneOf({ crm, app, billing, shop }: Records): string | null {
  return crm?.Phone ?? app?.phone ?? billing?.phone ?? shop?.tel ?? null;
}

export function sourcesOf(records: Records) {
  const status = (record: unknown) => (record === undefined ? 'ABSENT' : 'OK');
  return [
    { source: 'app', status: status(records.app) },
    { source: 'shop', status: status(records.shop) },
    { source: 'crm', status: status(records.crm) },
    { source: 'billing', status: status(records.billing) },
  ];
}

/** The newest orders of both systems that take any. */
export function orderNodes(orders: readonly Order[], purchases: readonly Purchase[]) {
  const nodes = [
    ...orders.map(({ id, number, placed_at, total_cents, currency }) => ({
      id: `app:${id}`,
      number,
      placedAt: placed_at.toISOString(),
      total: { amount: majorUnits(total_cents), currency },
    })),
    ...purchases.map(({ purchase_no, ordered_at, amount, currency }) => ({
      id: `shop:${purchase_no}`,
      number: String(purchase_no),
      placedAt: ordered_at.toISOString(),
      total: { amount, currency },
    })),
  ];
  return nodes
    .sort((a, b) => (a.placedAt < b.placedAt ? 1 : a.placedAt > b.placedAt ? -1 : 0))
    .slice(0, firstRows);
}

export function invoiceNodes(invoices: readonly Invoice[]) {
  return invoices.map(({ id, number, total, currency }) => ({
    id: `billing:${id}`,
    number,
    total: { amount: majorUnits(total), currency: currency.toUpperCase() },
  }));
}

/** Every currency of the sandbox has two decimals. */
function majorUnits(cents: number): string {
  return (cents / 100).toFixed(2);
}
