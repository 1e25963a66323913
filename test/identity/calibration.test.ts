import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf, type Judged, probabilityOf } from '../../src/identity/calibration.ts';

const verdict = fc.record({
  weight: fc.integer({ min: -8, max: 12 }).map((half) => half / 2),
  same: fc.boolean(),
});
const verdicts = fc.array(verdict, { minLength: 1, maxLength: 60 });
const weights = fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: 2, maxLength: 20 });

/** Of the likeliest curve that never falls, by its definition: of all averages over a stretch, the highest of the lowest. */
function isotonic(sorted: readonly (readonly [same: number, all: number])[], at: number): number {
  const mean = (from: number, to: number) => {
    const stretch = sorted.slice(from, to + 1);
    return stretch.reduce((sum, [same]) => sum + same, 0) / stretch.reduce((sum, [, all]) => sum + all, 0);
  };
  const after = sorted.map((_, to) => to).slice(at);
  return Math.max(
    ...sorted.slice(0, at + 1).map((_, from) => Math.min(...after.map((to) => mean(from, to)))),
  );
}

describe('a calibration', () => {
  it('pools verdicts until the curve never falls', () => {
    const judged = [
      { weight: 0, same: false },
      { weight: 1, same: true },
      { weight: 2, same: false },
      { weight: 5, same: true },
      { weight: 5, same: true },
    ];
    expect(calibrationOf(judged)).toEqual([
      // One more SAME at the least weight, and one more NOT_SAME at the greatest.
      [0, 0.5],
      [2, 0.5],
      [5, 2 / 3],
    ]);
  });

  it('is the likeliest curve that never falls', () =>
    fc.assert(
      fc.property(verdicts, (judged) => {
        const all = [...new Set(judged.map(({ weight }) => weight))].sort((a, b) => a - b);
        const counts = all.map((weight, at): readonly [number, number] => {
          const here = judged.filter((one) => one.weight === weight);
          const doubts = (at === 0 ? 1 : 0) + (at === all.length - 1 ? 1 : 0);
          return [here.filter(({ same }) => same).length + (at === 0 ? 1 : 0), here.length + doubts];
        });
        const calibration = calibrationOf(judged);
        for (const [at, weight] of all.entries())
          expect(probabilityOf({ calibration }, weight)).toBeCloseTo(isotonic(counts, at), 12);
      }),
    ));

  it('does not depend on the order of the verdicts', () =>
    fc.assert(
      fc.property(
        verdicts.chain((judged) =>
          fc.tuple(fc.constant(judged), fc.shuffledSubarray(judged, { minLength: judged.length })),
        ),
        ([judged, others]) => {
          expect(calibrationOf(others)).toEqual(calibrationOf(judged));
        },
      ),
    ));

  it('makes probabilities that never fall as weights rise, and knots that are no certainty', () =>
    fc.assert(
      fc.property(verdicts, weights, (judged, some) => {
        const calibration = calibrationOf(judged);
        for (const [, probability] of calibration) {
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThan(1);
        }
        const all = [...some, ...calibration.map(([weight]) => weight)].sort((a, b) => a - b);
        const probabilities = all.map((weight) => probabilityOf({ calibration }, weight));
        expect(probabilities).toEqual([...probabilities].sort((a, b) => a - b));
        for (const one of probabilities) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(1);
        }
      }),
    ));

  it('is surer the more stewards agree, and never sure', () => {
    const top = (count: number) => {
      const judged = Array.from({ length: count }, (): Judged => ({ weight: 6, same: true }));
      return probabilityOf({ calibration: calibrationOf([{ weight: 0, same: false }, ...judged]) }, 6);
    };
    expect(top(10)).toBeCloseTo(10 / 11, 12);
    expect(top(1000)).toBeCloseTo(1000 / 1001, 12);
  });

  it('refuses what it cannot be made from', () => {
    expect(() => calibrationOf([])).toThrow(RangeError);
    expect(() => calibrationOf([{ weight: Number.NEGATIVE_INFINITY, same: false }])).toThrow(RangeError);
  });
});

describe('the probability of a weight', () => {
  it('is what the bits say, where nothing was calibrated', () => {
    expect([0, 3.17, 6.63].map((weight) => probabilityOf({}, weight).toFixed(2))).toEqual([
      '0.50',
      '0.90',
      '0.99',
    ]);
  });

  const calibration = [
    [0, 0.2],
    [4, 0.8],
  ] as const;

  it('lies between those of the knots around it', () => {
    expect([0, 1, 2, 4].map((weight) => probabilityOf({ calibration }, weight).toFixed(2))).toEqual([
      '0.20',
      '0.35',
      '0.50',
      '0.80',
    ]);
  });

  it('is no more than its bits say, where two knots lie far apart', () => {
    const gap = [
      [-24, 0.01],
      [0, 0.99],
    ] as const;
    expect(probabilityOf({ calibration: gap }, -5)).toBeCloseTo(1 / 33, 12);
    expect(probabilityOf({ calibration: gap }, -20)).toBe(0.01);
  });

  it('goes on bit by bit where no steward was asked', () => {
    // Odds of 4 to 1, three times doubled; of 1 to 4, once halved.
    expect(probabilityOf({ calibration }, 7)).toBeCloseTo(32 / 33, 12);
    expect(probabilityOf({ calibration }, -1)).toBeCloseTo(1 / 9, 12);
  });
});
