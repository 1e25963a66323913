/** Stewards' verdicts as JSON lines: `{ "a": "crm:17", "b": "app:4", "kind": "SAME" }`, in the order they were given. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { RowFaults, refuse } from '../evaluation/row-faults.ts';
import { parseRef, type RefKey, type SourceName } from '../model/record.ts';
import { orderedPair, verdictKinds } from '../steward/verdict.ts';

/** What holds of a pair of records. */
export interface Decided {
  readonly a: RefKey;
  readonly b: RefKey;
  readonly same: boolean;
}

/** What else an export holds of a verdict is not read. */
const verdict = z.object({ a: z.string(), b: z.string(), kind: z.enum(verdictKinds) });

/**
 * The verdicts in force: NOT_SAME beats SAME, and WITHDRAWN takes back all that was said of the pair before.
 * @param sources - the configured ones.
 * @throws {ConfigurationError} for lines that are no verdicts, without what stands there.
 */
export function readVerdicts(file: string, sources: ReadonlySet<SourceName>): readonly Decided[] {
  const faults = new RowFaults(file);
  const pairs = new Map<string, Decided>();
  for (const [at, text] of linesOf(file).entries()) {
    if (text.trim() === '') continue;
    const fault = (message: string, fix?: string) => faults.add({ line: at + 1 }, message, fix);
    const read = verdict.safeParse(parsed(text));
    if (!read.success) {
      fault(
        'is no verdict',
        `write {"a": "crm:17", "b": "app:4", "kind": one of ${verdictKinds.join(', ')}}`,
      );
      continue;
    }
    const { kind } = read.data;
    const unknown = (['a', 'b'] as const).filter((side) => !isOf(sources, read.data[side]));
    for (const side of unknown) fault(`has no record of a configured source in ${side}`, 'write source:id');
    if (unknown.length > 0) continue;
    if (read.data.a === read.data.b) {
      fault('names one record twice');
      continue;
    }
    const [a, b] = orderedPair(read.data.a, read.data.b);
    const pair = `${a}\n${b}`;
    if (kind === 'WITHDRAWN') pairs.delete(pair);
    else if (kind === 'NOT_SAME') pairs.set(pair, { a, b, same: false });
    else if (kind === 'SAME' && !pairs.has(pair)) pairs.set(pair, { a, b, same: true });
  }
  faults.check();
  return [...pairs.values()];
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse(file, { line: 1 }, `cannot be read: ${reason}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOf(sources: ReadonlySet<SourceName>, key: RefKey): boolean {
  const ref = parseRef(key);
  return ref !== undefined && sources.has(ref.source);
}
