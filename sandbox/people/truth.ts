import type { Channel, ConsentStatus, Purpose } from '../../src/model/consent.ts';
import { compareText, type RefKey, type SourceName } from '../../src/model/record.ts';
import type { MessKind, Tally } from './mess.ts';

/** Names a real person behind the records; no system knows it. */
export type PersonId = string;

/** What the generator knows and the gateway has to find out. Records that were deleted are nobody's. */
export interface Truth {
  /** The records of each person, sorted: `app:17`, `shop:10017`, `crm:003…` (contact), `crm:00Q…` (lead), `billing:cus_…`. */
  readonly people: ReadonlyMap<PersonId, readonly RefKey[]>;
  readonly personOf: ReadonlyMap<RefKey, PersonId>;
  /** Hand-made people, the same for every seed and size. */
  readonly personas: readonly Persona[];
  /** How messy the generated people came out, for reports; the personas are not counted. */
  readonly mess: ReadonlyMap<MessKind, Tally>;
}

/** What has to be decided about a persona; jurisdiction: EU, opt-in. */
export interface ConsentExpectation {
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** Where the question is about one address only. */
  readonly contactPoint?: string;
  readonly decision: 'PERMIT' | 'DENY';
  /** Of the assertion that decides, and the source that made it. */
  readonly status: ConsentStatus;
  readonly source: SourceName;
}

/** One person who shows one rule. Where a rule takes two, the second is called by the name of the first and `Other`. */
export interface Persona {
  readonly name: string;
  readonly person: PersonId;
  /** One sentence for the reader of the demo. */
  readonly story: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  readonly records: readonly RefKey[];
  readonly expect: { readonly consent: readonly ConsentExpectation[] };
}

/** Writes down whose each record is. */
export class Roll {
  readonly #people = new Map<PersonId, RefKey[]>();
  readonly #personOf = new Map<RefKey, PersonId>();

  claim(person: PersonId, ref: RefKey): void {
    this.#personOf.set(ref, person);
    const records = this.#people.get(person);
    if (records === undefined) this.#people.set(person, [ref]);
    else records.push(ref);
  }

  recordsOf(person: PersonId): readonly RefKey[] {
    return (this.#people.get(person) ?? []).toSorted(compareText);
  }

  get people(): ReadonlyMap<PersonId, readonly RefKey[]> {
    return new Map([...this.#people.keys()].map((person) => [person, this.recordsOf(person)]));
  }

  get personOf(): ReadonlyMap<RefKey, PersonId> {
    return this.#personOf;
  }
}
