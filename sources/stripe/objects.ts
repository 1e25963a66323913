/** Stripe's objects as data: what is read of them, and what is gone from them. */
import type Stripe from 'stripe';
import { GatewayError } from '../../src/model/errors.ts';
import { type Columns, readSteps } from '../read.ts';

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

/** Finds `address.city`, `metadata.any key`, `items.data.0.price.nickname`. */
export const objectColumns: Columns<StripeObject> = (column) => readSteps(stepsOf(column));

function stepsOf(column: string): readonly string[] {
  // The key of a metadata entry may itself have dots.
  return column.startsWith('metadata.') ? ['metadata', column.slice('metadata.'.length)] : column.split('.');
}

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

/** Nothing is gone. */
export const none: ReadonlySet<string> = new Set();

/**
 * Tells which of the columns no longer exist on an object. Stripe writes `null` for what is empty, so a top-level
 * property that is not there at all is gone; a key that is not in `metadata` says nothing.
 */
export function goneReader(columns: readonly string[]): (object: StripeObject) => ReadonlySet<string> {
  const byProperty = Map.groupBy(columns, (column) => stepsOf(column)[0] ?? column);
  const properties = [...byProperty.keys()].filter((property) => !oftenAbsent.has(property));
  const isGone = (object: StripeObject) => (property: string) => object[property] === undefined;
  return (object) =>
    properties.some(isGone(object))
      ? new Set(properties.filter(isGone(object)).flatMap((property) => byProperty.get(property) ?? []))
      : none;
}
