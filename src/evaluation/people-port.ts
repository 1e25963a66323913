/** A file of people as a source that identity can ask: each record by its id, and by every key it carries. */
import { matchCap } from '../../sources/contract.ts';
import type { SourcePort } from '../identity/answer.ts';
import { candidateKinds } from '../identity/candidate.ts';
import type { Person } from '../identity/person.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import { absent, found } from '../model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../model/record.ts';

export class PeoplePort implements SourcePort {
  readonly name: SourceName;
  readonly lookups: ReadonlyMap<string, 'bytes' | 'folded'>;
  /** Keys asked and records given since `reset`. */
  asked = 0;
  fetched = 0;
  readonly #byId = new Map<RecordId, SourceRecord>();
  readonly #byKey = new Map<string, SourceRecord[]>();

  /** @param people - those of this source, in any order: it is the order they are answered in. */
  constructor(name: SourceName, people: readonly Person[]) {
    this.name = name;
    const kinds = new Set<string>(candidateKinds);
    for (const { record, identifiers, candidates } of people) {
      this.#byId.set(record.ref.id, record);
      for (const one of [...identifiers, ...candidates()]) {
        kinds.add(one.kind);
        const key = identifierKey(one);
        const known = this.#byKey.get(key);
        if (known === undefined) this.#byKey.set(key, [record]);
        else known.push(record);
      }
    }
    this.lookups = new Map([...kinds].map((kind) => [kind, 'folded']));
  }

  reset(): void {
    this.asked = 0;
    this.fetched = 0;
  }

  async find(key: Identifier): ReturnType<SourcePort['find']> {
    this.asked++;
    const records = this.#byKey.get(identifierKey(key));
    if (records === undefined) return absent;
    this.fetched += Math.min(records.length, matchCap + 1);
    const generic = records.length > matchCap;
    return found({ records: generic ? records.slice(0, matchCap) : records, generic });
  }

  async get(id: RecordId): ReturnType<SourcePort['get']> {
    const record = this.#byId.get(id);
    if (record === undefined) return absent;
    this.fetched++;
    return found(record);
  }
}
