/** The kinds of source there are. A new kind is a folder beside this file and one line in it. */
import { z } from 'zod';
import type { SourceName } from '../src/model/record.ts';
import type { Source, SourceKind, Tools } from './contract.ts';
import { memory } from './memory/index.ts';
import { mysql } from './mysql/index.ts';
import { postgres } from './postgres/index.ts';
import { salesforce } from './salesforce/index.ts';
import { stripe } from './stripe/index.ts';

export const sources = { postgres, mysql, salesforce, stripe, memory } as const satisfies Record<
  string,
  SourceKind
>;

export type SourceKindName = keyof typeof sources;

type KindSchema = (typeof sources)[SourceKindName]['config'];

/** The configuration of a source of any kind, told apart by `kind`. */
export const sourceConfig = z.discriminatedUnion(
  'kind',
  Object.values(sources).map((kind) => kind.config) as [KindSchema, ...KindSchema[]],
);
export type SourceConfig = z.output<typeof sourceConfig>;

/** Loads whatever sources of these kinds need to be asked. */
export async function loadKinds(names: readonly SourceKindName[]): Promise<void> {
  const kinds: readonly SourceKind[] = names.map((name) => sources[name]);
  await Promise.all(kinds.map((kind) => kind.load?.()));
}

/** Makes a source ready to be asked; nothing is connected yet. */
export function openSource(name: SourceName, config: SourceConfig, tools: Tools): Source {
  const kind: SourceKind = sources[config.kind];
  return kind.create(name, config, tools);
}
