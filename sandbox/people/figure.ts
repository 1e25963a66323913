import type { ConsentStatus } from '../../src/model/consent.ts';
import type { SourceName } from '../../src/model/record.ts';
import type { Row } from '../salesforce/schema.ts';
import type { ConsentRow, UserRow } from './app.ts';
import type { BillingCustomer } from './billing.ts';
import type { Card } from './card.ts';
import type { TypeConsent } from './crm.ts';
import type { Reference } from './references.ts';
import type { ShopCustomerRow } from './shop.ts';
import type { ConsentExpectation } from './truth.ts';

type Change<T> = { readonly [K in keyof T]?: T[K] };

/**
 * A hand-made person: what every record says unless it differs, then one change per record and system. A list of two
 * is two records, an empty change is a record that differs in nothing.
 */
export interface Figure {
  readonly name: string;
  readonly story: string;
  readonly facts: Pick<Card, 'given' | 'family' | 'birthDate' | 'email' | 'phone' | 'home' | 'locale'> &
    Partial<Pick<Card, 'suffix' | 'company' | 'loyaltyNo'>>;
  /** Where the records name each other; the first record of a system is the one that names and is named. */
  readonly references?: readonly Reference[];
  readonly app?: readonly Change<UserRow>[];
  /** Of the first app record. */
  readonly consents?: readonly Omit<ConsentRow, 'id' | 'user_id'>[];
  readonly shop?: readonly Change<ShopCustomerRow>[];
  readonly contacts?: readonly Row[];
  readonly leads?: readonly Row[];
  /** Of the first contact. */
  readonly individual?: Row;
  readonly typeConsents?: readonly Omit<TypeConsent, 'individual'>[];
  readonly billing?: readonly Change<BillingCustomer>[];
  /** Orders, purchases, invoices, a subscription, a case and an opportunity for the first record of each system. */
  readonly eventful?: true;
  readonly expect: readonly ConsentExpectation[];
}

/** The purposes the figures are about, each with the channel it goes over. */
export const byEmail = { purpose: 'marketing.communications.email', channel: 'EMAIL' } as const;
export const bySms = { purpose: 'marketing.communications.sms', channel: 'SMS' } as const;

export function permitted(
  by: typeof byEmail | typeof bySms,
  source: SourceName,
  contactPoint?: string,
): ConsentExpectation {
  return { ...by, ...(contactPoint && { contactPoint }), decision: 'PERMIT', status: 'GRANTED', source };
}

export function denied(
  by: typeof byEmail | typeof bySms,
  status: ConsentStatus,
  source: SourceName,
  contactPoint?: string,
): ConsentExpectation {
  return { ...by, ...(contactPoint && { contactPoint }), decision: 'DENY', status, source };
}
