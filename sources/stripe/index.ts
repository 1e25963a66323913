/**
 * Customers of a Stripe account, read through Stripe's own SDK at the API version it pins.
 *
 * Look-ups by anything but the e-mail address, and all look-ups where `reads` is `search`, use Stripe's search, which
 * shows changes up to a minute late.
 */
import { defineSource, type Want } from '../contract.ts';
import { openApi } from './api.ts';
import { collectOf } from './collections.ts';
import { collectionsOf, customerOf, stripeConfig } from './config.ts';
import { customersOf } from './customers.ts';
import { describeOf } from './describe.ts';
import { lookupsOf } from './lookups.ts';
import { manifestOf } from './manifest.ts';
import { priceOf } from './price.ts';
import { stripeSurvey } from './survey.ts';

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
      consent: 'all',
      collections: manifest.collections,
    };
    return {
      name,
      kind: 'stripe',
      manifest,
      ...customersOf({ name, api, mapping, collections, lookups, filters: manifest.filters, tools: here }),
      collect: collectOf(api, collections, config.reads),
      price: (question) =>
        priceOf({ lookups, collections, filters: manifest.filters, reads: config.reads }, question),
      describe: describeOf({ api, mapping, collections, lookups, want: everything }),
      close: api.close,
    };
  },
  survey: stripeSurvey,
});
