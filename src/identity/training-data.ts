/**
 * From people to what a model is learned from: random pairs of records, pairs that share a key, and all candidate pairs,
 * counted by how they compare. Nothing is left to chance: which pairs are drawn follows from their numbers, so that the
 * same people in any order give the same counts.
 */
import type { Identifier } from '../model/identifier.ts';
import { identifierKey } from '../model/identifier.ts';
import { compareText } from '../model/record.ts';
import { compare, type Field } from './comparison.ts';
import type { Person } from './person.ts';
import { type PatternCounts, Patterns, type TrainingData } from './training.ts';

/** Random pairs, where there are more: of a million, too few have a birth date in common to tell how rare that is. */
export const defaultRandomPairs = 4_000_000;
/** Pairs of a block, and candidate pairs, at most: of more, an even sample is compared. */
export const defaultMostPairs = 2_000_000;
/** A value that more records share tells nobody apart (guard G3). */
const mostSharing = 50;
/** Pairs compared between two looks at whether to go on. */
const slice = 20_000;

/** Kinds of key that blocks are made by, and the fields that whoever shares one has in common. */
const blockedBy = {
  email: ['email'],
  'match.fullName': ['given', 'family'],
  'match.birthDate': ['birthDate'],
  'match.houseAndPostcode': ['address'],
  'match.nameAndCity': ['address', 'given', 'family'],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

export interface CountingOptions {
  readonly randomPairs?: number;
  readonly mostPairs?: number;
  /** What was counted of the same people before. */
  readonly from?: Counted;
}

/** Where the counting is. */
export interface Counting {
  /** Pairs compared. */
  readonly done: number;
  /** Pairs to compare, about. */
  readonly all: number;
  /** To go on from later: given as `from`, no pair is compared a second time. */
  counted(): Counted;
}

/** Numbers only. */
export interface Counted {
  readonly done: number;
  /** Of random pairs, each block, and candidates, in this order. */
  readonly patterns: readonly PatternCounts[];
}

/** @param people - no two with one ref, in any order. */
export function trainingDataOf(people: readonly Person[], options: CountingOptions = {}): TrainingData {
  const counting = countPairs(people, options);
  for (;;) {
    const { done, value } = counting.next();
    if (done === true) return value;
  }
}

/**
 * As `trainingDataOf`, in slices of about a tenth of a second: whoever asks for the next may stop instead.
 * @throws {RangeError} for what was counted otherwise than here.
 */
export function* countPairs(
  people: readonly Person[],
  { randomPairs = defaultRandomPairs, mostPairs = defaultMostPairs, from }: CountingOptions = {},
): Generator<Counting, TrainingData, void> {
  const sorted = people.toSorted((a, b) => compareText(a.key, b.key));
  const kinds = Object.entries<readonly Field[]>(blockedBy);
  const sharings = kinds.map(([kind]) => new Sharing(sorted, (one) => one.kind === kind));
  const candidates = new Sharing(sorted, () => true);
  const sections: readonly Section[] = [
    { count: Math.min(randomPairs, pairsAmong(sorted.length)), pairs: randomly(sorted.length, randomPairs) },
    ...[...sharings, candidates].map((sharing) => ({
      count: Math.min(mostPairs, sharing.pairs),
      pairs: sharing.sample(mostPairs),
    })),
  ];
  const patterns = sections.map((_, at) => Patterns.of(from?.patterns[at] ?? {}));
  if (from !== undefined && (from.patterns.length !== patterns.length || from.done !== pairsIn(patterns)))
    throw new RangeError('these pairs were counted otherwise');
  const all = sections.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  for (const [at, { pairs }] of sections.entries())
    for (const [one, other] of pairs) {
      done++;
      if (from !== undefined && done <= from.done) continue;
      const [a, b] = [sorted[one], sorted[other]];
      if (a === undefined || b === undefined) throw new RangeError('a pair is of two of the people');
      patterns[at]?.add(compare(a.traits(), b.traits()).comparisons);
      if (done % slice === 0)
        yield { done, all, counted: () => ({ done, patterns: patterns.map(({ counts }) => counts) }) };
    }
  const [random = new Patterns(), ...blocks] = patterns;
  return {
    random,
    blocks: kinds.map(([, fields], at) => ({
      patterns: blocks[at] ?? new Patterns(),
      blockedBy: new Set(fields),
    })),
    candidates: patterns.at(-1) ?? new Patterns(),
    candidateShare: Math.min(1, mostPairs / Math.max(1, candidates.pairs)),
    all: pairsAmong(sorted.length),
  };
}

/** Two different places in the list of people, the lower first. */
type Pair = readonly [number, number];

interface Section {
  /** About how many. */
  readonly count: number;
  readonly pairs: Iterable<Pair>;
}

function pairsAmong(people: number): number {
  return (people * (people - 1)) / 2;
}

function pairsIn(patterns: readonly Patterns[]): number {
  return patterns.reduce((sum, { pairs }) => sum + pairs, 0);
}

/** Every pair once, where there are no more than wanted; otherwise as many as wanted, with repeats. */
function* randomly(people: number, wanted: number): Generator<Pair> {
  if (pairsAmong(people) <= wanted) {
    for (let one = 0; one < people; one++)
      for (let other = one + 1; other < people; other++) yield [one, other];
    return;
  }
  for (let at = 0; at < wanted; at++) {
    const one = Math.floor(shuffledShare(2 * at) * people);
    const before = Math.floor(shuffledShare(2 * at + 1) * (people - 1));
    const other = before < one ? before : before + 1;
    yield one < other ? [one, other] : [other, one];
  }
}

/** Who shares a key with whom. */
class Sharing {
  /** For each of the people, everyone who has one of their keys, by key. */
  readonly #groups: readonly (readonly number[])[][];
  /** Each counted once, however many keys it shares. */
  readonly pairs: number;

  constructor(people: readonly Person[], uses: (key: Identifier) => boolean) {
    const holders = new Map<string, number[]>();
    for (const [at, person] of people.entries())
      for (const key of keysOf(person, uses)) {
        const known = holders.get(key);
        if (known === undefined) holders.set(key, [at]);
        // One too many is enough to tell.
        else if (known.length <= mostSharing) known.push(at);
      }
    this.#groups = people.map(() => []);
    for (const group of holders.values())
      if (group.length > 1 && group.length <= mostSharing)
        for (const at of group) this.#groups[at]?.push(group);
    this.pairs = people.reduce((sum, _, at) => sum + this.#partnersOf(at).size, 0);
  }

  /** Each pair once, or of more than `most` an even sample of about that many. */
  *sample(most: number): Generator<Pair> {
    const share = most / Math.max(most, this.pairs);
    for (const one of this.#groups.keys())
      for (const other of this.#partnersOf(one))
        if (share === 1 || shuffledShare(shuffled(one) ^ other) < share) yield [one, other];
  }

  /** Those after them, in a fixed order. */
  #partnersOf(one: number): ReadonlySet<number> {
    const partners = new Set<number>();
    for (const group of this.#groups[one] ?? [])
      for (const other of group) if (other > one) partners.add(other);
    return partners;
  }
}

/** Keys that may bring records together, and the record's own ref, which others may name. */
function keysOf(person: Person, uses: (key: Identifier) => boolean): ReadonlySet<string> {
  const expanding = person.identifiers.filter((one) => person.keys.has(identifierKey(one)));
  const keys = [...expanding, ...person.candidates(), person.ownReference];
  return new Set(keys.filter(uses).map(identifierKey));
}

/** Spreads whole numbers evenly over all of 32 bits, each to another (the last steps of MurmurHash3). */
function shuffled(number: number): number {
  let bits = (number + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** From 0 to 1, without 1. */
function shuffledShare(number: number): number {
  return shuffled(number) / 2 ** 32;
}
