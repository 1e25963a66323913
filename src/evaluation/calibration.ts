/** How far the engine's own confidence can be believed, and what it leaves to people (identity.md section 5). */
import { share } from './metrics.ts';

/** A pair of records: how sure the engine was that they are one person, and whether they are. */
export interface JudgedPair {
  /** From 0 to 1. */
  readonly confidence: number;
  readonly same: boolean;
}

/** Pairs whose confidence is at least `from` and below `to`; the last bin holds 1 as well. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
  /** Mean confidence, and the share of pairs that are one person; undefined where no pair is. */
  readonly confidence: number | undefined;
  readonly same: number | undefined;
}

export interface Calibration {
  readonly pairs: number;
  /** Expected calibration error: how far confidence and truth are apart in a bin, on average over the pairs. */
  readonly error: number;
  /** Ten, of equal width. */
  readonly bins: readonly CalibrationBin[];
}

const binCount = 10;

/**
 * @returns undefined where no pair was judged.
 * @throws {RangeError} for a confidence that is none.
 */
export function calibrationOf(judged: Iterable<JudgedPair>): Calibration | undefined {
  const bins = Array.from({ length: binCount }, () => ({ pairs: 0, confidence: 0, same: 0 }));
  let pairs = 0;
  for (const { confidence, same } of judged) {
    const bin = bins[Math.min(Math.floor(confidence * binCount), binCount - 1)];
    if (bin === undefined || confidence > 1) throw new RangeError('a confidence is from 0 to 1');
    pairs++;
    bin.pairs++;
    bin.confidence += confidence;
    if (same) bin.same++;
  }
  if (pairs === 0) return undefined;
  return {
    pairs,
    error: bins.reduce((total, { confidence, same }) => total + Math.abs(confidence - same), 0) / pairs,
    bins: bins.map((bin, at) => ({
      from: at / binCount,
      to: (at + 1) / binCount,
      pairs: bin.pairs,
      confidence: bin.pairs === 0 ? undefined : bin.confidence / bin.pairs,
      same: bin.pairs === 0 ? undefined : bin.same / bin.pairs,
    })),
  };
}

/** What a steward is asked to look at. */
export interface ReviewFigures {
  readonly pairs: number;
  readonly perThousandRecords: number;
  /** Of the pairs, those that are one person; undefined where there are none, or no truth. */
  readonly yield: number | undefined;
}

/**
 * @param same - of each pair to review, whether it is one person; undefined where that is not known.
 * @param records - all there are, at least one.
 */
export function reviewOf(same: readonly (boolean | undefined)[], records: number): ReviewFigures {
  const known = same.filter((one) => one !== undefined);
  return {
    pairs: same.length,
    perThousandRecords: (1000 * same.length) / records,
    yield: known.length === 0 ? undefined : share(known, (one) => one),
  };
}
