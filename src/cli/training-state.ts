/** What `identity train` leaves behind when it is stopped: numbers, and a keyed mark of which records they are of. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError } from '../config/fault.ts';
import { writeWhole } from '../config/whole-file.ts';
import { YamlFile } from '../config/yaml-file.ts';
import { KeyedHash } from '../identity/keyed-hash.ts';
import type { Person } from '../identity/person.ts';
import { Patterns } from '../identity/training.ts';
import type { Counted } from '../identity/training-data.ts';

export interface TrainingState {
  /** Of the refs of the records, in order. */
  readonly people: string;
  readonly counted: Counted;
}

const count = z.number().int().min(0);
const counts = z.record(z.string(), count).refine(arePatterns, 'does not count how pairs compare');
const stateSchema = z.strictObject({
  format: z.literal(1),
  people: z.string(),
  counted: z.strictObject({ done: count, patterns: z.array(counts) }),
});

function arePatterns(counted: Readonly<Record<string, number>>): boolean {
  try {
    Patterns.of(counted);
    return true;
  } catch {
    return false;
  }
}

/**
 * @returns undefined where there is no such file.
 * @throws {ConfigurationError} for a file that is something else.
 */
export function readState(file: string): TrainingState | undefined {
  if (!existsSync(file)) return undefined;
  const yaml = YamlFile.read(file);
  const state = yaml.check(stateSchema);
  if (state === undefined) throw new ConfigurationError(yaml.faults);
  return state;
}

/** @throws {ConfigurationError} where it cannot be written. */
export async function writeState(file: string, { people, counted }: TrainingState): Promise<void> {
  await writeWhole(file, `${JSON.stringify({ format: 1, people, counted }, null, 2)}\n`);
}

/** @param key - under which nobody else can tell whether a record was among them. */
export function markOf(people: readonly Person[], key: string): string {
  return new KeyedHash(key).of(
    people
      .map((person) => person.key)
      .sort()
      .join('\n'),
  );
}
