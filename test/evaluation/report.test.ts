import { describe, expect, it } from 'vitest';
import { evaluationOf, type Run } from '../../src/evaluation/evaluation.ts';
import { reportJson, reportLines } from '../../src/evaluation/report.ts';

const clusters = new Map([
  ['file:1', 'x'],
  ['file:2', 'x'],
  ['file:3', 'y'],
]);
const answers = new Map([
  ['file:1', ['file:1', 'file:2']],
  ['file:2', ['file:1', 'file:2']],
  ['file:3', ['file:3']],
]);
const truth = new Map([
  ['file:1', 'p'],
  ['file:2', 'p'],
  ['file:3', 'p'],
]);
const effort = {
  waves: 2,
  keysAsked: 8,
  rowsFetched: 3,
  rowsKept: 2,
  cpuMilliseconds: 0.125,
  complete: true,
};
const run: Run = {
  clusters,
  answers,
  efforts: [effort, effort, { ...effort, waves: 4, complete: false }],
  scored: [
    { a: 'file:1', b: 'file:2', confidence: 0.99, review: false },
    { a: 'file:1', b: 'file:3', confidence: 0.95, review: false },
    { a: 'file:2', b: 'file:3', confidence: 0.6, review: true },
  ],
};

describe('an evaluation', () => {
  it('is told as text', () => {
    expect(
      reportLines(evaluationOf({ ...run, permuted: answers }, truth)).join('\n'),
    ).toBe(`RECORDS  CLUSTERS  LARGEST
3        2         2

ACCURACY                     ENGINE  EVERY RECORD ALONE
pairwise precision           1.0000  1.0000
pairwise recall              0.3333  0.0000
pairwise F1                  0.5000  0.0000
B-cubed precision            1.0000  1.0000
B-cubed recall               0.5556  0.3333
B-cubed F1                   0.7143  0.5000
true clusters found exactly  0.0000  0.0000
true clusters split          1.0000  1.0000
clusters of several people   0.0000  0.0000
largest cluster              2       1
clusters, of those in truth  2 of 1  3 of 1
pairs, of those in truth     1 of 3  0 of 3
pairs in both                1       0

AT QUERY TIME                     ENGINE
same answer from every member     1.0000
same answer in another order      1.0000
B-cubed precision of answers      1.0000
B-cubed recall of answers         0.5556
B-cubed F1 of answers             0.7143
searches cut off                  0.3333
pairs to review                   1
pairs to review per 1000 records  333.3
of those, one person              1.0000

OF 3 DOORS        P50   P95   P99
waves             2     4     4
keys asked        8     8     8
rows fetched      3     3     3
rows kept         2     2     2
CPU milliseconds  0.13  0.13  0.13

Calibration: expected error 0.1533 over 3 pairs
  CONFIDENCE  PAIRS  MEAN    ONE PERSON
  0.0 to 0.1  0      -       -
  0.1 to 0.2  0      -       -
  0.2 to 0.3  0      -       -
  0.3 to 0.4  0      -       -
  0.4 to 0.5  0      -       -
  0.5 to 0.6  0      -       -
  0.6 to 0.7  1      0.6000  1.0000
  0.7 to 0.8  0      -       -
  0.8 to 0.9  0      -       -
  0.9 to 1.0  2      0.9700  1.0000`);
  });

  it('without truth says nothing of being right', () => {
    const evaluation = evaluationOf({ ...run, efforts: [], scored: [] }, undefined);
    expect(reportLines(evaluation)).toEqual([
      'RECORDS  CLUSTERS  LARGEST',
      '3        2         2',
      '',
      'No truth was given, so nothing is said about how right this is.',
      '',
      'AT QUERY TIME                     ENGINE',
      'same answer from every member     1.0000',
      'pairs to review                   0',
      'pairs to review per 1000 records  0.0',
    ]);
    expect(JSON.parse(reportJson(evaluation))).toEqual({
      records: 3,
      clusters: 2,
      largest: 2,
      startInvariance: 1,
      orderInvariance: null,
      effort: null,
      review: { pairs: 0, perThousandRecords: 0, yield: null },
      accuracy: null,
    });
  });

  it('is JSON with six decimals', () => {
    const evaluation = evaluationOf(run, truth);
    const read = JSON.parse(reportJson(evaluation));
    expect(read.accuracy.engine.pairwise).toEqual({ precision: 1, recall: 0.333333, f1: 0.5 });
    expect(read.accuracy.baseline.bCubed.recall).toBe(0.333333);
    expect(read.accuracy.answers.recall).toBe(0.555556);
    expect(read.effort.cpuMilliseconds).toEqual({ p50: 0.125, p95: 0.125, p99: 0.125 });
    expect(read.review).toEqual({ pairs: 1, perThousandRecords: 333.333333, yield: 1 });
    expect(read.accuracy.calibration.bins[0]).toEqual({
      from: 0,
      to: 0.1,
      pairs: 0,
      confidence: null,
      same: null,
    });
  });

  it('holds no record', () => {
    const evaluation = evaluationOf(run, truth);
    expect(`${reportLines(evaluation).join('\n')}${reportJson(evaluation)}`).not.toContain('file:');
  });
});
