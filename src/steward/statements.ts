/** The log in SQL: what is asked, and rows read back. */
import { channels } from '../model/consent.ts';
import type { HistoryQuestion } from './store.ts';
import {
  type Entry,
  type NewEntry,
  orderedPair,
  type Suppression,
  type ValueRule,
  type Verdict,
  type VetoSeen,
  valueRuleKinds,
  verdictKinds,
} from './verdict.ts';

/** A statement of SQL and its parameters. */
export interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Everything as text, so that no driver's idea of a number or an instant comes between. */
const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const said = { actor: 'actor', reason: 'reason' };
const tables = [
  {
    name: 'verdict',
    columns: {
      a: 'a',
      b: 'b',
      kind: 'kind',
      fingerprint_a: 'fingerprint_a',
      fingerprint_b: 'fingerprint_b',
      ...said,
    },
  },
  { name: 'value_rule', columns: { kind: 'kind', hash: 'hash', rule: 'rule', ...said } },
  {
    name: 'suppression',
    columns: {
      kind: 'kind',
      hash: 'hash',
      channel: 'channel',
      purpose: 'purpose',
      until: utc('until'),
      lifted: 'lifted::text',
      ...said,
    },
  },
  { name: 'veto_seen', columns: { veto: 'hash' } },
] as const;
const names = [
  ...['a', 'b', 'kind', 'fingerprint_a', 'fingerprint_b', 'hash', 'rule'],
  ...['channel', 'purpose', 'until', 'lifted', 'veto', 'actor', 'reason'],
];

/** Every table answers every column, so that they can be read as one log. By the number: it is made text last. */
const selections = new Map(
  tables.map(({ name, columns }) => {
    const own = new Map<string, string>(Object.entries(columns));
    const read = names.map((column) => `${own.get(column) ?? 'null::text'} as ${column}`);
    return [name, `select id, ${read.join(', ')}, ${utc('at')} as at from onefold.${name}`] as const;
  }),
);
const columns = ['id::text', ...names, 'at'].map((column) => `log.${column}`).join(', ');
const newest = 'order by log.id desc limit $2';
const union = (selects: readonly string[]) => selects.map((select) => `(${select})`).join(' union all ');

/**
 * All tables in one statement, which sees one instant of the log: several would leave out what is said between them. A
 * first row is answered where nothing was said, too, for the `clock` of the database: epoch milliseconds.
 */
export function entriesAfter(version: number): Query {
  const log = union([...selections.values()].map((select) => `${select} where id > $1`));
  const clock = 'select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as clock';
  return {
    text: `select now.clock, ${columns} from (${clock}) now left join (${log}) log on true order by log.id`,
    values: [version],
  };
}

/** What stewards wrote, newest first. */
export function entriesOf({ refs, verdictsOnly = false, limit, before }: HistoryQuestion): Query {
  const upTo = before === undefined ? Number.MAX_SAFE_INTEGER : before - 1;
  const verdicts = selections.get('verdict');
  if (refs !== undefined)
    return {
      text: `select ${columns} from (${verdicts} where id <= $1 and (a = any ($3) or b = any ($3))) log ${newest}`,
      values: [upTo, limit, refs],
    };
  // The newest of each table first, which an index knows, so that a page costs what it shows.
  const pages = [...selections]
    .filter(([name]) => (verdictsOnly ? name === 'verdict' : name !== 'veto_seen'))
    .map(([, select]) => `${select} where id <= $1 order by id desc limit $2`);
  return { text: `select ${columns} from (${union(pages)}) log ${newest}`, values: [upTo, limit] };
}

/** Answers the id. */
export function insertion(entry: NewEntry): Query {
  if ('veto' in entry)
    return {
      text: 'insert into onefold.veto_seen (hash, at) values ($1, $2) returning id::text',
      values: [entry.veto, entry.at],
    };
  const { kind, actor, reason = null, at } = entry;
  if ('lifted' in entry)
    return {
      text: `insert into onefold.suppression (kind, hash, channel, purpose, until, lifted, actor, reason, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id::text`,
      values: [
        ...[kind, entry.hash, entry.channel, entry.purpose, entry.until ?? null, entry.lifted],
        ...[actor, reason, at],
      ],
    };
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

/** All in one statement, which writes all of them or none. */
export function insertionOfVetoes(vetoes: readonly Omit<VetoSeen, 'id'>[]): Query {
  return {
    text: `insert into onefold.veto_seen (hash, at) select * from unnest($1::text[], $2::timestamptz[])`,
    values: [vetoes.map(({ veto }) => veto), vetoes.map(({ at }) => at)],
  };
}

/** The clock of the database when it answered, in epoch milliseconds; undefined for a row that does not tell. */
export function clockOf(row: unknown): number | undefined {
  const clock = reader(row).optional('clock');
  return clock === undefined ? undefined : Number(clock);
}

/** Whether the row is of the log, and not only of the clock. */
export function hasEntry(row: unknown): boolean {
  return reader(row).optional('id') !== undefined;
}

/** @throws TypeError, without the value, when the row is none of the log. */
export function entryOf(row: unknown): Entry {
  const { text, optional } = reader(row);
  const veto = optional('veto');
  if (veto !== undefined) return { id: idOf(row), veto, at: text('at') } satisfies VetoSeen;
  const said = { id: idOf(row), actor: text('actor'), at: text('at'), reason: optional('reason') };
  if (optional('lifted') !== undefined)
    return {
      ...said,
      kind: text('kind'),
      hash: text('hash'),
      channel: member(channels, text('channel')),
      purpose: text('purpose'),
      until: optional('until'),
      lifted: member(['true', 'false'], text('lifted')) === 'true',
    } satisfies Suppression;
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
