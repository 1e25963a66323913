import { type Attribute, attributeSpec } from '../../src/model/attribute.ts';
import type { Collection } from '../../src/model/collection.ts';
import { consentScopes, restricts } from '../consent-reading.ts';
import type { FilterOperator, Manifest } from '../contract.ts';
import type { CollectionMappings } from '../mapping.ts';
import { collectBatch } from './collect.ts';
import type { CustomerObject, SalesforceConfig } from './config.ts';
import { findBatch } from './find.ts';
import { getBatch } from './get.ts';

/** What the configured objects can do together. */
export function manifestOf(
  { region, steward }: SalesforceConfig,
  objects: readonly CustomerObject[],
  collections: CollectionMappings,
): Omit<Manifest, 'quota'> {
  const mappings = objects.map(({ mapping }) => mapping);
  const attributes = distinct(mappings.flatMap((one) => Object.keys(one.attributes) as Attribute[]));
  return {
    region,
    steward,
    lookups: distinct([
      ...objects.flatMap(({ lookups }) => [...lookups.keys()]),
      ...objects.flatMap(({ candidates }) => [...candidates]),
    ]).map((kind) => ({ kind, compares: 'folded' })),
    attributes,
    collections: (Object.keys(collections) as Collection[]).filter((one) => collections[one] !== undefined),
    keyedCollections: objects[0]?.keyed ?? [],
    references: distinct(mappings.flatMap((one) => Object.keys(one.references))),
    filters: attributes.map((attribute) => ({ attribute, operators: operatorsOn(attribute) })),
    batch: { find: findBatch, get: getBatch, collect: collectBatch },
    // A person may be a contact and a lead.
    duplicateFree: mappings.length === 1 && mappings.every((one) => one.duplicateFree),
    consent: consentScopes(mappings, collections.consents),
    restricts: restricts(mappings),
    writes: [],
  };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

function operatorsOn(attribute: Attribute): readonly FilterOperator[] {
  if (attributeSpec(attribute).type !== 'text') return ['equals', 'atLeast', 'before'];
  // A custom attribute may be a number or a checkbox, which have no beginning.
  return attribute.startsWith('custom.') ? ['equals'] : ['equals', 'startsWith'];
}
