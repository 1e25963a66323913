/**
 * What the stewards' log says now of who is who. A fold of the log in its order: nothing else, no clock and no order of arrival,
 * decides what is in force.
 */
import { compareText, type RefKey } from '../model/record.ts';
import {
  comparePairs,
  type Entry,
  isVerdict,
  otherOf,
  type ValueRule,
  type Verdict,
  type VerdictKind,
} from './verdict.ts';

const binding: ReadonlySet<VerdictKind> = new Set(['SAME', 'NOT_SAME']);

/** Immutable. */
export class Decisions {
  static readonly none = new Decisions(0, new Map(), new Map());

  /** The id of the last verdict or value rule folded; 0 when there is none: nobody ever decided anything. */
  readonly version: number;
  /** Each verdict in force, under both of its records, by the other record. */
  readonly #verdicts: ReadonlyMap<RefKey, ReadonlyMap<RefKey, Verdict>>;
  /** Those in force, by hash and kind. */
  readonly #rules: ReadonlyMap<string, ValueRule>;

  private constructor(
    version: number,
    verdicts: ReadonlyMap<RefKey, ReadonlyMap<RefKey, Verdict>>,
    rules: ReadonlyMap<string, ValueRule>,
  ) {
    this.version = version;
    this.#verdicts = verdicts;
    this.#rules = rules;
  }

  /** @param log - in order of id. */
  static of(log: Iterable<Entry>): Decisions {
    return Decisions.none.after(log);
  }

  /**
   * These decisions and what was said next; entries of other kinds change nothing. Entries up to `version` are folded already and change nothing, so that
   * hearing of one twice does no harm.
   * @param entries - in order of id, with none left out between `version` and the last of them.
   */
  after(entries: Iterable<Entry>): Decisions {
    const news = concerning(entries, this.version);
    if (news.length === 0) return this;
    const verdicts = new Map(this.#verdicts);
    const rules = new Map(this.#rules);
    /** Inner maps that are this fold's own to change. */
    const own = new Set<ReadonlyMap<RefKey, Verdict>>();
    const partnersOf = (ref: RefKey): Map<RefKey, Verdict> => {
      const known = verdicts.get(ref);
      if (known instanceof Map && own.has(known)) return known;
      const copy = new Map(known);
      own.add(copy);
      verdicts.set(ref, copy);
      return copy;
    };
    let { version } = this;
    for (const entry of news) {
      version = entry.id;
      if ('rule' in entry) {
        if (entry.rule === 'WITHDRAWN') rules.delete(ruleKey(entry.kind, entry.hash));
        else rules.set(ruleKey(entry.kind, entry.hash), entry);
        continue;
      }
      for (const ref of [entry.a, entry.b]) {
        const partners = partnersOf(ref);
        if (entry.kind === 'WITHDRAWN') partners.delete(otherOf(entry, ref));
        else partners.set(otherOf(entry, ref), entry);
        if (partners.size === 0) verdicts.delete(ref);
      }
    }
    return new Decisions(version, verdicts, rules);
  }

  /** These decisions and the one that was said next. */
  with(entry: Entry): Decisions {
    return this.after([entry]);
  }

  /** The last verdict on the pair, in either order of its records, unless it was withdrawn. */
  inForce(one: RefKey, other: RefKey): Verdict | undefined {
    return this.#verdicts.get(one)?.get(other);
  }

  /** In force, touching the record; sorted by the other record. */
  of(ref: RefKey): readonly Verdict[] {
    const touching = this.#verdicts.get(ref);
    return touching === undefined ? [] : [...touching.values()].sort(byOtherThan(ref));
  }

  /**
   * Records tied to this one by SAME or NOT_SAME, sorted: whoever resolves it must read them too. An unanswered
   * question ties nothing.
   */
  partners(ref: RefKey): readonly RefKey[] {
    return this.of(ref)
      .filter(({ kind }) => binding.has(kind))
      .map((verdict) => otherOf(verdict, ref));
  }

  /** All verdicts in force, sorted by their records. */
  pairs(): readonly Verdict[] {
    const all = [...this.#verdicts].flatMap(([ref, touching]) =>
      [...touching.values()].filter(({ a }) => a === ref),
    );
    return all.sort(comparePairs);
  }

  ruleOf(kind: string, hash: string): ValueRule | undefined {
    return this.#rules.get(ruleKey(kind, hash));
  }

  /** All value rules in force, sorted by kind, then hash. */
  rules(): readonly ValueRule[] {
    return [...this.#rules.values()].sort(
      (x, y) => compareText(x.kind, y.kind) || compareText(x.hash, y.hash),
    );
  }
}

/** Nothing is copied for entries that are none of this. */
function concerning(entries: Iterable<Entry>, version: number): readonly (Verdict | ValueRule)[] {
  return [...entries].filter(
    (entry): entry is Verdict | ValueRule => entry.id > version && ('rule' in entry || isVerdict(entry)),
  );
}

/** Hashes have no blank. */
function ruleKey(kind: string, hash: string): string {
  return `${hash} ${kind}`;
}

function byOtherThan(ref: RefKey): (x: Verdict, y: Verdict) => number {
  return (x, y) => compareText(otherOf(x, ref), otherOf(y, ref));
}
