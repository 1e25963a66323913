import { salesforceId } from '../salesforce/schema.ts';
import type { Card, System } from './card.ts';
import { stripeId } from './stripe-id.ts';

/** Places where a record names one of another system, and that system. */
export const referenceTargets = {
  'app.stripe_customer_id': 'billing',
  'app.crm_contact_id': 'crm',
  'shop.app_user_id': 'app',
  'crm.App_User_Id__c': 'app',
  'crm.Stripe_Customer_Id__c': 'billing',
  'billing.app_user_id': 'app',
} as const satisfies Record<string, System>;

export type Reference = keyof typeof referenceTargets;

/** The id, as text, that stands in such a place; null where nothing does. */
export type Refer = (reference: Reference) => string | null;

/** The main record of one person in each system that has one. */
export type MainIds = Readonly<Partial<Record<System, string>>>;

/** What a system's own record is made of: what it says of the person, and whom it names. */
export interface Entry {
  readonly card: Card;
  readonly refer: Refer;
}

/** An id of the right form that no record has: what is left of a record that is gone. */
export function idOfNobody(reference: Reference, number: number): string {
  const sequence = 9_000_000 + number;
  switch (referenceTargets[reference]) {
    case 'app':
      return String(sequence);
    case 'crm':
      return salesforceId('003', sequence);
    case 'billing':
      return stripeId('cus', sequence);
  }
}
