import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf, reviewOf } from '../../src/evaluation/calibration.ts';
import { type Effort, effortOf, percentiles } from '../../src/evaluation/effort.ts';

function effort(waves: number, complete = true): Effort {
  return { waves, keysAsked: 10 * waves, rowsFetched: 3, rowsKept: 2, cpuMilliseconds: waves / 8, complete };
}

describe('what doors took', () => {
  it('is told by measure', () => {
    const figures = effortOf([effort(3), effort(1, false), effort(2), effort(2)]);
    expect(figures).toEqual({
      doors: 4,
      incomplete: 1 / 4,
      waves: { p50: 2, p95: 3, p99: 3 },
      keysAsked: { p50: 20, p95: 30, p99: 30 },
      rowsFetched: { p50: 3, p95: 3, p99: 3 },
      rowsKept: { p50: 2, p95: 2, p99: 2 },
      cpuMilliseconds: { p50: 2 / 8, p95: 3 / 8, p99: 3 / 8 },
    });
    expect(effortOf([])).toBeUndefined();
  });

  it.each([
    [1, { p50: 1, p95: 1, p99: 1 }],
    [2, { p50: 1, p95: 2, p99: 2 }],
    [20, { p50: 10, p95: 19, p99: 20 }],
    [100, { p50: 50, p95: 95, p99: 99 }],
    [1000, { p50: 500, p95: 950, p99: 990 }],
  ])('has percentiles by nearest rank: of 1 to %i', (count, expected) => {
    expect(percentiles(Array.from({ length: count }, (_, at) => count - at))).toEqual(expected);
  });

  it('has percentiles that occur, and at or below which that many are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), (values) => {
        const { p50, p95, p99 } = percentiles(values);
        for (const [percent, value] of [
          [50, p50],
          [95, p95],
          [99, p99],
        ] as const) {
          expect(values).toContain(value);
          expect(values.filter((one) => one <= value).length * 100).toBeGreaterThanOrEqual(
            percent * values.length,
          );
          expect(values.filter((one) => one < value).length * 100).toBeLessThan(percent * values.length);
        }
      }),
    );
  });
});

describe('calibration', () => {
  it('tells how far confidence and truth are apart', () => {
    const calibration = calibrationOf([
      { confidence: 0.95, same: true },
      { confidence: 1, same: true },
      { confidence: 0.9, same: false },
      { confidence: 0, same: false },
      { confidence: 0.5, same: true },
    ]);
    expect(calibration?.pairs).toBe(5);
    expect(calibration?.bins.map(({ pairs }) => pairs)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 3]);
    expect(calibration?.bins.at(-1)).toEqual({
      from: 0.9,
      to: 1,
      pairs: 3,
      confidence: expect.closeTo(0.95, 12),
      same: expect.closeTo(2 / 3, 12),
    });
    expect(calibration?.bins[1]).toEqual({
      from: 0.1,
      to: 0.2,
      pairs: 0,
      confidence: undefined,
      same: undefined,
    });
    // 0 in the first bin, .5 in the sixth, |2.85 - 2| in the last.
    expect(calibration?.error).toBeCloseTo((0 + 0.5 + 0.85) / 5, 12);
  });

  it('is its definition: the gap of each bin, weighted by its pairs', () => {
    const pair = fc.record({
      confidence: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
      same: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        const calibration = calibrationOf(pairs);
        const gaps = calibration?.bins.map(
          (bin) => bin.pairs * Math.abs((bin.confidence ?? 0) - (bin.same ?? 0)),
        );
        expect(calibration?.error).toBeCloseTo((gaps ?? []).reduce((a, b) => a + b, 0) / pairs.length, 10);
        for (const { from, to, pairs: count } of calibration?.bins ?? [])
          expect(count).toBe(
            pairs.filter(
              (one) => one.confidence >= from && (one.confidence < to || (to === 1 && one.confidence === 1)),
            ).length,
          );
      }),
    );
  });

  it('needs a pair, and confidences', () => {
    expect(calibrationOf([])).toBeUndefined();
    for (const confidence of [-0.1, 1.01, Number.NaN])
      expect(() => calibrationOf([{ confidence, same: true }])).toThrow(RangeError);
  });
});

it('a steward is asked so much, and it is worth so much', () => {
  expect(reviewOf([true, true, false], 2000)).toEqual({ pairs: 3, perThousandRecords: 1.5, yield: 2 / 3 });
  expect(reviewOf([undefined], 1000)).toEqual({ pairs: 1, perThousandRecords: 1, yield: undefined });
  expect(reviewOf([], 1000)).toEqual({ pairs: 0, perThousandRecords: 0, yield: undefined });
});
