/**
 * The pure core of resolving one customer: what is known, what to ask next, and what the answers make of it. A shell
 * (`resolve.ts`) does the asking. Expansion follows every key of the records linked to the door, to a fixpoint, so that
 * each of a customer's records is a door to the same room.
 */
import { type Identifier, identifierKey } from '../model/identifier.ts';
import {
  compareText,
  parseRef,
  type RecordRef,
  type RefKey,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../model/record.ts';
import { isCandidateKind } from './candidate.ts';
import { close } from './close.ts';
import { emailSpellings } from './email.ts';
import { type Judged, judgePairs } from './judged.ts';
import type { Link, ProbableLink, RefusedLink } from './link.ts';
import { Comparer, type Matching } from './matching.ts';
import type { Guards } from './merging.ts';
import { referenceIdentifier } from './normalise.ts';
import { knownPerson, type Person } from './person.ts';

/** Where a request comes in: identifiers (a number may read as several) or a record. */
export type Door =
  | { readonly by: 'identifier'; readonly identifiers: readonly Identifier[] }
  | { readonly by: 'record'; readonly ref: RecordRef };

export interface Rules {
  /** Position of a source in the configured precedence; the least names the customer. */
  readonly rank: (source: SourceName) => number;
  /** Country in which a source's telephone numbers are read. */
  readonly countryOf: (source: SourceName) => string;
  readonly guards: Guards;
  readonly matching: Matching;
}

/** How a customer is searched for. */
export interface Manner {
  /** Whether records that share no identifier and are asked for all the same are compared as well; they are by default. */
  readonly compares?: boolean;
  /** Whether more records than the cap were seen to hold a candidate key a moment ago: it need not be asked again. */
  readonly isCrowded?: (one: Identifier) => boolean;
}

/** What to ask in one wave. */
export interface Ask {
  readonly keys: readonly Identifier[];
  /** Keys asked before in a spelling that differs by more than case; for every source that can be searched by them. */
  readonly respelled: readonly Identifier[];
  /** Keys asked before in a spelling that differs by case only; for sources that compare bytes. */
  readonly recased: readonly Identifier[];
  readonly refs: readonly RecordRef[];
}

/** The spellings under which a source is asked for an identifier, as far as they are not the same for every spelling of it. */
export function spellingsOf(one: Identifier): readonly string[] {
  return one.kind === 'email'
    ? emailSpellings(one.value, one.spelling)
    : [...new Set([one.value, one.spelling.trim()])];
}

export class Resolution {
  readonly #persons = new Map<RefKey, Person>();
  readonly #asked = new Map<string, Set<string>>();
  readonly #askedRefs = new Set<RefKey>();
  readonly #generic = new Set<string>();
  /** Keys of which stewards said that several people share them. */
  readonly #shared = new Set<string>();
  readonly #door: Door;
  readonly #rules: Rules;
  readonly #compares: boolean;
  readonly #isCrowded: (one: Identifier) => boolean;
  readonly #comparer: Comparer;
  /** Pairs as last judged, and how much was known then. */
  #judged: { readonly judged: Judged; readonly known: string } | undefined;

  constructor(door: Door, rules: Rules, { compares = true, isCrowded = () => false }: Manner = {}) {
    this.#door = door;
    this.#rules = rules;
    this.#compares = compares;
    this.#isCrowded = isCrowded;
    this.#comparer = new Comparer(rules.matching);
  }

  /** Records taken in so far that were found to be linked to the door's. */
  get size(): number {
    return this.#judge().reached.size;
  }

  /** The next wave; undefined at the fixpoint. Marks what it returns as asked. */
  next(): Ask | undefined {
    const keys: Identifier[] = [];
    const respelled: Identifier[] = [];
    const recased: Identifier[] = [];
    const refs: RecordRef[] = [];
    const askKey = (one: Identifier) => {
      const key = identifierKey(one);
      if (this.#generic.has(key)) return;
      const asked = this.#asked.get(key);
      if (asked === undefined) {
        this.#asked.set(key, new Set(spellingsOf(one)));
        keys.push(one);
        return;
      }
      const fresh = spellingsOf(one).filter((spelling) => !asked.has(spelling));
      for (const spelling of fresh) asked.add(spelling);
      if (one.kind !== 'email' || fresh.length === 0) return;
      (fresh.includes(one.spelling.trim().toLowerCase()) ? respelled : recased).push(one);
    };
    const askCandidate = (one: Identifier) => {
      const key = identifierKey(one);
      if (!this.#asked.has(key) && !this.#generic.has(key) && this.#isCrowded(one)) this.#generic.add(key);
      else askKey(one);
    };
    const askRef = (ref: RecordRef) => {
      if (this.#persons.has(refKey(ref)) || this.#askedRefs.has(refKey(ref))) return;
      this.#askedRefs.add(refKey(ref));
      refs.push(ref);
    };
    if (this.#door.by === 'identifier') for (const one of this.#door.identifiers) askKey(one);
    else {
      askRef(this.#door.ref);
      askKey(referenceIdentifier(this.#door.ref.source, this.#door.ref.id));
    }
    const decisions = this.#rules.matching.decisions();
    for (const person of this.reached()) {
      for (const one of person.identifiers) if (person.keys.has(identifierKey(one))) askKey(one);
      for (const one of person.candidates()) askCandidate(one);
      askKey(person.ownReference);
      for (const key of decisions.partners(person.key)) {
        const ref = parseRef(key);
        if (ref !== undefined) askRef(ref);
      }
      for (const ref of person.record.references)
        if (person.keys.has(identifierKey(referenceIdentifier(ref.source, ref.id)))) askRef(ref);
    }
    return keys.length + respelled.length + recased.length + refs.length === 0
      ? undefined
      : { keys, respelled, recased, refs };
  }

  /** Takes records in; one that is known already is kept as it was first read. */
  absorb(records: readonly SourceRecord[]): void {
    for (const record of records) {
      const key = refKey(record.ref);
      if (this.#persons.has(key)) continue;
      const person = knownPerson(record, this.#rules.countryOf(record.ref.source));
      this.#persons.set(key, person);
      this.#heed(person);
    }
  }

  /** What stewards said of the values of a record. */
  #heed({ identifiers }: Person): void {
    const { ruleOf } = this.#rules.matching;
    if (ruleOf === undefined) return;
    for (const one of identifiers) {
      const rule = ruleOf(one);
      if (rule === 'BLOCKED') this.#generic.add(identifierKey(one));
      else if (rule === 'SHARED') this.#shared.add(identifierKey(one));
    }
  }

  /** More records than the cap hold this key: it tells nobody apart and is followed no further (guard G3). */
  markGeneric(one: Identifier): void {
    this.#generic.add(identifierKey(one));
  }

  /** Keys marked generic. */
  get generic(): ReadonlySet<string> {
    return this.#generic;
  }

  /** Identifiers of every record taken in. */
  get identifiers(): readonly Identifier[] {
    return [...this.#persons.values()].flatMap((person) => person.identifiers);
  }

  /** Whether the door itself is a value that too many records share. */
  get doorIsGeneric(): boolean {
    return (
      this.#door.by === 'identifier' &&
      this.#door.identifiers.some((one) => this.#generic.has(identifierKey(one)))
    );
  }

  /** Records that answer to the door, the one that names the customer first. */
  doorHolders(): readonly Person[] {
    const door = this.#door;
    if (door.by === 'record') {
      const person = this.#persons.get(refKey(door.ref));
      return person === undefined ? [] : [person];
    }
    return this.holdersOf(new Set(door.identifiers.map(identifierKey)));
  }

  /** Holders of any of the keys, by precedence of source, then ref. */
  holdersOf(keys: ReadonlySet<string>): readonly Person[] {
    return [...this.#persons.values()]
      .filter((person) => person.carried().some((key) => keys.has(key)))
      .sort((a, b) => this.byPrecedence(a, b));
  }

  byPrecedence(a: Person, b: Person): number {
    const { rank } = this.#rules;
    return rank(a.record.ref.source) - rank(b.record.ref.source) || compareText(a.key, b.key);
  }

  /** Every record linked to the door's record, directly or through others: whose keys are followed. */
  reached(): readonly Person[] {
    return [...this.#judge().reached].sort((a, b) => compareText(a.key, b.key));
  }

  /** The pairs that lead on from the door's record. */
  #judge(start: Person | undefined = this.doorHolders()[0]): Judged {
    const { version } = this.#rules.matching.decisions();
    const known = `${start?.key} ${this.#persons.size} ${this.#generic.size} ${version}`;
    if (this.#judged?.known !== known) {
      const judged = judgePairs([...this.#persons.values()], {
        generic: this.#generic,
        shared: this.#shared,
        comparer: this.#comparer,
        from: start === undefined ? [] : [start],
        lookalikes: this.#compares,
      });
      this.#judged = { judged, known };
    }
    return this.#judged.judged;
  }

  /**
   * What is known, as an answer.
   * @param remembered - the customer's records when last resolved: the door leads to no other customer.
   * @param whole - whether every record met then could be read now; where not, which records belong together cannot be
   *   judged afresh, so what was judged stands.
   */
  outcome(remembered: ReadonlySet<RefKey> = new Set(), whole = true): Resolved {
    const persons = [...this.#persons.values()].sort((a, b) => compareText(a.key, b.key));
    const start = this.doorHolders().find(({ key }) => remembered.size === 0 || remembered.has(key));
    const judged = this.#judge(start);
    const closure = close(persons, this.#generic, this.#rules.guards, this.#comparer, judged);
    const cluster = closure.clusters.find(({ members }) => start !== undefined && members.includes(start));
    const members = whole ? (cluster?.members ?? []) : persons.filter((person) => remembered.has(person.key));
    const inside = new Set(members.map((person) => person.key));
    const probable = closure.probable.filter((one) => inside.has(one.a) !== inside.has(one.b));
    const nearby = neighbourhood(members, probable);
    const neighbours = persons.filter((person) => !inside.has(person.key) && nearby(person));
    const shown = new Set(neighbours.map(({ key }) => key));
    return {
      members,
      neighbours,
      anchor: [...members].sort((a, b) => this.byPrecedence(a, b))[0]?.record.ref,
      links: closure.links.filter((link) => inside.has(link.a)),
      refused: closure.refused.filter(
        ({ a, b }) =>
          [a, b].every((key) => inside.has(key) || shown.has(key)) && (inside.has(a) || inside.has(b)),
      ),
      probable,
      otherMatches: this.doorHolders()
        .filter((person) => !inside.has(person.key))
        .map((person) => person.record.ref),
      askedKeys: new Map(
        [...this.#asked].filter(([key]) => !this.#generic.has(key) && !isCandidateKind(key)),
      ),
    };
  }
}

/**
 * Whether another record matters to these: it shares an identifier with one of them, or may be the same person. Those
 * that only look alike a little were met on the way and are forgotten.
 */
function neighbourhood(
  members: readonly Person[],
  probable: readonly ProbableLink[],
): (person: Person) => boolean {
  const keys = new Set(members.flatMap((person) => person.identifyingKeys()));
  const doubted = new Set(probable.flatMap(({ a, b }) => [a, b]));
  return (person) => doubted.has(person.key) || person.identifyingKeys().some((key) => keys.has(key));
}

export interface Resolved {
  /** The customer's records, sorted by key; none where nobody answers to the door. */
  readonly members: readonly Person[];
  /** Other records met on the way, which share a contact point or were refused. */
  readonly neighbours: readonly Person[];
  /** The record that names the customer. */
  readonly anchor: RecordRef | undefined;
  readonly links: readonly Link[];
  readonly refused: readonly RefusedLink[];
  /** Records that may be the customer's: too unsure to be shown, too likely for an objection to be passed over. */
  readonly probable: readonly ProbableLink[];
  /** Records of other customers that answer to the same door. */
  readonly otherMatches: readonly RecordRef[];
  /** Identifiers that every source was asked for, with the spellings they were asked in; generic ones are left out. */
  readonly askedKeys: ReadonlyMap<string, ReadonlySet<string>>;
}
