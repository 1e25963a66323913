/** What the matrix asks: for a contract and by consent, one customer and several, with collections and without. */
import type { Json } from '../gateway.ts';
import type { Person } from './people.ts';

/** A document that asks for customers as `one` and `several`, and what for. */
export interface Question {
  readonly name: string;
  readonly document: string;
  readonly purpose?: string;
  /** How many it asks for besides one. */
  readonly several: number;
}

const always = `
  id email emails { value sources }
  sources { source kind status retryAfter records { id } drifted }`;
const profile = `
  displayName name { prefix } phone phones { value sources } address { city source } addresses { city source }
  company jobTitle birthDate locale createdAt lastActivityAt customAttributes { value source }
  externalIds { issuer value source }`;
const collections = `
  orders(first: 20) { nodes { id source number total { amount currency } } missing }
  invoices(first: 20) { nodes { id source number issuedAt } missing }
  payments(first: 20) { nodes { id source createdAt amount { amount } } missing }
  cases(first: 20) { nodes { id source number status } missing }`;
const identity = 'identity { records { source id } complete }';
const consents = `
  marketing: consent(purpose: "marketing.communications.email", channel: EMAIL) { decision status }
  texting: consent(purpose: "marketing.communications.sms", channel: SMS) { decision status }`;
/** So that a source which has drifted is asked for a column that is gone. */
const drifting = 'customAttributes { value source }';

export const questions: readonly Question[] = [
  {
    name: 'for a contract',
    document: `query($one: CustomerKey!, $several: [CustomerKey!]!) {
      one: customer(by: $one) { ${always} ${profile} ${collections} }
      several: customersByKey(keys: $several) { ${always} ${identity} ${drifting} ${consents} }
    }`,
    several: 2,
  },
  {
    name: 'by consent',
    document: `query($one: CustomerKey!) {
      one: customer(by: $one) { ${always} ${drifting} ${consents} phone addresses { city source }
        declared: consent(channel: EMAIL) { decision status }
        provenance(attributes: ["email"]) { value losing { value } }
      }
    }`,
    purpose: 'marketing.communications.email',
    several: 0,
  },
];

/** Where every value comes from, whatever may be shown of it. */
export const provenanceOf = `query($one: CustomerKey!) { one: customer(by: $one) {
  provenance(attributes: ["email", "phone", "name.prefix", "company", "jobTitle", "birthDate", "locale", "createdAt",
    "lastActivityAt", "custom.note"]) { attribute value record { source } losing { value record { source } } }
} }`;

export function variablesFor([one, ...several]: readonly Person[]): Json {
  return { one: one?.door, several: several.map(({ door }) => door) };
}
