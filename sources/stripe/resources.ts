/** The kinds of Stripe objects that hang off a customer: how each is listed and, where Stripe can, searched. */
import type Stripe from 'stripe';

/** Objects in a page: Stripe gives no more. */
export const pageSize = 100;

export interface Page {
  readonly data: readonly object[];
  readonly has_more: boolean;
}

export interface ListParams {
  /** All customers where absent. */
  readonly customer?: string;
  readonly limit: number;
  readonly expand?: string[];
  readonly created?: { readonly lte: number };
  readonly starting_after?: string;
}

export interface SearchParams {
  readonly query: string;
  readonly limit: number;
  readonly expand: string[];
}

export interface ChildResource {
  list(stripe: Stripe, params: ListParams): Promise<Page>;
  /** Absent where Stripe cannot search by customer. */
  search?(stripe: Stripe, params: SearchParams): Promise<Page>;
}

const childResources = {
  invoices: {
    list: (stripe, params) => stripe.invoices.list(params),
    search: (stripe, params) => stripe.invoices.search(params),
  },
  subscriptions: {
    // Without a status Stripe leaves out the canceled ones.
    list: (stripe, params) => stripe.subscriptions.list({ ...params, status: 'all' }),
  },
  payment_intents: {
    list: (stripe, params) => stripe.paymentIntents.list(params),
    search: (stripe, params) => stripe.paymentIntents.search(params),
  },
  charges: {
    list: (stripe, params) => stripe.charges.list(params),
    search: (stripe, params) => stripe.charges.search(params),
  },
} as const satisfies Record<string, ChildResource>;

type ChildResourceName = keyof typeof childResources;

export function isChildResource(name: string): name is ChildResourceName {
  return Object.hasOwn(childResources, name);
}

/** @throws TypeError for a name the configuration does not let through. */
export function childResource(name: string): ChildResource {
  if (!isChildResource(name)) throw new TypeError('not a kind of Stripe object that hangs off a customer');
  return childResources[name];
}

/** What Stripe answers with an id for, unless it is asked to put the object there. */
const expandable: Readonly<Record<string, readonly string[]>> = {
  customers: [
    'cash_balance',
    'default_source',
    'invoice_credit_balance',
    'invoice_settings.default_payment_method',
    'sources',
    'subscriptions',
    'tax',
    'tax_ids',
  ],
  invoices: ['default_payment_method', 'parent.subscription_details.subscription', 'payments'],
  subscriptions: ['default_payment_method', 'latest_invoice', 'schedule'],
  payment_intents: ['latest_charge', 'payment_method'],
  charges: ['balance_transaction', 'payment_intent', 'refunds'],
};

/** The expansions that reading these columns takes, as of one object; a list wants `data.` before each. */
export function expansionsFor(resource: string, columns: readonly string[]): readonly string[] {
  const paths = expandable[resource] ?? [];
  return paths.filter((path) => columns.some((column) => column.startsWith(`${path}.`)));
}
