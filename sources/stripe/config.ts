/** How a Stripe account is configured, and what its objects mean when nothing else is said. */
import { z } from 'zod';
import { collectionSpecs, type PublicCollection, publicCollections } from '../../src/model/collection.ts';
import {
  type CollectionMapping,
  type CollectionMappings,
  type CustomerMapping,
  collectionMappings,
  customerMapping,
} from '../mapping.ts';
import { sourceOptions } from '../options.ts';
import { isChildResource } from './resources.ts';

const money = (amount: string) => ({ amount, currency: 'currency', unit: 'minor' as const });

const defaultCustomer: CustomerMapping = {
  table: 'customers',
  id: 'id',
  duplicateFree: false,
  attributes: {
    'name.full': 'name',
    email: 'email',
    phone: 'phone',
    'address.street': 'address.line1',
    'address.city': 'address.city',
    'address.region': 'address.state',
    'address.postalCode': 'address.postal_code',
    'address.country': 'address.country',
    locale: 'preferred_locales.0',
    createdAt: 'created',
  },
  references: {},
  lookups: {},
  consent: 'none',
};

const defaultCollections: Readonly<Partial<Record<PublicCollection, CollectionMapping>>> = {
  invoices: {
    table: 'invoices',
    id: 'id',
    customer: 'customer',
    attributes: {
      number: 'number',
      status: 'status',
      issuedAt: 'created',
      dueAt: 'due_date',
      total: money('total'),
      paid: money('amount_paid'),
    },
  },
  subscriptions: {
    table: 'subscriptions',
    id: 'id',
    customer: 'customer',
    attributes: {
      plan: 'items.data.0.price.nickname',
      status: 'status',
      startedAt: 'created',
      currentPeriodEnd: 'items.data.0.current_period_end',
      canceledAt: 'canceled_at',
      price: money('items.data.0.price.unit_amount'),
      interval: 'items.data.0.price.recurring.interval',
    },
  },
  payments: {
    table: 'payment_intents',
    id: 'id',
    customer: 'customer',
    attributes: {
      status: 'status',
      createdAt: 'created',
      amount: money('amount'),
      method: 'latest_charge.payment_method_details.type',
    },
  },
};

/** Stripe lists by customer, newest first by `created`, and by nothing else. */
const collections = collectionMappings.omit({ consents: true }).superRefine((mappings, context) => {
  for (const name of publicCollections) {
    const mapping = mappings[name];
    if (mapping === undefined) continue;
    const { time } = collectionSpecs[name];
    const fault = (path: readonly string[], message: string) =>
      context.addIssue({ code: 'custom', message, path: [name, ...path] });
    if (!isChildResource(mapping.table))
      fault(['table'], 'must be invoices, subscriptions, payment_intents or charges');
    if (mapping.id !== 'id') fault(['id'], 'must be id');
    if (mapping.customer !== 'customer') fault(['customer'], 'must be customer');
    if (mapping.attributes[time] !== 'created')
      fault(['attributes', time], 'must be created: Stripe orders lists by it');
  }
});

const connection = {
  kind: z.literal('stripe'),
  apiKey: z.string().min(1).describe('A secret or restricted key that may read what is mapped.'),
  apiBase: z
    .url({ protocol: /^https?$/ })
    .default('https://api.stripe.com')
    .describe('Scheme, host and port; the path is the SDK’s.'),
};

/** What asking Stripe takes, without any mapping. */
export const stripeConnection = z.strictObject({ ...connection, timeout: sourceOptions.timeout });

export const stripeConfig = z.strictObject({
  ...connection,
  ...sourceOptions,
  reads: z
    .enum(['strict', 'search'])
    .default('strict')
    .describe(
      'strict: e-mail look-ups and collections by list, always fresh, one customer a request. search: many customers a request, up to a minute late.',
    ),
  customer: customerMapping
    .omit({ table: true, id: true, candidates: true })
    .partial()
    .default({})
    .describe('What differs from the default mapping of customers.'),
  collections: collections.default({}).describe('Collections that differ from the default mapping.'),
});

export type StripeConfig = z.output<typeof stripeConfig>;

/** The configured mapping over the default one, attribute by attribute. */
export function customerOf({ customer }: StripeConfig): CustomerMapping {
  const given = Object.fromEntries(Object.entries(customer).filter(([, value]) => value !== undefined));
  return {
    ...defaultCustomer,
    ...given,
    attributes: { ...defaultCustomer.attributes, ...customer.attributes },
  };
}

/** The configured mappings over the default ones, collection by collection. */
export function collectionsOf(config: StripeConfig): CollectionMappings {
  return { ...defaultCollections, ...config.collections };
}
