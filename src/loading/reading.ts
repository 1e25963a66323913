/**
 * One request's reading of all sources: what its customers ask for at the same moment leaves as one call per source
 * and operation, and nothing is asked twice within the request.
 */
import DataLoader from 'dataloader';
import type {
  Call,
  CollectPage,
  Condition,
  Matches,
  SearchPage,
  Source,
  Want,
} from '../../sources/contract.ts';
import type { SourcePort } from '../identity/resolve.ts';
import type { Collection, Row, Slice } from '../model/collection.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../model/record.ts';

export class Reading {
  readonly #sources: readonly Source[];
  readonly #call: Call;
  readonly #ports = new Map<Want, readonly SourcePort[]>();
  readonly #collects = new Map<string, DataLoader<string, Outcome<Slice<Row>>>>();

  constructor(sources: readonly Source[], call: Call) {
    this.#sources = sources;
    this.#call = call;
  }

  /** Each source as identity sees it, reading what is wanted; the same want gives the same loaders. */
  ports(want: Want): readonly SourcePort[] {
    const known = this.#ports.get(want);
    if (known !== undefined) return known;
    const ports = this.#sources.map((source) => this.#port(source, want));
    this.#ports.set(want, ports);
    return ports;
  }

  #port(source: Source, want: Want): SourcePort {
    const finds = new DataLoader<Identifier, Outcome<Matches>, string>(
      (keys) => source.find(keys, want, this.#call),
      { cacheKeyFn: (key) => `${identifierKey(key)}|${key.spelling}` },
    );
    const gets = new DataLoader<RecordId, Outcome<SourceRecord>>((ids) => source.get(ids, want, this.#call));
    return {
      name: source.name,
      lookups: new Map(source.manifest.lookups.map(({ kind, compares }) => [kind, compares])),
      find: (key) => finds.load(key),
      get: (id) => gets.load(id),
    };
  }

  collect(
    source: SourceName,
    collection: Collection,
    parent: string,
    page: CollectPage,
  ): Promise<Outcome<Slice<Row>>> {
    const key = JSON.stringify([source, collection, page]);
    let loader = this.#collects.get(key);
    if (loader === undefined) {
      const found = this.source(source);
      loader = new DataLoader((parents) => found.collect(collection, parents, page, this.#call));
      this.#collects.set(key, loader);
    }
    return loader.load(parent);
  }

  search(
    source: SourceName,
    filter: readonly Condition[],
    page: SearchPage,
    want: Want,
  ): Promise<Outcome<Slice<SourceRecord>>> {
    return this.source(source).search(filter, page, want, this.#call);
  }

  /** @throws TypeError for a name that is not configured: callers take names from the sources themselves. */
  source(name: SourceName): Source {
    const source = this.#sources.find((one) => one.name === name);
    if (source === undefined) throw new TypeError('no such source');
    return source;
  }
}
