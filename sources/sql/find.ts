import { emailSpellings } from '../../src/identity/email.ts';
import { phoneAs, phoneSpellings } from '../../src/identity/phone.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { type Identifier, type IdentifierKind, identifierKey } from '../../src/model/identifier.ts';
import { absent, failed, type Outcome } from '../../src/model/outcome.ts';
import { type Call, type Matches, matchCap, type Want } from '../contract.ts';
import { readFairly } from '../fair.ts';
import type { CustomerMapping } from '../mapping.ts';
import { matchesByKey } from '../matching.ts';
import { attributeColumns, attributeOf, type LookupColumn, lookupColumns, lookupKinds } from '../reading.ts';
import { columnOf, type Table } from './catalogue.ts';
import type { Database } from './database.ts';
import type { Dialect } from './dialect.ts';
import type { CustomerTable } from './records.ts';
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
  const { mapping } = customers;
  const kinds = new Set(lookupKinds(mapping));
  const asked = new Map(keys.filter((key) => kinds.has(key.kind)).map((key) => [questionOf(key), key]));
  const outcomes = await database.askInChunks([...asked.values()], call, async (chunk, catalogue) => {
    const selection = customers.selection(catalogue, want, chunk);
    const drifted = driftedKinds(mapping, selection.table, chunk);
    const answerable = chunk.filter((key) => !drifted.has(key.kind));
    if (answerable.length === 0) return chunk.map(() => gone);

    const rowsPerKey = (matchCap + 1) * mostColumns(mapping, answerable);
    const rows = await readFairly(answerable, rowsPerKey, async (some, limit) => {
      const comparisons = comparisonsOf(database.dialect, mapping, selection.table, some);
      if (comparisons.length === 0) return [];
      const { table, list } = selection;
      return database.run(findStatement(database.dialect, table, list, comparisons, limit), call);
    });

    const matches = matchesByKey(answerable, customers.records(rows, selection), country);
    const byKey = new Map(answerable.map((key, at) => [key, matches[at]]));
    return chunk.map((key) => byKey.get(key) ?? gone);
  });
  const byQuestion = new Map([...asked.keys()].map((question, at) => [question, outcomes[at]]));
  return keys.map((key) => byQuestion.get(questionOf(key)) ?? absent);
}

const gone = failed(new GatewayError('SOURCE_DRIFTED'));

/** Two spellings of one value bring different rows, so that both are asked. */
function questionOf(key: Identifier): string {
  return `${identifierKey(key)}|${key.spelling}`;
}

/** Kinds whose keys cannot be looked up completely, or whose matches could not be seen, for want of a column. */
function driftedKinds(
  mapping: CustomerMapping,
  table: Table,
  keys: readonly Identifier[],
): ReadonlySet<IdentifierKind> {
  const drifted = new Set<IdentifierKind>();
  if (table.missing.size === 0) return drifted;
  for (const kind of new Set(keys.map((key) => key.kind))) {
    const attribute = attributeOf(kind);
    const shown =
      attribute === undefined
        ? [mapping.references[kind.slice('reference.'.length)]]
        : attributeColumns(mapping, attribute);
    const columns = [...shown, ...lookupColumns(mapping, kind).map(({ column }) => column)];
    if (columns.some((column) => column !== undefined && table.missing.has(column))) drifted.add(kind);
  }
  return drifted;
}

/** In how many columns a key can be found: a row may come once for each. */
function mostColumns(mapping: CustomerMapping, keys: readonly Identifier[]): number {
  const kinds = new Set(keys.map((key) => key.kind));
  return Math.max(...[...kinds].map((kind) => lookupColumns(mapping, kind).length));
}

function comparisonsOf(
  dialect: Dialect,
  mapping: CustomerMapping,
  table: Table,
  keys: readonly Identifier[],
): readonly Comparison[] {
  const comparisons: Comparison[] = [];
  for (const [kind, some] of Map.groupBy(keys, (key) => key.kind))
    for (const at of lookupColumns(mapping, kind)) {
      const column = columnOf(table, at.column);
      const texts = new Set<string>();
      for (const key of some)
        for (const text of spellings(key, at)) if (dialect.holds(column, text)) texts.add(text);
      if (texts.size > 0) comparisons.push({ column, folded: kind === 'email', texts: [...texts] });
    }
  return comparisons;
}

/** How a key may be written in a column. */
function spellings({ kind, value, spelling }: Identifier, { as }: LookupColumn): readonly string[] {
  if (kind === 'email') return emailSpellings(value, spelling);
  if (kind === 'phone') return as === undefined ? phoneSpellings(value, spelling) : [phoneAs(value, as)];
  return [value, spelling];
}
