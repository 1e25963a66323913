/** From a document to what it needs of each customer: attributes, collections, consent and sources, before anything is asked. */
import type { GraphQLResolveInfo } from 'graphql';
import type { CollectPage, ConsentWant, Manifest, Want } from '../../sources/contract.ts';
import { identifyingAttributes } from '../identity/normalise.ts';
import type { SealKeys } from '../identity/seal.ts';
import {
  type Attribute,
  addressAttributes,
  attributeSpec,
  isAttribute,
  nameAttributes,
} from '../model/attribute.ts';
import { unreachable } from '../model/brand.ts';
import { type PublicCollection, publicCollections } from '../model/collection.ts';
import type { LegalBasis } from '../model/consent.ts';
import type { SourceName } from '../model/record.ts';
import type { CollectionRequest, Needed, Plan } from '../profile/plan.ts';
import { collectionRequest } from './page.ts';
import { argumentsOf, customerFields, rowAttributes, type SelectedField } from './selection.ts';

/** Attributes behind each field of Customer; collections, custom attributes and provenance are seen to below. */
const fieldAttributes: Readonly<Record<string, readonly Attribute[]>> = {
  displayName: [...nameAttributes, 'company'],
  name: nameAttributes,
  email: ['email'],
  emails: ['email'],
  phone: ['phone'],
  phones: ['phone'],
  address: addressAttributes,
  addresses: addressAttributes,
  company: ['company'],
  jobTitle: ['jobTitle'],
  birthDate: ['birthDate'],
  locale: ['locale'],
  createdAt: ['createdAt'],
  lastActivityAt: ['lastActivityAt'],
};

/** A source as a plan looks at it. */
export interface PlannedSource {
  readonly name: SourceName;
  readonly manifest: Manifest;
}

/** What identity compares; read of every record. */
function identityAttributes(sources: readonly PlannedSource[]): readonly Attribute[] {
  const external = sources.flatMap(({ manifest }) => identifyingAttributes(manifest.attributes));
  return [
    'name.full',
    'name.given',
    'name.middle',
    'name.family',
    'name.suffix',
    'email',
    'phone',
    'birthDate',
    'address.street',
    'address.city',
    'address.postalCode',
    'address.country',
    'address.region',
    ...external,
  ];
}

/** What is read of records when only who is who is asked. */
export function identityWant(sources: readonly PlannedSource[]): Want {
  return {
    attributes: [...new Set(identityAttributes(sources))].sort(),
    references: true,
    consent: 'none',
    collections: [],
  };
}

export interface Planner {
  readonly sources: readonly PlannedSource[];
  readonly cursorKeys: SealKeys;
  /** One object for all equal ones: what is the same is read together. */
  readonly same: <T extends Want | CollectPage>(value: T) => T;
}

export interface PlanTerms {
  /** What the declared purpose rests on: how much must be known of consent before contact data is shown. */
  readonly basis: LegalBasis;
  /** Attributes needed besides what the document selects, such as those of a filter. */
  readonly also?: readonly Attribute[];
  /** The source whose records say at which place of a page a customer is shown. */
  readonly driving?: SourceName | undefined;
  /** Whether deferred parts are delivered apart. */
  readonly defers?: boolean;
}

/** What some fields of a customer need. */
interface Needs {
  readonly attributes: Set<Attribute>;
  readonly collections: CollectionRequest[];
  readonly requests: Map<object, CollectionRequest>;
  consent: ConsentWant;
  /** Whether the records of every source are shown as such. */
  everySource: boolean;
}

export function planOf(info: GraphQLResolveInfo, planner: Planner, terms: PlanTerms): Plan {
  const { sources } = planner;
  const fields = customerFields(info, terms.defers ?? false);
  const all = needsOf(fields, info, planner, terms);
  const needed = sourcesFor(all, sources, terms.driving);
  const atOnce = fields.filter(({ deferred }) => !deferred);
  const first =
    atOnce.length === fields.length
      ? needed
      : sourcesFor(needsOf(atOnce, info, planner, terms), sources, terms.driving);
  const want: Want = {
    attributes: [
      ...new Set([...identityAttributes(sources), ...(terms.also ?? []), ...all.attributes]),
    ].sort(),
    references: true,
    consent: all.consent,
    collections: [
      ...new Set([
        ...all.collections.map(({ name }) => name),
        ...(all.consent === 'all' ? (['consents'] as const) : []),
      ]),
    ],
  };
  const { collections, requests } = all;
  return { want: planner.same(want), collections, requests, needed, first };
}

function needsOf(
  fields: readonly SelectedField[],
  info: GraphQLResolveInfo,
  { sources, cursorKeys, same }: Planner,
  { basis }: PlanTerms,
): Needs {
  const needs: Needs = {
    attributes: new Set(),
    collections: [],
    requests: new Map(),
    consent: 'none',
    everySource: false,
  };
  let asksConsent = false;
  let contact = false;
  for (const { places } of fields) {
    const [{ node, parentType }] = places;
    const field = parentType.getFields()[node.name.value];
    if (field === undefined) continue;
    const { name } = field;
    const own = new Set(fieldAttributes[name] ?? []);
    if (name === 'consent') asksConsent = true;
    if (name === 'identity' || name === 'provenance') needs.everySource = true;
    if (name === 'externalIds') for (const one of allAttributes(sources, 'externalId.')) own.add(one);
    if (name === 'customAttributes' || name === 'provenance') {
      const args = argumentsOf(info, field, node);
      const chosen = Array.isArray(args?.['names'] ?? args?.['attributes'])
        ? ((args?.['names'] ?? args?.['attributes']) as readonly string[])
        : undefined;
      if (name === 'customAttributes')
        for (const one of chosen?.map((n) => `custom.${n}`).filter(isAttribute) ??
          allAttributes(sources, 'custom.'))
          own.add(one);
      else for (const one of chosen?.filter(isAttribute) ?? []) own.add(one);
    }
    for (const one of own) {
      needs.attributes.add(one);
      if (attributeSpec(one).channel !== undefined) contact = true;
    }
    // Provenance shows whatever the operation reads, contact points among it.
    if (name === 'provenance') contact = true;
    if (isCollection(name)) {
      const args = argumentsOf(info, field, node);
      const asked = args && collectionRequest(name, args, rowAttributes(info, name, places), cursorKeys);
      if (asked === undefined) continue;
      const request = { ...asked, page: same(asked.page) };
      needs.collections.push(request);
      for (const { node } of places) needs.requests.set(node, request);
    }
  }
  needs.consent = asksConsent ? 'all' : contact ? neededFor(basis) : 'none';
  return needs;
}

/** What a decision on consent looks at besides consent itself: which law holds, and whose addresses are meant. */
const decidingAttributes: readonly Attribute[] = ['address.country', 'address.region', 'email', 'phone'];

/** The sources that hold any of it, or may have a say in whether it is shown, and what of it. */
function sourcesFor(
  needs: Needs,
  sources: readonly PlannedSource[],
  driving: SourceName | undefined,
): Needed {
  const collections = new Set<string>(needs.collections.map(({ name }) => name));
  const decides = ({ consent, collections, attributes }: Manifest): boolean =>
    needs.consent !== 'none' &&
    (consent.length > 0 ||
      collections.includes('consents') ||
      (needs.consent === 'all' && decidingAttributes.some((one) => attributes.includes(one))));
  const usesOf = ({ name, manifest }: PlannedSource): readonly string[] => [
    ...(needs.everySource || name === driving ? ['identity'] : []),
    ...(decides(manifest) ? ['consent'] : []),
    ...manifest.attributes.filter((one) => needs.attributes.has(one)),
    ...manifest.collections.filter((one) => collections.has(one)),
  ];
  return new Map(
    sources.map((source) => [source.name, usesOf(source)] as const).filter(([, uses]) => uses.length > 0),
  );
}

/** A contract asks only whether processing is restricted, a legal duty nothing at all (consent.md 3.6). */
function neededFor(basis: LegalBasis): ConsentWant {
  switch (basis) {
    case 'LEGAL_OBLIGATION':
    case 'VITAL_INTEREST':
      return 'none';
    case 'CONTRACT':
      return 'restrictions';
    case 'CONSENT':
    case 'LEGITIMATE_INTEREST':
    case 'PUBLIC_TASK':
      return 'all';
    default:
      return unreachable(basis);
  }
}

function isCollection(name: string): name is PublicCollection {
  return (publicCollections as readonly string[]).includes(name);
}

function allAttributes(
  sources: readonly PlannedSource[],
  prefix: 'custom.' | 'externalId.',
): readonly Attribute[] {
  return sources.flatMap(({ manifest }) => manifest.attributes.filter((name) => name.startsWith(prefix)));
}
