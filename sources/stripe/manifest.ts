/** What a Stripe account can do, as data. */
import type { Attribute } from '../../src/model/attribute.ts';
import { publicCollections } from '../../src/model/collection.ts';
import { consentScopes, restricts } from '../consent-reading.ts';
import type { Manifest } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import type { StripeConfig } from './config.ts';
import type { Lookups } from './lookups.ts';
import { maxClauses } from './query.ts';

/** Requests a second that Stripe answers for a live account (https://docs.stripe.com/rate-limits). */
const perSecond = 100;

export function manifestOf(
  { reads, region, steward }: StripeConfig,
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
    lookups: [...lookups.kinds].map((kind) => ({
      kind,
      compares: lookups.columns(kind).some(lookups.isListed) ? 'bytes' : 'folded',
    })),
    region,
    steward,
    attributes: Object.keys(mapping.attributes) as Attribute[],
    collections: offered,
    keyedCollections: offered.filter((name) => collections[name]?.parent !== undefined),
    references: Object.keys(mapping.references),
    filters: filters.filter(({ attribute }) => mapping.attributes[attribute] === listed[attribute]),
    batch: { find: searching ? maxClauses : 1, get: 1, collect: searching ? maxClauses : 1 },
    quota: { perSecond },
    duplicateFree: mapping.duplicateFree,
    consent: consentScopes([mapping], undefined),
    restricts: restricts([mapping]),
    writes: [],
  };
}
