/** Where statements are run and failures become outcomes. */
import { GatewayError } from '../../src/model/errors.ts';
import { failed, type Outcome } from '../../src/model/outcome.ts';
import { askOnce } from '../asking.ts';
import type { Call } from '../contract.ts';
import { chunks } from '../matching.ts';
import { type Catalogue, KnownCatalogue, type Mapped } from './catalogue.ts';
import type { Dialect } from './dialect.ts';
import { type Driver, Pool, type SqlRow, type Statement } from './pool.ts';

type Question<Key, T> = (chunk: readonly Key[], catalogue: Catalogue) => Promise<readonly Outcome<T>[]>;

export class Database {
  readonly dialect: Dialect;
  readonly #pool: Pool;
  readonly #known: KnownCatalogue;

  constructor(
    dialect: Dialect,
    driver: Driver,
    options: { readonly connections: number; readonly timeout: number },
    mapped: Mapped,
    now: () => Date,
  ) {
    this.dialect = dialect;
    this.#pool = new Pool(driver, options.connections);
    this.#known = new KnownCatalogue(() => {
      const signal = AbortSignal.timeout(options.timeout);
      return dialect.catalogue(mapped, (statement) => this.#pool.run(statement, signal));
    }, now);
  }

  /** @throws GatewayError */
  run(statement: Statement, call: Call): Promise<readonly SqlRow[]> {
    return this.#pool.run(statement, call.signal);
  }

  /**
   * Asks by what is known to exist, and once more by what exists now when the server finds something gone.
   * @throws GatewayError
   */
  async ask<T>(call: Call, question: (catalogue: Catalogue) => Promise<T>): Promise<T> {
    try {
      return await question(await this.#known.current(call.signal));
    } catch (error) {
      // Without a cause it is the catalogue that says so, and asking again would change nothing.
      const drifted = error instanceof GatewayError && error.code === 'SOURCE_DRIFTED';
      if (!drifted || error.cause === undefined) throw error;
      return question(await this.#known.renewed(call.signal));
    }
  }

  /**
   * Asks in chunks, all at once; a chunk that fails fails its own keys.
   * @param keys - without repeats.
   * @param question - answers one outcome per key of the chunk, in order.
   * @param size - keys in one chunk.
   */
  async askInChunks<Key, T>(
    keys: readonly Key[],
    call: Call,
    question: Question<Key, T>,
    size = this.dialect.batch,
  ): Promise<readonly Outcome<T>[]> {
    const parts = chunks(keys, size).map(async (chunk) => {
      try {
        return await this.ask(call, (catalogue) => question(chunk, catalogue));
      } catch (error) {
        const failure = failureOutcome(error);
        return chunk.map(() => failure);
      }
    });
    return (await Promise.all(parts)).flat();
  }

  /** What existed when it was last looked at; undefined before the first time. */
  get known(): Catalogue | undefined {
    return this.#known.last;
  }

  /** The same for texts of which some may be repeats. */
  askForEach<T>(
    texts: readonly string[],
    call: Call,
    question: Question<string, T>,
  ): Promise<readonly Outcome<T>[]> {
    return askOnce(texts, (distinct) => this.askInChunks(distinct, call, question));
  }

  /** What exists now. @throws GatewayError */
  catalogue(call: Call): Promise<Catalogue> {
    return this.#known.renewed(call.signal);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** @throws what is no failure of the source but a defect here. */
export function failureOutcome(error: unknown): Outcome<never> {
  if (error instanceof GatewayError) return failed(error);
  throw error;
}
