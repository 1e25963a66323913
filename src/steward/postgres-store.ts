/** The stewards' log in PostgreSQL: a server that all nodes share, or one embedded in this process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { GatewayError } from '../model/errors.ts';
import { takeFolder } from './folder.ts';
import { channel, migration } from './migrations.ts';
import {
  clockOf,
  entriesAfter,
  entriesOf,
  entryOf,
  hasEntry,
  idOf,
  insertion,
  insertionOfVetoes,
  type Query,
} from './statements.ts';
import { type HistoryQuestion, type Listener, maxHistory, type StewardStore } from './store.ts';
import { Tidings } from './tidings.ts';
import { type Entry, type Log, type NewEntry, settled, type VetoSeen } from './verdict.ts';

/** What is asked of a driver: `pg`'s Pool and PGlite both do it. Each statement is a transaction of its own. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

export interface ServerOptions {
  /** Milliseconds after which a node looks for itself, should it not have been told. */
  readonly poll?: number;
  /** Milliseconds that connecting, and each statement, may take. */
  readonly timeout?: number;
  /** This node's clock, in epoch milliseconds. */
  readonly clock?: () => number;
}

/**
 * The log in a PostgreSQL server, in its schema `onefold`.
 * @throws GatewayError when the server cannot be reached, or does not let the tables be made.
 */
export async function openServerStore(url: string, options: ServerOptions = {}): Promise<StewardStore> {
  const { poll = 10_000, timeout = 5000, clock = Date.now } = options;
  const pool = new Pool({
    connectionString: url,
    application_name: 'onefold',
    // Stewards are few, and one connection more lets a reader pass who waits for the lock of an append.
    max: 3,
    connectionTimeoutMillis: timeout,
    statement_timeout: timeout,
    // The server's own limit comes first where there is still a server to keep it.
    query_timeout: timeout + 1000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced when one is next needed.
  pool.on('error', () => {});
  const store = await migrated(new PostgresStore(pool, () => atMost(timeout, pool.end()), clock));
  store.share((ring) => {
    const tidings = new Tidings(url, channel, timeout, ring);
    const timer = setInterval(ring, poll);
    timer.unref();
    return async () => {
      clearInterval(timer);
      await atMost(timeout, tidings.close());
    };
  });
  return store;
}

/**
 * The log in a database of this process.
 * @param path - the folder where it is kept, for one process at a time; absent: in memory, gone when it is closed.
 * @throws GatewayError when the folder cannot be used, or is in use.
 */
export async function openEmbeddedStore(path?: string): Promise<StewardStore> {
  const folder = path === undefined ? undefined : await reaching(() => takeFolder(path));
  try {
    // Loaded here because it is large, and a node with a server does without.
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create(folder === undefined ? {} : { dataDir: folder.data });
    return await openStoreOn(database, async () => {
      await database.close();
      folder?.release();
    });
  } catch (error) {
    folder?.release();
    throw error instanceof GatewayError ? error : unavailable(error);
  }
}

/**
 * The log in a database that somebody else has opened, and that nobody else writes to unless through this store.
 * @param end - lets go of the database.
 * @throws GatewayError when the tables cannot be made; the database is let go of then, too.
 */
export function openStoreOn(database: Queryable, end: () => Promise<void>): Promise<StewardStore> {
  return migrated(new PostgresStore(database, end, Date.now));
}

async function migrated(store: PostgresStore): Promise<PostgresStore> {
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Follower {
  readonly listener: Listener;
  /** The id of the last entry it was told of. */
  version: number;
}

class PostgresStore implements StewardStore {
  readonly #database: Queryable;
  readonly #end: () => Promise<void>;
  readonly #clock: () => number;
  readonly #followers = new Set<Follower>();
  #deaf: () => Promise<void> = async () => {};
  /** Whether other nodes write to the log, too. */
  #shared = false;
  #caughtUpAt = Number.NEGATIVE_INFINITY;
  #clockSkew = 0;
  /** The last look failed. */
  #lost = false;
  /** The last catching up that was begun or is to begin; never rejects for want of the store. */
  #last: Promise<void> = Promise.resolve();
  /** One that has not begun. */
  #next: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * @param end - lets go of the database.
   * @param clock - this node's, in epoch milliseconds.
   */
  constructor(database: Queryable, end: () => Promise<void>, clock: () => number) {
    this.#database = database;
    this.#end = end;
    this.#clock = clock;
  }

  async migrate(): Promise<void> {
    await this.#run({ text: migration, values: [] });
  }

  /**
   * The log is one that other nodes write to.
   * @param start - begins to call its argument whenever something may have been said; returns what ends it.
   */
  share(start: (ring: () => void) => () => Promise<void>): void {
    this.#shared = true;
    this.#deaf = start(() => void this.#catchUp());
  }

  load(): Promise<Log> {
    return this.since(0);
  }

  async since(version: number): Promise<Log> {
    const asked = this.#clock();
    const rows = await this.#run(entriesAfter(version));
    const answered = this.#clock();
    return reaching(async () => {
      const clock = clockOf(rows[0]);
      if (this.#shared && clock !== undefined) this.#clockSkew = beyond(clock, asked, answered);
      return rows.filter(hasEntry).map(entryOf);
    });
  }

  async append<E extends NewEntry>(entry: E): Promise<E & Pick<Entry, 'id'>> {
    const kept = settled(entry);
    const [row] = await this.#run(insertion(kept));
    const id = await reaching(async () => idOf(row));
    await this.#catchUp();
    return { ...entry, ...kept, id };
  }

  async appendVetoes(vetoes: readonly Omit<VetoSeen, 'id'>[]): Promise<void> {
    for (const veto of vetoes) settled(veto);
    if (vetoes.length > 0) await this.#run(insertionOfVetoes(vetoes));
    void this.#catchUp();
  }

  caughtUpAt(): number {
    // Where nobody else writes there is nothing to be heard of.
    const knows = !this.#shared && !this.#lost && this.#closing === undefined;
    return knows ? this.#clock() : this.#caughtUpAt;
  }

  clockSkew(): number {
    return this.#clockSkew;
  }

  history(question: HistoryQuestion): Promise<Log> {
    const { limit } = question;
    if (!Number.isInteger(limit) || limit < 1 || limit > maxHistory)
      return Promise.reject(new RangeError(`the limit must be between 1 and ${maxHistory}`));
    return this.#entries(entriesOf(question));
  }

  onChange(listener: Listener, version: number): () => void {
    const follower: Follower = { listener, version };
    this.#followers.add(follower);
    void this.#catchUp();
    return () => this.#followers.delete(follower);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      if (!this.#shared && !this.#lost) this.#caughtUpAt = this.#clock();
      this.#followers.clear();
      await this.#deaf();
      await this.#last;
      await this.#end();
    })();
    return this.#closing;
  }

  /**
   * Tells the followers what they have not heard. One at a time, so that none hears in another order; and resolved only
   * by a look that begins after this call, so that it finds what was written before it.
   */
  #catchUp(): Promise<void> {
    this.#next ??= this.#last = this.#last.then(() => {
      this.#next = undefined;
      return this.#tell();
    });
    return this.#next;
  }

  async #tell(): Promise<void> {
    if (this.#followers.size === 0) return;
    const from = Math.min(...[...this.#followers].map(({ version }) => version));
    const begun = this.#clock();
    let log: Log;
    try {
      log = await this.since(from);
    } catch {
      // Told again by the next tidings, or the next look: nothing is lost by it.
      this.#lost = true;
      return;
    }
    for (const follower of this.#followers) {
      const news = log.filter(({ id }) => id > follower.version);
      const last = news.at(-1);
      if (last === undefined || follower.version < from) continue;
      follower.version = last.id;
      follower.listener(news);
    }
    this.#lost = false;
    // One that came meanwhile, from further back, has a look of its own before it.
    if (![...this.#followers].some(({ version }) => version < from)) this.#caughtUpAt = begun;
  }

  async #entries(query: Query): Promise<Log> {
    const rows = await this.#run(query);
    return reaching(async () => rows.map(entryOf));
  }

  #run({ text, values }: Query): Promise<readonly unknown[]> {
    if (this.#closing !== undefined) return Promise.reject(unavailable(new Error('the store is closed')));
    return reaching(async () => (await this.#database.query(text, [...values])).rows);
  }
}

/** @throws GatewayError for whatever keeps the store from answering. */
async function reaching<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError('SOURCE_UNAVAILABLE', { cause });
}

/** By how much a clock that was read between two instants lies outside of them; 0 where it does not. */
function beyond(clock: number, from: number, to: number): number {
  return clock < from ? clock - from : Math.max(0, clock - to);
}

/** A server that does not take leave is not waited for. */
async function atMost(time: number, farewell: Promise<void>): Promise<void> {
  await Promise.race([farewell, sleep(time, undefined, { ref: false })]);
}
