/** Amounts as Stripe counts them. */

import type { CollectionMapping } from '../mapping.ts';
import type { Columns, Read } from '../read.ts';
import { asText } from '../values.ts';
import { objectColumns, type StripeObject } from './objects.ts';

/**
 * Where Stripe's smallest unit is not that of ISO 4217: Stripe counts hundredths of the first two, which have none, and
 * whole units of the third, which has two decimals (https://docs.stripe.com/currencies#special-cases).
 */
const decimalsMoved: Readonly<Record<string, number>> = { ISK: -2, UGX: -2, MGA: 2 };

/** Finds columns like `objectColumns`, with the amounts of these few currencies in ISO 4217's minor units. */
export function moneyColumns(mapping: CollectionMapping): Columns<StripeObject> {
  const currencies = new Map<string, Read<StripeObject>>();
  for (const at of Object.values(mapping.attributes))
    if (typeof at !== 'string' && at.unit === 'minor' && typeof at.currency === 'string')
      currencies.set(at.amount, objectColumns(at.currency));
  return (column) => {
    const read = objectColumns(column);
    const readCurrency = currencies.get(column);
    if (readCurrency === undefined) return read;
    return (object) => {
      const amount = read(object);
      const moved = decimalsMoved[asText(readCurrency(object))?.toUpperCase() ?? ''];
      return moved === undefined || typeof amount !== 'number' ? amount : amount * 10 ** moved;
    };
  };
}
