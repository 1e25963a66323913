/**
 * A model without labels (identity.md section 2): u from random pairs, m by expectation maximisation over blocked
 * pairs, where a field that pairs were blocked by cannot train itself, and lambda from all candidate pairs. Lambda is
 * not guessed from what strict rules find: on dirty records they find a fifth, on clean ones nearly all.
 */
import { type Comparison, type Field, fields, type Level, levels } from './comparison.ts';
import { isLevel, type LevelOdds, type MatchModel } from './model.ts';

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
    u = amongTwo(random, m, u, lambda);
    ({ m, passes } = expectation(u, blocks, start));
  }
  return {
    model: { lambda: lambdaOf(data, m, u, lambda), fields: oddsOf(m, u) },
    passes: passes.map(({ rounds, settled }) => ({ rounds, settled })),
  };
}

/** m, by as many passes as there are blocks worth learning from. */
function expectation(u: Odds, blocks: readonly Block[], start: MatchModel) {
  const passes = blocks
    .filter(({ patterns }) => patterns.pairs >= fewestPairs)
    .map((block) => ({ ...maximise(block, u, start), block }));
  return { m: averaged(passes, start), passes };
}

/** Shares among random pairs of two people: among few records, random pairs are now and then one person. */
function amongTwo(random: Patterns, m: Odds, u: Odds, lambda: number): Odds {
  const counts = sharesOf(random, (pattern) => 1 - posteriorOf(pattern, m, u, lambda));
  const least = 1 / Math.max(random.pairs, 1);
  return Object.fromEntries(
    fields.map((field) => {
      const own = counts[field];
      const total = Object.values(own).reduce((sum, one) => sum + one, 0);
      // A field that no two have is as it was.
      if (total === 0) return [field, u[field]];
      return [
        field,
        Object.fromEntries(levels[field].map((level) => [level, Math.max((own[level] ?? 0) / total, least)])),
      ];
    }),
  ) as Odds;
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
  const sums = Object.fromEntries(
    fields.map((field) => [field, Object.fromEntries(levels[field].map((level) => [level, 0]))]),
  ) as Odds;
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
  const share = Object.fromEntries(
    fields.map((field) => {
      const own = counts[field];
      const total = Object.values(own).reduce((sum, one) => sum + one, 0);
      const believed = start.fields[field] as Readonly<Record<string, LevelOdds>>;
      const norm = levels[field].reduce((sum, level) => sum + of(believed[level] ?? nothing), 0);
      return [
        field,
        Object.fromEntries(
          levels[field].map((level) => [
            level,
            ((own[level] ?? 0) + (belief * of(believed[level] ?? nothing)) / norm) / (total + belief),
          ]),
        ),
      ];
    }),
  );
  return share as Odds;
}

const nothing: LevelOdds = { m: 0, u: 0 };

function maximise(
  { patterns, blockedBy }: Block,
  u: Odds,
  start: MatchModel,
): { readonly m: Odds; readonly rounds: number; readonly settled: boolean } {
  const entries = patterns.entries();
  let m = smoothed(emptyOdds(), start, ({ m }) => m);
  let lambda = 0.3;
  for (let rounds = 1; ; rounds++) {
    const posterior = (pattern: readonly string[]) => posteriorOf(pattern, m, u, lambda, blockedBy);
    const next = smoothed(sharesOf(patterns, posterior), start, ({ m }) => m);
    let matches = 0;
    for (const [pattern, count] of entries) matches += count * posterior(pattern);
    const nextLambda = Math.min(0.999, Math.max(1e-6, matches / patterns.pairs));
    const change = Math.max(Math.abs(nextLambda - lambda), largestChange(m, next));
    m = next;
    lambda = nextLambda;
    if (change < rest) return { m, rounds, settled: true };
    if (rounds === mostRounds) return { m, rounds, settled: false };
  }
}

function emptyOdds(): Odds {
  return Object.fromEntries(fields.map((field) => [field, {}])) as Odds;
}

function largestChange(one: Odds, other: Odds): number {
  let most = 0;
  for (const field of fields)
    for (const level of levels[field])
      most = Math.max(most, Math.abs((one[field][level] ?? 0) - (other[field][level] ?? 0)));
  return most;
}

/** Each field's m, as the passes found it that were not blocked by it. */
function averaged(passes: readonly { readonly m: Odds; readonly block: Block }[], start: MatchModel): Odds {
  const cold = smoothed(emptyOdds(), start, ({ m }) => m);
  return Object.fromEntries(
    fields.map((field) => {
      const taught = passes.filter(({ block }) => !block.blockedBy.has(field)).map(({ m }) => m[field]);
      const mean = (level: string) =>
        taught.reduce((sum, one) => sum + (one[level] ?? 0), 0) / Math.max(1, taught.length);
      return [
        field,
        taught.length === 0
          ? cold[field]
          : Object.fromEntries(levels[field].map((level) => [level, mean(level)])),
      ];
    }),
  ) as Odds;
}

function oddsOf(m: Odds, u: Odds): MatchModel['fields'] {
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
