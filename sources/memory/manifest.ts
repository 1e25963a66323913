import { type Attribute, attributeSpec } from '../../src/model/attribute.ts';
import type { Collection } from '../../src/model/collection.ts';
import { candidateLookups, lookupKinds } from '../columns.ts';
import { consentScopes, restricts } from '../consent-reading.ts';
import type { FilterOperator, Manifest } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';

const textOperators: readonly FilterOperator[] = ['equals', 'startsWith'];
const timeOperators: readonly FilterOperator[] = ['equals', 'atLeast', 'before'];

/** What the configuration says, besides where the rows are. */
export interface MemoryOptions {
  readonly region?: string | undefined;
  readonly steward?: string | undefined;
  readonly country?: string | undefined;
  readonly customer: CustomerMapping;
  readonly collections: CollectionMappings;
}

/** Rows at hand can be asked anything: whatever is mapped is pushed down. */
export function manifestOf(options: MemoryOptions): Manifest {
  const { customer: mapping, collections } = options;
  const attributes = Object.keys(mapping.attributes) as Attribute[];
  const offered = Object.keys(collections) as Collection[];
  return {
    region: options.region,
    steward: options.steward,
    lookups: [...lookupKinds(mapping), ...candidateLookups(mapping)].map((kind) => ({
      kind,
      compares: 'folded',
    })),
    attributes,
    collections: offered,
    keyedCollections: offered.filter((name) => collections[name]?.parent !== undefined),
    references: Object.keys(mapping.references),
    filters: attributes.map((attribute) => ({
      attribute,
      operators: attributeSpec(attribute).type === 'text' ? textOperators : timeOperators,
    })),
    batch: { find: 1000, get: 1000, collect: 1000 },
    quota: {},
    duplicateFree: mapping.duplicateFree,
    consent: consentScopes([mapping], collections.consents),
    restricts: restricts([mapping]),
    writes: [],
  };
}
