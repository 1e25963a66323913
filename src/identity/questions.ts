/** What of a wave each source is asked, and what it answers. */
import type { GatewayError } from '../model/errors.ts';
import type { Identifier } from '../model/identifier.ts';
import type { RecordId, SourceName, SourceRecord } from '../model/record.ts';
import type { SourcePort } from './answer.ts';
import type { Ask } from './resolution.ts';

export interface Questions {
  readonly port: SourcePort;
  readonly keys: readonly Identifier[];
  readonly ids: readonly RecordId[];
}

/**
 * What of a wave each source can answer.
 * @param failed - sources that are not asked again: their answer would be late, and they count as unknown anyway.
 */
export function questionsFor(
  ports: readonly SourcePort[],
  ask: Ask,
  failed: { has(source: SourceName): boolean },
): readonly Questions[] {
  return ports
    .filter((port) => !failed.has(port.name))
    .map((port) => questionsOf(port, ask))
    .filter(({ keys, ids }) => keys.length + ids.length > 0);
}

function questionsOf(port: SourcePort, ask: Ask): Questions {
  return {
    port,
    keys: [
      ...[...ask.keys, ...ask.respelled].filter((key) => port.lookups.has(key.kind)),
      ...ask.recased.filter((key) => port.lookups.get(key.kind) === 'bytes'),
    ],
    ids: ask.refs.filter((ref) => ref.source === port.name).map((ref) => ref.id),
  };
}

export interface SourceAnswer {
  readonly name: SourceName;
  readonly records: readonly SourceRecord[];
  readonly generic: readonly Identifier[];
  /** Those of the generic keys that are so however they are asked for: others may have been read in part only. */
  readonly crowded: readonly Identifier[];
  readonly failure: GatewayError | undefined;
}

export async function askSource({ port, keys, ids }: Questions): Promise<SourceAnswer> {
  const [matches, gets] = await Promise.all([
    Promise.all(keys.map((key) => port.find(key))),
    Promise.all(ids.map((id) => port.get(id))),
  ]);
  const records: SourceRecord[] = [];
  const generic: Identifier[] = [];
  const crowded: Identifier[] = [];
  let failure: GatewayError | undefined;
  for (const [at, outcome] of matches.entries()) {
    const key = keys[at];
    if (outcome.kind === 'failed') failure ??= outcome.error;
    else if (outcome.kind === 'found' && key !== undefined) {
      if (outcome.value.crowded) crowded.push(key);
      if (outcome.value.generic) generic.push(key);
      else records.push(...outcome.value.records);
    }
  }
  for (const outcome of gets) {
    if (outcome.kind === 'failed') failure ??= outcome.error;
    else if (outcome.kind === 'found') records.push(outcome.value);
  }
  return { name: port.name, records, generic, crowded, failure };
}
