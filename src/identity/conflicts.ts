/**
 * Which records cannot be one person, remembered while one set of records is looked at: of the many that share a
 * switchboard's number or a family's name, those that compare alike are compared once.
 */
import { identifierKey } from '../model/identifier.ts';
import { areGenerations, cannotLink, type Ground, type Refusal } from './link.ts';
import type { Person } from './person.ts';

/** Whether the systems themselves, by references and ids of issuers, say of two records that they belong together. */
export type Asserted = (a: Person, b: Person) => boolean;

export class Conflicts {
  readonly #ground: Pick<Ground, 'comparer' | 'crowded'>;
  readonly #faces = new Map<Person, string>();
  readonly #vetoes = new Map<string, Refusal | undefined>();

  constructor(ground: Pick<Ground, 'comparer' | 'crowded'>) {
    this.#ground = ground;
  }

  between(a: Person, b: Person, asserted: Asserted): Refusal | undefined {
    const said = this.#said(a, b);
    if (said !== undefined) return said === 'NOT_SAME' ? 'STEWARD' : undefined;
    const veto = this.#veto(a, b);
    if (veto === undefined)
      return !asserted(a, b) && areGenerations(a, b, this.#ground) ? 'BIRTH_DATES_DIFFER' : undefined;
    if (veto !== 'GIVEN_NAMES_DIFFER' && veto !== 'NAMES_DIFFER') return veto;
    // An id they share may outweigh their names, and that is in no face.
    if (veto === 'GIVEN_NAMES_DIFFER' && asserted(a, b)) return undefined;
    const ids = (person: Person) => person.traits().externalIds.size > 0;
    return ids(a) && ids(b) ? cannotLink(a, b, asserted(a, b), this.#ground) : veto;
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
    for (const [at, one] of persons.entries())
      for (const other of persons.slice(at + 1))
        if (this.#said(one, other) === 'NOT_SAME' && this.#veto(one, other) === undefined) yield [one, other];
  }

  #said(a: Person, b: Person): 'SAME' | 'NOT_SAME' | undefined {
    const decisions = this.#ground.comparer.matching.decisions();
    return decisions.version === 0 ? undefined : decisions.between(a.key, b.key);
  }

  #veto(a: Person, b: Person): Refusal | undefined {
    const [faceA, faceB] = [this.#faceOf(a), this.#faceOf(b)];
    if (faceA === faceB) return undefined;
    const pair = faceA < faceB ? `${faceA} ${faceB}` : `${faceB} ${faceA}`;
    if (!this.#vetoes.has(pair)) this.#vetoes.set(pair, cannotLink(a, b, false, this.#ground));
    return this.#vetoes.get(pair);
  }

  /** What `cannotLink` looks at first, as text; records of one face have nothing that differs. */
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
