import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, type Field, fields, type Level, levels } from '../../src/identity/comparison.ts';
import { bitsOf, coldStartModel, type MatchModel, oddsOf } from '../../src/identity/model.ts';
import { Patterns, type TrainingData, train } from '../../src/identity/training.ts';

/** Shares of the levels of some fields: what the pairs of one kind are like. */
type Kind = Readonly<Partial<Record<Field, Readonly<Record<string, number>>>>>;

const onePerson: Kind = {
  given: { EXACT: 0.8, CLOSE: 0.15, DIFFERENT: 0.05 },
  family: { EXACT: 0.9, CLOSE: 0.08, DIFFERENT: 0.02 },
  birthDate: { EXACT: 0.95, DIFFERENT: 0.05 },
  email: { EXACT: 0.7, DIFFERENT: 0.3 },
};
const twoPeople: Kind = {
  given: { EXACT: 0.01, CLOSE: 0.01, DIFFERENT: 0.98 },
  family: { EXACT: 0.005, CLOSE: 0.005, DIFFERENT: 0.99 },
  birthDate: { EXACT: 0.0002, DIFFERENT: 0.9998 },
  email: { EXACT: 0.00005, DIFFERENT: 0.99995 },
};
const lambda = 0.0005;
const all = 20_000_000;

/** Every pattern as often as it is to be expected among so many pairs of a kind. */
function expected(kind: Kind, pairs: number): ReadonlyMap<string, number> {
  let counts = new Map([['', pairs]]);
  for (const field of fields) {
    const shares = Object.entries(kind[field] ?? { '-': 1 });
    counts = new Map(
      [...counts].flatMap(([pattern, count]) =>
        shares.map(
          ([level, share]) => [pattern === '' ? level : `${pattern} ${level}`, count * share] as const,
        ),
      ),
    );
  }
  return counts;
}

function mixed(pairs: number, kept: (pattern: string) => boolean = () => true): Patterns {
  const sums = new Map<string, number>();
  for (const counts of [expected(onePerson, pairs * lambda), expected(twoPeople, pairs * (1 - lambda))])
    for (const [pattern, count] of counts)
      if (kept(pattern)) sums.set(pattern, (sums.get(pattern) ?? 0) + count);
  return Patterns.of(
    Object.fromEntries(
      [...sums].map(([key, sum]) => [key, Math.round(sum)] as const).filter(([, sum]) => sum > 0),
    ),
  );
}

const isAt = (field: Field, level: Level) => (pattern: string) =>
  pattern.split(' ')[fields.indexOf(field)] === level;
const isFullName = (pattern: string) => isAt('given', 'EXACT')(pattern) && isAt('family', 'EXACT')(pattern);

const data: TrainingData = {
  random: mixed(1_000_000),
  blocks: [
    { patterns: mixed(all, isAt('email', 'EXACT')), blockedBy: new Set(['email']) },
    { patterns: mixed(all, isAt('birthDate', 'EXACT')), blockedBy: new Set(['birthDate']) },
    { patterns: mixed(all, isFullName), blockedBy: new Set(['given', 'family']) },
  ],
  candidates: mixed(
    all,
    (pattern) =>
      isAt('email', 'EXACT')(pattern) || isAt('birthDate', 'EXACT')(pattern) || isFullName(pattern),
  ),
  candidateShare: 1,
  all,
};
const start = coldStartModel(6000);
const { model, passes } = train(data, start);

const weightOf = (of: Pick<MatchModel, 'fields'>, field: Field, level: Level) => {
  const { m, u } = oddsOf({ ...start, ...of }, field, level);
  return Math.log2(m / u);
};

describe('training, on pairs of which the truth is known', () => {
  const cases = Object.entries(onePerson).flatMap(([field, shares]) =>
    Object.entries(shares).map(([level, share]) => ({ field: field as Field, level: level as Level, share })),
  );

  it.each(cases)('finds how often $field is $level for one person', ({ field, level, share }) => {
    expect(Math.abs(oddsOf({ ...start, ...model }, field, level).m - share)).toBeLessThan(0.02);
  });

  it.each(cases)('finds how often $field is $level for two people', ({ field, level }) => {
    const truth = twoPeople[field]?.[level] ?? 0;
    const { u } = oddsOf({ ...start, ...model }, field, level);
    expect(Math.abs(Math.log2(u / truth))).toBeLessThan(0.3);
  });

  it('finds how many pairs are one person', () => {
    // Those that share no key are never met: one in a hundred here.
    expect(model.lambda / lambda).toBeGreaterThan(0.95);
    expect(model.lambda / lambda).toBeLessThan(1.02);
  });

  it('counts for the candidates that were left out as well', () => {
    const half = Patterns.of(
      Object.fromEntries(
        Object.entries(data.candidates.counts).map(([pattern, count]) => [pattern, Math.ceil(count / 2)]),
      ),
    );
    const sampled = train({ ...data, candidates: half, candidateShare: 0.5 }, start);
    expect(sampled.model.lambda / model.lambda).toBeCloseTo(1, 1);
  });

  it('comes to rest', () => {
    expect(passes.map(({ settled }) => settled)).toEqual([true, true, true]);
  });

  it('expects as many pairs of one person among the candidates as lambda says there are', () => {
    const matches = data.candidates.entries().reduce((sum, [pattern, count]) => {
      const bits = fields.flatMap((field, at) => {
        const level = pattern[at];
        return level === undefined || level === '-' ? [] : [weightOf(model, field, level as Level)];
      });
      return sum + count / (1 + 2 ** -bits.reduce((a, b) => a + b, bitsOf(model.lambda)));
    }, 0);
    expect(matches / (model.lambda * all)).toBeCloseTo(1, 2);
  });
});

describe('what a model holds', () => {
  it('are shares: m of all levels of a field is 1, and nothing is impossible', () => {
    for (const field of fields) {
      const odds = levels[field].map((level) => oddsOf({ ...start, ...model }, field, level));
      expect(odds.reduce((sum, { m }) => sum + m, 0)).toBeCloseTo(1, 9);
      for (const { m, u } of odds) {
        expect(m).toBeGreaterThan(0);
        expect(u).toBeGreaterThan(0);
        expect(u).toBeLessThanOrEqual(1);
      }
    }
  });

  it('of a level that was hardly met is its old weight, and not the quotient of two chances', () => {
    for (const [field, level] of [
      ['given', 'INITIAL'],
      ['family', 'PART'],
      ['email', 'USER'],
    ] as const)
      expect(weightOf(model, field, level)).toBeCloseTo(weightOf(start, field, level), 0);
  });

  it('of a field that nobody has is as it was', () => {
    for (const level of levels.phone)
      expect(weightOf(model, 'phone', level)).toBeCloseTo(weightOf(start, 'phone', level), 0);
  });

  it('is m as it was, where too few pairs share a key', () => {
    const few = Patterns.of({ 'EXACT EXACT EXACT EXACT - - -': 99 });
    const untaught = train({ ...data, blocks: [{ patterns: few, blockedBy: new Set(['email']) }] }, start);
    expect(untaught.passes).toEqual([]);
    for (const level of levels.given)
      expect(oddsOf({ ...start, ...untaught.model }, 'given', level).m).toBeCloseTo(
        oddsOf(start, 'given', level).m,
        9,
      );
  });
});

describe('more pairs', () => {
  it('do not change what is learned by the order they come in', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(data.candidates.counts), { minLength: 5 }), (counts) => {
        const of = (entries: typeof counts) =>
          train({ ...data, candidates: Patterns.of(Object.fromEntries(entries)) }, start).model;
        expect(of(counts)).toEqual(of(counts.toSorted()));
      }),
      { numRuns: 5 },
    ));

  it('that agree on all else, and are of one level, never make that level rarer', () =>
    fc.assert(
      fc.property(
        fc.constantFrom<Level>('EXACT', 'CLOSE', 'DIFFERENT'),
        fc.integer({ min: 1, max: 5000 }),
        (level, more) => {
          const pattern = `${level} EXACT EXACT EXACT - - -`;
          const blocks = data.blocks.map(({ patterns, blockedBy }) => {
            const counts = { ...patterns.counts, [pattern]: (patterns.counts[pattern] ?? 0) + more };
            return { patterns: blockedBy.has('given') ? patterns : Patterns.of(counts), blockedBy };
          });
          const { m } = oddsOf({ ...start, ...train({ ...data, blocks }, start).model }, 'given', level);
          expect(m).toBeGreaterThanOrEqual(oddsOf({ ...start, ...model }, 'given', level).m - 1e-4);
        },
      ),
      { numRuns: 20 },
    ));
});

describe('patterns', () => {
  it('count pairs by the level of each field, a blank for what either lacks', () => {
    const patterns = new Patterns();
    const comparison: Comparison = { field: 'birthDate', level: 'EXACT', values: ['a', 'a'] };
    for (const comparisons of [[comparison], [comparison], []]) patterns.add(comparisons);
    expect([patterns.counts, patterns.pairs]).toEqual([{ '- - EXACT - - - -': 2, '- - - - - - -': 1 }, 3]);
    expect(Patterns.of(patterns.counts)).toEqual(patterns);
  });

  it.each([{ 'EXACT EXACT': 1 }, { 'EXACT - - - - - -': 0.5 }, { 'EXACT - - - - - -': 0 }, { '': 1 }])(
    'are not %j',
    (counts) => {
      expect(() => Patterns.of(counts)).toThrow(RangeError);
    },
  );
});
