/** The log in SQL: statements, and rows read back. */
import type { HistoryQuestion } from './store.ts';
import {
  type Entry,
  type NewEntry,
  orderedPair,
  type ValueRule,
  type Verdict,
  valueRuleKinds,
  verdictKinds,
} from './verdict.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Everything as text, so that no driver's idea of a number or an instant comes between. */
const time = `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;
const verdicts = `select id, a, b, kind, null as hash, null as rule, actor, reason, ${time}, fingerprint_a, fingerprint_b
  from onefold.verdict`;
const rules = `select id, null, null, kind, hash, rule, actor, reason, ${time}, null, null from onefold.value_rule`;
/** By the number: the columns below have it as text. */
const newest = 'order by log.id desc limit $2';
const columns = 'id::text, a, b, kind, hash, rule, actor, reason, at, fingerprint_a, fingerprint_b';

/** Both tables in one statement, which sees one instant of the log: two would leave out what is said between them. */
export function entriesAfter(version: number): Statement {
  return {
    text: `select ${columns} from (${verdicts} where id > $1 union all ${rules} where id > $1) log order by log.id`,
    values: [version],
  };
}

export function entriesOf({ refs, limit, before }: HistoryQuestion): Statement {
  const upTo = before === undefined ? Number.MAX_SAFE_INTEGER : before - 1;
  if (refs !== undefined)
    return {
      text: `select ${columns} from (${verdicts} where id <= $1 and (a = any ($3) or b = any ($3))) log ${newest}`,
      values: [upTo, limit, refs],
    };
  // The newest of each table first, which an index knows, so that a page costs what it shows.
  const page = 'where id <= $1 order by id desc limit $2';
  return {
    text: `select ${columns} from ((${verdicts} ${page}) union all (${rules} ${page})) log ${newest}`,
    values: [upTo, limit],
  };
}

/** Answers the id. */
export function insertion(entry: NewEntry): Statement {
  const { kind, actor, reason = null, at } = entry;
  if ('rule' in entry)
    return {
      text: `insert into onefold.value_rule (kind, hash, rule, actor, reason, at) values ($1, $2, $3, $4, $5, $6)
        returning id::text`,
      values: [kind, entry.hash, entry.rule, actor, reason, at],
    };
  const { a, b, fingerprints } = entry;
  return {
    text: `insert into onefold.verdict (a, b, kind, actor, reason, at, fingerprint_a, fingerprint_b)
      values ($1, $2, $3, $4, $5, $6, $7, $8) returning id::text`,
    values: [a, b, kind, actor, reason, at, fingerprints.a ?? null, fingerprints.b ?? null],
  };
}

/** @throws TypeError, without the value, when the row is none of the log. */
export function entryOf(row: unknown): Entry {
  const { text, optional } = reader(row);
  const said = { id: idOf(row), actor: text('actor'), at: text('at'), reason: optional('reason') };
  if (optional('rule') !== undefined) {
    const rule = member(valueRuleKinds, text('rule'));
    return { ...said, kind: text('kind'), hash: text('hash'), rule } satisfies ValueRule;
  }
  const kind = member(verdictKinds, text('kind'));
  const [a, b] = orderedPair(text('a'), text('b'));
  const fingerprints = { a: optional('fingerprint_a'), b: optional('fingerprint_b') };
  return { ...said, a, b, kind, fingerprints } satisfies Verdict;
}

/** @throws TypeError */
export function idOf(row: unknown): number {
  const id = Number(reader(row).text('id'));
  if (!Number.isSafeInteger(id) || id < 1) throw new TypeError('an id of the log is not a whole number');
  return id;
}

function reader(row: unknown) {
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(row ?? {}));
  const optional = (name: string): string | undefined => {
    const value = fields.get(name) ?? undefined;
    if (value !== undefined && typeof value !== 'string')
      throw new TypeError(`${name} of the log is not text`);
    return value;
  };
  const text = (name: string): string => {
    const value = optional(name);
    if (value === undefined) throw new TypeError(`${name} of the log is missing`);
    return value;
  };
  return { text, optional };
}

function member<T extends string>(kinds: readonly T[], text: string): T {
  const kind = kinds.find((one) => one === text);
  if (kind === undefined) throw new TypeError('the log has an entry of a kind that is not known here');
  return kind;
}
