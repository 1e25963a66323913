/** The guards that concern whole clusters (identity.md section 3). */
import type { Comparison } from './comparison.ts';
import type { Asserted } from './conflicts.ts';
import type { Judged } from './judged.ts';
import type { Link, Refusal } from './link.ts';
import type { Comparer } from './matching.ts';
import type { Person } from './person.ts';

export interface Guards {
  /** Sources with one record per person (guard G8). */
  readonly duplicateFree: ReadonlySet<string>;
  /** Most distinct values of one contact kind that a cluster may hold (guard G9). */
  readonly contactLimit: number;
  /** Most records of one cluster (guard G10). */
  readonly clusterLimit: number;
  /** Bits that all pairs between two clusters must reach on average (guard G7). */
  readonly averageLink: number;
}

export const defaultGuards: Guards = {
  duplicateFree: new Set(),
  contactLimit: 5,
  clusterLimit: 50,
  averageLink: -3,
};

/** Whether two clusters may be merged. */
export class Merging {
  readonly #judged: Judged;
  readonly #guards: Guards;
  readonly #comparer: Comparer;
  readonly #linked: ReadonlyMap<string, number>;

  constructor(judged: Judged, guards: Guards, comparer: Comparer) {
    this.#judged = judged;
    this.#guards = guards;
    this.#comparer = comparer;
    this.#linked = new Map(judged.links.map(({ a, b, weight }) => [`${a} ${b}`, weight]));
  }

  refuse(left: readonly Person[], right: readonly Person[], { rule }: Link): Refusal | undefined {
    const guards = this.#guards;
    if (left.length + right.length > guards.clusterLimit) return 'CLUSTER_LIMIT';
    for (const one of left)
      for (const other of right) {
        const source = one.record.ref.source;
        if (rule !== 'STEWARD' && source === other.record.ref.source && guards.duplicateFree.has(source))
          return 'DUPLICATE_FREE_SOURCE';
        const veto = this.#judged.conflicts.between(one, other, this.#judged.asserted);
        if (veto !== undefined && !(mayBeTwo(veto) && this.#isSpokenFor(one, other, left, right)))
          return veto;
      }
    if (rule === 'STEWARD') return undefined;
    if (holdsTooMany([...left, ...right], guards.contactLimit)) return 'IDENTIFIER_LIMIT';
    return this.#average(left, right) < guards.averageLink ? 'AVERAGE_TOO_LOW' : undefined;
  }

  /**
   * The systems may know a person by several names, by asserting that records are one: whoever agrees with one of those
   * names need not agree with the others.
   */
  #isSpokenFor(
    one: Person,
    other: Person,
    left: readonly Person[],
    right: readonly Person[],
    tied: Asserted = this.#judged.asserted,
  ): boolean {
    const { asserted, conflicts } = this.#judged;
    const { review } = this.#comparer.matching.bands;
    const agree = (a: Person, b: Person) =>
      conflicts.between(a, b, asserted) === undefined &&
      this.#weight(a, b) >= review &&
      (asserted(a, b) || this.#comparer.compared(a, b).comparisons.some(isSameGiven));
    return (
      left.some((same) => same !== one && tied(same, one) && agree(same, other)) ||
      right.some((same) => same !== other && tied(same, other) && agree(one, same))
    );
  }

  /** A steward said of the two that they are one person. */
  readonly #tied: Asserted = (a, b) => this.#comparer.matching.decisions().between(a.key, b.key) === 'SAME';

  /** Mean over all pairs that have enough in common to be compared at all; none is no objection. */
  #average(left: readonly Person[], right: readonly Person[]): number {
    let sum = 0;
    let count = 0;
    for (const one of left)
      for (const other of right) {
        if (this.#comparer.compared(one, other).comparisons.length < 2) continue;
        const weight = this.#weight(one, other);
        // Whoever a steward put here need not fit: those who fit the one they were put with do.
        if (weight < this.#guards.averageLink && this.#isSpokenFor(one, other, left, right, this.#tied))
          continue;
        sum += weight;
        count++;
      }
    return count === 0 ? 0 : sum / count;
  }

  #weight(one: Person, other: Person): number {
    const pair = one.key < other.key ? `${one.key} ${other.key}` : `${other.key} ${one.key}`;
    return this.#linked.get(pair) ?? this.#comparer.score(one, other, this.#judged.silent).weight;
  }
}

/** What a person may have two of: a name, and a day of birth, in systems that say of two records that they are one. */
function mayBeTwo(veto: Refusal): boolean {
  return veto === 'GIVEN_NAMES_DIFFER' || veto === 'NAMES_DIFFER' || veto === 'BIRTH_DATES_DIFFER';
}

/** An initial is anybody's. */
function isSameGiven({ field, level }: Comparison): boolean {
  return (
    field === 'given' && (level === 'EXACT' || level === 'NICKNAME' || level === 'PART' || level === 'CLOSE')
  );
}

function holdsTooMany(persons: readonly Person[], limit: number): boolean {
  const contacts = new Map<string, Set<string>>();
  for (const person of persons)
    for (const { kind, value } of person.identifiers) {
      if (kind !== 'email' && kind !== 'phone') continue;
      const values = contacts.get(kind) ?? new Set();
      contacts.set(kind, values.add(value));
    }
  for (const values of contacts.values()) if (values.size > limit) return true;
  return false;
}
