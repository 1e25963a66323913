/**
 * Which records cannot be one person, remembered while one set of records is looked at: of the many that share a
 * switchboard's number or a family's name, those that compare alike are compared once.
 */
import { identifierKey } from '../model/identifier.ts';
import { cannotLink, type Refusal } from './link.ts';
import type { Person } from './person.ts';

/** Whether the systems themselves, by references and ids of issuers, say of two records that they belong together. */
export type Asserted = (a: Person, b: Person) => boolean;

export class Conflicts {
  readonly #faces = new Map<Person, string>();
  readonly #vetoes = new Map<string, Refusal | undefined>();

  between(a: Person, b: Person, asserted: Asserted): Refusal | undefined {
    const veto = this.#veto(a, b);
    return veto === 'GIVEN_NAMES_DIFFER' && asserted(a, b) ? undefined : veto;
  }

  /** Every two of the records that cannot be one person. */
  *pairs(persons: readonly Person[], asserted: Asserted): Generator<readonly [Person, Person]> {
    const groups = [...Map.groupBy(persons, (person) => this.#faceOf(person)).values()];
    for (const [at, group] of groups.entries())
      for (const other of groups.slice(at + 1)) {
        const [a, b] = [group[0], other[0]];
        if (a === undefined || b === undefined || this.#veto(a, b) === undefined) continue;
        for (const one of group)
          for (const another of other)
            if (this.between(one, another, asserted) !== undefined) yield [one, another];
      }
  }

  #veto(a: Person, b: Person): Refusal | undefined {
    const [faceA, faceB] = [this.#faceOf(a), this.#faceOf(b)];
    if (faceA === faceB) return undefined;
    const pair = faceA < faceB ? `${faceA} ${faceB}` : `${faceB} ${faceA}`;
    if (!this.#vetoes.has(pair)) this.#vetoes.set(pair, cannotLink(a, b, false));
    return this.#vetoes.get(pair);
  }

  /** All that `cannotLink` looks at, as text; records of one face have nothing that differs. */
  #faceOf(person: Person): string {
    const known = this.#faces.get(person);
    if (known !== undefined) return known;
    const { name, identifiers } = person;
    const ids = identifiers.filter(({ kind }) => kind.startsWith('externalId.')).map(identifierKey);
    const face = JSON.stringify([name?.given, name?.family, name?.suffix, ids]);
    this.#faces.set(person, face);
    return face;
  }
}
