/**
 * A few connections shared by all calls of a source. Neither driver's own pool lets a waiting call give up, nor drops
 * a connection that hangs while it is being opened; here every wait ends with its call.
 */
import { GatewayError } from '../../src/model/errors.ts';

/** A value as statements bind it; lists only where the dialect has arrays. */
export type Bound = string | number | readonly string[];

/** SQL text and the values bound in it, in order. */
export interface Statement {
  readonly text: string;
  readonly values: readonly Bound[];
  /** A text that is hardly met again, so that preparing it would only take the place of another. */
  readonly once?: true;
}

export type SqlRow = Readonly<Record<string, unknown>>;

/** One connection, running one statement at a time. */
export interface Connection {
  /** Whether statements can still be run. */
  readonly usable: boolean;
  /** @throws GatewayError, also when the connection is destroyed meanwhile. */
  run(statement: Statement): Promise<readonly SqlRow[]>;
  /** Drops the connection at once and has the server stop what it runs for it. */
  destroy(): void;
  /** Takes leave of the server; resolves when the socket is closed. */
  end(): Promise<void>;
}

export interface Driver {
  /** @throws GatewayError; bounded in time by the driver itself. */
  connect(): Promise<Connection>;
}

interface Waiter {
  serve(connection: Connection): void;
  fail(error: GatewayError): void;
}

export class Pool {
  readonly #driver: Driver;
  readonly #max: number;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  /** In order of arrival. */
  readonly #waiting = new Set<Waiter>();
  #opening = 0;
  #closed = false;

  constructor(driver: Driver, max: number) {
    this.#driver = driver;
    this.#max = max;
  }

  /** @throws GatewayError: SOURCE_TIMEOUT as soon as the signal aborts, else what the driver made of the failure. */
  async run(statement: Statement, signal: AbortSignal): Promise<readonly SqlRow[]> {
    const connection = await this.#acquire(signal);
    const stop = () => connection.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) throw aborted(signal);
      return await connection.run(statement);
    } catch (error) {
      throw signal.aborted ? aborted(signal, error) : error;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#release(connection);
    }
  }

  /** Idle connections take leave, busy ones are cut; safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.fail(closed());
    const idle = this.#idle.splice(0);
    for (const connection of this.#open) if (!idle.includes(connection)) connection.destroy();
    this.#open.clear();
    await Promise.all(idle.map((connection) => connection.end()));
  }

  #acquire(signal: AbortSignal): Promise<Connection> {
    if (this.#closed) return Promise.reject(closed());
    if (signal.aborted) return Promise.reject(aborted(signal));
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.usable) return Promise.resolve(idle);
      this.#open.delete(idle);
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => waiter.fail(aborted(signal));
      const settle = () => {
        this.#waiting.delete(waiter);
        signal.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        serve: (connection) => {
          settle();
          resolve(connection);
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiter);
      this.#grow();
    });
  }

  #release(connection: Connection): void {
    if (!connection.usable || this.#closed) {
      this.#open.delete(connection);
      connection.destroy();
      this.#grow();
      return;
    }
    const [next] = this.#waiting;
    if (next === undefined) this.#idle.push(connection);
    else next.serve(connection);
  }

  /** Opens one more connection if somebody waits who will not get one that is being opened already. */
  #grow(): void {
    const full = this.#open.size + this.#opening >= this.#max;
    if (this.#closed || full || this.#opening >= this.#waiting.size) return;
    this.#opening++;
    this.#driver.connect().then(
      (connection) => {
        this.#opening--;
        this.#open.add(connection);
        this.#release(connection);
      },
      (error: GatewayError) => {
        this.#opening--;
        // While another connection is there or on its way, those who wait may yet be served.
        if (this.#open.size + this.#opening > 0) return;
        for (const waiter of this.#waiting) waiter.fail(error);
      },
    );
  }
}

function aborted(signal: AbortSignal, cause: unknown = signal.reason): GatewayError {
  return new GatewayError('SOURCE_TIMEOUT', { cause });
}

function closed(): GatewayError {
  return new GatewayError('SOURCE_UNAVAILABLE', { cause: new Error('the source is closed') });
}
