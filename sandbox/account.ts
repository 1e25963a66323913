/** The population's payers as the objects of a Stripe account. */
import type Stripe from 'stripe';
import type {
  BillingCustomer,
  BillingInvoice,
  BillingPaymentIntent,
  BillingSeed,
  BillingSubscription,
} from './people/billing.ts';
import {
  chargeObject,
  customerObject,
  invoiceObject,
  paymentIntentObject,
  subscriptionObject,
} from './stripe/objects.ts';
import type { StripeData } from './stripe/tables.ts';

/** Seconds of a billing period, by the interval of its price. */
const period = { month: 30 * 86_400, year: 365 * 86_400 } as const;

export function stripeAccount(seed: BillingSeed): StripeData {
  return {
    customers: seed.customers.map(customerOf),
    invoices: seed.invoices.map(invoiceOf),
    subscriptions: seed.subscriptions.map(subscriptionOf),
    paymentIntents: seed.paymentIntents.map(paymentIntentOf),
    charges: seed.paymentIntents.filter(isPaid).map(chargeOf),
  };
}

function customerOf({
  id,
  address,
  preferredLocales,
  metadata,
  deleted,
  ...fields
}: BillingCustomer): Stripe.Customer | Stripe.DeletedCustomer {
  if (deleted) return { id, object: 'customer', deleted };
  return customerObject({
    id,
    ...fields,
    address: address === null ? null : { ...address, line2: null },
    metadata: { ...metadata },
    preferred_locales: [...preferredLocales],
  });
}

function invoiceOf({ amountPaid, dueDate, subscription, ...fields }: BillingInvoice): Stripe.Invoice {
  return invoiceObject({
    ...fields,
    amount_paid: amountPaid,
    due_date: dueDate,
    ...(subscription === null ? {} : { subscription }),
  });
}

function subscriptionOf(seed: BillingSubscription): Stripe.Subscription {
  const { id, customer, status, currency, created, canceledAt, interval, currentPeriodEnd } = seed;
  return subscriptionObject({
    id,
    customer,
    status,
    currency,
    created,
    ...(canceledAt === null ? {} : { ended_at: canceledAt }),
    price: {
      amount: seed.unitAmount,
      interval,
      nickname: seed.product,
      periodStart: currentPeriodEnd - period[interval],
      periodEnd: currentPeriodEnd,
    },
  });
}

function paymentIntentOf(seed: BillingPaymentIntent): Stripe.PaymentIntent {
  return paymentIntentObject({ ...seed, latest_charge: isPaid(seed) ? chargeId(seed) : null });
}

/** The charge by card that a successful payment was made of. */
function chargeOf(seed: BillingPaymentIntent): Stripe.Charge {
  const { id, customer, amount, currency, created } = seed;
  return chargeObject({
    id: chargeId(seed),
    customer,
    amount,
    currency,
    created,
    status: 'succeeded',
    payment_intent: id,
    payment_method_details: { type: 'card' },
  });
}

function isPaid({ status }: BillingPaymentIntent): boolean {
  return status === 'succeeded';
}

function chargeId({ id }: BillingPaymentIntent): string {
  return id.replace('pi_', 'ch_');
}
