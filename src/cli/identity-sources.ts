/** The configured sources as `identity train` and `identity calibrate` read them: in the background, keeping nothing. */
import type { Want } from '../../sources/contract.ts';
import { loadKinds } from '../../sources/registry.ts';
import type { Configuration } from '../config/configuration.ts';
import { install } from '../gateway/installation.ts';
import { identityWant } from '../gateway/plan.ts';
import { type Person, personOf } from '../identity/person.ts';
import { Asker } from '../loading/asker.ts';
import type { LoadedSource } from '../loading/loaded.ts';
import { addressAttributes } from '../model/attribute.ts';
import {
  parseRef,
  type RecordId,
  type RefKey,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../model/record.ts';

/** Records on a page of a search, and records asked for at once by their ids. */
const page = 100;
/** Milliseconds a run may take at most; each call has its source's own timeout. */
const patience = 24 * 3_600_000;

/** What was read of one source. */
export interface SourceSample {
  readonly source: SourceName;
  readonly people: readonly Person[];
  /** Why there is not all that was wanted: the fixed text of an error. */
  readonly failure: string | undefined;
}

/** Records that were asked for by their refs. */
export interface PeopleRead {
  readonly people: ReadonlyMap<RefKey, Person>;
  /** Sources that did not answer for some of them, and why. Records that are gone are no failure. */
  readonly failures: ReadonlyMap<SourceName, string>;
}

export class IdentitySources {
  readonly #sources: readonly LoadedSource[];
  readonly #want: Want;
  readonly #countryOf: (source: SourceName) => string;
  readonly #newAsker: () => Asker;
  readonly #stop: AbortSignal;

  private constructor(configuration: Configuration, stop: AbortSignal) {
    const { sources, sweeper, rules } = install(configuration);
    const { attributes, ...want } = identityWant(sources);
    this.#sources = sources;
    this.#want = { ...want, attributes: [...new Set([...attributes, ...addressAttributes])] };
    this.#countryOf = rules.countryOf;
    this.#newAsker = () => new Asker(Date.now() + patience, 'bulk', sweeper);
    this.#stop = stop;
  }

  /** @param stop - when it aborts, whatever is asked has failed. */
  static async open(configuration: Configuration, stop: AbortSignal): Promise<IdentitySources> {
    await loadKinds(configuration.sources.map(({ kind }) => kind));
    return new IdentitySources(configuration, stop);
  }

  /**
   * The first records of every source, in its own order, all sources at once.
   * @param most - of each.
   * @param tell - called after every page.
   */
  async sample(
    most: number,
    tell: (source: SourceName, records: number) => void,
  ): Promise<readonly SourceSample[]> {
    return Promise.all(
      this.#sources.map(async (source) => {
        const people = new Map<RefKey, Person>();
        let failure: string | undefined;
        let after: RecordId | undefined;
        let more = true;
        while (more && people.size < most) {
          const first = Math.min(page, most - people.size);
          const outcome = await this.#asked((asker) =>
            source.search([], { first, ...(after === undefined ? {} : { after }) }, this.#want, asker),
          );
          if (outcome.kind !== 'found') {
            failure = outcome.kind === 'failed' ? outcome.error.message : 'It cannot list its records.';
            break;
          }
          const { items } = outcome.value;
          for (const record of items) people.set(refKey(record.ref), this.#personOf(record));
          after = items.at(-1)?.ref.id;
          more = outcome.value.more && after !== undefined;
          tell(source.name, people.size);
        }
        return { source: source.name, people: [...people.values()], failure };
      }),
    );
  }

  /** @param refs - of configured sources. */
  async read(refs: Iterable<RefKey>): Promise<PeopleRead> {
    const people = new Map<RefKey, Person>();
    const failures = new Map<SourceName, string>();
    const wanted = Map.groupBy(
      [...refs].map(parseRef).filter((ref) => ref !== undefined),
      ({ source }) => source,
    );
    await Promise.all(
      this.#sources.map(async (source) => {
        const ids = (wanted.get(source.name) ?? []).map(({ id }) => id);
        for (let at = 0; at < ids.length && !failures.has(source.name); at += page) {
          const outcomes = await this.#asked((asker) =>
            Promise.all(ids.slice(at, at + page).map((id) => source.getting(this.#want)(id, asker))),
          );
          for (const outcome of outcomes)
            if (outcome.kind === 'found') {
              const person = this.#personOf(outcome.value);
              people.set(person.key, person);
            } else if (outcome.kind === 'failed') failures.set(source.name, outcome.error.message);
        }
      }),
    );
    return { people, failures };
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  /** On behalf of somebody who waits until the command is to stop. */
  async #asked<T>(ask: (asker: Asker) => Promise<T>): Promise<T> {
    const asker = this.#newAsker();
    const end = () => asker.end();
    if (this.#stop.aborted) end();
    this.#stop.addEventListener('abort', end);
    try {
      return await ask(asker);
    } finally {
      this.#stop.removeEventListener('abort', end);
      end();
    }
  }

  #personOf(record: SourceRecord): Person {
    return personOf(record, this.#countryOf(record.ref.source));
  }
}
