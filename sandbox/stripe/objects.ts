/**
 * Builders of complete objects of the Stripe API version the SDK pins, from the few fields that matter. Whatever is
 * given wins over what is derived. Ids come from the caller, in Stripe's shape: cus_…, in_…, sub_…, pi_…, ch_….
 */

import Stripe from 'stripe';

/** The version of every object here; the SDK's type makes an upgrade of the SDK a compile error. */
export const apiVersion: Stripe.LatestApiVersion = '2026-10-28.endive';

type Fields<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function customerObject(fields: Fields<Stripe.Customer, 'id' | 'created'>): Stripe.Customer {
  return {
    object: 'customer',
    address: null,
    balance: 0,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: tail(fields.id).slice(0, 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...fields,
  };
}

/**
 * An invoice of one line.
 *
 * @param fields - `total` is in minor units; `subscription` names the subscription that was billed, if any.
 */
export function invoiceObject({
  subscription,
  ...fields
}: Fields<Stripe.Invoice, 'id' | 'created' | 'customer' | 'currency' | 'total' | 'status'> & {
  readonly subscription?: string;
}): Stripe.Invoice {
  const { id, created, currency, total, status } = fields;
  const final = status !== 'draft';
  const paid = status === 'paid' ? total : 0;
  const settled = status === 'paid' || status === 'void';
  return {
    object: 'invoice',
    account_country: 'US',
    account_name: 'Sandbox',
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: paid,
    amount_remaining: total - paid,
    amount_shipping: 0,
    application: null,
    attempt_count: paid === 0 ? 0 : 1,
    attempted: paid !== 0,
    auto_advance: !settled,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: subscription === undefined ? 'manual' : 'subscription_cycle',
    collection_method: 'charge_automatically',
    custom_fields: null,
    customer_account: null,
    customer_address: null,
    customer_email: null,
    customer_name: null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: final ? created : null,
    ending_balance: final ? 0 : null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(
      [invoiceLine(id, fields.description ?? null, total, currency, created)],
      `/v1/invoices/${id}/lines`,
    ),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: final ? `${tail(id).slice(0, 8).toUpperCase()}-0001` : null,
    on_behalf_of: null,
    parent:
      subscription === undefined
        ? null
        : {
            quote_details: null,
            subscription_details: { metadata: {}, subscription },
            type: 'subscription_details',
          },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status_transitions: {
      finalized_at: final ? created : null,
      marked_uncollectible_at: status === 'uncollectible' ? created : null,
      paid_at: status === 'paid' ? created : null,
      voided_at: status === 'void' ? created : null,
    },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: final ? created : null,
    ...fields,
  };
}

function invoiceLine(
  invoice: string,
  description: string | null,
  amount: number,
  currency: string,
  created: number,
): Stripe.InvoiceLineItem {
  return {
    id: `il_${tail(invoice)}`,
    object: 'line_item',
    amount,
    currency,
    description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: null,
    period: { end: created, start: created },
    pretax_credit_amounts: [],
    pricing: null,
    quantity: 1,
    quantity_decimal: Stripe.Decimal.from(1),
    subscription: null,
    subtotal: amount,
    taxes: [],
  };
}

/** What a subscription bills: one unit of one price. */
export interface SubscribedPrice {
  /** In minor units, per interval. */
  readonly amount: number;
  readonly interval: 'day' | 'week' | 'month' | 'year';
  /** The name a person gave the price. */
  readonly nickname: string;
  /** Seconds since the epoch, both: the period being billed, which Stripe keeps on the item. */
  readonly periodStart: number;
  readonly periodEnd: number;
}

/** A subscription to one price. */
export function subscriptionObject({
  price,
  ...fields
}: Fields<Stripe.Subscription, 'id' | 'created' | 'customer' | 'currency' | 'status'> & {
  readonly price: SubscribedPrice;
}): Stripe.Subscription {
  const { id, created, currency } = fields;
  const endedAt = fields.status === 'canceled' ? (fields.ended_at ?? price.periodEnd) : null;
  return {
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: created,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: endedAt,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: endedAt,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: listOf(
      [subscriptionItem(id, price, currency, created)],
      `/v1/subscription_items?subscription=${id}`,
    ),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: created,
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: null,
    ...fields,
  };
}

function subscriptionItem(
  subscription: string,
  price: SubscribedPrice,
  currency: string,
  created: number,
): Stripe.SubscriptionItem {
  const priceId = `price_${tail(subscription)}`;
  const product = `prod_${tail(subscription)}`;
  const shared = {
    id: priceId,
    active: true,
    billing_scheme: 'per_unit',
    created,
    currency,
    livemode: false,
    metadata: {},
    nickname: price.nickname,
    product,
    tiers_mode: null,
  } as const;
  const recurring = {
    interval: price.interval,
    interval_count: 1,
    meter: null,
    trial_period_days: null,
    usage_type: 'licensed',
  } as const;
  const decimal = Stripe.Decimal.from(price.amount);
  return {
    id: `si_${tail(subscription)}`,
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: price.periodEnd,
    current_period_start: price.periodStart,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: {
      ...shared,
      ...recurring,
      object: 'plan',
      amount: price.amount,
      amount_decimal: decimal,
      transform_usage: null,
    },
    price: {
      ...shared,
      object: 'price',
      custom_unit_amount: null,
      lookup_key: null,
      recurring,
      tax_behavior: 'unspecified',
      transform_quantity: null,
      type: 'recurring',
      unit_amount: price.amount,
      unit_amount_decimal: decimal,
    },
    quantity: 1,
    subscription,
    tax_rates: [],
  };
}

/** @param fields - `amount` is in minor units. */
export function paymentIntentObject(
  fields: Fields<Stripe.PaymentIntent, 'id' | 'created' | 'customer' | 'currency' | 'amount' | 'status'>,
): Stripe.PaymentIntent {
  const { id, amount, status } = fields;
  return {
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: status === 'requires_capture' ? amount : 0,
    amount_details: { tip: {} },
    amount_received: status === 'succeeded' ? amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: status === 'canceled' ? fields.created : null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_sandbox`,
    confirmation_method: 'automatic',
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_data: null,
    transfer_group: null,
    ...fields,
  };
}

/** @param fields - `amount` is in minor units; `status` is `succeeded`, `pending` or `failed`. */
export function chargeObject(
  fields: Fields<Stripe.Charge, 'id' | 'created' | 'customer' | 'currency' | 'amount' | 'status'>,
): Stripe.Charge {
  const { amount } = fields;
  const succeeded = fields.status === 'succeeded';
  return {
    object: 'charge',
    amount_captured: succeeded ? amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'SANDBOX',
    captured: succeeded,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: succeeded,
    payment_intent: null,
    payment_method: null,
    payment_method_details: null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_data: null,
    transfer_group: null,
    ...fields,
  };
}

/** A whole list as Stripe embeds it in another object. */
export function listOf<T>(data: T[], url: string): Stripe.ApiList<T> {
  return { object: 'list', data, has_more: false, url };
}

/** An id without its prefix, so that what hangs on an object can be named after it. */
function tail(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}
