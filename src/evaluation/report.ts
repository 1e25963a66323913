/** An evaluation as text for a terminal and as JSON. Shares are of 1. */
import { indent, table } from '../cli/table.ts';
import type { Calibration } from './calibration.ts';
import { type EffortFigures, type EffortMeasure, effortMeasures } from './effort.ts';
import type { Accuracy, Evaluation } from './evaluation.ts';
import type { ClusterFigures } from './metrics.ts';

/** A section for each kind of figures, blank lines between them. */
export function reportLines(evaluation: Evaluation): readonly string[] {
  const { accuracy, effort } = evaluation;
  const sections: readonly (readonly string[])[] = [
    table([
      ['RECORDS', 'CLUSTERS', 'LARGEST'],
      [`${evaluation.records}`, `${evaluation.clusters}`, `${evaluation.largest}`],
    ]),
    accuracy === undefined
      ? ['No truth was given, so nothing is said about how right this is.']
      : accuracyTable(accuracy),
    queryTable(evaluation),
    ...(effort === undefined ? [] : [effortTable(effort)]),
    ...(accuracy?.calibration === undefined ? [] : [calibrationLines(accuracy.calibration)]),
  ];
  return sections.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

/**
 * The evaluation, indented, its numbers rounded to six decimals; what is not known is null. Only
 * `effort.cpuMilliseconds` differs between two runs over the same file.
 */
export function reportJson(evaluation: Evaluation): string {
  return JSON.stringify(
    evaluation,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(6)) : (value ?? null)),
    2,
  );
}

/** What is told of clusters, in order, and of what. */
const clusterRows: readonly (readonly [string, (figures: ClusterFigures) => string])[] = [
  ['pairwise precision', ({ pairwise }) => shareText(pairwise.precision)],
  ['pairwise recall', ({ pairwise }) => shareText(pairwise.recall)],
  ['pairwise F1', ({ pairwise }) => shareText(pairwise.f1)],
  ['B-cubed precision', ({ bCubed }) => shareText(bCubed.precision)],
  ['B-cubed recall', ({ bCubed }) => shareText(bCubed.recall)],
  ['B-cubed F1', ({ bCubed }) => shareText(bCubed.f1)],
  ['true clusters found exactly', ({ exact }) => shareText(exact)],
  ['true clusters split', ({ overSplit }) => shareText(overSplit)],
  ['clusters of several people', ({ overMerged }) => shareText(overMerged)],
  ['largest cluster', ({ largest }) => `${largest}`],
  ['clusters, of those in truth', ({ clusters, trueClusters }) => `${clusters} of ${trueClusters}`],
  ['pairs, of those in truth', ({ pairs, truePairs }) => `${pairs} of ${truePairs}`],
  ['pairs in both', ({ correctPairs }) => `${correctPairs}`],
];

function accuracyTable({ engine, baseline }: Accuracy): readonly string[] {
  return table([
    ['ACCURACY', 'ENGINE', 'EVERY RECORD ALONE'],
    ...clusterRows.map(([label, of]) => [label, of(engine), of(baseline)]),
  ]);
}

function queryTable({ startInvariance, orderInvariance, effort, accuracy, review }: Evaluation) {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['same answer from every member', shareText(startInvariance)],
    ['same answer in another order', orderInvariance?.toFixed(4)],
    ['B-cubed precision of answers', accuracy?.answers.precision.toFixed(4)],
    ['B-cubed recall of answers', accuracy?.answers.recall.toFixed(4)],
    ['B-cubed F1 of answers', accuracy?.answers.f1.toFixed(4)],
    ['searches cut off', effort?.incomplete.toFixed(4)],
    ['pairs to review', `${review.pairs}`],
    ['pairs to review per 1000 records', review.perThousandRecords.toFixed(1)],
    ['of those, one person', review.yield?.toFixed(4)],
  ];
  return table([
    ['AT QUERY TIME', 'ENGINE'],
    ...rows.flatMap(([label, text]) => (text === undefined ? [] : [[label, text]])),
  ]);
}

const effortNames: Readonly<Record<EffortMeasure, string>> = {
  waves: 'waves',
  keysAsked: 'keys asked',
  rowsFetched: 'rows fetched',
  rowsKept: 'rows kept',
  cpuMilliseconds: 'CPU milliseconds',
};

function effortTable(effort: EffortFigures): readonly string[] {
  const text = (measure: EffortMeasure, value: number) =>
    measure === 'cpuMilliseconds' ? value.toFixed(2) : `${value}`;
  return table([
    [`OF ${effort.doors} DOORS`, 'P50', 'P95', 'P99'],
    ...effortMeasures.map((measure) => [
      effortNames[measure],
      ...[effort[measure].p50, effort[measure].p95, effort[measure].p99].map((one) => text(measure, one)),
    ]),
  ]);
}

function calibrationLines({ pairs, error, bins }: Calibration): readonly string[] {
  return [
    `Calibration: expected error ${shareText(error)} over ${pairs} pairs`,
    ...indent(
      table([
        ['CONFIDENCE', 'PAIRS', 'MEAN', 'ONE PERSON'],
        ...bins.map((bin) => [
          `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
          `${bin.pairs}`,
          bin.confidence?.toFixed(4) ?? '-',
          bin.same?.toFixed(4) ?? '-',
        ]),
      ]),
    ),
  ];
}

function shareText(share: number): string {
  return share.toFixed(4);
}
