/** Everything that is measured of one run of the engine over a file of people. */
import type { RefKey } from '../model/record.ts';
import { type Calibration, calibrationOf, type ReviewFigures, reviewOf } from './calibration.ts';
import { type Effort, type EffortFigures, effortOf } from './effort.ts';
import {
  type Agreement,
  type Answers,
  answerAgreement,
  areSame,
  type ClusterFigures,
  compareClusters,
  type Partition,
  sameAnswers,
  singletons,
  startInvariance,
} from './metrics.ts';

/** What the engine did. */
export interface Run {
  /** Where every record was put. */
  readonly clusters: Partition;
  /** What every record's door answered. */
  readonly answers: Answers;
  /** Of some doors again, where sources answered in another order; absent where that was not tried. */
  readonly permuted?: Answers | undefined;
  /** One for each door. */
  readonly efforts: readonly Effort[];
  /** Pairs of records that were scored, each once, and how sure the engine is that they are one person. */
  readonly scored: readonly ScoredPair[];
}

export interface ScoredPair {
  readonly a: RefKey;
  readonly b: RefKey;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Left to a steward. */
  readonly review: boolean;
}

export interface Evaluation {
  readonly records: number;
  readonly clusters: number;
  /** Records in the largest cluster. */
  readonly largest: number;
  readonly startInvariance: number;
  readonly orderInvariance: number | undefined;
  readonly effort: EffortFigures | undefined;
  readonly review: ReviewFigures;
  /** Absent where the truth is not known. */
  readonly accuracy: Accuracy | undefined;
}

export interface Accuracy {
  readonly engine: ClusterFigures;
  /** Every record alone. */
  readonly baseline: ClusterFigures;
  /** B-cubed of what the doors answered. */
  readonly answers: Agreement;
  /** Absent where no pair was scored. */
  readonly calibration: Calibration | undefined;
}

/** @throws {TypeError} where clusters, answers and truth are not of the same records. */
export function evaluationOf(run: Run, truth: Partition | undefined): Evaluation {
  const { clusters, answers, permuted, efforts, scored } = run;
  const found = compareClusters(clusters, clusters);
  return {
    records: found.records,
    clusters: found.clusters,
    largest: found.largest,
    startInvariance: startInvariance(answers),
    orderInvariance: permuted && sameAnswers(only(answers, permuted), permuted),
    effort: effortOf(efforts),
    review: reviewOf(
      scored.filter(({ review }) => review).map(({ a, b }) => truth && areSame(truth, a, b)),
      found.records,
    ),
    accuracy: truth && accuracyOf(run, truth),
  };
}

/** Those of the answers whose doors were tried again. */
function only(answers: Answers, tried: Answers): Answers {
  return new Map([...answers].filter(([door]) => tried.has(door)));
}

function accuracyOf({ clusters, answers, scored }: Run, truth: Partition): Accuracy {
  return {
    engine: compareClusters(truth, clusters),
    baseline: compareClusters(truth, singletons(truth.keys())),
    answers: answerAgreement(answers, truth),
    calibration: calibrationOf(
      scored.map(({ a, b, confidence }) => ({ confidence, same: areSame(truth, a, b) })),
    ),
  };
}
