/** Stripe's objects as data: what is read of them, and what is gone from them. */
import type Stripe from 'stripe';
import { GatewayError } from '../../src/model/errors.ts';
import type { Read } from '../read.ts';

export type StripeObject = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * The objects of an answer.
 * @throws {GatewayError} SOURCE_PROTOCOL when there are none to be seen, SOURCE_DRIFTED when one has no id.
 */
export function objectsOf(page: { readonly data: readonly unknown[] }): readonly StripeObject[] {
  if (!Array.isArray(page.data)) throw new GatewayError('SOURCE_PROTOCOL');
  return page.data.map(objectOf);
}

/** @throws {GatewayError} as `objectsOf`. */
export function objectOf(value: unknown): StripeObject {
  if (typeof value !== 'object' || value === null) throw new GatewayError('SOURCE_PROTOCOL');
  if (!hasId(value)) throw new GatewayError('SOURCE_DRIFTED');
  return value;
}

function hasId(value: object): value is StripeObject {
  return 'id' in value && typeof value.id === 'string';
}

/** Seconds since 1970. @throws {GatewayError} SOURCE_DRIFTED where Stripe no longer says when. */
export function createdOf(object: StripeObject): number {
  const created = object['created'];
  if (typeof created !== 'number') throw new GatewayError('SOURCE_DRIFTED');
  return created;
}

/** The columns of a configuration, taken apart once. */
const stepsOf = new Map<string, readonly string[]>();

function steps(column: string): readonly string[] {
  let found = stepsOf.get(column);
  if (found === undefined) {
    // The key of a metadata entry may itself have dots.
    const dot = column.startsWith('metadata.') ? 'metadata'.length : -1;
    found = dot < 0 ? column.split('.') : ['metadata', column.slice(dot + 1)];
    stepsOf.set(column, found);
  }
  return found;
}

/** Reads `address.city`, `metadata.any key`, `items.data.0.price.nickname`. */
export const readObject: Read<StripeObject> = (object, column) => {
  let value: unknown = object;
  for (const step of steps(column)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
};

/** What Stripe leaves out of a customer when there is nothing to say, or when it was not asked to expand it. */
const oftenAbsent: ReadonlySet<string> = new Set([
  'business_name',
  'cash_balance',
  'customer_account',
  'individual_name',
  'invoice_credit_balance',
  'sources',
  'subscriptions',
  'tax',
  'tax_ids',
] satisfies readonly (keyof Stripe.Customer)[]);

const none: ReadonlySet<string> = new Set();

/**
 * Which of the columns no longer exist. Stripe writes `null` for what is empty, so a top-level property that is not
 * there at all is gone; a key that is not in `metadata` says nothing.
 */
export function goneColumns(object: StripeObject, columns: readonly string[]): ReadonlySet<string> {
  const isGone = (column: string) => {
    const property = steps(column)[0] ?? column;
    return object[property] === undefined && !oftenAbsent.has(property);
  };
  return columns.some(isGone) ? new Set(columns.filter(isGone)) : none;
}
