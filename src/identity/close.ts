/**
 * Guarded, order-free closure: links to clusters. Plain transitive closure leaks people into one another; here every
 * merge is checked against the guards that concern a whole cluster, strongest link first, and every refusal is kept
 * with its reason. The result depends on the set of records only, never on the order they came in.
 */
import { identifierKey } from '../model/identifier.ts';
import { compareText, type RefKey } from '../model/record.ts';
import { type Asserted, Conflicts } from './conflicts.ts';
import { judge, type Link, type LinkRule, type Refusal, type RefusedLink } from './link.ts';
import type { Person } from './person.ts';

export interface Cluster {
  /** Sorted by key. */
  readonly members: readonly Person[];
}

export interface Closure {
  readonly clusters: readonly Cluster[];
  /** Links that hold a cluster together, strongest first. */
  readonly links: readonly Link[];
  readonly refused: readonly RefusedLink[];
}

export interface Guards {
  /** Sources with one record per person (guard G8). */
  readonly duplicateFree: ReadonlySet<string>;
  /** Most distinct values of one contact kind that a cluster may hold (guard G9). */
  readonly contactLimit: number;
  /** Most records of one cluster (guard G10). */
  readonly clusterLimit: number;
}

export const defaultGuards: Guards = { duplicateFree: new Set(), contactLimit: 5, clusterLimit: 50 };

interface Judged {
  /** Strongest first. */
  readonly links: readonly Link[];
  readonly refused: readonly RefusedLink[];
  readonly asserted: Asserted;
  readonly conflicts: Conflicts;
}

/** Every pair that shares a key, judged: the links among the records, and the refusals. */
export function judgePairs(persons: readonly Person[], generic: ReadonlySet<string>): Judged {
  const holders = holdersOf(persons, generic);
  const conflicts = new Conflicts();
  const ambiguous = ambiguousKeys(holders, conflicts);
  const links = new Map<string, Link>();
  const refused = new Map<string, RefusedLink>();
  for (const sharing of holders.values())
    for (const [at, one] of sharing.entries())
      for (const other of sharing.slice(at + 1)) {
        const pair = `${one.key} ${other.key}`;
        if (links.has(pair) || refused.has(pair)) continue;
        const verdict = judge(one, other, ambiguous, generic);
        if (verdict === undefined) continue;
        if ('link' in verdict) links.set(pair, verdict.link);
        else refused.set(pair, verdict.refused);
      }
  return {
    links: [...links.values()].sort(strongestFirst),
    refused: [...refused.values()],
    asserted: assertedGroups(holders),
    conflicts,
  };
}

function strongestFirst(x: Link, y: Link): number {
  return y.weight - x.weight || compareText(x.a, y.a) || compareText(x.b, y.b);
}

/** Records by key, each list sorted; a record counts as a holder of the reference to itself. Generic keys are left out. */
function holdersOf(
  persons: readonly Person[],
  generic: ReadonlySet<string>,
): ReadonlyMap<string, readonly Person[]> {
  const holders = new Map<string, Person[]>();
  for (const person of [...persons].sort((x, y) => compareText(x.key, y.key)))
    for (const key of new Set([...person.keys, identifierKey(person.ownReference)])) {
      if (generic.has(key)) continue;
      const list = holders.get(key);
      if (list === undefined) holders.set(key, [person]);
      else list.push(person);
    }
  return holders;
}

/** They say so of these two and no others between. */
function assertedPair(a: Person, b: Person): boolean {
  const verdict = judge(a, b, noKeys, noKeys);
  return verdict !== undefined && 'link' in verdict && assertions.has(verdict.link.rule);
}

const noKeys: ReadonlySet<string> = new Set();
const assertions: ReadonlySet<LinkRule> = new Set(['REFERENCE', 'EXTERNAL_ID']);

function assertedGroups(holders: ReadonlyMap<string, readonly Person[]>): Asserted {
  const groups = new Map<RefKey, Set<RefKey>>();
  const groupOf = (person: Person) => groups.get(person.key) ?? new Set([person.key]);
  for (const [key, sharing] of holders) {
    if (!key.startsWith('reference.') && !key.startsWith('externalId.')) continue;
    for (const [at, one] of sharing.entries())
      for (const other of sharing.slice(at + 1)) {
        if (!assertedPair(one, other)) continue;
        const together = new Set([...groupOf(one), ...groupOf(other)]);
        for (const member of together) groups.set(member, together);
      }
  }
  return (a, b) => groups.get(a.key)?.has(b.key) ?? false;
}

/**
 * Keys held by two records that cannot be one person: a household's telephone, a couple's mailbox. What other records
 * say of the two is left aside: whoever comes by this key alone does not meet those.
 */
function ambiguousKeys(
  holders: ReadonlyMap<string, readonly Person[]>,
  conflicts: Conflicts,
): ReadonlySet<string> {
  const ambiguous = new Set<string>();
  for (const [key, sharing] of holders) {
    const [conflict] = conflicts.pairs(sharing, assertedPair);
    if (conflict !== undefined) ambiguous.add(key);
  }
  return ambiguous;
}

/**
 * Links of a record that fits two people who cannot be one, and fits neither better: "A. Schmidt" in the mailbox that
 * Anna and Alex share. Which of them it is cannot be told, so it joins neither.
 */
function contestedLinks(
  links: readonly Link[],
  persons: readonly Person[],
  { asserted, conflicts }: Pick<Judged, 'asserted' | 'conflicts'>,
): ReadonlySet<Link> {
  const personOf = new Map(persons.map((person) => [person.key, person]));
  const fits = new Map<string, Map<Person, Link>>();
  const note = (from: RefKey, to: RefKey, link: Link) => {
    const who = personOf.get(to);
    if (who === undefined) return;
    const key = `${link.weight} ${from}`;
    const own = fits.get(key) ?? new Map();
    fits.set(key, own.set(who, link));
  };
  for (const link of links) {
    note(link.a, link.b, link);
    note(link.b, link.a, link);
  }
  const contested = new Set<Link>();
  for (const own of fits.values()) {
    if (own.size < 2) continue;
    for (const who of [...conflicts.pairs([...own.keys()], asserted)].flat()) {
      const link = own.get(who);
      if (link !== undefined) contested.add(link);
    }
  }
  return contested;
}

/** @param generic - keys (`identifierKey`) too common to tell people apart (guard G3). */
export function close(persons: readonly Person[], generic: ReadonlySet<string>, guards: Guards): Closure {
  const judged = judgePairs(persons, generic);
  const clusterOf = new Map<RefKey, Person[]>();
  for (const person of persons) clusterOf.set(person.key, [person]);
  const links: Link[] = [];
  const refused: RefusedLink[] = [...judged.refused];
  const contested = contestedLinks(judged.links, persons, judged);
  for (const link of judged.links) {
    if (contested.has(link)) {
      refused.push({ a: link.a, b: link.b, refusal: 'SHARED_BY_SEVERAL_PEOPLE' });
      continue;
    }
    const left = clusterOf.get(link.a);
    const right = clusterOf.get(link.b);
    if (left === undefined || right === undefined) continue;
    if (left !== right) {
      const refusal = refuseMerge(left, right, guards, judged);
      if (refusal !== undefined) {
        refused.push({ a: link.a, b: link.b, refusal });
        continue;
      }
      for (const person of right) {
        left.push(person);
        clusterOf.set(person.key, left);
      }
    }
    links.push(link);
  }
  const clusters = [...new Set(clusterOf.values())]
    .map((members) => ({ members: members.sort((x, y) => compareText(x.key, y.key)) }))
    .sort((x, y) => compareText(x.members[0]?.key ?? '', y.members[0]?.key ?? ''));
  return {
    clusters,
    links,
    refused: refused.sort((x, y) => compareText(x.a, y.a) || compareText(x.b, y.b)),
  };
}

function refuseMerge(
  left: readonly Person[],
  right: readonly Person[],
  guards: Guards,
  { asserted, conflicts }: Pick<Judged, 'asserted' | 'conflicts'>,
): Refusal | undefined {
  if (left.length + right.length > guards.clusterLimit) return 'CLUSTER_LIMIT';
  for (const one of left)
    for (const other of right) {
      const source = one.record.ref.source;
      if (source === other.record.ref.source && guards.duplicateFree.has(source))
        return 'DUPLICATE_FREE_SOURCE';
      const veto = conflicts.between(one, other, asserted);
      if (veto !== undefined) return veto;
    }
  const contacts = new Map<string, Set<string>>();
  for (const person of [...left, ...right])
    for (const { kind, value } of person.identifiers) {
      if (kind !== 'email' && kind !== 'phone') continue;
      const values = contacts.get(kind) ?? new Set();
      contacts.set(kind, values.add(value));
    }
  for (const values of contacts.values()) if (values.size > guards.contactLimit) return 'IDENTIFIER_LIMIT';
  return undefined;
}
