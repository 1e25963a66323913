/** Clusters of a handful of records under the guards, as text that a test can be read by. */
import { close } from '../../src/identity/close.ts';
import { Comparer, type Decisions, defaultMatching } from '../../src/identity/matching.ts';
import { defaultGuards, type Guards } from '../../src/identity/merging.ts';
import type { RefKey } from '../../src/model/record.ts';
import { person, type Traits } from './records.ts';

type Records = Readonly<Record<RefKey, Traits>>;
export type Said = readonly [RefKey, RefKey, 'SAME' | 'NOT_SAME'];

interface Circumstances extends Partial<Guards> {
  readonly generic?: readonly string[];
  readonly said?: readonly Said[];
}

function decisionsOf(said: readonly Said[]): Decisions {
  const verdicts = new Map(
    said.flatMap(([a, b, verdict]) => [[`${a} ${b}`, verdict] as const, [`${b} ${a}`, verdict] as const]),
  );
  return {
    version: said.length,
    between: (a, b) => verdicts.get(`${a} ${b}`),
    partners: (ref) => said.flatMap(([a, b]) => (a === ref ? [b] : b === ref ? [a] : [])),
  };
}

/** Members of each cluster, refusals and probable links, as text. */
export function closed(records: Records, { generic = [], said = [], ...guards }: Circumstances = {}) {
  const decisions = decisionsOf(said);
  const { clusters, refused, probable } = close(
    Object.entries(records).map(([key, traits]) => person(key, traits)),
    new Set(generic),
    { ...defaultGuards, ...guards },
    new Comparer({ ...defaultMatching, decisions: () => decisions }),
  );
  return {
    clusters: clusters.map(({ members }) => members.map(({ key }) => key).join(' ')),
    refused: refused.map(({ a, b, refusal }) => `${a} ${b} ${refusal}`),
    probable: probable.map(({ a, b }) => `${a} ${b}`),
  };
}

export function clustersOf(records: Records, circumstances?: Circumstances): readonly string[] {
  return closed(records, circumstances).clusters;
}
