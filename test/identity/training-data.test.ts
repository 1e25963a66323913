import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fields } from '../../src/identity/comparison.ts';
import type { Person } from '../../src/identity/person.ts';
import type { Patterns } from '../../src/identity/training.ts';
import { type Counted, countPairs, trainingDataOf } from '../../src/identity/training-data.ts';
import { person, shuffled, type Traits } from './records.ts';

/** People with nothing in common, unless the traits say so. */
function people(count: number, traitsOf: (at: number) => Traits = () => ({})): readonly Person[] {
  return Array.from({ length: count }, (_, at) =>
    person(`app:${at + 1}`, { loyalty: `L${at}`, ...traitsOf(at) }),
  );
}

function levelsMet(patterns: Patterns, field: (typeof fields)[number]): ReadonlySet<string> {
  return new Set(patterns.entries().map(([pattern]) => pattern[fields.indexOf(field)] ?? ''));
}

const drawn = fc.array(
  fc.record({
    given: fc.constantFrom('Ann', 'Anna', 'Bob'),
    family: fc.constantFrom('Smith', 'Smyth'),
    email: fc.constantFrom('a@x.example', 'b@x.example', 'info@x.example'),
    born: fc.constantFrom('1980-05-01', '1980-05-02'),
  }),
  { minLength: 2, maxLength: 12 },
);

describe('random pairs', () => {
  it('are all pairs, each once, where there are no more than wanted', () => {
    const { random, all } = trainingDataOf(people(5));
    expect([random.pairs, all]).toEqual([10, 10]);
  });

  it('are as many as wanted, none of them a record and itself', () => {
    const { random, all } = trainingDataOf(people(40), { randomPairs: 500 });
    expect([random.pairs, all]).toEqual([500, 780]);
    expect(levelsMet(random, 'externalId')).not.toContain('EXACT');
  });

  it('are drawn evenly: half of them between two halves', () => {
    const { random } = trainingDataOf(
      people(200, (at) => ({ given: at % 2 === 0 ? 'Ann' : 'Otto' })),
      { randomPairs: 10_000 },
    );
    const given = fields.indexOf('given');
    const alike = random.entries().filter(([pattern]) => pattern[given] === 'EXACT');
    const share = alike.reduce((sum, [, count]) => sum + count, 0) / random.pairs;
    expect(share).toBeGreaterThan(0.47);
    expect(share).toBeLessThan(0.53);
  });
});

describe('blocks', () => {
  it('are of pairs that share a value, and know which fields they share by it', () => {
    const { blocks } = trainingDataOf([
      person('app:1', { given: 'Ann', family: 'Smith', email: 'a@x.example' }),
      person('crm:2', { given: 'Ann', family: 'Smith', born: '1980-05-01' }),
      person('crm:3', { given: 'Bob', email: 'a@x.example', born: '1980-05-01' }),
    ]);
    expect(blocks.map(({ patterns, blockedBy }) => [[...blockedBy], patterns.pairs])).toEqual([
      [['email'], 1],
      [['given', 'family'], 1],
      [['birthDate'], 1],
      [['address'], 0],
      [['address', 'given', 'family'], 0],
    ]);
  });

  it('leave out what more than fifty records share', () => {
    const sharing = (count: number) => people(count, () => ({ email: 'club@x.example' }));
    expect(trainingDataOf(sharing(50)).blocks[0]?.patterns.pairs).toBe(1225);
    expect(trainingDataOf(sharing(51)).blocks[0]?.patterns.pairs).toBe(0);
  });

  it('leave out role mailboxes', () => {
    expect(trainingDataOf(people(3, () => ({ email: 'info@x.example' }))).blocks[0]?.patterns.pairs).toBe(0);
  });
});

describe('candidates', () => {
  it('hold a pair once, however many keys it shares', () => {
    const same = {
      given: 'Ann',
      family: 'Smith',
      email: 'a@x.example',
      born: '1980-05-01',
      phone: '030 1234567',
    };
    const { candidates, candidateShare } = trainingDataOf([person('app:1', same), person('crm:2', same)]);
    expect([candidates.pairs, candidateShare]).toEqual([1, 1]);
  });

  it('hold records of which one names the other', () => {
    const { candidates } = trainingDataOf([person('app:1', { names: ['crm:2'] }), person('crm:2', {})]);
    expect(candidates.pairs).toBe(1);
  });

  it('are an even sample where there are too many, and know which share of all it is', () => {
    const crowd = people(50, (at) => ({ email: 'club@x.example', given: at < 25 ? 'Ann' : 'Otto' }));
    const { candidates, candidateShare, blocks } = trainingDataOf(crowd, { mostPairs: 300 });
    expect(candidateShare).toBe(300 / 1225);
    for (const pairs of [candidates.pairs, blocks[0]?.patterns.pairs]) {
      expect(pairs).toBeGreaterThan(240);
      expect(pairs).toBeLessThan(360);
    }
  });
});

describe('the counts', () => {
  it('do not depend on the order of the people', () =>
    fc.assert(
      fc.property(drawn, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (traits, order) => {
        const some = traits.map((one, at) => person(`app:${at}`, one));
        const options = { randomPairs: 20, mostPairs: 30 };
        expect(summary(shuffled(some, order), options)).toEqual(summary(some, options));
      }),
    ));

  const crowd = people(300, (at) => ({
    given: at % 3 === 0 ? 'Ann' : 'Otto',
    born: `19${10 + (at % 80)}-01-02`,
  }));

  it('come in slices, and are the same where they were stopped and taken up again', () => {
    const counting = countPairs(crowd);
    const first = counting.next().value as { done: number; all: number; counted(): Counted };
    expect(first.done).toBe(20_000);
    expect(first.all).toBeGreaterThan(44_850);
    // As it comes back from a file.
    const from: Counted = JSON.parse(JSON.stringify(first.counted()));
    expect(summary(crowd, { from })).toEqual(summary(crowd));
  });

  it('compare no pair a second time', () => {
    const from = { done: 44_850, patterns: [{ '- - - - - - -': 44_850 }, {}, {}, {}, {}, {}, {}] };
    expect(trainingDataOf(crowd, { from }).random.counts).toEqual(from.patterns[0]);
  });

  it.each([
    ['of another number of blocks', { done: 0, patterns: [] }],
    ['that do not add up', { done: 3, patterns: [{ '- - - - - - -': 2 }, {}, {}, {}, {}, {}, {}] }],
    ['of levels there are not', { done: 2, patterns: [{ '- - - - - - NEARLY': 2 }, {}, {}, {}, {}, {}, {}] }],
  ])('are not taken up from counts %s', (_, from) => {
    expect(() => trainingDataOf(crowd, { from })).toThrow(RangeError);
  });
});

function summary(some: readonly Person[], options: Parameters<typeof trainingDataOf>[1] = {}) {
  const { random, blocks, candidates, candidateShare, all } = trainingDataOf(some, options);
  return [
    random.entries(),
    blocks.map(({ patterns }) => patterns.entries()),
    candidates.entries(),
    candidateShare,
    all,
  ];
}
