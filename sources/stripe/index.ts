/**
 * Customers of a Stripe account, read through Stripe's own SDK at the API version it pins.
 *
 * Look-ups by anything but the e-mail address, and all look-ups where `reads` is `search`, use Stripe's search, which
 * shows changes up to a minute late.
 */
import type { Attribute } from '../../src/model/attribute.ts';
import { publicCollections } from '../../src/model/collection.ts';
import { consentScopes } from '../consent-reading.ts';
import { defineSource, type Manifest, type Want } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { openApi } from './api.ts';
import { collectOf } from './collections.ts';
import { collectionsOf, customerOf, type StripeConfig, stripeConfig } from './config.ts';
import { customersOf } from './customers.ts';
import { describeOf } from './describe.ts';
import { type Lookups, lookupsOf } from './lookups.ts';
import { maxClauses } from './query.ts';

export const stripe = defineSource({
  kind: 'stripe',
  config: stripeConfig,
  create(name, config, tools) {
    const mapping = customerOf(config);
    const collections = collectionsOf(config);
    const lookups = lookupsOf(mapping, config.reads);
    const manifest = manifestOf(config, mapping, collections, lookups);
    const api = openApi(config.apiKey, config.apiBase);
    const here = { ...tools, country: config.country ?? tools.country };
    const everything: Want = {
      attributes: manifest.attributes,
      references: true,
      consent: true,
      collections: manifest.collections,
    };
    return {
      name,
      kind: 'stripe',
      manifest,
      ...customersOf({ name, api, mapping, collections, lookups, filters: manifest.filters, tools: here }),
      collect: collectOf(api, collections, config.reads),
      describe: describeOf({ api, mapping, collections, lookups, want: everything }),
      close: api.close,
    };
  },
});

/** Requests a second that Stripe answers for a live account (https://docs.stripe.com/rate-limits). */
const perSecond = 100;

function manifestOf(
  { reads }: StripeConfig,
  mapping: CustomerMapping,
  collections: CollectionMappings,
  lookups: Lookups,
): Manifest {
  const filters: Manifest['filters'] = [
    { attribute: 'email', operators: ['equals'] },
    { attribute: 'createdAt', operators: ['atLeast', 'before'] },
  ];
  // A list filters by Stripe's own two properties only.
  const listed: Readonly<Record<string, string>> = { email: 'email', createdAt: 'created' };
  const offered = publicCollections.filter((name) => collections[name] !== undefined);
  const searching = reads === 'search';
  return {
    lookups: lookups.kinds.map((kind) => ({
      kind,
      compares: lookups.columns(kind).some(lookups.isListed) ? 'bytes' : 'folded',
    })),
    attributes: Object.keys(mapping.attributes) as Attribute[],
    collections: offered,
    keyedCollections: offered.filter((name) => collections[name]?.parent !== undefined),
    references: Object.keys(mapping.references),
    filters: filters.filter(({ attribute }) => mapping.attributes[attribute] === listed[attribute]),
    batch: { find: searching ? maxClauses : 1, get: 1, collect: searching ? maxClauses : 1 },
    quota: { perSecond },
    duplicateFree: mapping.duplicateFree,
    consent: consentScopes([mapping], undefined),
    writes: [],
  };
}
