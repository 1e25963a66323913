import type { Context } from '../src/gateway/context.ts';
import type { LoadedSource } from '../src/loading/loaded.ts';

export const Source = {
  identifiers: ({ manifest }: LoadedSource) => manifest.lookups.map(({ kind }) => kind),
  attributes: ({ manifest }: LoadedSource) => manifest.attributes,
  collections: ({ manifest }: LoadedSource) => manifest.collections,
  filters: ({ manifest }: LoadedSource) => manifest.filters,
  consent: ({ manifest }: LoadedSource) => manifest.consent,
  duplicateFree: ({ manifest }: LoadedSource) => manifest.duplicateFree,
  region: ({ manifest }: LoadedSource) => manifest.region,
  steward: ({ manifest }: LoadedSource) => manifest.steward,
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
