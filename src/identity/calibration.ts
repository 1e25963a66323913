/**
 * What weights have turned out to mean: fields that go together are counted as if they did not, so that raw weights are
 * too sure of themselves. Stewards' verdicts say how sure they should be (isotonic regression: the likeliest curve that
 * never falls).
 */
import { bitsOf } from './model.ts';

/** Knots of a curve: weights in bits, ascending; probabilities never falling, above 0 and below 1. */
export type Calibration = readonly (readonly [weight: number, probability: number])[];

/** A pair that a steward decided. */
export interface Judged {
  /** Bits, as the model scores the pair. */
  readonly weight: number;
  readonly same: boolean;
}

/** Fewer verdicts than this say little of so many weights. */
export const fewestVerdicts = 200;

/**
 * The curve through the verdicts, in whatever order they come. At either end stands one verdict more that was never
 * given, against all others there, so that no number of verdicts makes a certainty.
 * @throws {RangeError} for no verdicts, and for a weight that is no number.
 */
export function calibrationOf(verdicts: readonly Judged[]): Calibration {
  const weights = verdicts.map(({ weight }) => weight);
  if (weights.length === 0 || !weights.every(Number.isFinite))
    throw new RangeError('a calibration is of weights that are numbers');
  const least = weights.reduce((a, b) => Math.min(a, b));
  const most = weights.reduce((a, b) => Math.max(a, b));
  const levels = pooled([...verdicts, { weight: least, same: true }, { weight: most, same: false }]);
  return levels.flatMap(
    ({ from, to, same, all }): Calibration =>
      from === to
        ? [[from, same / all]]
        : [
            [from, same / all],
            [to, same / all],
          ],
  );
}

/** Weights from one to another, all verdicts between them, and how many of these say that it is one person. */
interface Level {
  readonly from: number;
  readonly to: number;
  readonly same: number;
  readonly all: number;
}

/** Pools neighbours for as long as the lower one has no smaller share of SAME. */
function pooled(verdicts: readonly Judged[]): readonly Level[] {
  const levels: Level[] = [];
  for (const level of byWeight(verdicts)) {
    let last = level;
    for (let before = levels.at(-1); before !== undefined; before = levels.at(-1)) {
      if (before.same * last.all < last.same * before.all) break;
      levels.pop();
      last = { from: before.from, to: last.to, same: before.same + last.same, all: before.all + last.all };
    }
    levels.push(last);
  }
  return levels;
}

/** Verdicts of one weight together, the lowest first. */
function byWeight(verdicts: readonly Judged[]): readonly Level[] {
  return [...Map.groupBy(verdicts, ({ weight }) => weight)]
    .sort(([a], [b]) => a - b)
    .map(([weight, group]) => ({
      from: weight,
      to: weight,
      same: group.filter(({ same }) => same).length,
      all: group.length,
    }));
}

/**
 * How likely a pair of this weight is one person. Between two knots, where no steward was asked, it is what the straight
 * line says or what the bits say, whichever is less; beyond the outermost each bit is taken for a bit again.
 * @param model - with its calibration, where it has one; otherwise the weight is taken at its word.
 */
export function probabilityOf(
  { calibration = [] }: { readonly calibration?: Calibration | undefined },
  weight: number,
): number {
  const [first] = calibration;
  const last = calibration.at(-1);
  if (first === undefined || last === undefined) return oddsToShare(weight);
  if (weight <= first[0]) return Math.min(first[1], oddsToShare(bitsOf(first[1]) + weight - first[0]));
  if (weight >= last[0]) return Math.max(last[1], oddsToShare(bitsOf(last[1]) + weight - last[0]));
  const at = calibration.findIndex(([knot]) => weight < knot);
  const [from, low] = calibration[at - 1] ?? first;
  const [to, high] = calibration[at] ?? last;
  const line = low + ((high - low) * (weight - from)) / (to - from);
  // Over a wide gap the line alone would make certainties of weights that speak against it.
  return Math.min(line, high, Math.max(low, oddsToShare(weight)));
}

/** @param bits - log2 odds. */
function oddsToShare(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}
