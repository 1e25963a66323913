/**
 * What the matcher knows of how records of one person, and of two, compare: numbers only, no values (identity.md
 * section 4). The cold-start model works without any training.
 */
import { type Field, fields, type Level, levels } from './comparison.ts';

/** How often a level is met. `u` 0 would be a certainty: there is none. */
export interface LevelOdds {
  /** Among pairs of records of one person. */
  readonly m: number;
  /** Among pairs of records of two people. */
  readonly u: number;
}

/** Shares of values among all values of a field, without the values. */
export interface Frequencies {
  /** 0 … 1; an upper bound. Undefined for fields whose values were not counted. */
  of(field: Field, value: string): number | undefined;
}

export interface MatchModel {
  /** Changes with any number in it: what was remembered under another model is resolved afresh. */
  readonly version: string;
  /** Share of pairs of records, of all there are, that are one person. */
  readonly lambda: number;
  readonly fields: { readonly [F in Field]: { readonly [L in Level<F>]: LevelOdds } };
  readonly frequencies?: Frequencies;
  /** Its numbers come from the records it is used for. */
  readonly trained?: boolean;
  /** How sure weights turned out to be, where stewards judged enough pairs: weight and probability, rising. */
  readonly calibration?: readonly (readonly [weight: number, probability: number])[];
}

/** Records that a person has besides the one at hand, where nothing is known of it. */
const otherRecords = 3;

/** Among fewer records than this first name, last name and town would do to take two people for one. */
const fewestRecords = 100_000;

/** @param records - in all sources together. */
export function lambdaFor(records: number): number {
  return otherRecords / Math.max(records, fewestRecords);
}

/** Bits of log2 odds. */
export function bitsOf(probability: number): number {
  return Math.log2(probability / (1 - probability));
}

/** m of each level, and its weight in bits: set by hand for people anywhere, measured on none. */
const coldStart = {
  given: {
    EXACT: [0.65, 7],
    NICKNAME: [0.04, 5],
    PART: [0.03, 5],
    INITIAL: [0.02, 1.5],
    CLOSE: [0.12, 5.5],
    SIMILAR: [0.03, 4],
    SOUND: [0.02, 2],
    ALIKE: [0.03, 0.5],
    DIFFERENT: [0.06, -3.5],
  },
  family: {
    EXACT: [0.65, 8.5],
    PART: [0.03, 6],
    INITIAL: [0.01, 2],
    CLOSE: [0.17, 7],
    SIMILAR: [0.03, 5.5],
    SOUND: [0.02, 3],
    ALIKE: [0.03, 0.5],
    DIFFERENT: [0.06, -4],
  },
  birthDate: {
    EXACT: [0.8, 13],
    ONE_EDIT: [0.06, 5.5],
    MONTH: [0.03, 4],
    YEAR: [0.04, 1.5],
    DECADE: [0.04, -1],
    DIFFERENT: [0.03, -4],
  },
  email: {
    EXACT: [0.6, 14],
    USER: [0.1, 10],
    CLOSE: [0.15, 9],
    NAME_USER: [0.04, 0.5],
    USER_CLOSE: [0.05, 4],
    DIFFERENT: [0.06, -3.5],
  },
  phone: { EXACT: [0.6, 13], LAST_DIGITS: [0.05, 9], DIFFERENT: [0.35, -0.5] },
  address: {
    STREET: [0.55, 14],
    POSTCODE: [0.2, 8],
    SECTOR: [0.05, 3],
    DISTRICT: [0.05, -1],
    CITY: [0.1, 3.5],
    DIFFERENT: [0.05, -3],
  },
  externalId: { EXACT: [0.85, 18], ONE_EDIT: [0.1, 10], DIFFERENT: [0.05, -4] },
} as const satisfies { readonly [F in Field]: { readonly [L in Level<F>]: readonly [number, number] } };

/**
 * @param records - in all sources together: the fewer people there are, the less a coincidence is likely.
 */
export function coldStartModel(records: number, frequencies?: Frequencies): MatchModel {
  const odds = Object.fromEntries(
    fields.map((field) => [
      field,
      Object.fromEntries(
        Object.entries<readonly [number, number]>(coldStart[field]).map(([level, [m, bits]]) => [
          level,
          { m, u: m * 2 ** -bits },
        ]),
      ),
    ]),
  ) as MatchModel['fields'];
  return {
    version: `cold-start-1/${records}`,
    lambda: lambdaFor(records),
    fields: odds,
    ...(frequencies === undefined ? {} : { frequencies }),
  };
}

/** The odds of a level. */
export function oddsOf<F extends Field>(model: MatchModel, field: F, level: Level): LevelOdds {
  const odds = (model.fields[field] as Readonly<Record<string, LevelOdds>>)[level];
  if (odds === undefined) throw new TypeError(`the model has no level ${level} of ${field}`);
  return odds;
}

/** Whether a level is one of a field's: for reading model files. */
export function isLevel(field: Field, level: string): level is Level {
  return (levels[field] as readonly string[]).includes(level);
}
