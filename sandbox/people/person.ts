import type { Country } from './names.ts';
import type { Place } from './places.ts';

/** An employer: a business account in the CRM, with a mailbox several of its people give as their own. */
export interface Company {
  readonly name: string;
  readonly domain: string;
  readonly home: Place;
}

/** What is true of somebody, whatever the systems hold. */
export interface Person {
  readonly country: Country;
  readonly given: string;
  readonly middle: string | null;
  readonly family: string;
  readonly suffix: 'Sr.' | 'Jr.' | null;
  readonly birthDate: string;
  readonly locale: string;
  readonly home: Place;
  readonly formerHome: Place | null;
  /** E.164. */
  readonly phone: string;
  readonly formerPhone: string | null;
  readonly email: string;
  readonly secondEmail: string | null;
  readonly company: Company | null;
  readonly loyaltyNo: string | null;
}
