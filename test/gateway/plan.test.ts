import { describe, expect, it } from 'vitest';
import { rowCursor } from '../../src/gateway/page.ts';
import { comparedAttributes } from '../../src/identity/person.ts';
import type { Attribute } from '../../src/model/attribute.ts';
import type { LegalBasis } from '../../src/model/consent.ts';
import type { Plan } from '../../src/profile/plan.ts';
import { installation, planned } from './planning.ts';

const plan = (
  document: string,
  variables: Record<string, unknown> = {},
  also: readonly Attribute[] = [],
  basis: LegalBasis = 'CONSENT',
) => planned(document, installation(), { basis, also }, variables);

const customer = (selection: string) => plan(`{ customer(by: { id: "1" }) { ${selection} } }`);

/** What is wanted beyond what identity compares. */
function wanted({ want }: Plan): readonly string[] {
  const always = new Set<string>(customer('id').want.attributes);
  return want.attributes.filter((attribute) => !always.has(attribute));
}

describe('the plan of an operation', () => {
  it('reads what identity compares, whatever is asked', () => {
    const { want, collections } = customer('id');
    expect(want).toMatchObject({ references: true, consent: 'all', collections: ['consents'] });
    // Where somebody lives says which law holds, although no records are compared by it.
    const always = [...comparedAttributes, 'address.region', 'externalId.loyalty'];
    expect(want.attributes).toEqual(expect.arrayContaining(always));
    expect(want.attributes).not.toContain('custom.shoeSize');
    expect(collections).toEqual([]);
  });

  it.each([
    ['jobTitle', ['jobTitle']],
    ['displayName', ['company', 'name.prefix']],
    ['customAttributes { name }', ['custom.manager', 'custom.shoeSize']],
    ['customAttributes(names: ["shoeSize", "none"]) { name }', ['custom.none', 'custom.shoeSize']],
    ['provenance(attributes: ["jobTitle", "not an attribute"]) { value }', ['jobTitle']],
  ])('reads for %s what it needs', (selection, attributes) => {
    expect(wanted(customer(selection))).toEqual(attributes);
  });

  it.each([
    'email',
    'emails { value }',
    'phone',
    'phones { value }',
    'address { city }',
    'addresses { city }',
    'provenance { value }',
    'consent { decision }',
    'jobTitle',
    'id',
  ])('reads consent for %s', (selection) => {
    const { want } = customer(selection);
    expect([want.consent, want.collections]).toEqual(['all', ['consents']]);
  });

  it.each([
    ['CONSENT', 'all'],
    ['LEGITIMATE_INTEREST', 'all'],
    ['PUBLIC_TASK', 'all'],
    ['CONTRACT', 'restrictions'],
    ['VITAL_INTEREST', 'none'],
    ['LEGAL_OBLIGATION', 'none'],
  ] as const)(
    'reads of consent what a purpose on %s asks, and everything where a decision is asked for itself',
    (basis, consent) => {
      expect(plan('{ customer(by: { id: "1" }) { email } }', {}, [], basis).want.consent).toBe(consent);
      expect(plan('{ customer(by: { id: "1" }) { id } }', {}, [], basis).want.consent).toBe(consent);
      expect(plan('{ customer(by: { id: "1" }) { consent { decision } } }', {}, [], basis).want.consent).toBe(
        'all',
      );
    },
  );

  it.each([
    ['CONSENT', true],
    ['LEGITIMATE_INTEREST', true],
    ['PUBLIC_TASK', true],
    ['CONTRACT', false],
    ['LEGAL_OBLIGATION', false],
  ] as const)('on %s reads who is who and what they consent to first: %s', (basis, stepwise) => {
    const made = plan('{ customer(by: { id: "1" }) { jobTitle email } }', {}, [], basis);
    expect(made.stepwise).toBe(stepwise);
    expect(made.known.attributes).not.toContain('jobTitle');
    expect(made.rest).toEqual({
      attributes: ['jobTitle'],
      references: false,
      consent: 'none',
      collections: [],
    });
    expect(made.want.attributes).toEqual([...made.known.attributes, 'jobTitle'].sort());
    expect(plan('{ customer(by: { id: "1" }) { email } }', {}, [], basis).rest).toBeUndefined();
  });

  it('has a request for each page of a collection, with the columns of that page', () => {
    const { collections, want } = customer(
      'a: orders(first: 1) { nodes { number } } b: orders(first: 3) { edges { node { placedAt total { amount } } } } cases { missing }',
    );
    expect(collections).toMatchObject([
      { name: 'orders', first: 1, after: {}, attributes: ['number'] },
      { name: 'orders', first: 3, after: {}, attributes: ['placedAt', 'total'] },
      { name: 'cases', first: 10, after: {}, attributes: [] },
    ]);
    expect(want.collections).toEqual(['orders', 'cases', 'consents']);
  });

  it('joins what is asked of one page at several places', () => {
    const { collections } = plan(
      `{ customer(by: { id: "1" }) { orders(first: 2) { nodes { number } } ...More } }
       fragment More on Customer { orders(first: 2) { nodes { status } edges { node { ...Row } } } } fragment Row on Order { placedAt }`,
    );
    expect(collections).toMatchObject([
      { name: 'orders', first: 2, after: {}, attributes: ['number', 'placedAt', 'status'] },
    ]);
  });

  it('has none for a page that is refused: the resolver says why', () => {
    expect(customer('orders(first: 0) { missing } cases(after: "x") { missing }').collections).toEqual([]);
  });

  it('continues where a cursor says', () => {
    const positions = { 'app:1': { at: null, id: '7' } };
    const document =
      'query($after: String) { customer(by: { id: "1" }) { orders(after: $after) { nodes { id } } } }';
    const after = rowCursor(installation().cursorKeys, 'orders', positions);
    expect(plan(document, { after }).collections).toMatchObject([{ after: positions }]);
  });

  it.each([
    [true, false, ['jobTitle']],
    [false, true, ['lastActivityAt', 'locale']],
    [false, false, []],
  ])('obeys @include and @skip on fields, spreads and inline fragments (%s, %s)', (one, two, attributes) => {
    const selected = plan(
      `query($one: Boolean!, $two: Boolean!) { customer(by: { id: "1" }) {
         jobTitle @include(if: $one) ... @include(if: $two) { locale } ...Rest @include(if: $two) company @skip(if: true)
       } } fragment Rest on Customer { lastActivityAt locale }`,
      { one, two },
    );
    expect(wanted(selected)).toEqual(attributes);
  });

  it.each([
    '{ node(id: "1") { ... on Customer { jobTitle } } }',
    '{ nodes(ids: ["1"]) { ... on Node { ... on Customer { x: jobTitle } } } }',
    '{ customers { nodes { jobTitle } } }',
    '{ customers { edges { node { ...J } } } } fragment J on Customer { jobTitle }',
    '{ customersByKey(keys: [{ id: "1" }]) { jobTitle } }',
  ])('finds the customer wherever they are: %s', (document) => {
    expect(wanted(plan(document))).toEqual(['jobTitle']);
  });

  it('reads what a filter compares besides', () => {
    expect(wanted(plan('{ customers { nodes { id } } }', {}, ['company']))).toEqual(['company']);
  });
});
