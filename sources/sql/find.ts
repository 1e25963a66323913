import { GatewayError } from '../../src/model/errors.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { failed, type Outcome } from '../../src/model/outcome.ts';
import { type AskedValue, Asking, spellingsOf } from '../asking.ts';
import { type Call, type Matches, matchCap, type Want } from '../contract.ts';
import { readFairly } from '../fair.ts';
import { matchesByKey } from '../matching.ts';
import type { Database } from './database.ts';
import type { Dialect } from './dialect.ts';
import type { CurrentTable, CustomerTable } from './records.ts';
import { type Comparison, findStatement } from './statements.ts';

/**
 * Who answers to each key: one statement for all keys of a chunk, with a branch for each column they are looked up
 * by, and the rows given back to the keys they are seen to carry.
 */
export async function find(
  database: Database,
  customers: CustomerTable,
  country: string,
  keys: readonly Identifier[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<Matches>[]> {
  const asking = new Asking(keys, customers.kinds);
  const outcomes = await database.askInChunks(asking.values, call, async (chunk, catalogue) => {
    const { selections, lookups } = customers.in(catalogue);
    const selection = selections.of(want, chunk);
    const answerable = chunk.filter(({ kind }) => lookups.has(kind));
    if (answerable.length === 0) return chunk.map(() => gone);
    const rows = await readFairly(answerable, rowsPerKey(answerable, lookups), async (some, limit) => {
      const comparisons = comparisonsOf(database.dialect, lookups, some);
      if (comparisons.length === 0) return [];
      return database.run(findStatement(database.dialect, selection, comparisons, limit), call);
    });
    const matches = matchesByKey(answerable, selection.records(rows), country);
    if (answerable.length === chunk.length) return matches;
    const byKey = new Map(answerable.map((key, at) => [key, matches[at]]));
    return chunk.map((key) => byKey.get(key) ?? gone);
  });
  return asking.answers(outcomes);
}

const gone = failed(new GatewayError('SOURCE_DRIFTED'));

/** A row may come once for each column that a key can be found in. */
function rowsPerKey(keys: readonly AskedValue[], lookups: CurrentTable['lookups']): number {
  const columns = keys.map(({ kind }) => lookups.get(kind)?.length ?? 0);
  return (matchCap + 1) * Math.max(...columns);
}

/** What the keys are compared with, as far as a column can hold it. */
export function comparisonsOf(
  dialect: Dialect,
  lookups: CurrentTable['lookups'],
  keys: readonly AskedValue[],
): readonly Comparison[] {
  const comparisons: Comparison[] = [];
  for (const [kind, some] of Map.groupBy(keys, (key) => key.kind))
    for (const { column, as, folded } of lookups.get(kind) ?? []) {
      const texts = new Set<string>();
      for (const key of some)
        for (const text of spellingsOf(key, as)) if (dialect.holds(column, text)) texts.add(text);
      if (texts.size > 0) comparisons.push({ column, folded, texts: [...texts] });
    }
  return comparisons;
}
