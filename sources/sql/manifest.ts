import { type Attribute, attributeSpec } from '../../src/model/attribute.ts';
import type { Collection } from '../../src/model/collection.ts';
import { candidateLookups, lookupKinds } from '../columns.ts';
import { consentScopes, restricts } from '../consent-reading.ts';
import type { FilterOperator, Lookup, Manifest } from '../contract.ts';
import type { SqlOptions } from './options.ts';

const textOperators: readonly FilterOperator[] = ['equals', 'startsWith'];
const timeOperators: readonly FilterOperator[] = ['atLeast', 'before'];

/** @param batch - keys, ids and parents in one statement. */
export function sqlManifest(options: SqlOptions, batch: number): Manifest {
  const { customer, collections, region, steward } = options;
  const attributes = Object.keys(customer.attributes) as Attribute[];
  const offered = (Object.keys(collections) as Collection[]).filter(
    (name) => collections[name] !== undefined,
  );
  return {
    region,
    steward,
    lookups: [
      ...lookupKinds(customer).map(
        (kind): Lookup => ({ kind, compares: kind === 'email' ? 'folded' : 'bytes' }),
      ),
      ...candidateLookups(customer).map((kind): Lookup => ({ kind, compares: 'folded' })),
    ],
    attributes,
    collections: offered,
    keyedCollections: offered.filter((name) => collections[name]?.parent !== undefined),
    references: Object.keys(customer.references),
    filters: attributes.map((attribute) => ({
      attribute,
      operators: attributeSpec(attribute).type === 'text' ? textOperators : timeOperators,
    })),
    batch: { find: batch, get: batch, collect: batch },
    quota: {},
    duplicateFree: customer.duplicateFree,
    consent: consentScopes([customer], collections.consents),
    restricts: restricts([customer]),
    writes: [],
  };
}
