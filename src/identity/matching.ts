/** How pairs of records are judged: the model, the bands, and what stewards said. */
import type { Identifier } from '../model/identifier.ts';
import type { RefKey } from '../model/record.ts';
import { type Compared, compare } from './comparison.ts';
import { coldStartModel, type MatchModel } from './model.ts';
import type { Person } from './person.ts';
import { type Score, scoreOf } from './score.ts';

/** What stewards said of pairs of records; it beats every rule and score. */
export interface Decisions {
  /** Grows with every verdict. */
  readonly version: number;
  /** In force now; undefined where nobody said anything that holds. */
  between(a: RefKey, b: RefKey): 'SAME' | 'NOT_SAME' | undefined;
  /** Records that a verdict in force ties to this one, either way. */
  partners(ref: RefKey): readonly RefKey[];
}

export const noDecisions: Decisions = { version: 0, between: () => undefined, partners: () => [] };

export interface Matching {
  readonly model: MatchModel;
  /** Bits from which two records are one person, and from which they may be. */
  readonly bands: { readonly auto: number; readonly review: number };
  /** Issuers (`externalId.loyalty`) whose ids have errors: a difference counts against, and is no veto. */
  readonly inexact: ReadonlySet<string>;
  /** As of now: verdicts are in force on the next question. */
  readonly decisions: () => Decisions;
  /** What stewards said of a value: BLOCKED tells nobody apart, SHARED by several people. Absent: nothing of any. */
  readonly ruleOf?: (key: Identifier) => 'SHARED' | 'BLOCKED' | undefined;
}

/** p .99 and p .5 (identity.md section 4): of a model that was trained on the records it is used for. */
export const defaultBands: Matching['bands'] = { auto: 6.6, review: 0 };
/** Of the built-in model, whose numbers are nobody's own: a little more is asked for. */
export const untrainedBands: Matching['bands'] = { auto: 7, review: 0 };
/** Records in all sources, where nobody says. */
export const defaultUniverse = 1_000_000;

export const defaultMatching: Matching = {
  model: coldStartModel(defaultUniverse),
  bands: untrainedBands,
  inexact: new Set(),
  decisions: () => noDecisions,
};

/** What was compared, for as long as the records are in hand: no model and no rule is in it. */
const comparedBefore = new WeakMap<Person, WeakMap<Person, Compared>>();

/** Compares pairs under one matching. */
export class Comparer {
  readonly matching: Matching;

  constructor(matching: Matching) {
    this.matching = matching;
  }

  /** @param sets - of keys (`identifierKey`) that say nothing. */
  score(one: Person, other: Person, ...sets: readonly ReadonlySet<string>[]): Score {
    const telling = sets.filter(({ size }) => size > 0);
    const { comparisons } = this.compared(one, other);
    if (telling.length === 0) return scoreOf(comparisons, this.matching.model);
    return scoreOf(
      comparisons,
      this.matching.model,
      ({ shared }) => shared !== undefined && telling.some((keys) => keys.has(shared)),
    );
  }

  compared(one: Person, other: Person): Compared {
    const [a, b] = one.key <= other.key ? [one, other] : [other, one];
    let ofA = comparedBefore.get(a);
    if (ofA === undefined) {
      ofA = new WeakMap();
      comparedBefore.set(a, ofA);
    }
    let compared = ofA.get(b);
    if (compared === undefined) {
      compared = compare(a.traits(), b.traits());
      ofA.set(b, compared);
    }
    return compared;
  }
}
