/** The sum behind a comparison as steps of a waterfall: each begins where the one before it ended. */
import type { FieldWeight, Score } from './score.ts';
import { fieldWords, levelWords } from './words.ts';

export interface Step {
  /** Unique within a waterfall. */
  readonly key: string;
  readonly label: string;
  /** How the field compares, or what the step stands for. */
  readonly says: string;
  /** Bits it adds. */
  readonly bits: number;
  /** Bits before and after it. */
  readonly from: number;
  readonly to: number;
  /** Odds of the level; absent for what is no field. */
  readonly odds?: { readonly m: number; readonly u: number };
}

/**
 * @param ruleBits - what the rule adds to what the fields come to; negative where the rule caps a higher score.
 * @returns steps that add up to the weight: the prior, each field, how rare its value is, and the rule.
 */
export function waterfallOf(
  { prior, fields }: Pick<Score, 'prior' | 'fields'>,
  ruleBits = 0,
): readonly Step[] {
  const addends: Omit<Step, 'from' | 'to'>[] = [
    { key: 'prior', label: 'Before anything is compared', says: 'two records picked at random', bits: prior },
    ...fields.flatMap((one, at) => addendsOf(one, at)),
  ];
  if (ruleBits !== 0)
    addends.push({
      key: 'rule',
      label: 'The rule',
      says: ruleBits > 0 ? 'is surer than the fields' : 'is taken in place of the fields',
      bits: ruleBits,
    });
  let sum = 0;
  return addends.map((addend) => {
    const from = sum;
    sum += addend.bits;
    return { ...addend, from, to: sum };
  });
}

function addendsOf(one: FieldWeight, at: number): readonly Omit<Step, 'from' | 'to'>[] {
  const { field, level, m, u, bits, frequencyBits, generic } = one;
  const label = fieldWords(field);
  const key = `${at} ${field}`;
  const step = generic
    ? { key, label, says: 'shared by too many to say anything', bits }
    : { key, label, says: levelWords(level), bits, odds: { m, u } };
  if (frequencyBits === 0) return [step];
  return [
    step,
    {
      key: `${key} frequency`,
      label: `${label}: how rare`,
      says: frequencyBits > 0 ? 'the value is rarer than most' : 'the value is common',
      bits: frequencyBits,
    },
  ];
}

/** The least and the most that a waterfall reaches, zero included: what its picture has to hold. */
export function reachOf(steps: readonly Step[]): readonly [number, number] {
  const points = [0, ...steps.flatMap(({ from, to }) => [from, to])];
  return [Math.min(...points), Math.max(...points)];
}
