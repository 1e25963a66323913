/**
 * Guarded, order-free closure: links to clusters. Plain transitive closure leaks people into one another; here every
 * merge is checked against the guards that concern a whole cluster, strongest link first, and every refusal is kept
 * with its reason. The result depends on the set of records only, never on the order they came in.
 */
import { compareText, type RefKey } from '../model/record.ts';
import { type Judged, judgePairs } from './judged.ts';
import type { Link, ProbableLink, Refusal, RefusedLink } from './link.ts';
import { Comparer, defaultMatching } from './matching.ts';
import { type Guards, Merging } from './merging.ts';
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
  /** Strongest first. */
  readonly probable: readonly ProbableLink[];
}

/** Bits by which a record must fit one of two people better than the other. */
const contestMargin = 0.5;

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
  const fits = new Map<RefKey, Map<Person, Link>>();
  const note = (from: RefKey, to: RefKey, link: Link) => {
    const who = personOf.get(to);
    if (who === undefined) return;
    const own = fits.get(from) ?? new Map();
    fits.set(from, own.set(who, link));
  };
  for (const link of links) {
    note(link.a, link.b, link);
    note(link.b, link.a, link);
  }
  const contested = new Set<Link>();
  for (const own of fits.values()) {
    if (own.size < 2) continue;
    for (const [one, other] of conflicts.pairs([...own.keys()], asserted)) {
      const [x, y] = [own.get(one), own.get(other)];
      if (x === undefined || y === undefined || Math.abs(x.weight - y.weight) > contestMargin) continue;
      for (const link of [x, y]) if (link.rule !== 'STEWARD') contested.add(link);
    }
  }
  return contested;
}

function refusedLink({ a, b, score }: Link, refusal: Refusal): RefusedLink {
  return { a, b, refusal, score };
}

/** @param generic - keys (`identifierKey`) too common to tell people apart (guard G3). */
export function close(
  persons: readonly Person[],
  generic: ReadonlySet<string>,
  guards: Guards,
  comparer: Comparer = new Comparer(defaultMatching),
  judged: Judged = judgePairs(persons, { generic, comparer }),
): Closure {
  const inside = [...judged.reached];
  const clusterOf = new Map<RefKey, Person[]>();
  for (const person of inside) clusterOf.set(person.key, [person]);
  const links: Link[] = [];
  const refused: RefusedLink[] = [...judged.refused];
  const contested = contestedLinks(judged.links, inside, judged);
  const merging = new Merging(judged, guards, comparer);
  for (const link of judged.links) {
    if (contested.has(link)) {
      refused.push(refusedLink(link, 'SHARED_BY_SEVERAL_PEOPLE'));
      continue;
    }
    const left = clusterOf.get(link.a);
    const right = clusterOf.get(link.b);
    if (left === undefined || right === undefined) continue;
    if (left !== right) {
      const refusal = merging.refuse(left, right, link);
      if (refusal !== undefined) {
        refused.push(refusedLink(link, refusal));
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
    probable: judged.probable,
  };
}
