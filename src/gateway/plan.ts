/** From a document to what it needs of each customer: attributes, collections, consent and sources, before anything is asked. */
import type { GraphQLResolveInfo } from 'graphql';
import type { CollectPage, ConsentWant, Manifest, Want } from '../../sources/contract.ts';
import { type Coordinate, fieldOf } from '../access/field-rule.ts';
import type { AccessView, DenialCode } from '../access/view.ts';
import { consults } from '../consent/decide.ts';
import { identifyingAttributes } from '../identity/normalise.ts';
import { comparedAttributes } from '../identity/person.ts';
import type { SealKeys } from '../identity/seal.ts';
import type { Limit } from '../loading/reading.ts';
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

/**
 * What identity compares, and what says which law holds; read of every record, for the gateway itself: what of it is shown
 * is another matter.
 */
function identityAttributes(sources: readonly PlannedSource[]): readonly Attribute[] {
  const external = sources.flatMap(({ manifest }) => identifyingAttributes(manifest.attributes));
  return [...comparedAttributes, 'address.region', ...external];
}

function isReadAnyway(attribute: Attribute): boolean {
  return (
    comparedAttributes.includes(attribute) ||
    attribute === 'address.region' ||
    attribute.startsWith('externalId.')
  );
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
  /** What the declared purpose rests on: how much must be known of consent before anything is shown. */
  readonly basis: LegalBasis;
  /** What the caller may see for it. */
  readonly view: AccessView;
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
  readonly denied: Map<Coordinate, DenialCode>;
  consent: ConsentWant;
  /** Whether the records of every source are shown as such. */
  everySource: boolean;
}

export function planOf(info: GraphQLResolveInfo, planner: Planner, terms: PlanTerms): Plan {
  const fields = customerFields(info, terms.defers ?? false);
  const atOnce = fields.filter(({ deferred }) => !deferred);
  return planFor(
    needsOf(fields, info, planner, terms),
    atOnce.length === fields.length ? undefined : needsOf(atOnce, info, planner, terms),
    planner,
    terms,
  );
}

/** What a question about consent alone needs. */
export function planOfCheck(planner: Pick<Planner, 'sources' | 'same'>, basis: LegalBasis): Plan {
  return planFor(noNeeds(basis), undefined, planner, { basis });
}

/** @param early - what is not deferred needs; absent where that is all. */
function planFor(
  all: Needs,
  early: Needs | undefined,
  { sources, same }: Pick<Planner, 'sources' | 'same'>,
  { basis, also = [], driving }: Pick<PlanTerms, 'basis' | 'also' | 'driving'>,
): Plan {
  const needed = sourcesFor(all, sources, driving);
  const checked = early === undefined ? needed : sourcesFor(early, sources, driving);
  const first =
    early === undefined || early.consent !== 'restrictions' || reachesPerson(early)
      ? checked
      : sourcesFor({ ...early, consent: 'none' }, sources, driving);
  const known: Want = {
    attributes: [...new Set([...identityAttributes(sources), ...also])].sort(),
    references: true,
    consent: all.consent,
    collections: [
      ...new Set([
        ...all.collections.map(({ name }) => name),
        ...(all.consent === 'all' ? (['consents'] as const) : []),
      ]),
    ],
  };
  const rest = [...all.attributes].filter((one) => !known.attributes.includes(one)).sort();
  return {
    want: same({ ...known, attributes: [...known.attributes, ...rest].sort() }),
    known: same(known),
    rest:
      rest.length === 0
        ? undefined
        : same({ attributes: rest, references: false, consent: 'none', collections: [] }),
    stepwise: consults(basis),
    restrictable: neededFor(basis) === 'restrictions',
    collections: all.collections,
    requests: all.requests,
    needed,
    first,
    checked,
    denied: [...all.denied].map(([field, code]) => ({ field, code })),
  };
}

/** What may not leave the region of its source is not read there, but for what identity compares by itself. */
export function limitedBy(view: AccessView, same: Planner['same']): Limit {
  const readable = (attribute: Attribute, source: SourceName) =>
    isReadAnyway(attribute) || view.transfer(fieldOf(attribute), source) !== 'DENY';
  return {
    want(source, want) {
      const attributes = want.attributes.filter((one) => readable(one, source));
      return attributes.length === want.attributes.length ? want : same({ ...want, attributes });
    },
    forbids: (source, collection) =>
      collection !== 'consents' && view.transfer(`Customer.${collection}`, source) !== 'ALLOW',
  };
}

/** Whether any of it is an address or a number by which the person is reached. */
function reachesPerson({ attributes }: Pick<Needs, 'attributes'>): boolean {
  return [...attributes].some((one) => attributeSpec(one).channel !== undefined);
}

/** Whether there is somebody to show depends on what they consent to, whatever is selected. */
function noNeeds(basis: LegalBasis): Needs {
  return {
    denied: new Map(),
    attributes: new Set(),
    collections: [],
    requests: new Map(),
    consent: neededFor(basis),
    everySource: false,
  };
}

function needsOf(
  fields: readonly SelectedField[],
  info: GraphQLResolveInfo,
  { sources, cursorKeys, same }: Planner,
  { basis, view }: PlanTerms,
): Needs {
  const needs = noNeeds(basis);
  for (const { places } of fields) {
    const [{ node, parentType }] = places;
    const field = parentType.getFields()[node.name.value];
    if (field === undefined) continue;
    const { name } = field;
    const coordinate: Coordinate = `Customer.${name}`;
    const denial = view.denied(coordinate);
    if (denial !== undefined) {
      needs.denied.set(coordinate, denial);
      continue;
    }
    const own = new Set(fieldAttributes[name] ?? []);
    if (name === 'consent' || name === 'consents') needs.consent = 'all';
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
    for (const one of own) if (view.denied(fieldOf(one)) === undefined) needs.attributes.add(one);
    if (isCollection(name)) {
      const args = argumentsOf(info, field, node);
      const asked = args && collectionRequest(name, args, rowAttributes(info, name, places), cursorKeys);
      if (asked === undefined) continue;
      const request = { ...asked, page: same(asked.page) };
      needs.collections.push(request);
      for (const { node } of places) needs.requests.set(node, request);
    }
  }
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
  const decides = ({ consent, restricts, collections, attributes }: Manifest): boolean =>
    needs.consent === 'all'
      ? consent.length > 0 ||
        collections.includes('consents') ||
        decidingAttributes.some((one) => attributes.includes(one))
      : needs.consent === 'restrictions' && restricts;
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
