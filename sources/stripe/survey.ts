/** What there is to map in an account beyond the default mapping: the keys of its own metadata. */
import { found } from '../../src/model/outcome.ts';
import { defineSurveyor, type SurveyedColumn } from '../contract.ts';
import { openApi } from './api.ts';
import { stripeConnection } from './config.ts';
import { attempt } from './failure.ts';
import { objectsOf } from './objects.ts';
import { pageSize } from './resources.ts';

export const stripeSurvey = defineSurveyor({
  config: stripeConnection,
  async survey({ apiKey, apiBase }, call) {
    const api = openApi(apiKey, apiBase);
    const outcome = await attempt(async () => {
      const page = await api.ask(call, (stripe) => stripe.customers.list({ limit: pageSize }));
      const version = page?.lastResponse.apiVersion;
      const keys = (page === undefined ? [] : objectsOf(page)).flatMap(({ metadata }) =>
        Object.keys(Object(metadata)),
      );
      return found({
        server: version === undefined ? 'Stripe' : `Stripe API ${version}`,
        objects: [{ name: 'customers', rows: null, columns: [...new Set(keys)].sort().map(columnOf) }],
      });
    });
    await api.close();
    return outcome;
  },
});

/** Metadata is text, and Stripe searches by it. */
function columnOf(key: string): SurveyedColumn {
  return {
    name: `metadata.${key}`,
    type: 'text',
    nullable: true,
    primaryKey: false,
    unique: false,
    indexed: true,
  };
}
