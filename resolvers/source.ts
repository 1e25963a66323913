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
  health: (source: LoadedSource, _: unknown, context: Context) => context.request.options.health.of(source),
};
