/**
 * Where stewards contradict each other: two records are said to be two people, and a chain of other verdicts says they
 * are one. NOT_SAME beats SAME, so a link of such a chain is set aside; no verdict is lost by it.
 * Everything here depends on the set of verdicts in force only, never on their order.
 */
import { compareText, type RefKey } from '../model/record.ts';
import { Groups } from './groups.ts';
import { comparePairs, otherOf, type Verdict } from './verdict.ts';

export interface ConflictCase {
  /** The NOT_SAME. */
  readonly apart: Verdict;
  /** SAME verdicts that lead from `apart.a` to `apart.b`, in that order: as few as there can be. */
  readonly chain: readonly Verdict[];
}

/** @param verdicts - in force. @returns one case for each NOT_SAME that is contradicted, sorted by its records. */
export function conflictCases(verdicts: Iterable<Verdict>): readonly ConflictCase[] {
  const all = [...verdicts].sort(comparePairs);
  const links = linksOf(all);
  const groups = new Groups();
  for (const { a, b } of all.filter(isSame)) groups.merge(a, b);
  return all
    .filter((verdict) => isNotSame(verdict) && groups.of(verdict.a) === groups.of(verdict.b))
    .map((apart) => ({ apart, chain: chainOf(links, apart.a, apart.b) }));
}

export interface Split {
  /** SAME verdicts that hold, strongest first. */
  readonly kept: readonly Verdict[];
  /** SAME verdicts that cannot hold beside those and the NOT_SAME ones, strongest first. */
  readonly setAside: readonly Verdict[];
}

/**
 * Which SAME verdicts are set aside so that every NOT_SAME holds: of each chain that contradicts one, the weakest link;
 * of equally weak ones the newest, which is the one that closed the chain.
 *
 * Links are laid strongest first, and one that would bring together what a NOT_SAME keeps apart is left out. So none is
 * set aside in vain: to put back any one of them would contradict a NOT_SAME.
 *
 * @param verdicts - in force.
 * @param weightOf - bits of evidence that two records are one person, asked once for each SAME; not a number counts as
 *   the least.
 */
export function splitOf(verdicts: Iterable<Verdict>, weightOf: (a: RefKey, b: RefKey) => number): Split {
  const all = [...verdicts];
  const groups = new Groups();
  for (const { a, b } of all.filter(isNotSame)) groups.keepApart(a, b);
  const strongestFirst = all
    .filter(isSame)
    .map((verdict) => ({ verdict, weight: weightOf(verdict.a, verdict.b) }))
    .map(({ verdict, weight }) => ({ verdict, weight: Number.isNaN(weight) ? -Infinity : weight }))
    .sort(
      (x, y) =>
        stronger(x.weight, y.weight) || x.verdict.id - y.verdict.id || comparePairs(x.verdict, y.verdict),
    )
    .map(({ verdict }) => verdict);
  const kept: Verdict[] = [];
  const setAside: Verdict[] = [];
  for (const verdict of strongestFirst) (groups.merge(verdict.a, verdict.b) ? kept : setAside).push(verdict);
  return { kept, setAside };
}

/** Without a difference, which two infinities do not have. */
function stronger(x: number, y: number): number {
  return x > y ? -1 : x < y ? 1 : 0;
}

function isSame({ kind }: Verdict): boolean {
  return kind === 'SAME';
}

function isNotSame({ kind }: Verdict): boolean {
  return kind === 'NOT_SAME';
}

/** SAME verdicts by record, those of each sorted by the other record. */
function linksOf(verdicts: readonly Verdict[]): ReadonlyMap<RefKey, readonly Verdict[]> {
  const links = new Map<RefKey, Verdict[]>();
  for (const verdict of verdicts.filter(isSame))
    for (const ref of [verdict.a, verdict.b]) {
      const list = links.get(ref);
      if (list === undefined) links.set(ref, [verdict]);
      else list.push(verdict);
    }
  for (const [ref, list] of links) list.sort((x, y) => compareText(otherOf(x, ref), otherOf(y, ref)));
  return links;
}

/** Breadth first, neighbours in order: the shortest chain, and of those the first. */
function chainOf(
  links: ReadonlyMap<RefKey, readonly Verdict[]>,
  from: RefKey,
  to: RefKey,
): readonly Verdict[] {
  const reachedBy = new Map<RefKey, Verdict | undefined>([[from, undefined]]);
  for (const ref of reachedBy.keys()) {
    if (ref === to) break;
    for (const link of links.get(ref) ?? []) {
      const next = otherOf(link, ref);
      if (!reachedBy.has(next)) reachedBy.set(next, link);
    }
  }
  const chain: Verdict[] = [];
  let at = to;
  for (let link = reachedBy.get(at); link !== undefined; link = reachedBy.get(at)) {
    chain.push(link);
    at = otherOf(link, at);
  }
  return chain.reverse();
}
