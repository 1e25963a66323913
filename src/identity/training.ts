/**
 * A model without labels (identity.md section 2): u from random pairs, m by expectation maximisation over blocked
 * pairs, where a field that pairs were blocked by cannot train itself, and lambda from all candidate pairs. Lambda is
 * not guessed from what strict rules find: on dirty records they find a fifth, on clean ones nearly all.
 */
import { type Comparison, type Field, fields, type Level, levels } from './comparison.ts';
import { isLevel, type LevelOdds, type MatchModel, oddsOf } from './model.ts';

/** How many pairs compare alike, by pattern: levels in the order of `fields`, `-` for blank, with blanks between them. */
export type PatternCounts = Readonly<Record<string, number>>;

/** How many pairs compare alike: level by field, in the order of `fields`; `-` where either side is blank. */
export class Patterns {
  readonly #counts = new Map<string, number>();
  #pairs = 0;

  /** @throws {RangeError} for what is no pattern, and for counts that are no whole numbers above 0. */
  static of(counts: PatternCounts): Patterns {
    const patterns = new Patterns();
    for (const [pattern, count] of Object.entries(counts)) {
      if (!isPattern(pattern.split(' ')) || !Number.isSafeInteger(count) || count < 1)
        throw new RangeError('these are no counts of patterns');
      patterns.#counts.set(pattern, count);
      patterns.#pairs += count;
    }
    return patterns;
  }

  add(comparisons: readonly Comparison[]): void {
    const pattern = fields
      .map((field) => comparisons.find((one) => one.field === field)?.level ?? '-')
      .join(' ');
    this.#counts.set(pattern, (this.#counts.get(pattern) ?? 0) + 1);
    this.#pairs++;
  }

  get pairs(): number {
    return this.#pairs;
  }

  get counts(): PatternCounts {
    return Object.fromEntries(this.#counts);
  }

  /** Sorted, so that sums do not depend on the order the pairs came in. */
  entries(): readonly (readonly [readonly string[], number])[] {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([pattern, count]) => [pattern.split(' '), count]);
  }
}

function isPattern(pattern: readonly string[]): boolean {
  return (
    pattern.length === fields.length &&
    fields.every((field, at) => pattern[at] === '-' || isLevel(field, pattern[at] ?? ''))
  );
}

/** Pairs that share a key, and the fields they share by sharing it. */
export interface Block {
  readonly patterns: Patterns;
  readonly blockedBy: ReadonlySet<Field>;
}

export interface TrainingData {
  readonly random: Patterns;
  readonly blocks: readonly Block[];
  /** Each pair that shares any candidate key, once; or an even sample of them. */
  readonly candidates: Patterns;
  /** The share of the candidate pairs that is among them: above 0, up to 1. */
  readonly candidateShare: number;
  /** How many pairs of records there are. */
  readonly all: number;
}

export interface Trained {
  readonly model: Pick<MatchModel, 'fields' | 'lambda'>;
  /** Of each block: rounds, and whether they came to rest. */
  readonly passes: readonly { readonly rounds: number; readonly settled: boolean }[];
}

/** Pairs' worth of belief in the cold-start model: what was never met is not impossible. */
const belief = 20;
const mostRounds = 25;
/** How often u and m are worked out again, each with the other as last found. */
const refinements = 3;
const rest = 1e-4;
/** Fewer random pairs at a level than this do not tell how rare it is. */
const hardlyMet = 10;
/** Fewer pairs than this teach nothing. */
const fewestPairs = 100;

type Odds = Record<Field, Record<string, number>>;

/** @param start - what is believed before anything was seen. */
export function train(data: TrainingData, start: MatchModel): Trained {
  const { random, blocks } = data;
  let u = smoothed(sharesOf(random), start, ({ u }) => u);
  let { lambda } = start;
  let { m, passes } = expectation(u, blocks, start);
  for (let round = 0; round < refinements; round++) {
    lambda = lambdaOf(data, m, u, lambda);
    u = amongTwo(random, { m, u, lambda }, rareness(passes, start), start);
    ({ m, passes } = expectation(u, blocks, start));
  }
  return {
    model: { lambda: lambdaOf(data, m, u, lambda), fields: fieldsOf(m, u) },
    passes: passes.map(({ rounds, settled }) => ({ rounds, settled })),
  };
}

/** m, by as many passes as there are blocks worth learning from. */
function expectation(u: Odds, blocks: readonly Block[], start: MatchModel) {
  const passes: readonly Pass[] = blocks
    .filter(({ patterns }) => patterns.pairs >= fewestPairs)
    .map((block) => maximise(block, u, start));
  return { m: averaged(passes, start), passes };
}

/**
 * Shares among random pairs of two people: among few records, random pairs are now and then one person.
 * @param rare - what a level that is hardly met counts for at least.
 */
function amongTwo(
  random: Patterns,
  { m, u, lambda }: { readonly m: Odds; readonly u: Odds; readonly lambda: number },
  rare: Odds,
  start: MatchModel,
): Odds {
  const counts = sharesOf(random, (pattern) => 1 - posteriorOf(pattern, m, u, lambda));
  const met = totals(counts);
  const least = 1 / Math.max(random.pairs, 1);
  return oddsBy((field, level) => {
    // A field that no two have is as it was.
    if (met[field] === 0) return oddsOf(start, field, level).u;
    const own = counts[field][level] ?? 0;
    const before = oddsOf(start, field, level);
    const asBefore = ((m[field][level] ?? 0) * before.u) / before.m;
    return Math.max(
      own / met[field],
      own < hardlyMet ? (rare[field][level] ?? 0) : 0,
      // What no pair was met at is rarer than one of them all, unless it would weigh less than before.
      Math.min(least, asBefore),
    );
  });
}

/**
 * The start's u, made as small by the pairs that taught its m: a level met neither among pairs of one person nor among
 * random ones keeps the weight it had, instead of one made of two chances.
 */
function rareness(passes: readonly Pass[], start: MatchModel): Odds {
  return oddsBy((field, level) => {
    const shares = passes
      .filter(({ block }) => !block.blockedBy.has(field))
      .map(({ met }) => belief / (met[field] + belief));
    return oddsOf(start, field, level).u * (shares.length === 0 ? 1 : meanOf(shares));
  });
}

/** The share of pairs of one person: those expected among the candidates, of all pairs there are. */
function lambdaOf(
  { candidates, candidateShare, all }: TrainingData,
  m: Odds,
  u: Odds,
  start: number,
): number {
  if (candidates.pairs === 0 || all === 0) return start;
  const entries = candidates.entries();
  let lambda = start;
  for (let round = 0; round < mostRounds; round++) {
    let matches = 0;
    for (const [pattern, count] of entries) matches += count * posteriorOf(pattern, m, u, lambda);
    const next = Math.min(0.5, Math.max(matches / candidateShare, 1) / all);
    const change = Math.abs(next / lambda - 1);
    lambda = next;
    if (change < rest) break;
  }
  return lambda;
}

/** How likely a pair that compares like this is one person. */
function posteriorOf(
  pattern: readonly string[],
  m: Odds,
  u: Odds,
  lambda: number,
  without: ReadonlySet<Field> = new Set(),
): number {
  let logOdds = Math.log(lambda / (1 - lambda));
  for (const [at, field] of fields.entries()) {
    const level = pattern[at];
    if (level === undefined || level === '-' || without.has(field)) continue;
    logOdds += Math.log((m[field][level] ?? 1e-9) / (u[field][level] ?? 1e-9));
  }
  return 1 / (1 + Math.exp(-logOdds));
}

/** Shares of the levels of each field, among pairs where neither side is blank. */
function sharesOf(patterns: Patterns, weightOf: (pattern: readonly string[]) => number = () => 1): Odds {
  const sums = oddsBy(() => 0);
  for (const [pattern, count] of patterns.entries()) {
    const weight = count * weightOf(pattern);
    for (const [at, field] of fields.entries()) {
      const level = pattern[at];
      if (level !== undefined && level !== '-') sums[field][level] = (sums[field][level] ?? 0) + weight;
    }
  }
  return sums;
}

/** Counts, with the start's shares counted as some pairs more, as shares. */
function smoothed(counts: Odds, start: MatchModel, of: (odds: LevelOdds) => number): Odds {
  const all = totals(counts);
  const norm = totals(oddsBy((field, level) => of(oddsOf(start, field, level))));
  return oddsBy(
    (field, level) =>
      ((counts[field][level] ?? 0) + (belief * of(oddsOf(start, field, level))) / norm[field]) /
      (all[field] + belief),
  );
}

const nothingMet = oddsBy(() => 0);

/** What one block taught. */
interface Pass {
  readonly block: Block;
  readonly m: Odds;
  /** Pairs of one person, as far as it seems, where neither side is blank. */
  readonly met: Readonly<Record<Field, number>>;
  readonly rounds: number;
  readonly settled: boolean;
}

function maximise(block: Block, u: Odds, start: MatchModel): Pass {
  const { patterns, blockedBy } = block;
  const entries = patterns.entries();
  let m = smoothed(nothingMet, start, ({ m }) => m);
  let lambda = 0.3;
  for (let rounds = 1; ; rounds++) {
    const posterior = (pattern: readonly string[]) => posteriorOf(pattern, m, u, lambda, blockedBy);
    const counts = sharesOf(patterns, posterior);
    const next = smoothed(counts, start, ({ m }) => m);
    let matches = 0;
    for (const [pattern, count] of entries) matches += count * posterior(pattern);
    const nextLambda = Math.min(0.999, Math.max(1e-6, matches / patterns.pairs));
    const change = Math.max(Math.abs(nextLambda - lambda), largestChange(m, next));
    m = next;
    lambda = nextLambda;
    if (change < rest || rounds === mostRounds)
      return { block, m, met: totals(counts), rounds, settled: change < rest };
  }
}

function largestChange(one: Odds, other: Odds): number {
  let most = 0;
  for (const field of fields)
    for (const level of levels[field])
      most = Math.max(most, Math.abs((one[field][level] ?? 0) - (other[field][level] ?? 0)));
  return most;
}

/** Each field's m, as the passes found it that were not blocked by it. */
function averaged(passes: readonly Pass[], start: MatchModel): Odds {
  const cold = smoothed(nothingMet, start, ({ m }) => m);
  return oddsBy((field, level) => {
    const taught = passes.filter(({ block }) => !block.blockedBy.has(field));
    return taught.length === 0
      ? (cold[field][level] ?? 0)
      : meanOf(taught.map(({ m }) => m[field][level] ?? 0));
  });
}

function oddsBy(of: (field: Field, level: Level) => number): Odds {
  return Object.fromEntries(
    fields.map((field) => [
      field,
      Object.fromEntries(levels[field].map((level) => [level, of(field, level)])),
    ]),
  ) as Odds;
}

function totals(counts: Odds): Readonly<Record<Field, number>> {
  return Object.fromEntries(
    fields.map((field) => [field, Object.values(counts[field]).reduce((sum, one) => sum + one, 0)]),
  ) as Record<Field, number>;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

function fieldsOf(m: Odds, u: Odds): MatchModel['fields'] {
  return Object.fromEntries(
    fields.map((field) => [
      field,
      Object.fromEntries(
        (levels[field] as readonly Level[]).map((level) => [
          level,
          { m: m[field][level] ?? 0, u: u[field][level] ?? 0 },
        ]),
      ),
    ]),
  ) as MatchModel['fields'];
}
