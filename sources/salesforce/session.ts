/** One org's REST API for reading: signed in when first needed, signed in again when the session has ended. */
import type { Connection } from '@salesforce/core';
import { Agent } from 'undici';
import { GatewayError } from '../../src/model/errors.ts';
import { Sockets } from '../sockets.ts';
import { failureOf, type Seen } from './failure.ts';
import { encoded } from './soql.ts';
import type { StoppableRequest } from './transport.ts';

export interface SessionConfig {
  readonly instanceUrl: string;
  readonly auth:
    | { readonly accessToken: string }
    | {
        readonly jwt: {
          readonly clientId: string;
          readonly username: string;
          /** PEM. */
          readonly privateKey: string;
          readonly loginUrl: string;
        };
      };
  readonly apiVersion: string;
  /** Milliseconds signing in may take. */
  readonly timeout: number;
}

/** API requests of the org in the running 24 hours, as its last answer told. */
export interface Budget {
  readonly used: number;
  readonly max: number;
}

/** A record as the query resource writes it. */
export type RawRow = Readonly<Record<string, unknown>>;

/** Sockets to the org; calls beyond them wait. */
const maxSockets = 64;
/** Milliseconds an idle socket is kept, where the org does not say: a TLS handshake costs a call's worth of time. */
const idle = 30_000;

export class Session {
  readonly #config: SessionConfig;
  readonly #origin: string;
  readonly #now: () => Date;
  readonly #agent: Agent;
  readonly #sockets: Sockets;
  #opening: Promise<Connection> | undefined;
  #signingIn: Promise<void> | undefined;
  #connection: Connection | undefined;
  #closed = false;

  constructor(config: SessionConfig, now: () => Date) {
    this.#config = config;
    this.#origin = new URL(config.instanceUrl).origin;
    this.#now = now;
    this.#agent = new Agent({
      connections: maxSockets,
      keepAliveTimeout: idle,
      connect: { timeout: config.timeout },
    });
    this.#sockets = new Sockets(this.#agent, maxSockets);
  }

  get budget(): Budget | undefined {
    const usage = this.#connection?.limitInfo.apiUsage;
    return usage === undefined ? undefined : { used: usage.used, max: usage.limit };
  }

  /** Path of a resource of the configured API version. */
  path(resource: string): string {
    return `/services/data/v${this.#config.apiVersion}/${resource}`;
  }

  /**
   * All rows of a statement, over as many pages as they take.
   * @throws GatewayError
   */
  async query(soql: string, signal: AbortSignal): Promise<readonly RawRow[]> {
    const rows: RawRow[] = [];
    let path: string | undefined = this.path(`query?q=${encoded(soql)}`);
    while (path !== undefined) {
      const page = parsePage(await this.get(path, signal));
      if (rows.length === 0 && page.next === undefined) return page.records;
      for (const record of page.records) rows.push(record);
      path = page.next;
    }
    return rows;
  }

  /**
   * The body of a resource, parsed where it is JSON.
   * @param path - from `/services/` on.
   * @throws GatewayError
   */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) throw new GatewayError('SOURCE_TIMEOUT');
    const { auth } = this.#config;
    const connection = this.#connection ?? (await within(signal, this.#open()));
    if (!connection.accessToken) await within(signal, this.#signIn(connection));
    const token = connection.accessToken;
    const seen: Seen = {};
    try {
      return await this.#ask(connection, path, signal, seen);
    } catch (error) {
      if (seen.status !== 401 || !('jwt' in auth)) throw error;
    }
    // The session has ended. Another call may have noticed first.
    if (connection.accessToken === token) await within(signal, this.#signIn(connection));
    return this.#ask(connection, path, signal, {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#agent.destroy();
  }

  async #ask(connection: Connection, path: string, signal: AbortSignal, seen: Seen): Promise<unknown> {
    if (this.#closed) throw new GatewayError('SOURCE_UNAVAILABLE');
    const request: StoppableRequest = {
      method: 'GET',
      url: this.#origin + path,
      headers: { 'user-agent': 'onefold' },
      signal,
      seen,
    };
    try {
      return await connection.request(request);
    } catch (error) {
      throw failureOf(error, signal, seen);
    }
  }

  #open(): Promise<Connection> {
    this.#opening ??= import('./org.ts')
      .then(({ openConnection }) => openConnection(this.#config, this.#sockets))
      .then((connection) => {
        this.#connection = connection;
        return connection;
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  #signIn(connection: Connection): Promise<void> {
    const { auth } = this.#config;
    if (!('jwt' in auth)) throw new GatewayError('SOURCE_UNAUTHORIZED');
    if (this.#closed) throw new GatewayError('SOURCE_UNAVAILABLE');
    this.#signingIn ??= import('./org.ts')
      .then(({ signIn }) => signIn(connection, auth.jwt, this.#now()))
      .catch((error: unknown) => {
        throw failureOf(error, neverAborted);
      })
      .finally(() => {
        this.#signingIn = undefined;
      });
    return this.#signingIn;
  }
}

const neverAborted = new AbortController().signal;

/** Waits for what several callers wait for, but no longer than this one may. */
export function within<T>(signal: AbortSignal, shared: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new GatewayError('SOURCE_TIMEOUT'));
    signal.addEventListener('abort', stop, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

interface Page {
  readonly records: readonly RawRow[];
  readonly next: string | undefined;
}

function parsePage(body: unknown): Page {
  if (typeof body !== 'object' || body === null) throw new GatewayError('SOURCE_PROTOCOL');
  const { records, done, nextRecordsUrl } = body as Readonly<Record<string, unknown>>;
  if (!Array.isArray(records) || !records.every((row) => typeof row === 'object' && row !== null))
    throw new GatewayError('SOURCE_PROTOCOL');
  if (done === true) return { records, next: undefined };
  // A page elsewhere would take the access token there.
  if (typeof nextRecordsUrl !== 'string' || !nextRecordsUrl.startsWith('/services/'))
    throw new GatewayError('SOURCE_PROTOCOL');
  return { records, next: nextRecordsUrl };
}
