/** From a document to what it needs of each customer: attributes, collections and consent, before anything is asked. */
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { ConsentWant, Source, Want } from '../../sources/contract.ts';
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
import { collectionSpecs, type PublicCollection, publicCollections } from '../model/collection.ts';
import type { LegalBasis } from '../model/consent.ts';
import type { CollectionRequest, Plan } from '../profile/assemble.ts';
import { collectionRequest } from './page.ts';

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

/** What identity compares; read of every record. */
function identityAttributes(sources: readonly Source[]): readonly Attribute[] {
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
    'address.postalCode',
    'address.country',
    'address.region',
    ...external,
  ];
}

export interface Planner {
  readonly sources: readonly Source[];
  readonly cursorKeys: SealKeys;
}

/**
 * @param basis - what the declared purpose rests on: how much must be known of consent before contact data is shown.
 * @param also - attributes needed besides what the document selects, such as those of a filter.
 */
export function planOf(
  basis: LegalBasis,
  info: GraphQLResolveInfo,
  planner: Planner,
  also: readonly Attribute[] = [],
): Plan {
  const fields = customerFields(info);
  const attributes = new Set<Attribute>([...identityAttributes(planner.sources), ...also]);
  const collections: CollectionRequest[] = [];
  let asksConsent = false;
  let contact = false;
  for (const group of fields) {
    const [{ node, parentType }] = group;
    const field = parentType.getFields()[node.name.value];
    if (field === undefined) continue;
    const name = field.name;
    const own = new Set(fieldAttributes[name] ?? []);
    if (name === 'consent') asksConsent = true;
    if (name === 'externalIds') for (const one of allAttributes(planner.sources, 'externalId.')) own.add(one);
    if (name === 'customAttributes' || name === 'provenance') {
      const args = argumentsOf(info, field, node);
      const chosen = Array.isArray(args?.['names'] ?? args?.['attributes'])
        ? ((args?.['names'] ?? args?.['attributes']) as readonly string[])
        : undefined;
      if (name === 'customAttributes')
        for (const one of chosen?.map((n) => `custom.${n}`).filter(isAttribute) ??
          allAttributes(planner.sources, 'custom.'))
          own.add(one);
      else for (const one of chosen?.filter(isAttribute) ?? []) own.add(one);
    }
    for (const one of own) {
      attributes.add(one);
      if (attributeSpec(one).channel !== undefined) contact = true;
    }
    // Provenance shows whatever the operation reads, contact points among it.
    if (name === 'provenance') contact = true;
    if (isCollection(name)) {
      const args = argumentsOf(info, field, node);
      const request =
        args && collectionRequest(name, args, rowAttributes(info, name, group), planner.cursorKeys);
      if (request !== undefined) collections.push(request);
    }
  }
  const consent = asksConsent ? 'all' : contact ? neededFor(basis) : 'none';
  const want: Want = {
    attributes: [...attributes].sort(),
    references: true,
    consent,
    collections: [
      ...new Set([
        ...collections.map(({ name }) => name),
        ...(consent === 'all' ? (['consents'] as const) : []),
      ]),
    ],
  };
  return { want, collections };
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

function allAttributes(sources: readonly Source[], prefix: 'custom.' | 'externalId.'): readonly Attribute[] {
  return sources.flatMap(({ manifest }) => manifest.attributes.filter((name) => name.startsWith(prefix)));
}

/** Undefined where the arguments are wrong: the resolver says so. */
function argumentsOf(
  info: GraphQLResolveInfo,
  field: Parameters<typeof getArgumentValues>[0],
  node: FieldNode,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(field, node, info.variableValues);
  } catch {
    return undefined;
  }
}

interface Selected {
  readonly node: FieldNode;
  readonly parentType: GraphQLObjectType;
}

/** Fields selected on Customer anywhere below a root field, those of one response key together. */
function customerFields(info: GraphQLResolveInfo): readonly (readonly [Selected, ...Selected[]])[] {
  const groups = new Map<string, [Selected, ...Selected[]]>();
  const seek = (type: GraphQLNamedType, set: SelectionSetNode, path: string) =>
    eachField(info, type, set, (selected) => {
      const key = `${path}.${selected.node.alias?.value ?? selected.node.name.value}`;
      if (selected.parentType.name === 'Customer') {
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [selected]);
        else group.push(selected);
        return;
      }
      const field = selected.parentType.getFields()[selected.node.name.value];
      if (field !== undefined && selected.node.selectionSet !== undefined)
        seek(getNamedType(field.type), selected.node.selectionSet, key);
    });
  for (const node of info.fieldNodes)
    if (node.selectionSet !== undefined) seek(getNamedType(info.returnType), node.selectionSet, '');
  return [...groups.values()];
}

/** Attributes of a collection's rows that the selections below its connection read. */
export function rowAttributes(
  info: GraphQLResolveInfo,
  name: PublicCollection,
  selected: readonly Selected[],
): readonly string[] {
  const known = collectionSpecs[name].attributes;
  const attributes = new Set<string>();
  const seek = (type: GraphQLNamedType, set: SelectionSetNode) =>
    eachField(info, type, set, ({ node, parentType }) => {
      const field = parentType.getFields()[node.name.value];
      if (field === undefined) return;
      if (parentType.name.endsWith('Connection') || parentType.name.endsWith('Edge')) {
        if (node.selectionSet !== undefined) seek(getNamedType(field.type), node.selectionSet);
      } else if (field.name in known) attributes.add(field.name);
    });
  for (const { node, parentType } of selected) {
    const field = parentType.getFields()[node.name.value];
    if (field !== undefined && node.selectionSet !== undefined)
      seek(getNamedType(field.type), node.selectionSet);
  }
  return [...attributes].sort();
}

/** Visits the fields that will be executed on a concrete type: fragments opened, @skip and @include obeyed. */
function eachField(
  info: GraphQLResolveInfo,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  visit: (selected: Selected) => void,
): void {
  for (const selection of set.selections) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.['if'] === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.['if'] === false)
      continue;
    if (selection.kind === 'Field') {
      for (const parentType of concreteTypes(info, type)) visit({ node: selection, parentType });
      continue;
    }
    const fragment = selection.kind === 'FragmentSpread' ? info.fragments[selection.name.value] : selection;
    if (fragment === undefined) continue;
    const condition =
      fragment.typeCondition === undefined ? type : info.schema.getType(fragment.typeCondition.name.value);
    if (condition !== undefined) eachField(info, condition, fragment.selectionSet, visit);
  }
}

function concreteTypes(info: GraphQLResolveInfo, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? info.schema.getPossibleTypes(type) : [];
}
