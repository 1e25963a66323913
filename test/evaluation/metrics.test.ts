import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answers,
  answerAgreement,
  areSame,
  compareClusters,
  type Partition,
  sameAnswers,
  singletons,
  startInvariance,
} from '../../src/evaluation/metrics.ts';

/** `aab` puts records 0 and 1 in one cluster, and record 2 in another. */
function partition(labels: string): Partition {
  return new Map([...labels].map((label, at) => [`file:${at}`, label]));
}

/** The members of each record's cluster. */
function doorsOf(clusters: Partition): Answers {
  return new Map(
    [...clusters.keys()].map((one) => [
      one,
      [...clusters.keys()].filter((other) => areSame(clusters, one, other)),
    ]),
  );
}

const twoPartitions = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.tuple(
      ...[0, 1].map(() => fc.string({ unit: fc.constantFrom(...'abcd'), minLength: size, maxLength: size })),
    ),
  )
  .map(([a = '', b = '']) => [partition(a), partition(b)] as const);

/** The definitions of identity.md section 5, word for word, over all pairs. */
function byDefinition(truth: Partition, found: Partition) {
  const records = [...truth.keys()];
  const pairs = records.flatMap((a, at) => records.slice(at + 1).map((b) => [a, b] as const));
  const inTruth = pairs.filter(([a, b]) => areSame(truth, a, b));
  const inFound = pairs.filter(([a, b]) => areSame(found, a, b));
  const inBoth = inTruth.filter(([a, b]) => areSame(found, a, b));
  const members = (of: Partition, one: string) => records.filter((other) => areSame(of, one, other));
  const common = (one: string) => members(truth, one).filter((other) => areSame(found, one, other)).length;
  const mean = (of: (one: string) => number) =>
    records.reduce((total, one) => total + of(one), 0) / records.length;
  const clusters = (of: Partition) =>
    [...new Set(of.values())].map((label) => records.filter((one) => of.get(one) === label));
  const lieIn = (cluster: readonly string[], of: Partition) =>
    new Set(cluster.map((one) => of.get(one))).size;
  const trueClusters = clusters(truth);
  const foundClusters = clusters(found);
  const texts = new Set(foundClusters.map((cluster) => cluster.join()));
  const over = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return {
    precision: over(inBoth.length, inFound.length),
    recall: over(inBoth.length, inTruth.length),
    bPrecision: mean((one) => common(one) / members(found, one).length),
    bRecall: mean((one) => common(one) / members(truth, one).length),
    exact: trueClusters.filter((cluster) => texts.has(cluster.join())).length / trueClusters.length,
    overMerged: foundClusters.filter((cluster) => lieIn(cluster, truth) > 1).length / foundClusters.length,
    overSplit: trueClusters.filter((cluster) => lieIn(cluster, found) > 1).length / trueClusters.length,
    largest: Math.max(...foundClusters.map(({ length }) => length)),
    pairs: [inTruth.length, inFound.length, inBoth.length],
    clusters: [trueClusters.length, foundClusters.length],
  };
}

function harmonic(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

describe('clusters beside the true ones', () => {
  it('are measured', () => {
    // Truth {0 1 2} {3 4} {5}; found {0 1} {2 3 4} {5}.
    const figures = compareClusters(partition('aaabbc'), partition('xxyyyz'));
    expect(figures).toEqual({
      records: 6,
      trueClusters: 3,
      clusters: 3,
      truePairs: 4,
      pairs: 4,
      correctPairs: 2,
      pairwise: { precision: 0.5, recall: 0.5, f1: 0.5 },
      bCubed: {
        precision: expect.closeTo((2 * 1 + 1 / 3 + 2 * (2 / 3) + 1) / 6, 12),
        recall: expect.closeTo((2 * (2 / 3) + 1 / 3 + 2 * 1 + 1) / 6, 12),
        f1: expect.closeTo(14 / 18, 12),
      },
      exact: 1 / 3,
      overMerged: 1 / 3,
      overSplit: 1 / 3,
      largest: 3,
    });
  });

  it('are measured as the definitions say', () => {
    fc.assert(
      fc.property(twoPartitions, ([truth, found]) => {
        const one = compareClusters(truth, found);
        const other = byDefinition(truth, found);
        expect(one.pairwise.precision).toBe(other.precision);
        expect(one.pairwise.recall).toBe(other.recall);
        expect(one.pairwise.f1).toBeCloseTo(harmonic(other.precision, other.recall), 12);
        expect(one.bCubed.precision).toBeCloseTo(other.bPrecision, 12);
        expect(one.bCubed.recall).toBeCloseTo(other.bRecall, 12);
        expect(one.bCubed.f1).toBeCloseTo(harmonic(other.bPrecision, other.bRecall), 12);
        expect([one.exact, one.overMerged, one.overSplit, one.largest]).toEqual([
          other.exact,
          other.overMerged,
          other.overSplit,
          other.largest,
        ]);
        expect([one.truePairs, one.pairs, one.correctPairs]).toEqual(other.pairs);
        expect([one.trueClusters, one.clusters]).toEqual(other.clusters);
      }),
      { numRuns: 500 },
    );
  });

  it('are measured alike in any order of the records, to the last digit', () => {
    const shuffled = twoPartitions.chain(([truth, found]) =>
      fc.tuple(
        fc.constant([truth, found] as const),
        fc.shuffledSubarray([...truth.keys()], { minLength: truth.size }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([[truth, found], order]) => {
        const permuted = (of: Partition) => new Map(order.map((record) => [record, of.get(record) ?? '']));
        expect(compareClusters(permuted(truth), permuted(found))).toEqual(compareClusters(truth, found));
      }),
    );
  });

  it('trade precision for recall where truth and finding change places', () => {
    fc.assert(
      fc.property(twoPartitions, ([truth, found]) => {
        const [one, other] = [compareClusters(truth, found), compareClusters(found, truth)];
        expect(one.bCubed.precision).toBe(other.bCubed.recall);
        expect(one.pairwise.precision).toBe(other.pairwise.recall);
        expect(one.overMerged).toBe(other.overSplit);
      }),
    );
  });

  it('that are the truth are right, and singletons find nobody', () => {
    const truth = partition('aaabbc');
    const right = compareClusters(truth, truth);
    expect(right.pairwise).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(right.bCubed).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect([right.exact, right.overMerged, right.overSplit]).toEqual([1, 0, 0]);
    const none = compareClusters(truth, singletons(truth.keys()));
    expect(none.pairwise).toEqual({ precision: 1, recall: 0, f1: 0 });
    expect(none.bCubed.recall).toBe(0.5);
    expect([none.exact, none.overMerged, none.overSplit, none.largest]).toEqual([1 / 3, 0, 2 / 3, 1]);
  });

  it('of nobody, and of people who all have one record, are right', () => {
    expect(compareClusters(new Map(), new Map()).bCubed).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(compareClusters(partition('ab'), partition('xy')).pairwise.f1).toBe(1);
  });

  it('of other records than the true ones are a mistake', () => {
    expect(() => compareClusters(partition('aa'), partition('aaa'))).toThrow(TypeError);
    expect(() => compareClusters(partition('aaa'), partition('aa'))).toThrow(TypeError);
    expect(() => compareClusters(new Map([['file:0', 'a']]), new Map([['file:1', 'a']]))).toThrow(TypeError);
  });

  it('are measured of 50 000 records without looking at their pairs', () => {
    const labels = (of: (at: number) => number) =>
      new Map(Array.from({ length: 50_000 }, (_, at) => [`file:${at}`, `${of(at)}`]));
    const { truePairs, pairwise } = compareClusters(
      labels(() => 0),
      labels((at) => at % 2),
    );
    expect(truePairs).toBe((50_000 * 49_999) / 2);
    expect(pairwise.precision).toBe(1);
    expect(pairwise.recall).toBeCloseTo(0.49999, 5);
  });
});

describe('any door', () => {
  it('leads to the same room where every member answers the same', () => {
    const answers: Answers = new Map<string, Iterable<string>>([
      ['a', ['a', 'b']],
      ['b', new Set(['b', 'a'])],
      ['c', ['c', 'd']],
      ['d', ['d']],
    ]);
    // From c one comes to d, from d not back.
    expect(startInvariance(answers)).toBe(3 / 4);
  });

  it('that does not lead to the record itself is none', () => {
    expect(startInvariance(new Map<string, readonly string[]>([['a', []]]))).toBe(0);
    expect(
      startInvariance(
        new Map<string, readonly string[]>([
          ['a', ['b']],
          ['b', ['b']],
        ]),
      ),
    ).toBe(1 / 2);
  });

  it('of a partition is the same for every member, and agrees with the truth as the partition does', () => {
    fc.assert(
      fc.property(twoPartitions, ([truth, found]) => {
        const answers = doorsOf(found);
        const { bCubed } = compareClusters(truth, found);
        const agreed = answerAgreement(answers, truth);
        expect(startInvariance(answers)).toBe(1);
        expect(agreed.precision).toBeCloseTo(bCubed.precision, 12);
        expect(agreed.recall).toBeCloseTo(bCubed.recall, 12);
        expect(agreed.f1).toBeCloseTo(bCubed.f1, 12);
      }),
    );
  });

  it('is judged as the definition says', () => {
    const names = ['a', 'b', 'c', 'd'];
    const someAnswers = fc
      .tuple(...names.map(() => fc.subarray(names)))
      .map((lists) => new Map(names.map((name, at) => [name, lists[at] ?? []])));
    fc.assert(
      fc.property(someAnswers, (answers) => {
        const text = (name: string) => answers.get(name)?.join();
        const invariant = names.filter(
          (name) =>
            answers.get(name)?.includes(name) && answers.get(name)?.every((one) => text(one) === text(name)),
        );
        expect(startInvariance(answers)).toBe(invariant.length / 4);
      }),
    );
  });

  it('answers the same in another run, whatever the order of the members', () => {
    const answers: Answers = new Map<string, readonly string[]>([
      ['a', ['a', 'b']],
      ['b', ['a', 'b']],
    ]);
    expect(
      sameAnswers(
        answers,
        new Map<string, readonly string[]>([
          ['b', ['b', 'a']],
          ['a', ['b', 'a', 'a']],
        ]),
      ),
    ).toBe(1);
    expect(
      sameAnswers(
        answers,
        new Map<string, readonly string[]>([
          ['a', ['a']],
          ['b', ['a', 'b']],
        ]),
      ),
    ).toBe(1 / 2);
  });

  it('must have been tried for every member', () => {
    expect(() => startInvariance(new Map<string, readonly string[]>([['a', ['a', 'b']]]))).toThrow(TypeError);
    expect(() =>
      sameAnswers(
        new Map<string, readonly string[]>([['a', ['a']]]),
        new Map<string, readonly string[]>([['b', ['b']]]),
      ),
    ).toThrow(TypeError);
    expect(() => sameAnswers(new Map<string, readonly string[]>([['a', ['a']]]), new Map())).toThrow(
      TypeError,
    );
    expect(() => answerAgreement(new Map<string, readonly string[]>([['a', ['a']]]), new Map())).toThrow(
      TypeError,
    );
  });

  it('is measured for what it answers', () => {
    // Truth {0 1 2} {3}: door 0 answers 0 and 3, door 1 all of its own, door 2 itself, door 3 itself.
    const answers: Answers = new Map<string, readonly string[]>([
      ['file:0', ['file:0', 'file:3']],
      ['file:1', ['file:0', 'file:1', 'file:2']],
      ['file:2', ['file:2']],
      ['file:3', ['file:3']],
    ]);
    const { precision, recall } = answerAgreement(answers, partition('aaab'));
    expect(precision).toBeCloseTo((1 / 2 + 1 + 1 + 1) / 4, 12);
    expect(recall).toBeCloseTo((1 / 3 + 1 + 1 / 3 + 1) / 4, 12);
  });
});
