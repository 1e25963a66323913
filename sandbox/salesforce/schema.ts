/** The standard objects the sandbox org has, with Salesforce's own names and types. */

export interface SalesforceField {
  readonly name: string;
  readonly type:
    | 'id'
    | 'string'
    | 'email'
    | 'phone'
    | 'url'
    | 'boolean'
    | 'date'
    | 'datetime'
    | 'currency'
    | 'double'
    | 'int'
    | 'reference'
    | 'picklist'
    | 'textarea';
  readonly nillable: boolean;
  /** `false` for a long text, which no condition may be on. */
  readonly filterable?: false;
  /** The object a `reference` points at. */
  readonly referenceTo?: string;
  /** How SOQL names that object from here: `Account` in `Account.Name`. */
  readonly relationshipName?: string;
  /** How SOQL names these rows from the other end: `Contacts` in `(SELECT Id FROM Contacts)`. */
  readonly childRelationshipName?: string;
}

/** `YYYY-MM-DD` for a date, any ISO 8601 instant for a datetime, an 18 character id for id and reference. */
export type Row = Record<string, string | number | boolean | null>;

export interface ObjectShape {
  readonly name: string;
  readonly label: string;
  /** The first three characters of every id of this object. */
  readonly keyPrefix: string;
  readonly fields: readonly SalesforceField[];
}

export interface SalesforceObject extends ObjectShape {
  readonly records: readonly Row[];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The 18 character form of a 15 character id: three characters that make it safe to compare without case. */
export function id18(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) {
      if (/[A-Z]/.test(id15.charAt(block + at))) bits |= 1 << at;
    }
    suffix += alphabet.charAt(bits);
  }
  return id15 + suffix;
}

/** The id of the record with that number: `003Ws0000000001IAA` for the first Contact. */
export function salesforceId(keyPrefix: string, sequence: number): string {
  let tail = '';
  for (let rest = sequence; rest > 0; rest = Math.floor(rest / 62)) tail = digits.charAt(rest % 62) + tail;
  return id18(`${keyPrefix}Ws0${tail.padStart(9, '0')}`);
}

type Type = SalesforceField['type'];

const optional = (type: Type, ...names: string[]): SalesforceField[] =>
  names.map((name) => ({ name, type, nillable: type !== 'boolean' }));
const required = (type: Type, ...names: string[]): SalesforceField[] =>
  names.map((name) => ({ name, type, nillable: false }));
/** A look-up: `AccountId` reaches its object as `Account`, which reaches back as `children`. */
const lookup = (
  name: string,
  referenceTo: string,
  childRelationshipName: string,
  nillable = true,
): SalesforceField => ({
  name,
  type: 'reference',
  nillable,
  referenceTo,
  relationshipName: name.replace(/Id$/, ''),
  childRelationshipName,
});
const system: readonly SalesforceField[] = [
  ...required('id', 'Id'),
  ...required('boolean', 'IsDeleted'),
  ...required('datetime', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp'),
];
const address = (prefix: string) => [
  ...optional('textarea', `${prefix}Street`),
  ...optional('string', `${prefix}City`, `${prefix}State`, `${prefix}PostalCode`, `${prefix}Country`),
];

const contact: ObjectShape = {
  name: 'Contact',
  label: 'Contact',
  keyPrefix: '003',
  fields: [
    ...system,
    ...optional('picklist', 'Salutation', 'LeadSource'),
    ...optional('string', 'FirstName', 'MiddleName', 'Suffix', 'Title', 'Department'),
    ...required('string', 'LastName', 'Name'),
    ...optional('email', 'Email'),
    ...optional('phone', 'Phone', 'MobilePhone', 'HomePhone', 'Fax'),
    ...address('Mailing'),
    ...optional('date', 'Birthdate', 'LastActivityDate'),
    ...optional('datetime', 'EmailBouncedDate'),
    ...optional('boolean', 'HasOptedOutOfEmail', 'DoNotCall', 'HasOptedOutOfFax', 'IsPersonAccount'),
    lookup('AccountId', 'Account', 'Contacts'),
    lookup('IndividualId', 'Individual', 'Contacts'),
    ...optional('string', 'Loyalty_Id__c', 'App_User_Id__c', 'Stripe_Customer_Id__c'),
    ...optional('datetime', 'Marketing_Consent_Date__c'),
    ...optional('picklist', 'Preferred_Language__c'),
  ],
};

const lead: ObjectShape = {
  name: 'Lead',
  label: 'Lead',
  keyPrefix: '00Q',
  fields: [
    ...system,
    ...optional('picklist', 'Salutation', 'LeadSource'),
    ...optional('string', 'FirstName', 'MiddleName', 'Suffix', 'Title'),
    ...required('string', 'LastName', 'Name', 'Company'),
    ...optional('email', 'Email'),
    ...optional('phone', 'Phone', 'MobilePhone', 'Fax'),
    ...address(''),
    ...required('picklist', 'Status'),
    ...optional('boolean', 'HasOptedOutOfEmail', 'DoNotCall', 'HasOptedOutOfFax', 'IsConverted'),
    ...optional('date', 'ConvertedDate', 'LastActivityDate'),
    lookup('ConvertedContactId', 'Contact', ''),
    lookup('ConvertedAccountId', 'Account', ''),
    lookup('IndividualId', 'Individual', 'Leads'),
  ],
};

const account: ObjectShape = {
  name: 'Account',
  label: 'Account',
  keyPrefix: '001',
  fields: [
    ...system,
    ...required('string', 'Name'),
    ...optional('picklist', 'Industry', 'Type'),
    ...optional('url', 'Website'),
    ...optional('phone', 'Phone'),
    ...address('Billing'),
    ...optional('date', 'LastActivityDate'),
    ...optional('boolean', 'IsPersonAccount'),
    ...optional('picklist', 'Salutation'),
    ...optional('string', 'FirstName', 'MiddleName', 'LastName', 'Suffix'),
    ...optional('email', 'PersonEmail'),
    ...optional('phone', 'PersonMobilePhone', 'PersonHomePhone'),
    ...address('PersonMailing'),
    ...optional('date', 'PersonBirthdate'),
    ...optional('boolean', 'PersonHasOptedOutOfEmail', 'PersonDoNotCall', 'PersonHasOptedOutOfFax'),
    lookup('PersonContactId', 'Contact', ''),
    lookup('PersonIndividualId', 'Individual', ''),
  ],
};

const individual: ObjectShape = {
  name: 'Individual',
  label: 'Individual',
  keyPrefix: '0PK',
  fields: [
    ...system,
    ...optional('picklist', 'Salutation'),
    ...optional('string', 'FirstName'),
    ...required('string', 'LastName', 'Name'),
    ...optional('date', 'BirthDate'),
    ...optional('boolean', 'HasOptedOutProcessing', 'HasOptedOutProfiling', 'HasOptedOutSolicit'),
    ...optional('boolean', 'HasOptedOutTracking', 'HasOptedOutGeoTracking', 'ShouldForget'),
    ...optional('boolean', 'SendIndividualData', 'CanStorePiiElsewhere'),
  ],
};

const contactPointTypeConsent: ObjectShape = {
  name: 'ContactPointTypeConsent',
  label: 'Contact Point Type Consent',
  keyPrefix: '0YD',
  fields: [
    ...system,
    ...required('string', 'Name'),
    lookup('PartyId', 'Individual', 'ContactPointTypeConsents', false),
    lookup('DataUsePurposeId', 'DataUsePurpose', 'ContactPointTypeConsents'),
    ...optional('picklist', 'ContactPointType', 'CaptureContactPointType'),
    ...required('picklist', 'PrivacyConsentStatus'),
    ...optional('datetime', 'CaptureDate', 'EffectiveFrom', 'EffectiveTo', 'DoubleConsentCaptureDate'),
    ...optional('string', 'CaptureSource'),
  ],
};

const dataUsePurpose: ObjectShape = {
  name: 'DataUsePurpose',
  label: 'Data Use Purpose',
  keyPrefix: '0ZW',
  fields: [
    ...system,
    ...required('string', 'Name'),
    ...optional('textarea', 'Description'),
    ...optional('boolean', 'CanDataSubjectOptOut'),
    ...optional('reference', 'LegalBasisId'),
  ],
};

const opportunity: ObjectShape = {
  name: 'Opportunity',
  label: 'Opportunity',
  keyPrefix: '006',
  fields: [
    ...system,
    ...required('string', 'Name'),
    lookup('AccountId', 'Account', 'Opportunities'),
    ...required('picklist', 'StageName'),
    ...optional('currency', 'Amount'),
    ...optional('picklist', 'CurrencyIsoCode'),
    ...required('date', 'CloseDate'),
    ...optional('boolean', 'IsClosed', 'IsWon'),
  ],
};

const opportunityContactRole: ObjectShape = {
  name: 'OpportunityContactRole',
  label: 'Opportunity Contact Role',
  keyPrefix: '00K',
  fields: [
    ...system,
    lookup('ContactId', 'Contact', 'OpportunityContactRoles', false),
    lookup('OpportunityId', 'Opportunity', 'OpportunityContactRoles', false),
    ...optional('picklist', 'Role'),
    ...optional('boolean', 'IsPrimary'),
  ],
};

const supportCase: ObjectShape = {
  name: 'Case',
  label: 'Case',
  keyPrefix: '500',
  fields: [
    ...system,
    ...required('string', 'CaseNumber'),
    lookup('ContactId', 'Contact', 'Cases'),
    lookup('AccountId', 'Account', 'Cases'),
    ...optional('string', 'Subject'),
    ...optional('picklist', 'Status', 'Priority', 'Origin'),
    ...optional('datetime', 'ClosedDate'),
    ...optional('boolean', 'IsClosed'),
  ],
};

const standardShapes = [
  contact,
  lead,
  account,
  individual,
  contactPointTypeConsent,
  dataUsePurpose,
  opportunity,
  opportunityContactRole,
  supportCase,
] as const satisfies readonly ObjectShape[];

/** What `@salesforce/core` reads of the org itself when it signs in. */
export const organizationShape: ObjectShape = {
  name: 'Organization',
  label: 'Organization',
  keyPrefix: '00D',
  fields: [
    ...system,
    ...required('string', 'Name', 'InstanceName'),
    ...required('boolean', 'IsSandbox'),
    ...optional('datetime', 'TrialExpirationDate'),
    ...optional('string', 'NamespacePrefix'),
    ...optional('picklist', 'OrganizationType'),
  ],
};

/** What `@salesforce/core` reads of the user it signs in as. */
export const userShape: ObjectShape = {
  name: 'User',
  label: 'User',
  keyPrefix: '005',
  fields: [...system, ...required('string', 'Username', 'LastName', 'Name'), ...required('email', 'Email')],
};

/**
 * The standard objects with the given records, for `startSalesforce`.
 *
 * @param records - by object name; an object left out exists and is empty, a field left out is null
 *   (`false` for a checkbox, now for the audit dates, the joined parts for a person's `Name`).
 * @throws TypeError when a name is not a standard object.
 */
export function standardObjects(
  records: Readonly<Record<string, readonly Row[]>> = {},
): readonly SalesforceObject[] {
  const unknown = Object.keys(records).find((name) => !standardShapes.some((shape) => shape.name === name));
  if (unknown !== undefined) throw new TypeError(`no standard object is called ${unknown}`);
  return standardShapes.map((shape) => ({ ...shape, records: records[shape.name] ?? [] }));
}
