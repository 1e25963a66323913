/** Amounts as Stripe counts them. */

import type { CollectionMapping } from '../mapping.ts';
import type { Read } from '../read.ts';
import { asText } from '../values.ts';
import { readObject, type StripeObject } from './objects.ts';

/**
 * Where Stripe's smallest unit is not that of ISO 4217: Stripe counts hundredths of the first two, which have none, and
 * whole units of the third, which has two decimals (https://docs.stripe.com/currencies#special-cases).
 */
const decimalsMoved: Readonly<Record<string, number>> = { ISK: -2, UGX: -2, MGA: 2 };

/** Reads like `readObject`, with the amounts of these few currencies in ISO 4217's minor units. */
export function readMoney(mapping: CollectionMapping): Read<StripeObject> {
  const currencies = new Map<string, string>();
  for (const at of Object.values(mapping.attributes))
    if (typeof at !== 'string' && at.unit === 'minor' && typeof at.currency === 'string')
      currencies.set(at.amount, at.currency);
  return (object, column) => {
    const value = readObject(object, column);
    const currency = currencies.get(column);
    const moved = currency === undefined ? undefined : decimalsMoved[codeOf(object, currency)];
    return moved === undefined || typeof value !== 'number' ? value : value * 10 ** moved;
  };
}

function codeOf(object: StripeObject, column: string): string {
  return asText(readObject(object, column))?.toUpperCase() ?? '';
}
