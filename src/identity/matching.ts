/** How pairs of records are judged: the model, the bands, and what stewards said. */
import type { Identifier } from '../model/identifier.ts';
import type { RefKey } from '../model/record.ts';
import { type Compared, type Comparison, compare } from './comparison.ts';
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

/** p .99 and p .5 (identity.md section 4). */
export const defaultBands: Matching['bands'] = { auto: 6.6, review: 0 };
/** Records in all sources, where nobody says. */
export const defaultUniverse = 1_000_000;

export const defaultMatching: Matching = {
  model: coldStartModel(defaultUniverse),
  bands: defaultBands,
  inexact: new Set(),
  decisions: () => noDecisions,
};

/** Compares each pair once while one customer is looked for. */
export class Comparer {
  readonly matching: Matching;
  readonly #compared = new Map<Person, Map<Person, Compared>>();

  constructor(matching: Matching) {
    this.matching = matching;
  }

  /** @param sets - of keys (`identifierKey`) that say nothing. */
  score(one: Person, other: Person, ...sets: readonly ReadonlySet<string>[]): Score {
    const telling = sets.filter(({ size }) => size > 0);
    return scoreOf(this.compared(one, other).comparisons, this.matching.model, (comparison) =>
      telling.some((keys) => isGeneric(comparison, keys)),
    );
  }

  compared(one: Person, other: Person): Compared {
    const [a, b] = one.key <= other.key ? [one, other] : [other, one];
    let ofA = this.#compared.get(a);
    if (ofA === undefined) {
      ofA = new Map();
      this.#compared.set(a, ofA);
    }
    let compared = ofA.get(b);
    if (compared === undefined) {
      compared = compare(a.traits(), b.traits());
      ofA.set(b, compared);
    }
    return compared;
  }
}

function isGeneric({ field, level, values: [value] }: Comparison, generic: ReadonlySet<string>): boolean {
  if (level === 'DIFFERENT') return false;
  if (field === 'email')
    return (
      (level === 'EXACT' && generic.has(`email|${value}`)) ||
      generic.has(`match.emailUser|${value.slice(0, value.lastIndexOf('@'))}`)
    );
  if (field === 'externalId')
    return (
      level === 'EXACT' &&
      [...generic].some((key) => key.startsWith('externalId.') && key.endsWith(`|${value}`))
    );
  if (field === 'phone')
    return (
      (level === 'EXACT' && generic.has(`phone|${value}`)) ||
      generic.has(`match.lastDigits|${value.slice(-7)}`)
    );
  return false;
}
