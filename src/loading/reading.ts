/** One request's reading of all sources: nothing is asked twice within it, and what it asks joins what others ask. */
import type {
  CollectPage,
  Condition,
  ConsentWant,
  Matches,
  SearchPage,
  Want,
} from '../../sources/contract.ts';
import type { SourcePort } from '../identity/answer.ts';
import type { Collection, Row, Slice } from '../model/collection.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../model/record.ts';
import type { Asker } from './asker.ts';
import type { AskOne } from './gathering.ts';
import type { LoadedSource } from './loaded.ts';

/** What may not be read, source by source. */
export interface Limit {
  /** The same want gives the same object. */
  want(source: SourceName, want: Want): Want;
  forbids(source: SourceName, collection: Collection): boolean;
}

export class Reading {
  readonly #sources: readonly LoadedSource[];
  /** On whose behalf it reads. */
  readonly asker: Asker;
  readonly #ports = new Map<Want, readonly SourcePort[]>();
  readonly #rows = new Map<AskOne<string, Slice<Row>>, Map<string, Promise<Outcome<Slice<Row>>>>>();

  readonly #limit: Limit | undefined;

  /** @param limit - what may not be read of which source, where something may not. */
  constructor(sources: readonly LoadedSource[], asker: Asker, limit?: Limit) {
    this.#sources = sources;
    this.asker = asker;
    this.#limit = limit;
  }

  /** Each source as identity sees it, reading what is wanted; the same want gives the same ports. */
  ports(want: Want): readonly SourcePort[] {
    let ports = this.#ports.get(want);
    if (ports === undefined) {
      ports = this.#sources.map(
        (source) => new Port(source, this.#limit?.want(source.name, want) ?? want, this.asker),
      );
      this.#ports.set(want, ports);
    }
    return ports;
  }

  /** What the rows of a collection hang off; undefined where the source has none, or they may not be read. */
  hangsOff(source: SourceName, collection: Collection): 'id' | 'key' | undefined {
    return this.#limit?.forbids(source, collection) === true
      ? undefined
      : this.source(source).hangsOff(collection);
  }

  /** Whether a source has a collection that may not be read. */
  keeps(source: SourceName, collection: Collection): boolean {
    return (
      this.source(source).hangsOff(collection) !== undefined &&
      this.hangsOff(source, collection) === undefined
    );
  }

  /** A page of a record's child rows. Equal pages that are the same object are read together. */
  collect(
    source: SourceName,
    collection: Collection,
    parent: string,
    page: CollectPage,
  ): Promise<Outcome<Slice<Row>>> {
    const ask = this.source(source).collecting(collection, page);
    let asked = this.#rows.get(ask);
    if (asked === undefined) {
      asked = new Map();
      this.#rows.set(ask, asked);
    }
    let rows = asked.get(parent);
    if (rows === undefined) {
      rows = ask(parent, this.asker);
      asked.set(parent, rows);
    }
    return rows;
  }

  search(
    source: SourceName,
    filter: readonly Condition[],
    page: SearchPage,
    want: Want,
  ): Promise<Outcome<Slice<SourceRecord>>> {
    return this.source(source).search(filter, page, this.#limit?.want(source, want) ?? want, this.asker);
  }

  /** @throws TypeError for a name that is not configured: callers take names from the sources themselves. */
  source(name: SourceName): LoadedSource {
    const source = this.#sources.find((one) => one.name === name);
    if (source === undefined) throw new TypeError('no such source');
    return source;
  }
}

class Port implements SourcePort {
  readonly #source: LoadedSource;
  readonly #find: AskOne<Identifier, Matches>;
  readonly #get: AskOne<RecordId, SourceRecord>;
  readonly #asker: Asker;
  readonly #consent: ConsentWant;
  readonly #found = new Map<string, Promise<Outcome<Matches>>>();
  readonly #read = new Map<RecordId, Promise<Outcome<SourceRecord>>>();

  constructor(source: LoadedSource, want: Want, asker: Asker) {
    this.#source = source;
    this.#find = source.finding(want);
    this.#get = source.getting(want);
    this.#asker = asker;
    this.#consent = want.consent;
  }

  get name(): SourceName {
    return this.#source.name;
  }

  get lookups(): ReadonlyMap<string, 'bytes' | 'folded'> {
    return this.#source.lookups;
  }

  /** What decides about consent is read by id: look-ups may answer from a moment ago, before an opt-out. */
  get findsTogether(): boolean {
    const { batch } = this.#source.manifest;
    return batch.find > batch.get && this.#consent !== 'all';
  }

  find(key: Identifier): Promise<Outcome<Matches>> {
    const text = `${identifierKey(key)}|${key.spelling}`;
    let answer = this.#found.get(text);
    if (answer === undefined) {
      answer = this.#find(key, this.#asker);
      this.#found.set(text, answer);
    }
    return answer;
  }

  get(id: RecordId): Promise<Outcome<SourceRecord>> {
    let answer = this.#read.get(id);
    if (answer === undefined) {
      answer = this.#get(id, this.#asker);
      this.#read.set(id, answer);
    }
    return answer;
  }
}
