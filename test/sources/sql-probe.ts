/** What the tests of the two SQL kinds share besides the contract: a table of their own, asked in few words. */
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import type { Call, CollectPage, Source, Want } from '../../sources/contract.ts';
import { identifier } from '../../src/identity/normalise.ts';
import type { Attribute } from '../../src/model/attribute.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import type { Outcome } from '../../src/model/outcome.ts';

export function calling(milliseconds = 10_000): Call {
  return {
    signal: AbortSignal.timeout(milliseconds),
    deadline: Date.now() + milliseconds,
    lane: 'interactive',
  };
}

export function wanting(...attributes: readonly Attribute[]): Want {
  return { attributes, references: false, consent: 'none', collections: [] };
}

export function page(first: number, after?: CollectPage['after']): CollectPage {
  return { first, attributes: [], ...(after === undefined ? {} : { after }) };
}

export function keyOf(kind: IdentifierKind, raw: string): Identifier {
  const key = identifier(kind, raw, 'DE');
  if (key === undefined) throw new TypeError(`no ${kind}`);
  return key;
}

/** The value of what was found, else `absent` or the code of the failure. */
export function said<T>(outcome: Outcome<T> | undefined): T | string | undefined {
  if (outcome?.kind === 'found') return outcome.value;
  return outcome?.kind === 'failed' ? outcome.error.code : outcome?.kind;
}

/** Ids of the records that answer to a key. */
export async function idsFor(source: Source, key: Identifier): Promise<readonly string[] | string> {
  const [outcome] = await source.find([key], wanting(), calling());
  return outcome?.kind === 'found'
    ? outcome.value.records.map(({ ref }) => ref.id)
    : String(said<unknown>(outcome));
}

/** The attributes of one record, by their names without `custom.`. */
export async function attributesOf(
  source: Source,
  id: string,
  ...names: readonly string[]
): Promise<Readonly<Record<string, unknown>>> {
  const attributes = names.map((name): Attribute => `custom.${name}`);
  const [outcome] = await source.get([id], wanting(...attributes), calling());
  if (outcome?.kind !== 'found') throw new Error(String(said<unknown>(outcome)));
  const { value } = outcome;
  return Object.fromEntries(names.map((name) => [name, value.attributes[`custom.${name}`]?.[0]]));
}

/** Ids of all rows of a parent, a page of one at a time. */
export async function walk(source: Source, parent: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: CollectPage['after'];
  for (let more = true; more; ) {
    const [outcome] = await source.collect('orders', [parent], page(1, after), calling());
    if (outcome?.kind !== 'found') throw new Error(String(said<unknown>(outcome)));
    const [row] = outcome.value.items;
    if (row === undefined) break;
    ids.push(row.id);
    after = { at: row.at, id: row.id };
    more = outcome.value.more;
  }
  return ids;
}

/** Runs statements behind the proxy, in order. */
export async function prepare(system: SqlSystem, ...statements: readonly string[]): Promise<SqlSystem> {
  for (const statement of statements) await system.execute(statement);
  return system;
}
