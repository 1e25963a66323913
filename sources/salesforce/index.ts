/** Contacts, leads and person accounts of a Salesforce org, read by SOQL through Salesforce's own SDK. */
import { defineSource, type Manifest, type Source } from '../contract.ts';
import { childrenOf, collect } from './collect.ts';
import { childMappings, customerObjects, salesforceConfig } from './config.ts';
import { describe } from './describe.ts';
import { Drift } from './drift.ts';
import { find } from './find.ts';
import { get } from './get.ts';
import { manifestOf } from './manifest.ts';
import { priceOf } from './price.ts';
import { type Org, selectionsOf } from './records.ts';
import { Schema } from './schema.ts';
import { search } from './search.ts';
import { type Budget, Session } from './session.ts';
import { salesforceSurvey } from './survey.ts';

/** A source that also tells how much of the org's API allowance is used. */
export interface SalesforceSource extends Source {
  /** As the last answer told; undefined before the first. */
  readonly budget: Budget | undefined;
}

export const salesforce = defineSource({
  kind: 'salesforce',
  config: salesforceConfig,
  load: () => import('./org.ts'),
  create(name, config, tools): SalesforceSource {
    const session = new Session(config, tools.now);
    const schema = new Schema(session, config.timeout);
    const collections = childMappings(config);
    const org: Org = {
      name,
      session,
      schema,
      drift: new Drift(schema, tools.now),
      objects: customerObjects(config),
      selections: selectionsOf(name, tools.now),
      country: config.country ?? tools.country,
    };
    const children = childrenOf(collections);
    const manifest: Manifest = {
      ...manifestOf(config, org.objects, collections),
      get quota() {
        const { budget } = session;
        return budget === undefined ? {} : { perDay: budget.max, leftToday: budget.max - budget.used };
      },
    };
    return {
      name,
      kind: 'salesforce',
      manifest,
      get budget() {
        return session.budget;
      },
      find: (keys, want, call) => find(org, keys, want, call),
      get: (ids, want, call) => get(org, ids, want, call),
      collect: (collection, parents, page, call) =>
        collect(org, children.get(collection), parents, page, call),
      search: (filter, page, want, call) => search(org, manifest.filters, filter, page, want, call),
      price: (question) => priceOf(org, children, manifest.filters, question),
      describe: (call) => describe(org, children.values(), config.apiVersion, call),
      close: () => session.close(),
    };
  },
  survey: salesforceSurvey,
});
