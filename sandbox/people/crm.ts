import { type Row, salesforceId, standardObjects } from '../salesforce/schema.ts';
import type { Card } from './card.ts';
import { joinName } from './card.ts';
import type { Company } from './person.ts';
import { lands } from './places.ts';
import type { Entry } from './references.ts';

const keyPrefixes = new Map(standardObjects().map(({ name, keyPrefix }) => [name, keyPrefix]));

/** Objects of the org that the population fills. */
export const crmObjects = [
  'Account',
  'Individual',
  'Contact',
  'Lead',
  'DataUsePurpose',
  'ContactPointTypeConsent',
  'Opportunity',
  'OpportunityContactRole',
  'Case',
] as const;
export type CrmObject = (typeof crmObjects)[number];

/** A ContactPointTypeConsent: one choice of one individual for one way of contact. */
export interface TypeConsent {
  readonly individual: string;
  readonly type: 'Email' | 'Phone';
  /** A fideslang data use; the org names its DataUsePurpose records so. */
  readonly purpose: string;
  readonly status: 'OptIn' | 'OptOut' | 'Seen' | 'NotSeen';
  readonly capturedAt: string;
  readonly doubleOptInAt: string | null;
  readonly effectiveTo: string | null;
}

/** What Salesforce writes into a required name nobody gave. */
const notProvided = '[not provided]';

/** The sales and service org (Salesforce): rows by object, keyed by API field names. */
export class CrmBooks {
  readonly #rows = new Map<CrmObject, Row[]>(crmObjects.map((name) => [name, []]));
  readonly #next = new Map<CrmObject, number>(crmObjects.map((name) => [name, 1]));
  readonly #accounts = new Map<string, string>();
  readonly #purposes = new Map<string, string>();

  /** Takes the next id of an object without writing a record yet. */
  reserve(object: CrmObject): string {
    return salesforceId(keyPrefixes.get(object) ?? '', this.#take(object));
  }

  continueAt(sequence: number): void {
    for (const [object, next] of this.#next) this.#next.set(object, Math.max(next, sequence));
  }

  /** @returns the id of the record: the one given, or the next. */
  add(object: CrmObject, fields: Row): string {
    const id = typeof fields['Id'] === 'string' ? fields['Id'] : this.reserve(object);
    this.#rows.get(object)?.push({ Id: id, IsDeleted: false, ...fields });
    return id;
  }

  /** @returns the id of the case, which has a number as well. */
  addCase(fields: Row): string {
    const sequence = this.#take('Case');
    const Id = salesforceId(keyPrefixes.get('Case') ?? '', sequence);
    return this.add('Case', { Id, CaseNumber: String(1_000 + sequence).padStart(8, '0'), ...fields });
  }

  addTypeConsent(consent: TypeConsent): string {
    const { type, purpose, capturedAt } = consent;
    return this.add('ContactPointTypeConsent', {
      Name: `${type} ${purpose}`,
      PartyId: consent.individual,
      ContactPointType: type,
      DataUsePurposeId: this.#purposeOf(purpose, capturedAt),
      PrivacyConsentStatus: consent.status,
      CaptureContactPointType: 'Web',
      CaptureDate: capturedAt,
      CaptureSource: 'Preference centre',
      DoubleConsentCaptureDate: consent.doubleOptInAt,
      EffectiveFrom: capturedAt,
      EffectiveTo: consent.effectiveTo,
      CreatedDate: capturedAt,
      LastModifiedDate: capturedAt,
    });
  }

  /** The business account of a company, opened when it is first needed. */
  accountOf(company: Company, openedAt: string): string {
    const known = this.#accounts.get(company.name);
    if (known !== undefined) return known;
    const { home } = company;
    const id = this.add('Account', {
      Name: company.name,
      Website: `https://www.${company.domain}`,
      BillingStreet: home.street,
      BillingCity: home.city,
      BillingState: home.region,
      BillingPostalCode: home.postcode,
      BillingCountry: home.country,
      CreatedDate: openedAt,
      LastModifiedDate: openedAt,
    });
    this.#accounts.set(company.name, id);
    return id;
  }

  get rows(): Readonly<Record<string, readonly Row[]>> {
    return Object.fromEntries(this.#rows);
  }

  /** The purpose consents are given for, by its fideslang key; written down when it is first needed. */
  #purposeOf(key: string, introducedAt: string): string {
    const known = this.#purposes.get(key);
    if (known !== undefined) return known;
    const id = this.add('DataUsePurpose', {
      Name: key,
      CanDataSubjectOptOut: true,
      CreatedDate: introducedAt,
      LastModifiedDate: introducedAt,
    });
    this.#purposes.set(key, id);
    return id;
  }

  #take(object: CrmObject): number {
    const sequence = this.#next.get(object) ?? 1;
    this.#next.set(object, sequence + 1);
    return sequence;
  }
}

/**
 * A contact without an id and without any consent.
 *
 * @param spelled - the country in words, as in orgs without the picklist, in place of its code.
 */
export function contactRow({ card, refer }: Entry, account: string | null, spelled: boolean): Row {
  return {
    ...nameFields(card),
    Email: card.email,
    Phone: card.phone,
    AccountId: account,
    MailingStreet: card.home.street,
    MailingCity: card.home.city,
    MailingState: card.home.region,
    MailingPostalCode: card.home.postcode,
    MailingCountry: countryText(card, spelled),
    Birthdate: card.birthDate,
    App_User_Id__c: refer('crm.App_User_Id__c'),
    Stripe_Customer_Id__c: refer('crm.Stripe_Customer_Id__c'),
    Loyalty_Id__c: card.loyaltyNo,
    Preferred_Language__c: card.locale.slice(0, 2),
    CreatedDate: card.createdAt,
    LastModifiedDate: card.changedAt,
  };
}

/** A lead without an id and without any consent: leads know neither birth dates nor other systems. */
export function leadRow(card: Card, spelled: boolean): Row {
  return {
    ...nameFields(card),
    Company: card.company?.name ?? notProvided,
    Email: card.email,
    Phone: card.phone,
    Street: card.home.street,
    City: card.home.city,
    State: card.home.region,
    PostalCode: card.home.postcode,
    Country: countryText(card, spelled),
    Status: 'Open - Not Contacted',
    IsConverted: false,
    CreatedDate: card.createdAt,
    LastModifiedDate: card.changedAt,
  };
}

/** The person as the consent objects know them, without any choice made. */
export function individualRow(card: Card): Row {
  const { FirstName, LastName, Name } = nameFields({ ...card, middle: null });
  return {
    FirstName,
    LastName,
    Name,
    BirthDate: card.birthDate,
    CreatedDate: card.createdAt,
    LastModifiedDate: card.changedAt,
  };
}

function nameFields(card: Card) {
  const LastName = card.family ?? notProvided;
  return {
    FirstName: card.given,
    MiddleName: card.middle,
    LastName,
    Suffix: card.suffix,
    Name: joinName(card.given, card.middle, LastName, card.suffix),
  };
}

function countryText({ home }: Card, spelled: boolean): string {
  return spelled ? lands[home.country].name : home.country;
}
