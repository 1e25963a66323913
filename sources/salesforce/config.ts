/** How an org is configured, and what its objects mean when nothing else is said. */
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { type Collection, type PublicCollection, publicCollections } from '../../src/model/collection.ts';
import type { IdentifierKind } from '../../src/model/identifier.ts';
import { compareText } from '../../src/model/record.ts';
import { candidateLookups, type LookupColumn, lookupColumns, lookupKinds } from '../columns.ts';
import { consentInstants, consentRowColumns } from '../consent-reading.ts';
import {
  type CollectionMapping,
  type CollectionMappings,
  type CustomerMapping,
  collectionMapping,
  collectionMappings,
  consentRows,
  customerMapping,
} from '../mapping.ts';
import { sourceOptions } from '../options.ts';
import { defaultObjects, type ObjectDefaults, standardCollections, standardObjects } from './defaults.ts';
import type { Target } from './drift.ts';
import { fieldPath } from './soql.ts';

const origin = z.url({ protocol: /^https?$/ });

const pem = z.string().refine(
  (text) => {
    try {
      createPrivateKey(text);
      return true;
    } catch {
      return false;
    }
  },
  { message: 'must be a private key in PEM' },
);

const auth = z.union([
  z.strictObject({ accessToken: z.string().min(1) }),
  z.strictObject({
    jwt: z
      .strictObject({
        clientId: z.string().min(1).describe('Consumer key of the connected app.'),
        username: z.string().min(1),
        privateKey: pem,
        loginUrl: origin
          .default('https://login.salesforce.com')
          .describe('https://test.salesforce.com for a sandbox.'),
      })
      .describe('OAuth 2.0 JWT bearer flow.'),
  }),
]);

/** A standard object's mapping is overridden part by part; another object's is given whole, with its key prefix. */
const objectOverride = customerMapping
  .omit({ table: true, id: true })
  .partial()
  .extend({
    keyPrefix: z
      .string()
      .regex(/^[A-Za-z0-9]{3}$/, 'must be the first three characters of its ids')
      .optional(),
  });

const off = z.literal(false).describe('Not to be read.');
const collectionOverride = z.union([off, collectionMapping.partial()]).optional();
const collectionOverrides = z.strictObject({
  ...(Object.fromEntries(publicCollections.map((name) => [name, collectionOverride])) as Record<
    PublicCollection,
    typeof collectionOverride
  >),
  consents: z.union([off, consentRows.partial()]).optional(),
});

const connection = {
  kind: z.literal('salesforce'),
  instanceUrl: origin
    .refine((url) => !/\.lightning\./.test(url), 'must be the My Domain, not the Lightning address')
    .describe('My Domain of the org, such as https://example.my.salesforce.com.'),
  auth,
  apiVersion: z
    .string()
    .regex(/^\d\d\.0$/, 'must be a version such as 66.0')
    .default('66.0'),
};

/** What signing in takes, without any mapping. */
export const salesforceConnection = z.strictObject({ ...connection, timeout: sourceOptions.timeout });

export const salesforceConfig = z
  .strictObject({
    ...connection,
    ...sourceOptions,
    object: z.string().optional().describe('The one standard object to read, with its default mapping.'),
    objects: z
      .record(z.string().regex(/^[A-Za-z]\w*$/, 'must be the API name of an object'), objectOverride)
      .optional()
      .describe('Objects to read, and how each differs from its default; Contact and Lead by default.'),
    collections: collectionOverrides
      .default({})
      .describe('How child objects differ from the defaults, or false for one that is not to be read.'),
  })
  .superRefine((config, context) => {
    const fault = (path: readonly PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', message, path: [...path] });
    if (config.object !== undefined && config.objects !== undefined)
      fault(['object'], 'either object or objects');
    if (config.object !== undefined && !Object.hasOwn(standardObjects, config.object))
      fault(['object'], `must be ${Object.keys(standardObjects).join(', ')}; map another one under objects`);
    for (const [name, override] of Object.entries(config.objects ?? {})) {
      const path = ['objects', name];
      if (!Object.hasOwn(standardObjects, name) && override.keyPrefix === undefined)
        fault([...path, 'keyPrefix'], 'is needed for an object that is not standard');
      const merged = customerMapping.safeParse(mergedMapping(name, override));
      for (const issue of merged.error?.issues ?? []) fault([...path, ...issue.path], issue.message);
      if (merged.success) refuseOddPaths(customerColumns(merged.data), path, fault);
    }
    const merged = collectionMappings.safeParse(mergedCollections(config.collections));
    for (const issue of merged.error?.issues ?? []) fault(['collections', ...issue.path], issue.message);
    for (const [name, mapping] of Object.entries(merged.data ?? {}))
      if (mapping !== undefined) refuseOddPaths(childColumns(mapping), ['collections', name], fault);
  });

export type SalesforceConfig = z.output<typeof salesforceConfig>;
type ObjectOverride = z.output<typeof objectOverride>;

/** Field paths enter statements as they are. */
function refuseOddPaths(
  columns: readonly string[],
  path: readonly PropertyKey[],
  fault: (path: readonly PropertyKey[], message: string) => void,
): void {
  const odd = columns.find((column) => !fieldPath.test(column));
  if (odd !== undefined) fault(path, `"${odd}" is not a field path such as Account.Name`);
}

const blank: CustomerMapping = {
  table: '',
  id: 'Id',
  duplicateFree: false,
  attributes: {},
  references: {},
  lookups: {},
  consent: 'none',
};

function mergedMapping(name: string, override: ObjectOverride): CustomerMapping {
  const standard = standardObjects[name]?.mapping;
  const base = standard ?? { ...blank, table: name };
  const { keyPrefix: _, ...given } = override;
  return {
    ...base,
    // Without a default nothing may be said about consent by leaving it out.
    ...(standard === undefined ? { consent: undefined } : {}),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    attributes: { ...base.attributes, ...given.attributes },
    references: { ...base.references, ...given.references },
    lookups: { ...base.lookups, ...given.lookups },
  } as CustomerMapping;
}

/** Another table is another mapping; without one, what is given goes over the default part by part. */
function mergedCollections(overrides: SalesforceConfig['collections']): CollectionMappings {
  const merged: Record<string, Readonly<Record<string, unknown>>> = { ...standardCollections };
  for (const [name, override] of Object.entries(overrides)) {
    if (override === undefined) continue;
    const standard = merged[name];
    if (override === false) delete merged[name];
    else if (standard === undefined || override.table !== undefined) merged[name] = override;
    else
      merged[name] = {
        ...standard,
        ...override,
        ...('attributes' in override && override.attributes !== undefined
          ? { attributes: { ...Object(standard['attributes']), ...override.attributes } }
          : {}),
      };
  }
  return merged as CollectionMappings;
}

/** Every field of a customer object that the mapping names. */
export function customerColumns(mapping: CustomerMapping): readonly string[] {
  const { id, updatedAt, attributes, references, lookups, consent } = mapping;
  return [
    id,
    ...(updatedAt === undefined ? [] : [updatedAt]),
    ...Object.values(attributes).flat(),
    ...Object.values(references),
    ...Object.values(lookups).flatMap((one) => (one === false ? [] : [one.column])),
    ...(consent === 'none' ? [] : consent.flatMap((spec) => [spec.column, ...consentInstants(spec)])),
  ];
}

/** Every field of a child object that the mapping names. */
export function childColumns(
  mapping: CollectionMapping | NonNullable<CollectionMappings['consents']>,
): readonly string[] {
  if ('status' in mapping) return consentRowColumns(mapping);
  return [
    mapping.id,
    mapping.customer,
    ...Object.values(mapping.attributes).flatMap((at) =>
      typeof at === 'string' ? [at] : [at.amount, ...(typeof at.currency === 'string' ? [at.currency] : [])],
    ),
  ];
}

/** An object that describes customers, as configured. */
export interface CustomerObject {
  readonly keyPrefix: string;
  readonly only: ObjectDefaults['only'];
  readonly mapping: CustomerMapping;
  /** With the parent as this object spells it. */
  readonly collections: CollectionMappings;
  /** Collections that hang off `parentKeys`; the same for all objects. */
  readonly keyed: readonly Collection[];
  readonly target: Target;
  readonly lookups: ReadonlyMap<IdentifierKind, readonly LookupColumn[]>;
  /** Kinds of candidate keys that the object can be asked for, as far as its fields can be filtered by. */
  readonly candidates: ReadonlySet<IdentifierKind>;
}

/** The configured objects in the order of their key prefixes, which is the order of their records' ids. */
export function customerObjects(config: SalesforceConfig): readonly CustomerObject[] {
  const names = config.object === undefined ? defaultObjects : [config.object];
  const named = config.objects ?? Object.fromEntries(names.map((name) => [name, {}]));
  const collections = mergedCollections(config.collections);
  const keyed = keyedCollections(Object.keys(named), collections);
  return Object.entries(named)
    .map(([name, override]) => customerObject(name, override, collections, keyed))
    .sort((a, b) => compareText(a.keyPrefix, b.keyPrefix));
}

function parentOf(object: string, collection: Collection, collections: CollectionMappings) {
  return collections[collection]?.parent ?? standardObjects[object]?.parents[collection];
}

/** Collections that hang off another field than the id, on any of the objects. */
function keyedCollections(
  objects: readonly string[],
  collections: CollectionMappings,
): readonly Collection[] {
  return (Object.keys(collections) as Collection[]).filter((collection) =>
    objects.some((object) => parentOf(object, collection, collections) !== undefined),
  );
}

function customerObject(
  name: string,
  override: ObjectOverride,
  collections: CollectionMappings,
  keyed: readonly Collection[],
): CustomerObject {
  const standard = standardObjects[name];
  const mapping = mergedMapping(name, override);
  const only = standard?.only;
  // Where one object's records have a key of their own, all have: for the others it is the id.
  const parents = new Map(
    keyed.map((collection) => [collection, parentOf(name, collection, collections) ?? mapping.id]),
  );
  const own = Object.fromEntries(
    Object.entries(collections).map(([collection, child]) => {
      const parent = parents.get(collection as Collection);
      return [collection, parent === undefined ? child : { ...child, parent }];
    }),
  ) as CollectionMappings;
  const columns = [
    ...customerColumns(mapping),
    ...parents.values(),
    ...(only === undefined ? [] : [only.column]),
  ];
  return {
    keyPrefix: override.keyPrefix ?? standard?.keyPrefix ?? '',
    only,
    mapping,
    collections: own,
    keyed,
    target: { object: name, columns: [...new Set(columns)] },
    lookups: new Map(lookupKinds(mapping).map((kind) => [kind, lookupColumns(mapping, kind)])),
    candidates: new Set(candidateLookups(mapping)),
  };
}

/** The configured child objects. */
export function childMappings(config: SalesforceConfig): CollectionMappings {
  return mergedCollections(config.collections);
}
