import type { Context } from '../src/gateway/context.ts';
import type { LoadedSource } from '../src/loading/loaded.ts';
import { looksOf } from '../src/setup/index.ts';

export const Source = {
  identifiers: ({ manifest }: LoadedSource) => manifest.lookups.map(({ kind }) => kind),
  attributes: ({ manifest }: LoadedSource) => manifest.attributes,
  collections: ({ manifest }: LoadedSource) => manifest.collections,
  filters: ({ manifest }: LoadedSource) => manifest.filters,
  consent: ({ manifest }: LoadedSource) => manifest.consent,
  duplicateFree: ({ manifest }: LoadedSource) => manifest.duplicateFree,
  region: ({ manifest }: LoadedSource) => manifest.region,
  steward: ({ manifest }: LoadedSource) => manifest.steward,
  activity(source: LoadedSource, _: unknown, { request }: Context) {
    const { access, terms } = request;
    // Counts between two questions tell which calls the second took, and so of people who do not consent: as X-Explain.
    const explains = access.may(terms.caller, 'plan:explain') && access.may(terms.caller, 'consent:explain');
    return explains ? source.activity() : null;
  },
  columns: async (source: LoadedSource, _: unknown, context: Context) =>
    ((await described(source, context))?.columns ?? []).map(({ use, ...column }) => ({
      ...column,
      use: use === 'lookup' ? 'LOOKUP' : 'READ',
    })),
  unmapped: async (source: LoadedSource, _: unknown, context: Context) =>
    ((await described(source, context))?.unmapped ?? []).map((column) => ({ ...column, ...looksOf(column) })),
  async health(source: LoadedSource, _: unknown, { request }: Context) {
    const { health } = request.options;
    const { blindDenials } = health;
    // Whoever is not told of denials could count, one question after another, whom a blind spot hides from them.
    const explains = request.access.may(request.terms.caller, 'consent:explain');
    return {
      ...(await health.of(source)),
      blindDenials: explains ? blindDenials.of(source.name) : null,
    };
  },
};

/** What the source told when it was last asked how it is; undefined for callers who are not told how answers come about. */
async function described(source: LoadedSource, { request }: Context) {
  const { access, terms, options } = request;
  if (!access.may(terms.caller, 'plan:explain')) return undefined;
  return (await options.health.of(source)).description;
}
