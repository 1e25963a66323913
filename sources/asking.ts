/** Keys as adapters ask for them: each value once, with every spelling of it, and each want worked out once. */
import { attributesOfKind, isCandidateKind } from '../src/identity/candidate.ts';
import { emailSpellings } from '../src/identity/email.ts';
import { phoneAs, phoneSpellings } from '../src/identity/phone.ts';
import type { Identifier, IdentifierKind } from '../src/model/identifier.ts';
import { absent, type Outcome } from '../src/model/outcome.ts';
import type { LookupColumn } from './columns.ts';
import type { Want } from './contract.ts';
import { kept } from './kept.ts';

/** A value that is looked up. */
export interface AskedValue {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** How it was written in the keys that ask for it; one at least. */
  readonly spellings: readonly string[];
}

export class Asking {
  /** In the order in which the keys first name them. */
  readonly values: readonly AskedValue[];
  /** Of each key the place of its value; -1 for keys that are not asked. */
  readonly #places: readonly number[];

  /** @param kinds - those that can be asked for; other keys are absent. */
  constructor(keys: readonly Identifier[], kinds: { has(kind: IdentifierKind): boolean }) {
    const values: { kind: IdentifierKind; value: string; spellings: string[] }[] = [];
    const places = new Map<IdentifierKind, Map<string, number>>();
    const placeOf = ({ kind, value, spelling }: Identifier): number => {
      let ofKind = places.get(kind);
      if (ofKind === undefined) {
        if (!kinds.has(kind)) return -1;
        ofKind = new Map();
        places.set(kind, ofKind);
      }
      const known = ofKind.get(value);
      if (known === undefined) {
        ofKind.set(value, values.length);
        return values.push({ kind, value, spellings: [spelling] }) - 1;
      }
      const spellings = values[known]?.spellings;
      if (spellings?.includes(spelling) === false) spellings.push(spelling);
      return known;
    };
    this.#places = keys.map(placeOf);
    this.values = values;
  }

  /**
   * @param outcomes - one for each value, in order.
   * @returns one for each key, in order.
   */
  answers<T>(outcomes: readonly Outcome<T>[]): readonly Outcome<T>[] {
    return this.#places.map((place) => outcomes[place] ?? absent);
  }
}

/**
 * Asks for texts without repeats.
 * @param ask - answers one outcome per text, in order.
 * @returns one for each of the texts, in order.
 */
export async function askOnce<T>(
  texts: readonly string[],
  ask: (distinct: readonly string[]) => Promise<readonly Outcome<T>[]>,
): Promise<readonly Outcome<T>[]> {
  const distinct = [...new Set(texts)];
  const outcomes = await ask(distinct);
  if (distinct.length === texts.length) return outcomes;
  const byText = new Map(distinct.map((text, at) => [text, outcomes[at]]));
  return texts.map((text) => byText.get(text) ?? absent);
}

/** How a value may be written in a column, without repeats. */
export function spellingsOf(
  { kind, value, spellings }: AskedValue,
  as: LookupColumn['as'],
): readonly string[] {
  if (kind === 'phone')
    return as === undefined
      ? distinct(spellings.flatMap((spelling) => phoneSpellings(value, spelling)))
      : [phoneAs(value, as)];
  if (spellings.length === 1 && spellings[0] === value) return spellings;
  return kind === 'email'
    ? distinct(spellings.flatMap((spelling) => emailSpellings(value, spelling)))
    : distinct([value, ...spellings]);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** The kinds of keys, in an order that does not depend on theirs. */
function kindsOf(keys: readonly { readonly kind: IdentifierKind }[]): readonly IdentifierKind[] {
  const [first] = keys;
  if (first === undefined) return [];
  if (keys.every(({ kind }) => kind === first.kind)) return [first.kind];
  return [...new Set(keys.map(({ kind }) => kind))].sort();
}

/**
 * A want that also reads what its keys are compared with: records can only be given back to a key they can be seen
 * to match.
 */
export function wantFor(kinds: readonly IdentifierKind[], want: Want): Want {
  const attributes = new Set(want.attributes);
  let references = want.references;
  for (const kind of kinds) {
    if (isCandidateKind(kind)) for (const one of attributesOfKind(kind)) attributes.add(one);
    else if (kind.startsWith('reference.')) references = true;
    else attributes.add(kind as Want['attributes'][number]);
    // The country decides how a national number reads.
    if (kind === 'phone') attributes.add('address.country');
  }
  return { ...want, attributes: [...attributes], references };
}

/** What reading for a want takes, worked out once: wants are kept by the plans they belong to. */
export class PerWant<T> {
  readonly #make: (want: Want, kinds: readonly IdentifierKind[]) => T;
  readonly #made = new WeakMap<Want, Map<string, T>>();

  /** @param make - of what is wanted together with what its keys are compared with, and the kinds of these. */
  constructor(make: (want: Want, kinds: readonly IdentifierKind[]) => T) {
    this.#make = make;
  }

  /** @param keys - what the records will be compared with. */
  of(want: Want, keys: readonly { readonly kind: IdentifierKind }[] = []): T {
    const kinds = kindsOf(keys);
    const byKinds = kept(this.#made, want, () => new Map<string, T>());
    return kept(byKinds, kinds.join(), () => this.#make(wantFor(kinds, want), kinds));
  }
}
