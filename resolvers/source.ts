import type { Source as SourceAdapter } from '../sources/contract.ts';
import type { Context } from '../src/gateway/context.ts';

export const Source = {
  identifiers: ({ manifest }: SourceAdapter) => manifest.lookups.map(({ kind }) => kind),
  attributes: ({ manifest }: SourceAdapter) => manifest.attributes,
  collections: ({ manifest }: SourceAdapter) => manifest.collections,
  filters: ({ manifest }: SourceAdapter) => manifest.filters,
  consent: ({ manifest }: SourceAdapter) => manifest.consent,
  duplicateFree: ({ manifest }: SourceAdapter) => manifest.duplicateFree,
  region: ({ manifest }: SourceAdapter) => manifest.region,
  steward: ({ manifest }: SourceAdapter) => manifest.steward,
  health: (source: SourceAdapter, _: unknown, context: Context) => context.request.options.health.of(source),
};
