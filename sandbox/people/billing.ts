import { seconds } from './calendar.ts';
import type { Entry } from './references.ts';
import { stripeId } from './stripe-id.ts';

/** The fields of a Stripe account's objects that matter here; amounts in minor units, times in Unix seconds. */
export interface BillingSeed {
  readonly customers: readonly BillingCustomer[];
  readonly invoices: readonly BillingInvoice[];
  readonly subscriptions: readonly BillingSubscription[];
  readonly paymentIntents: readonly BillingPaymentIntent[];
}

export interface BillingCustomer {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  /** At most 20 characters, as Stripe has it. */
  readonly phone: string | null;
  readonly address: {
    readonly line1: string | null;
    readonly city: string | null;
    readonly postal_code: string | null;
    readonly state: string | null;
    readonly country: string;
  } | null;
  readonly created: number;
  /** `app_user_id`; `marketing` yes or no, with `marketing_at` (ISO 8601). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly preferredLocales: readonly string[];
  /** The customer is gone: Stripe answers with nothing but the id. */
  readonly deleted?: true;
}

export interface BillingInvoice {
  readonly id: string;
  readonly customer: string;
  readonly number: string | null;
  readonly status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  readonly currency: string;
  readonly total: number;
  readonly amountPaid: number;
  readonly created: number;
  readonly dueDate: number | null;
  readonly subscription: string | null;
}

export interface BillingSubscription {
  readonly id: string;
  readonly customer: string;
  readonly status: 'active' | 'trialing' | 'past_due' | 'canceled';
  readonly currency: string;
  readonly unitAmount: number;
  readonly interval: 'month' | 'year';
  readonly created: number;
  readonly currentPeriodEnd: number;
  readonly canceledAt: number | null;
  /** What is subscribed to, as a price's nickname would say. */
  readonly product: string;
}

export interface BillingPaymentIntent {
  readonly id: string;
  readonly customer: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'requires_payment_method' | 'canceled';
  readonly created: number;
}

const prefixes = { customers: 'cus', invoices: 'in', subscriptions: 'sub', paymentIntents: 'pi' } as const;

type Kind = keyof typeof prefixes;
type Written<K extends Kind> = Omit<BillingSeed[K][number], 'id'>;

/** The payment provider's account (Stripe). */
export class BillingBooks {
  readonly seed = {
    customers: [] as BillingCustomer[],
    invoices: [] as BillingInvoice[],
    subscriptions: [] as BillingSubscription[],
    paymentIntents: [] as BillingPaymentIntent[],
  } satisfies BillingSeed;
  readonly #next = { customers: 1, invoices: 1, subscriptions: 1, paymentIntents: 1 };

  /** Takes the next id of a kind without writing an object yet. */
  reserve(kind: Kind): string {
    return stripeId(prefixes[kind], this.#next[kind]++);
  }

  continueAt(sequence: number): void {
    for (const kind of Object.keys(prefixes) as Kind[]) {
      this.#next[kind] = Math.max(this.#next[kind], sequence);
    }
  }

  addCustomer(id: string, customer: Written<'customers'>): void {
    this.seed.customers.push({ id, ...customer });
  }

  addSubscription(subscription: Written<'subscriptions'>): string {
    const id = this.reserve('subscriptions');
    this.seed.subscriptions.push({ id, ...subscription });
    return id;
  }

  /** An invoice with its number, and the payment that was made or tried for it. */
  addInvoice(invoice: Omit<Written<'invoices'>, 'number' | 'amountPaid' | 'dueDate'>): void {
    const { customer, status, total, currency, created } = invoice;
    const id = this.reserve('invoices');
    const count = this.#next.invoices - 1;
    this.seed.invoices.push({
      id,
      ...invoice,
      number: status === 'draft' ? null : `OF-${String(count).padStart(6, '0')}`,
      amountPaid: status === 'paid' ? total : 0,
      dueDate: status === 'draft' ? null : created + 14 * 86_400,
    });
    if (status === 'draft') return;
    this.seed.paymentIntents.push({
      id: this.reserve('paymentIntents'),
      customer,
      amount: total,
      currency,
      status: status === 'paid' ? 'succeeded' : status === 'void' ? 'canceled' : 'requires_payment_method',
      created: created + 60,
    });
  }
}

/** A customer without an id and without any consent. */
export function billingCustomer({ card, refer }: Entry): Written<'customers'> {
  const { home } = card;
  const user = refer('billing.app_user_id');
  return {
    email: card.email,
    name: card.fullName,
    phone: card.phone,
    address:
      home.street === null
        ? null
        : {
            line1: home.street,
            city: home.city,
            postal_code: home.postcode,
            state: home.region,
            country: home.country,
          },
    created: seconds(card.createdAt),
    metadata: user === null ? {} : { app_user_id: user },
    preferredLocales: [card.locale.slice(0, 2)],
  };
}
