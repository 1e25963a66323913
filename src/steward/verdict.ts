/**
 * The entries of the stewards' log. What stewards say: of pairs of records, whether they are one person; of values,
 * whether they tell anybody apart, and for what they may not be used. And what the gateway itself must not forget: that
 * somebody objected.
 */
import { type Channel, channels, type Purpose } from '../model/consent.ts';
import { compareText, type RefKey } from '../model/record.ts';

/** UNSURE: asked, no answer. WITHDRAWN takes back all that was said of the pair before, by whomever. */
export const verdictKinds = ['SAME', 'NOT_SAME', 'UNSURE', 'WITHDRAWN'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** SHARED by several people, or BLOCKED because it means nobody. WITHDRAWN takes back all that was said of the value. */
export const valueRuleKinds = ['SHARED', 'BLOCKED', 'WITHDRAWN'] as const;
export type ValueRuleKind = (typeof valueRuleKinds)[number];

/** What every entry of the log has. */
interface Placed {
  /** Place in the log, from 1. Grows, with gaps; entries of all kinds share one count. */
  readonly id: number;
  /** ISO 8601 in UTC. What was said later is told by `id` alone. */
  readonly at: string;
}

/** What every entry has that a steward wrote. */
interface Said extends Placed {
  /** The steward, as the operator's sign-in names them. */
  readonly actor: string;
  /** Free text of the steward, at most `maxReason` characters; it must hold no personal data. */
  readonly reason: string | undefined;
}

export interface Verdict extends Said {
  /** `a` sorts before `b`. */
  readonly a: RefKey;
  readonly b: RefKey;
  readonly kind: VerdictKind;
  /** HMACs of what identity compared of each record when the steward looked at it, as far as known. */
  readonly fingerprints: { readonly a: string | undefined; readonly b: string | undefined };
}

export interface ValueRule extends Said {
  /** The kind of identifier, such as `email`. */
  readonly kind: string;
  /** Keyed HMAC of the canonical value, in lower-case hexadecimal; never the value. */
  readonly hash: string;
  readonly rule: ValueRuleKind;
}

/** That a value may not be used for a purpose by a channel, whatever any source says. */
export interface Suppression extends Said {
  /** The kind of identifier, such as `email`. */
  readonly kind: string;
  /** Keyed HMAC of the canonical value, in lower-case hexadecimal; never the value. */
  readonly hash: string;
  readonly channel: Channel;
  /** `*` is every purpose. */
  readonly purpose: Purpose;
  /** ISO 8601 in UTC: the instant from which it holds no more; absent: until it is lifted. */
  readonly until: string | undefined;
  /** Takes back what was said before of the same value, channel and purpose; broader and narrower ones stand. */
  readonly lifted: boolean;
}

/** That the gateway read a veto at `at`: no steward wrote it. */
export interface VetoSeen extends Placed {
  /** Keyed HMAC of what the veto is about (`vetoKey`), in lower-case hexadecimal. */
  readonly veto: string;
}

export type Entry = Verdict | ValueRule | Suppression | VetoSeen;
/** An entry that the log has given no place yet. */
export type NewEntry =
  | Omit<Verdict, 'id'>
  | Omit<ValueRule, 'id'>
  | Omit<Suppression, 'id'>
  | Omit<VetoSeen, 'id'>;
/** In order of `id`. */
export type Log = readonly Entry[];

/** Characters (UTF-16 code units). */
export const maxReason = 500;
const maxName = 1000;

/** @throws RangeError when the two are one: nothing can be said of a record and itself. */
export function orderedPair(one: RefKey, other: RefKey): readonly [a: RefKey, b: RefKey] {
  const order = compareText(one, other);
  if (order === 0) throw new RangeError('a verdict needs two records');
  return order < 0 ? [one, other] : [other, one];
}

export function isVerdict(entry: Entry): entry is Verdict {
  return 'fingerprints' in entry;
}

/** The record of the pair that is not this one. */
export function otherOf({ a, b }: Pick<Verdict, 'a' | 'b'>, ref: RefKey): RefKey {
  return ref === a ? b : a;
}

export function comparePairs(x: Pick<Verdict, 'a' | 'b'>, y: Pick<Verdict, 'a' | 'b'>): number {
  return compareText(x.a, y.a) || compareText(x.b, y.b);
}

/**
 * The entry as the log keeps it: the pair in order, each fingerprint with its record, the instant in milliseconds.
 * @throws RangeError, without the value, for what the log cannot keep.
 */
export function settled(entry: NewEntry): NewEntry {
  if ('veto' in entry) return { veto: hashed(entry.veto), at: instant(entry.at) };
  const said = {
    actor: named(entry.actor, 'the actor'),
    at: instant(entry.at),
    reason: explained(entry.reason),
  };
  if ('hash' in entry) {
    const value = { kind: named(entry.kind, 'the kind of identifier'), hash: hashed(entry.hash) };
    if ('rule' in entry) return { ...value, rule: entry.rule, ...said };
    const { channel, purpose, until, lifted } = entry;
    if (!channels.includes(channel)) throw new RangeError('the channel must be one of the known ones');
    return {
      ...value,
      channel,
      purpose: named(purpose, 'the purpose'),
      until: until === undefined ? undefined : instant(until),
      lifted,
      ...said,
    };
  }
  const [a, b] = orderedPair(named(entry.a, 'a record'), named(entry.b, 'a record'));
  const { fingerprints } = entry;
  const own = a === entry.a ? fingerprints : { a: fingerprints.b, b: fingerprints.a };
  return { a, b, kind: entry.kind, fingerprints: own, ...said };
}

function named(text: string, what: string): string {
  if (text === '' || text.length > maxName || !isKeepable(text))
    throw new RangeError(`${what} must be text of 1 to ${maxName} characters`);
  return text;
}

function hashed(hash: string): string {
  if (!/^([0-9a-f]{2})+$/.test(hash)) throw new RangeError('a hash must be lower-case hex');
  return named(hash, 'the hash');
}

function explained(reason: string | undefined): string | undefined {
  if (reason !== undefined && (reason.length > maxReason || !isKeepable(reason)))
    throw new RangeError(`a reason must be text of up to ${maxReason} characters`);
  return reason;
}

/** Whether it comes back from a database as it was written. */
function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function instant(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw new RangeError('the time must be ISO 8601');
  return new Date(time).toISOString();
}
