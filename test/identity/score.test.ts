import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, compare, type Field, fields, levels } from '../../src/identity/comparison.ts';
import { Comparer, defaultMatching } from '../../src/identity/matching.ts';
import {
  bitsOf,
  coldStartModel,
  type Frequencies,
  lambdaFor,
  type MatchModel,
} from '../../src/identity/model.ts';
import { personOf } from '../../src/identity/person.ts';
import { scoreOf } from '../../src/identity/score.ts';
import { population } from './population.ts';
import { person } from './records.ts';

const none: ReadonlySet<string> = new Set();

/** A model in which names have these shares; all others are of values that were not met. */
function counting(shares: Readonly<Record<string, number>>): MatchModel {
  const frequencies: Frequencies = {
    of: (field, value) => (field === 'given' || field === 'family' ? (shares[value] ?? 0) : undefined),
  };
  return coldStartModel(100_000, frequencies);
}

function family(name: string, other = name): readonly Comparison[] {
  return compare(person('crm:1', { family: name }).traits(), person('app:2', { family: other }).traits())
    .comparisons;
}

const comparison: fc.Arbitrary<Comparison> = fc.constantFrom(...fields).chain((field: Field) =>
  fc.record({
    field: fc.constant(field),
    level: fc.constantFrom(...levels[field]),
    values: fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c')),
  }),
);
const comparisons = fc.array(comparison, { maxLength: 8 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const models = fc
  .tuple(fc.integer({ min: 0, max: 1e8 }), fc.option(fc.dictionary(fc.constantFrom('a', 'b', 'c'), share)))
  .map(([records, shares]) =>
    shares === null ? coldStartModel(records) : coldStartModel(records, { of: (_, value) => shares[value] }),
  );

describe('a score', () => {
  it('is the prior and the bits of every field, to the last one', () =>
    fc.assert(
      fc.property(comparisons, models, fc.func(fc.boolean()), (compared, model, isGeneric) => {
        const score = scoreOf(compared, model, isGeneric);
        expect(score.fields.map(({ field, level }) => [field, level])).toEqual(
          compared.map(({ field, level }) => [field, level]),
        );
        const sum = score.fields.reduce((all, { bits, frequencyBits }) => all + bits + frequencyBits, 0);
        expect(Number.isFinite(score.weight)).toBe(true);
        expect(Math.abs(score.weight - (score.prior + sum))).toBeLessThan(1e-9);
        for (const { m, u, bits, generic } of score.fields) if (!generic) expect(bits).toBe(Math.log2(m / u));
      }),
    ));

  it('is the prior alone where nothing was compared', () => {
    const model = coldStartModel(1_000_000);
    expect(scoreOf([], model)).toEqual({
      prior: bitsOf(model.lambda),
      fields: [],
      weight: bitsOf(model.lambda),
    });
  });

  it('never counts an agreement against two records, however common the value is', () =>
    fc.assert(
      fc.property(comparisons, models, (compared, model) => {
        for (const { bits, frequencyBits } of scoreOf(compared, model).fields)
          if (bits > 0) expect(bits + frequencyBits).toBeGreaterThanOrEqual(0);
          else expect(frequencyBits).toBe(0);
      }),
    ));

  it('counts nothing for what is generic (G2, G3)', () =>
    fc.assert(
      fc.property(comparisons, models, (compared, model) => {
        for (const { bits, frequencyBits, generic } of scoreOf(compared, model, () => true).fields) {
          expect(generic).toBe(true);
          expect(bits).toBeLessThanOrEqual(0);
          expect(frequencyBits).toBe(0);
        }
      }),
    ));

  it('is the same whichever record is named first', () =>
    fc.assert(
      fc.property(population, (records) => {
        const persons = records.map((one) => personOf(one, 'DE'));
        const [one, other] = [new Comparer(defaultMatching), new Comparer(defaultMatching)];
        for (const a of persons)
          for (const b of persons) expect(one.score(a, b, none)).toEqual(other.score(b, a, none));
      }),
    ));
});

describe('how common a value is', () => {
  const weightOf = (model: MatchModel, name: string, other = name) =>
    scoreOf(family(name, other), model).weight;
  const model = counting({ muller: 0.2, schmidt: 0.01, okonkwo: 0.001, typo: 0.000_01 });
  const plain = coldStartModel(100_000);

  it('weighs the rarer the more', () => {
    expect(weightOf(model, 'Okonkwo')).toBeGreaterThan(weightOf(model, 'Schmidt'));
    expect(weightOf(model, 'Schmidt')).toBeGreaterThan(weightOf(model, 'Müller'));
  });

  it('is log2 of how much commoner it is than one of its field', () => {
    const [field] = scoreOf(family('Schmidt'), model).fields;
    expect(field?.frequencyBits).toBeCloseTo(Math.log2(plain.fields.family.EXACT.u / 0.01), 9);
  });

  it('does not weigh more below one in a thousand: a slip is rare, too', () =>
    expect(weightOf(model, 'typo')).toBe(weightOf(model, 'Okonkwo')));

  it('leaves a value that half the world has at nothing', () => {
    const everybody = counting({ muller: 0.9 });
    expect(weightOf(everybody, 'Müller')).toBeCloseTo(bitsOf(everybody.lambda), 9);
  });

  it('counts half, and the commoner of the two, where they are nearly the same', () => {
    const near = counting({ schmidt: 0.01, schmitt: 0.0001 });
    const [field] = scoreOf(family('Schmidt', 'Schmitt'), near).fields;
    expect(field?.level).toBe('CLOSE');
    expect(field?.frequencyBits).toBeCloseTo(Math.log2(plain.fields.family.EXACT.u / 0.01) / 2, 9);
    expect(scoreOf(family('Schmitt', 'Schmidt'), near).weight).toBe(
      scoreOf(family('Schmidt', 'Schmitt'), near).weight,
    );
  });

  it('does not matter where two names differ, nor for fields that were not counted', () => {
    expect(weightOf(model, 'Schmidt', 'Okonkwo')).toBe(weightOf(plain, 'Schmidt', 'Okonkwo'));
    const phones = compare(
      person('crm:1', { phone: '+493012345678' }).traits(),
      person('app:2', { phone: '+493012345678' }).traits(),
    ).comparisons;
    expect(scoreOf(phones, model).weight).toBe(scoreOf(phones, plain).weight);
  });
});

describe('generic contact points', () => {
  const home = { email: 'home@a.example', phone: '+493012345678' };
  const [a, b] = [person('crm:1', home), person('app:2', home)];
  const comparer = new Comparer(defaultMatching);
  const genericFields = (...keys: readonly string[]) =>
    comparer.score(a, b, new Set(keys)).fields.flatMap(({ field, generic }) => (generic ? [field] : []));

  it.each([
    ['email|home@a.example', ['email']],
    ['phone|+493012345678', ['phone']],
    ['email|other@a.example', []],
  ])('%s makes %j say nothing', (key, said) => expect(genericFields(key)).toEqual(said));

  it('still count against two records that differ', () => {
    const other = person('app:2', { email: 'zoe@post.test' });
    const [email] = comparer.score(a, other, new Set(['email|home@a.example'])).fields;
    expect(email).toMatchObject({ level: 'DIFFERENT', generic: false });
    expect(email?.bits).toBeLessThan(0);
  });

  it('do not hide another that two records share', () => {
    const shared = ['+493012345678', '+4915123456789'];
    const [one, two] = [person('crm:1', { phone: shared }), person('app:2', { phone: shared })];
    const [phone] = comparer.score(one, two, new Set(['phone|+493012345678'])).fields;
    expect(phone?.generic).toBe(false);
  });
});

describe('the cold-start model', () => {
  it.each([0, 1, 5, 6, 1000, 1_000_000])('of %i records has a prior that is a chance', (records) => {
    expect(lambdaFor(records)).toBeGreaterThan(0);
    expect(lambdaFor(records)).toBeLessThanOrEqual(0.5);
  });

  it('expects a coincidence the less the fewer records there are, down to a hundred thousand', () => {
    expect(lambdaFor(100_000)).toBeGreaterThan(lambdaFor(1_000_000));
    expect(lambdaFor(1000)).toBe(lambdaFor(100_000));
  });

  it.each(fields)('has odds for every level of %s, m adding up to one', (field) => {
    const odds = Object.entries(coldStartModel(1000).fields[field]);
    expect(odds.map(([level]) => level)).toEqual(levels[field]);
    expect(odds.reduce((sum, [, { m }]) => sum + m, 0)).toBeCloseTo(1, 9);
  });

  const uOf = (field: Field) => Object.values(coldStartModel(1000).fields[field]).map(({ u }) => u);

  it.each(fields)('has chances for every u of %s', (field) => {
    for (const u of uOf(field)) {
      expect(u).toBeGreaterThan(0);
      expect(u).toBeLessThanOrEqual(1);
    }
  });

  it('knows that its version stands for its numbers', () =>
    expect(coldStartModel(1000).version).not.toBe(coldStartModel(2000).version));
});
