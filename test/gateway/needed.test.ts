/** Which sources an operation needs, by what it selects: of all of it, and of what is not deferred. */
import { isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../sources/contract.ts';
import type { Planner, PlanTerms } from '../../src/gateway/plan.ts';
import { type LegalBasis, legalBases } from '../../src/model/consent.ts';
import type { Needed } from '../../src/profile/plan.ts';
import { everything, installation, planned, schema } from './planning.ts';

/** A source for each thing a customer is made of, named by it; and two that say something about consent, and hold nothing else. */
const holders: Readonly<Record<string, Partial<Manifest>>> = {
  given: { attributes: ['name.given'] },
  full: { attributes: ['name.full'] },
  mail: { attributes: ['email'] },
  tel: { attributes: ['phone'] },
  street: { attributes: ['address.street'] },
  region: { attributes: ['address.region'] },
  land: { attributes: ['address.country'] },
  firm: { attributes: ['company'] },
  desk: { attributes: ['jobTitle'] },
  birth: { attributes: ['birthDate'] },
  tongue: { attributes: ['locale'] },
  since: { attributes: ['createdAt'] },
  seen: { attributes: ['lastActivityAt'] },
  shoe: { attributes: ['custom.shoeSize'] },
  hat: { attributes: ['custom.hatSize'] },
  card: { attributes: ['externalId.loyalty'] },
  orders: { collections: ['orders'] },
  invoices: { collections: ['invoices'] },
  subscriptions: { collections: ['subscriptions'] },
  payments: { collections: ['payments'] },
  opportunities: { collections: ['opportunities'] },
  cases: { collections: ['cases'] },
  optOut: { consent: [{ purpose: 'marketing', channel: 'EMAIL' }] },
  halt: { consent: [{ purpose: '*', channel: 'ANY' }], restricts: true },
  consents: { collections: ['consents'] },
};
const everybody = Object.keys(holders).sort();
/** Whoever has a say in consent. */
const sayers = ['consents', 'halt', 'optOut'];
/** Where the customer is decides which law holds; what others said of a shared address counts as well. */
const deciders = [...sayers, 'land', 'mail', 'region', 'tel'];

function narrowPlanner(): Planner {
  const manifest = (held: Partial<Manifest>): Manifest => ({
    region: undefined,
    steward: undefined,
    lookups: [],
    attributes: [],
    collections: [],
    keyedCollections: [],
    references: [],
    filters: [],
    batch: { find: 1, get: 1, collect: 1 },
    quota: {},
    duplicateFree: false,
    consent: [],
    restricts: false,
    writes: [],
    ...held,
  });
  const { cursorKeys, same } = installation();
  const sources = Object.entries(holders).map(([name, held]) => ({ name, manifest: manifest(held) }));
  return { sources, cursorKeys, same };
}

const about = (selection: string, terms: Partial<PlanTerms> = {}, variables = {}) =>
  planned(
    `query($yes: Boolean = true, $no: Boolean = false) { customer(by: { id: "1" }) { ${selection}
       id @include(if: $yes) @skip(if: $no) } }`,
    narrowPlanner(),
    { basis: 'LEGAL_OBLIGATION', ...terms },
    variables,
  );

const names = (needed: Needed) => [...needed.keys()].sort();
const merged = (...lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].sort();

/** What each field of a customer needs of itself, whatever is asked of consent. */
const fields: readonly (readonly [string, readonly string[]])[] = [
  ['id', []],
  ['displayName', ['firm', 'full', 'given']],
  ['name { family }', ['full', 'given']],
  ['company', ['firm']],
  ['jobTitle', ['desk']],
  ['birthDate', ['birth']],
  ['locale', ['tongue']],
  ['createdAt', ['since']],
  ['lastActivityAt', ['seen']],
  ['customAttributes { value }', ['hat', 'shoe']],
  ['customAttributes(names: ["hatSize"]) { value }', ['hat']],
  ['externalIds { value }', ['card']],
  ['orders { missing }', ['orders']],
  ['invoices { missing }', ['invoices']],
  ['subscriptions { missing }', ['subscriptions']],
  ['payments { missing }', ['payments']],
  ['opportunities { missing }', ['opportunities']],
  ['cases { missing }', ['cases']],
  ['sources { status }', []],
  ['email', ['mail']],
  ['emails { value }', ['mail']],
  ['phone', ['tel']],
  ['phones { value }', ['tel']],
  ['address { city }', ['land', 'region', 'street']],
  ['addresses { city }', ['land', 'region', 'street']],
  ['identity { complete }', everybody],
  ['provenance { value }', everybody],
  ['provenance(attributes: ["jobTitle"]) { value }', everybody],
];
describe('the sources an operation needs', () => {
  it('are known for each field of a customer', () => {
    const type = schema.getType('Customer');
    const all = isObjectType(type) ? Object.keys(type.getFields()) : [];
    const tested = [...fields, ['consent'], ['consents']].map(([field = '']) => /^\w+/.exec(field)?.[0]);
    expect(merged(tested.map(String))).toEqual(all.sort());
  });

  it.each(fields)('for %s are %j, and those that may forbid it', (field, own) => {
    const of = (basis: LegalBasis) => names(about(field, { basis }).needed);
    expect(of('LEGAL_OBLIGATION')).toEqual(own);
    expect(of('VITAL_INTEREST')).toEqual(own);
    expect(of('CONTRACT')).toEqual(merged(own, ['halt']));
    for (const basis of ['CONSENT', 'LEGITIMATE_INTEREST', 'PUBLIC_TASK'] as const)
      expect(of(basis)).toEqual(merged(own, deciders));
  });

  it('for what the caller may not see are none but those that may forbid the rest', () => {
    const view = { ...everything, denied: () => 'CATEGORY_NOT_ALLOWED' as const };
    const plan = about('jobTitle orders { missing } provenance { value }', { basis: 'CONTRACT', view });
    expect(names(plan.needed)).toEqual(['halt']);
    expect([plan.rest, plan.collections]).toEqual([undefined, []]);
    expect(plan.denied.map(({ field }) => field)).toEqual([
      'Customer.jobTitle',
      'Customer.orders',
      'Customer.provenance',
      'Customer.id',
    ]);
  });

  it('for a decision itself are all that have a say in it, whatever the purpose', () => {
    for (const basis of legalBases)
      expect(names(about('consent { decision }', { basis }).needed)).toEqual(merged(deciders));
  });

  it('for several fields are those of each, and of every level', () => {
    const spread = about('jobTitle ... { orders { missing } ... on Node { ... on Customer { locale } } }');
    expect(names(spread.needed)).toEqual(['desk', 'orders', 'tongue']);
    const { needed } = about('jobTitle email', { basis: 'CONSENT' });
    expect(needed.get('desk')).toEqual(['jobTitle']);
    expect(needed.get('mail')).toEqual(['consent', 'email']);
    expect(needed.get('optOut')).toEqual(['consent']);
  });

  it('are not those of what is left out', () => {
    expect(names(about('jobTitle @skip(if: true) company @include(if: $no)').needed)).toEqual([]);
    expect(names(about('jobTitle @skip(if: $yes)', {}, { yes: false }).needed)).toEqual(['desk']);
  });

  it('contain the one whose records say at which place of a page a customer is shown', () => {
    const terms = { driving: 'tel', defers: true } as const;
    const { needed, first } = about('locale ... @defer { company }', terms);
    expect([names(needed), names(first)]).toEqual([
      ['firm', 'tel', 'tongue'],
      ['tel', 'tongue'],
    ]);
    expect(needed.get('tel')).toEqual(['identity']);
  });
});

describe('the sources that what is not deferred needs', () => {
  it.each<readonly [string, readonly string[]]>([
    ['locale ... @defer { company }', ['tongue']],
    ['... @defer { locale company }', []],
    ['locale ... @defer(if: true) { company }', ['tongue']],
    ['locale ... @defer(if: $no) { company }', ['firm', 'tongue']],
    ['locale ... @defer(if: $yes) { company }', ['tongue']],
    // Asked for at once somewhere, it is in the first part.
    ['locale company ... @defer { company }', ['firm', 'tongue']],
    ['... @defer { company } locale company', ['firm', 'tongue']],
    ['orders { missing } ... @defer { orders { nodes { id } } cases { missing } }', ['orders']],
    // Under another name it is another field.
    ['company ... @defer { later: company locale }', ['firm']],
    ['locale ... @defer { company ... { jobTitle } }', ['tongue']],
    ['locale ... { company ... @defer { jobTitle } }', ['firm', 'tongue']],
    // A row is not waited for apart: its page is read as a whole.
    ['orders { ... @defer { nodes { id } } }', ['orders']],
    ['identity { ... @defer { records { id } } }', everybody],
  ])('in %s are %j', (selection, first) => {
    expect(names(about(selection, { defers: true }).first)).toEqual(first);
  });

  it('are those that may forbid what is shown at once, and not those for what is deferred', () => {
    const basis = 'CONSENT';
    const shown = about('email ... @defer { cases { missing } }', { basis, defers: true });
    expect(names(shown.first)).toEqual(merged(deciders));
    expect(names(shown.needed)).toEqual(merged(deciders, ['cases']));
    // Whether there is anybody to show is known before anything of them is.
    const deferred = about('cases { missing } ... @defer { email }', { basis, defers: true });
    expect(names(deferred.first)).toEqual(merged(deciders, ['cases']));
    expect(deferred.want.consent).toBe('all');
  });

  it('are those that may restrict all processing only until they were heard', () => {
    const { first, checked } = about('locale ... @defer { email }', { basis: 'CONTRACT', defers: true });
    expect([names(first), names(checked)]).toEqual([['tongue'], ['halt', 'tongue']]);
  });

  it('are all where nothing is deferred, or the client takes no parts', () => {
    for (const [selection, defers] of [
      ['locale company', true],
      ['locale ... @defer { company }', false],
    ] as const) {
      const { first, needed } = about(selection, { defers });
      expect(first).toBe(needed);
    }
  });

  it.each<readonly [string, readonly string[]]>([
    // On a customer, or on what may be one.
    ['customersByKey(keys: [{ id: "1" }]) { locale ... @defer { email } }', ['tongue']],
    ['node(id: "1") { ... @defer { ... on Customer { email } } }', []],
    ['node(id: "1") { ... on Customer @defer { email } ... on Customer { locale } }', ['tongue']],
    ['customers { nodes { locale ...E @defer } }', ['tongue']],
    // Further out: what is told later is told of customers as they were read at first.
    ['customers { nodes { locale } ... @defer { nodes { email } } }', ['mail', 'tongue']],
    [
      'customers { edges { node { locale } } ... @defer { edges { ... @defer { node { ...E } } } } }',
      ['mail', 'tongue'],
    ],
    ['customers { ... @defer { nodes { locale ... @defer { email } } } }', ['tongue']],
  ])('are found wherever it is deferred: { %s }', (selection, first) => {
    const fragment = selection.includes('...E') ? 'fragment E on Customer { email }' : '';
    const terms = { basis: 'LEGAL_OBLIGATION', defers: true } as const;
    const { first: found, needed } = planned(`{ ${selection} } ${fragment}`, narrowPlanner(), terms);
    expect(names(found)).toEqual(first);
    expect(needed.has('mail')).toBe(true);
  });
});
