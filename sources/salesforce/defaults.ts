/** What the standard objects of an org mean, as data: a configuration overrides any part of it. */
import type { Attribute } from '../../src/model/attribute.ts';
import type { Collection } from '../../src/model/collection.ts';
import type { Channel } from '../../src/model/consent.ts';
import type { CollectionMappings, ConsentColumn, CustomerMapping } from '../mapping.ts';

/** An object that describes customers, besides what every kind of source says of a table. */
export interface ObjectDefaults {
  /** The first three characters of the ids of its records. */
  readonly keyPrefix: string;
  /** Only records of which this holds describe customers. */
  readonly only?: { readonly column: string; readonly is: boolean };
  /** What child rows name instead of the record's id. */
  readonly parents: Readonly<Partial<Record<Collection, string>>>;
  readonly mapping: CustomerMapping;
}

/** A checkbox that objects: `false` is the state nobody touched, so it is silence. */
function objection(
  column: string,
  purpose: string,
  channel: Channel,
  more: Partial<ConsentColumn> = {},
): ConsentColumn {
  return {
    purpose,
    channel,
    column,
    granted: [],
    denied: [true],
    silent: [false],
    statuses: {},
    restriction: false,
    ...more,
  };
}

/** @param person - how the object spells its own person fields (`Person` on a person account). */
function consentOf(person: '' | 'Person'): readonly ConsentColumn[] {
  const individual = `${person}Individual`;
  return [
    objection(`${person}HasOptedOutOfEmail`, 'marketing', 'EMAIL'),
    // A text message is a call to those who ask not to be called, so this is PHONE, which covers VOICE and SMS.
    objection(`${person}DoNotCall`, 'marketing', 'PHONE'),
    objection(`${person}HasOptedOutOfFax`, 'marketing', 'FAX'),
    objection(`${individual}.HasOptedOutSolicit`, 'marketing', 'ANY'),
    objection(`${individual}.HasOptedOutProfiling`, 'personalize', 'ANY'),
    objection(`${individual}.HasOptedOutTracking`, 'analytics', 'ANY'),
    objection(`${individual}.HasOptedOutProcessing`, '*', 'ANY', { restriction: true }),
    objection(`${individual}.ShouldForget`, '*', 'ANY', {
      denied: [],
      statuses: { true: 'SUPPRESSED' },
      restriction: true,
    }),
  ];
}

function address(prefix: string): Partial<Record<Attribute, string>> {
  return {
    'address.street': `${prefix}Street`,
    'address.city': `${prefix}City`,
    'address.region': `${prefix}State`,
    'address.postalCode': `${prefix}PostalCode`,
    'address.country': `${prefix}Country`,
  };
}

const person = {
  'name.full': 'Name',
  'name.prefix': 'Salutation',
  'name.given': 'FirstName',
  'name.middle': 'MiddleName',
  'name.family': 'LastName',
  'name.suffix': 'Suffix',
  createdAt: 'CreatedDate',
  lastActivityAt: 'LastActivityDate',
} as const satisfies Partial<Record<Attribute, string>>;

function mapping(
  table: string,
  attributes: Partial<Record<Attribute, string | string[]>>,
  consent: readonly ConsentColumn[],
): CustomerMapping {
  return {
    table,
    id: 'Id',
    updatedAt: 'LastModifiedDate',
    duplicateFree: false,
    attributes: { ...person, ...attributes },
    references: {},
    lookups: {},
    consent: [...consent],
  };
}

export const standardObjects: Readonly<Record<string, ObjectDefaults>> = {
  Contact: {
    keyPrefix: '003',
    parents: { consents: 'IndividualId' },
    mapping: mapping(
      'Contact',
      {
        email: 'Email',
        phone: ['Phone', 'MobilePhone'],
        ...address('Mailing'),
        company: 'Account.Name',
        jobTitle: 'Title',
        birthDate: 'Birthdate',
      },
      consentOf(''),
    ),
  },
  Lead: {
    keyPrefix: '00Q',
    // A converted lead lives on as a contact.
    only: { column: 'IsConverted', is: false },
    parents: { consents: 'IndividualId' },
    mapping: mapping(
      'Lead',
      {
        email: 'Email',
        phone: ['Phone', 'MobilePhone'],
        ...address(''),
        company: 'Company',
        jobTitle: 'Title',
      },
      consentOf(''),
    ),
  },
  // Person accounts. Each has a contact of its own as well, so map these or contacts, seldom both.
  Account: {
    keyPrefix: '001',
    only: { column: 'IsPersonAccount', is: true },
    parents: {
      cases: 'PersonContactId',
      opportunities: 'PersonContactId',
      consents: 'PersonIndividualId',
    },
    mapping: mapping(
      'Account',
      {
        email: 'PersonEmail',
        phone: ['Phone', 'PersonMobilePhone'],
        ...address('PersonMailing'),
        birthDate: 'PersonBirthdate',
      },
      consentOf('Person'),
    ),
  },
};

/** The objects read where the configuration names none. */
export const defaultObjects = ['Contact', 'Lead'] as const;

/** Look-up fields of the platform and the ids they hold: any other id has no rows and is not asked for. */
export const lookupPrefixes: ReadonlyMap<string, string> = new Map([
  ['AccountId', '001'],
  ['ContactId', '003'],
  ['LeadId', '00Q'],
  ['PartyId', '0PK'],
]);

/** Names a DataUsePurpose is understood by: the data uses themselves, and what people call them. */
const purposes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'analytics',
      'analytics.reporting',
      'essential.service.notifications.email',
      'essential.service.notifications.sms',
      'essential.service.operations.support',
      'functional.service.improve',
      'marketing',
      'marketing.advertising.first_party',
      'marketing.advertising.first_party.targeted',
      'marketing.advertising.third_party.targeted',
      'marketing.communications',
      'marketing.communications.email',
      'marketing.communications.post',
      'marketing.communications.push',
      'marketing.communications.sms',
      'marketing.communications.voice',
      'personalize',
      'personalize.content',
      'personalize.profiling',
      'third_party_sharing',
      'train_ai_system',
    ].map((use) => [use, use]),
  ),
  Advertising: 'marketing.advertising',
  Analytics: 'analytics',
  Marketing: 'marketing',
  Newsletter: 'marketing.communications.email',
  Personalization: 'personalize',
};

export const standardCollections = {
  cases: {
    table: 'Case',
    id: 'Id',
    customer: 'ContactId',
    attributes: {
      number: 'CaseNumber',
      subject: 'Subject',
      status: 'Status',
      priority: 'Priority',
      openedAt: 'CreatedDate',
      closedAt: 'ClosedDate',
    },
  },
  // The id is the role's: one contact may have several roles in one opportunity.
  opportunities: {
    table: 'OpportunityContactRole',
    id: 'Id',
    customer: 'ContactId',
    attributes: {
      name: 'Opportunity.Name',
      stage: 'Opportunity.StageName',
      createdAt: 'Opportunity.CreatedDate',
      closeDate: 'Opportunity.CloseDate',
      amount: { amount: 'Opportunity.Amount', currency: 'Opportunity.CurrencyIsoCode', unit: 'major' },
    },
  },
  consents: {
    table: 'ContactPointTypeConsent',
    id: 'Id',
    customer: 'PartyId',
    purpose: { column: 'DataUsePurpose.Name', values: purposes },
    channel: {
      column: 'ContactPointType',
      values: { Email: 'EMAIL', MailingAddress: 'POST', Phone: 'PHONE', Social: 'WEB', Web: 'WEB' },
    },
    status: {
      column: 'PrivacyConsentStatus',
      // Seen: asked and not answered. NotSeen: the question never reached the person, so nothing was said.
      values: { OptIn: 'GRANTED', OptOut: 'DENIED', Seen: 'PENDING', NotSeen: 'NOT_ASKED' },
    },
    at: 'CaptureDate',
    from: 'EffectiveFrom',
    until: 'EffectiveTo',
    doubleOptInAt: 'DoubleConsentCaptureDate',
  },
} as const satisfies CollectionMappings;
