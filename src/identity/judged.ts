/** Which records are compared with which, and what is found of each pair: the links that lead on from some records. */
import { compareText, type RefKey } from '../model/record.ts';
import { type Asserted, Conflicts } from './conflicts.ts';
import { type Ground, judge, type Link, type LinkRule, type ProbableLink, type RefusedLink } from './link.ts';
import { Comparer, defaultMatching } from './matching.ts';
import { compareNames } from './names.ts';
import type { Person } from './person.ts';

export interface Judged {
  /** Strongest first. */
  readonly links: readonly Link[];
  readonly refused: readonly RefusedLink[];
  readonly probable: readonly ProbableLink[];
  /** Who is linked, directly or through others, to those the judging began with, in the order they were met. */
  readonly reached: ReadonlySet<Person>;
  readonly asserted: Asserted;
  /** Keys that say nothing of the people who hold them. */
  readonly silent: ReadonlySet<string>;
  readonly conflicts: Conflicts;
}

export interface JudgeOptions {
  /** Keys (`identifierKey`) too common to tell people apart (guard G3). */
  readonly generic: ReadonlySet<string>;
  /** Keys said to be shared by several people, whoever holds them. */
  readonly shared?: ReadonlySet<string>;
  readonly comparer?: Comparer;
  /** Only pairs that lead on from these are judged; by default all. */
  readonly from?: readonly Person[];
  /** Whether records that share nothing but candidate keys are compared; they are by default. */
  readonly lookalikes?: boolean;
}

/** Pairs that share a key, or a candidate key, or a steward's verdict, judged. */
export function judgePairs(
  persons: readonly Person[],
  {
    generic,
    shared = noKeys,
    comparer = new Comparer(defaultMatching),
    from = persons,
    lookalikes: compareLookalikes = true,
  }: JudgeOptions,
): Judged {
  const sorted = [...persons].sort((x, y) => compareText(x.key, y.key));
  const holders = holdersOf(sorted, generic, identifyingKeys);
  const lookalikes = compareLookalikes ? holdersOf(sorted, generic, candidateKeys) : nobody;
  const crowded = crowdedKeys(holders);
  const plain: Ground = { ambiguous: noKeys, generic: noKeys, crowded, comparer };
  const conflicts = new Conflicts(plain);
  const silent = new Set([...generic, ...crowded]);
  const ground: Ground = {
    ambiguous: new Set([...ambiguousKeys(holders, conflicts, plain), ...shared]),
    generic: silent,
    crowded,
    comparer,
  };
  const decisions = comparer.matching.decisions();
  const byKey = new Map(sorted.map((person) => [person.key, person]));
  const links: Link[] = [];
  const refused: RefusedLink[] = [];
  const probable: ProbableLink[] = [];
  const reached = new Set<Person>([...from].sort((x, y) => compareText(x.key, y.key)));
  const finished = new Set<Person>();
  // A set is iterated to its end, what is added on the way included.
  for (const one of reached) {
    const met = new Set<Person>();
    for (const key of identifyingKeys(one)) for (const other of holders.get(key) ?? []) met.add(other);
    if (compareLookalikes)
      for (const key of candidateKeys(one)) for (const other of lookalikes.get(key) ?? []) met.add(other);
    for (const key of decisions.partners(one.key)) {
      const other = byKey.get(key);
      if (other !== undefined) met.add(other);
    }
    for (const other of met) {
      // Whoever is finished has been judged with this one already.
      if (other === one || finished.has(other)) continue;
      const verdict = judge(one, other, ground);
      if (verdict === undefined) continue;
      if ('link' in verdict) {
        links.push(verdict.link);
        reached.add(other);
      } else if ('probable' in verdict) probable.push(verdict.probable);
      else refused.push(verdict.refused);
    }
    finished.add(one);
  }
  return {
    links: links.sort(strongestFirst),
    refused,
    probable: probable.sort(strongestFirst),
    reached,
    asserted: assertedGroups(holders, sorted, plain),
    silent,
    conflicts,
  };
}

function strongestFirst(x: Link | ProbableLink, y: Link | ProbableLink): number {
  return (
    y.weight - x.weight ||
    // Of what stewards said the weakest is given up first, where they contradict each other.
    y.score.weight - x.score.weight ||
    compareText(x.a, y.a) ||
    compareText(x.b, y.b)
  );
}

const identifyingKeys = (person: Person) => person.identifyingKeys();
const candidateKeys = (person: Person) => person.candidateKeys();

/** Records by key, each list in the order of the records. Generic keys are left out. */
function holdersOf(
  sorted: readonly Person[],
  generic: ReadonlySet<string>,
  keysOf: (person: Person) => readonly string[],
): ReadonlyMap<string, readonly Person[]> {
  const holders = new Map<string, Person[]>();
  for (const person of sorted)
    for (const key of keysOf(person)) {
      if (generic.has(key)) continue;
      const list = holders.get(key);
      if (list === undefined) holders.set(key, [person]);
      else list.push(person);
    }
  return holders;
}

/** They say so of these two and no others between. */
function assertedPair(a: Person, b: Person, plain: Ground): boolean {
  const verdict = judge(a, b, plain);
  return (
    verdict !== undefined &&
    'link' in verdict &&
    (assertions.has(verdict.link.rule) || agreesOnId(verdict.link))
  );
}

function agreesOnId({ score }: Link): boolean {
  return score.fields.some(({ field, level }) => field === 'externalId' && level === 'EXACT');
}

const noKeys: ReadonlySet<string> = new Set();
const nobody: ReadonlyMap<string, readonly Person[]> = new Map();
const assertions: ReadonlySet<LinkRule> = new Set(['REFERENCE', 'EXTERNAL_ID']);

function assertedGroups(
  holders: ReadonlyMap<string, readonly Person[]>,
  persons: readonly Person[],
  plain: Ground,
): Asserted {
  const groups = new Map<RefKey, Set<RefKey>>();
  const groupOf = (person: Person) => groups.get(person.key) ?? new Set([person.key]);
  const join = (one: Person, other: Person) => {
    const together = new Set([...groupOf(one), ...groupOf(other)]);
    for (const member of together) groups.set(member, together);
  };
  for (const [key, sharing] of holders) {
    if (!key.startsWith('reference.') && !key.startsWith('externalId.')) continue;
    if (plain.crowded?.has(key)) continue;
    for (const [at, one] of sharing.entries())
      for (const other of sharing.slice(at + 1)) {
        if (!assertedPair(one, other, plain)) continue;
        join(one, other);
      }
  }
  const decisions = plain.comparer.matching.decisions();
  if (decisions.version > 0) {
    const byKey = new Map(persons.map((person) => [person.key, person]));
    for (const one of persons)
      for (const key of decisions.partners(one.key)) {
        const other = byKey.get(key);
        if (other !== undefined && decisions.between(one.key, key) === 'SAME') join(one, other);
      }
  }
  return (a, b) => groups.get(a.key)?.has(b.key) ?? false;
}

/** People of conflicting names by whom a key is held that says nothing of any of them (guard G4). */
const crowd = 3;

/** Keys held by a crowd: an id that a form filled in by itself, the telephone of a hotel. */
function crowdedKeys(holders: ReadonlyMap<string, readonly Person[]>): ReadonlySet<string> {
  const crowded = new Set<string>();
  for (const [key, sharing] of holders) {
    if (sharing.length < crowd || key.startsWith('reference.')) continue;
    const apart: Person[] = [];
    for (const person of sharing) {
      // Whoever does not give both names is nobody's stranger, and would hide those who are.
      if (person.name === undefined || person.name.given.length * person.name.family.length === 0) continue;
      if (apart.every((other) => areStrangers(person, other))) apart.push(person);
      if (apart.length === crowd) break;
    }
    if (apart.length === crowd) crowded.add(key);
  }
  return crowded;
}

/** A family shares a mailbox and a telephone, and is no crowd: nor is a person whose systems do not know the name. */
function areStrangers(a: Person, b: Person): boolean {
  return compareNames(a.name, b.name) === 'DIFFER';
}

/**
 * Keys held by two records that cannot be one person: a household's telephone, a couple's mailbox. What other records
 * say of the two is left aside: whoever comes by this key alone does not meet those.
 */
function ambiguousKeys(
  holders: ReadonlyMap<string, readonly Person[]>,
  conflicts: Conflicts,
  plain: Ground,
): ReadonlySet<string> {
  const ambiguous = new Set<string>();
  const asserted: Asserted = (a, b) => assertedPair(a, b, plain);
  for (const [key, sharing] of holders) {
    const [conflict] = conflicts.pairs(sharing, asserted);
    if (conflict !== undefined) ambiguous.add(key);
  }
  return ambiguous;
}
