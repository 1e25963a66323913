import { GatewayError } from '../../src/model/errors.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { absent, failed, type Outcome } from '../../src/model/outcome.ts';
import { type AskedValue, Asking, spellingsOf } from '../asking.ts';
import { partedByKind } from '../candidates.ts';
import { type Call, type Matches, matchCap, type Want } from '../contract.ts';
import { readFairly } from '../fair.ts';
import { matchesByKey } from '../matching.ts';
import { branchOf, branchOfRow, candidateBatch, candidateStatement } from './candidates.ts';
import type { Database } from './database.ts';
import type { Dialect } from './dialect.ts';
import type { CurrentTable, CustomerTable } from './records.ts';
import { type Comparison, findStatement } from './statements.ts';

interface Reading {
  readonly database: Database;
  readonly customers: CustomerTable;
  readonly country: string;
  readonly want: Want;
  readonly call: Call;
}

/** Who answers to each key. Identifiers and candidate keys are asked in statements of their own, side by side. */
export async function find(
  database: Database,
  customers: CustomerTable,
  country: string,
  keys: readonly Identifier[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<Matches>[]> {
  const reading = { database, customers, country, want, call };
  const asking = new Asking(keys, customers.kinds);
  const { identifiers, candidates } = partedByKind(asking.values);
  const [ofIdentifiers, ofCandidates] = await Promise.all([
    byIdentifiers(reading, identifiers),
    byCandidates(reading, candidates),
  ]);
  if (candidates.length === 0) return asking.answers(ofIdentifiers);
  const outcomes = new Map<AskedValue, Outcome<Matches>>();
  for (const [at, key] of identifiers.entries()) outcomes.set(key, ofIdentifiers[at] ?? absent);
  for (const [at, key] of candidates.entries()) outcomes.set(key, ofCandidates[at] ?? absent);
  return asking.answers(asking.values.map((key) => outcomes.get(key) ?? absent));
}

/**
 * One statement for all keys of a chunk, with a branch for each column they are looked up by, and the rows given back
 * to the keys they are seen to carry.
 */
function byIdentifiers(
  { database, customers, country, want, call }: Reading,
  keys: readonly AskedValue[],
): Promise<readonly Outcome<Matches>[]> {
  return database.askInChunks(keys, call, async (chunk, catalogue) => {
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
}

/**
 * One statement for all keys of a chunk, with a branch for each key. A branch that brings more rows than a value may
 * have makes its key generic, even if few of those read are seen to match: what was not read cannot be ruled out.
 */
function byCandidates(
  { database, customers, country, want, call }: Reading,
  keys: readonly AskedValue[],
): Promise<readonly Outcome<Matches>[]> {
  const { dialect } = database;
  const answer = async (chunk: readonly AskedValue[], { candidates, selections }: CurrentTable) => {
    const asked = chunk.flatMap((key) => {
      const branch = branchOf(dialect, customers.mapping, candidates, key);
      return branch === undefined ? [] : [{ key, branch }];
    });
    const matches = new Map<AskedValue, Outcome<Matches>>();
    if (asked.length > 0) {
      const branches = asked.map(({ branch }) => branch);
      const selection = selections.of(want, chunk);
      const rows = await database.run(candidateStatement(dialect, selection, branches, matchCap + 1), call);
      const counts = Map.groupBy(rows, branchOfRow);
      const askedKeys = asked.map(({ key }) => key);
      const cut = new Set(askedKeys.filter((_, at) => (counts.get(at)?.length ?? 0) > matchCap));
      const outcomes = matchesByKey(askedKeys, selection.records(rows), country, cut);
      for (const [at, key] of askedKeys.entries()) matches.set(key, outcomes[at] ?? absent);
    }
    return chunk.map(
      (key) => matches.get(key) ?? (candidates.get(key.kind)?.verdict === 'gone' ? gone : absent),
    );
  };
  return database.askInChunks(
    keys,
    call,
    (chunk, catalogue) => answer(chunk, customers.in(catalogue)),
    candidateBatch,
  );
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
