/**
 * What may be withheld of a customer, written down by hand: the category of each field, and by what it would be known in a
 * request that a system received. What identity compares (names, e-mail, telephone, address, day of birth, ids of issuers,
 * references) is read in any case, so it is not here; of Stripe, customers come whole.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Json, Sandbox } from './gateway.ts';

export interface WithheldField {
  readonly name: string;
  readonly selection: string;
  readonly category: string;
  readonly usableFor?: readonly string[];
  /** In a statement or path, of any system. */
  readonly pattern: RegExp;
}

const paged = (name: string, of: string) => `${name}(first: 3) { nodes { ${of} } pageInfo { hasNextPage } }`;
const notForMarketing = ['essential', 'functional', 'analytics'];

export const withheldFields: readonly WithheldField[] = [
  {
    name: 'jobTitle',
    selection: 'jobTitle',
    category: 'user.workplace',
    pattern: /\bTitle\b/,
  },
  {
    name: 'company',
    selection: 'company',
    category: 'user.workplace',
    pattern: /"company"|\bAccount\.Name\b|\bCompany\b/,
  },
  {
    name: 'locale',
    selection: 'locale',
    category: 'user.demographic.language',
    pattern: /"locale"|`language`|Preferred_Language__c/,
  },
  {
    name: 'createdAt',
    selection: 'createdAt',
    category: 'user.account',
    pattern: /"created_at"|`created_at`|\bCreatedDate\b.*FROM (Contact|Lead)\b/,
  },
  {
    name: 'lastActivityAt',
    selection: 'lastActivityAt',
    category: 'user.behavior',
    pattern: /"last_seen_at"|\bLastActivityDate\b/,
  },
  {
    name: 'customAttributes',
    selection: 'customAttributes { name value }',
    category: 'user.custom',
    pattern: /"email_verified"|\bStatus\b.*FROM Lead\b/,
  },
  {
    name: 'orders',
    selection: paged('orders', 'number status'),
    category: 'user.behavior.purchase_history',
    pattern: /from "orders"|from `purchases`/,
  },
  {
    name: 'invoices',
    selection: paged('invoices', 'number'),
    category: 'user.financial',
    usableFor: notForMarketing,
    pattern: /\/v1\/invoices/,
  },
  {
    name: 'subscriptions',
    selection: paged('subscriptions', 'plan'),
    category: 'user.behavior.purchase_history',
    pattern: /\/v1\/subscriptions/,
  },
  {
    name: 'payments',
    selection: paged('payments', 'status'),
    category: 'user.payment',
    usableFor: notForMarketing,
    pattern: /\/v1\/(payment_intents|charges)/,
  },
  {
    name: 'opportunities',
    selection: paged('opportunities', 'name'),
    category: 'user.behavior',
    pattern: /FROM Opportunity|OpportunityContactRole/,
  },
  {
    name: 'cases',
    selection: paged('cases', 'subject'),
    category: 'user.content',
    usableFor: notForMarketing,
    pattern: /FROM Case\b/,
  },
];

/** Shown from what identity compares, each with its category and the channel it is judged by. */
export const comparedFields: readonly { name: string; selection: string; category: string }[] = [
  { name: 'address', selection: 'address { street } addresses { street }', category: 'user.contact.address' },
  { name: 'displayName', selection: 'displayName name { family }', category: 'user.name' },
  { name: 'email', selection: 'email emails { value }', category: 'user.contact.email' },
];

const packaged = (name: string) =>
  parse(readFileSync(new URL(`../../policy/${name}.yaml`, import.meta.url), 'utf8')) as Json;

/** The shipped policy, as it is written. */
export const shippedPolicy: {
  readonly roles: Readonly<Record<string, { purposes: string[]; categories: string[]; scopes?: string[] }>>;
  readonly purposes: Readonly<Record<string, { basis: string; channel?: string }>>;
} = { roles: packaged('access').roles, purposes: packaged('purposes').purposes };

/** Dotted names: the same, or below. */
export const isBelow = (name: string, above: string) =>
  above === '*' || `${name}.`.startsWith(above === '' ? above : `${above}.`);

/** Categories that roles see for a purpose. */
export function categoriesOf(roles: readonly string[], purpose: string): readonly string[] {
  return roles
    .map((name) => shippedPolicy.roles[name])
    .flatMap((role) => (role?.purposes.some((one) => isBelow(purpose, one)) ? role.categories : []));
}

/** Whether a field may be shown, and asked for, for a purpose by roles, whoever the customer is. */
export function mayAsk(
  { category, usableFor }: Pick<WithheldField, 'category' | 'usableFor'>,
  roles: readonly string[],
  purpose: string,
): boolean {
  const seen = categoriesOf(roles, purpose).some((one) => isBelow(category, one));
  return seen && (usableFor?.some((use) => isBelow(purpose, use)) ?? true);
}

/** Fields that what the systems received would tell of. */
export function fieldsAsked(received: Readonly<Record<keyof Sandbox['systems'], readonly string[]>>) {
  const all = Object.values(received).flat();
  return withheldFields.filter(({ pattern }) => all.some((one) => pattern.test(one))).map(({ name }) => name);
}
