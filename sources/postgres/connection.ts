/** A connection of `pg`, held to the promises of the pool. */
import { createHash } from 'node:crypto';
import { connect, Socket } from 'node:net';
import { Client, type CustomTypesConfig } from 'pg';
import { GatewayError } from '../../src/model/errors.ts';
import type { Connection, Driver, SqlRow, Statement } from '../sql/pool.ts';
import { endsConnection, failureOf } from './failure.ts';

/** Oids of the types that are read as something else than the text the server writes. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't', // boolean
  21: Number, // smallint
  23: Number, // integer
  700: Number, // real
  701: Number, // double precision
};

const asWritten = (text: string) => text;

/** Of these connections only: bigint and numeric keep every digit, dates and times no time zone of this machine. */
const types: CustomTypesConfig = {
  getTypeParser: ((oid: number) => parsers[oid] ?? asWritten) as CustomTypesConfig['getTypeParser'],
};

/**
 * Statements a server keeps prepared per connection. Selections are as many as clients think of, so those beyond run
 * unprepared.
 */
const maxPrepared = 500;

/** @param timeout - milliseconds that connecting, and each statement, may take. */
export function postgresDriver(url: string, timeout: number): Driver {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= maxPrepared) return known;
    const name = createHash('sha1').update(text).digest('hex');
    names.set(text, name);
    return name;
  };
  const connectionString = withSettings(url, timeout);
  return { connect: () => open(connectionString, timeout, nameOf) };
}

/** Settings that go with the start-up message, after the user's own, so that they cost no round trip. */
function withSettings(url: string, timeout: number): string {
  const own = new URL(url);
  const settings = {
    default_transaction_read_only: 'on',
    statement_timeout: String(timeout),
    timezone: 'UTC',
    datestyle: 'ISO',
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  own.searchParams.set('options', [own.searchParams.get('options') ?? '', ...options].join(' ').trim());
  return own.href;
}

function open(
  connectionString: string,
  timeout: number,
  nameOf: (text: string) => string | undefined,
): Promise<Connection> {
  const socket = new Socket();
  const client = new Client({
    connectionString,
    application_name: 'onefold',
    keepAlive: true,
    stream: () => socket,
    types,
  });
  const state: { usable: boolean; busy: boolean; broken: Error | undefined } = {
    usable: true,
    busy: false,
    broken: undefined,
  };
  const lost = () => {
    state.usable = false;
  };
  client.on('end', lost);
  client.on('error', (error) => {
    lost();
    // What the server said on hanging up tells more than that the connection was found closed.
    state.broken ??= error;
  });
  let cancelKey: { processID: number; secretKey: number } | undefined;
  client.connection.on('backendKeyData', (message) => {
    cancelKey = message;
  });

  function run({ text, values, once }: Statement): Promise<readonly SqlRow[]> {
    const name = once ? undefined : nameOf(text);
    const query = { text, values: [...values], ...(name === undefined ? {} : { name }) };
    return new Promise((resolve, reject) => {
      state.busy = true;
      client.query<SqlRow>(query, (error: Error | null, result) => {
        state.busy = false;
        if (error === null) {
          resolve(result.rows);
          return;
        }
        const failure = failureOf(state.broken ?? error);
        if (endsConnection(error)) lost();
        // What this connection has prepared may rest on what has changed.
        if (failure.code === 'SOURCE_DRIFTED') lost();
        reject(failure);
      });
    });
  }

  const connection: Connection = {
    get usable() {
      return state.usable;
    },
    run,
    destroy() {
      if (state.busy && cancelKey !== undefined) cancel(client.host, client.port, cancelKey, timeout);
      lost();
      socket.destroy();
    },
    end() {
      lost();
      return new Promise((resolve) => {
        if (socket.closed) resolve();
        socket.once('close', () => resolve());
        client.end(() => {});
        socket.destroySoon();
      });
    },
  };

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new GatewayError('SOURCE_TIMEOUT'));
      connection.destroy();
    }, timeout);
    client.connect((error: Error | null) => {
      clearTimeout(timer);
      if (error) {
        connection.destroy();
        reject(failureOf(error));
      } else resolve(connection);
    });
  });
}

const cancelRequestCode = 80_877_102;

/**
 * Asks the server to stop the running statement of another connection. The request is sent in the clear, as libpq
 * does: it is no session, and servers take it without one.
 */
function cancel(
  host: string,
  port: number,
  key: { readonly processID: number; readonly secretKey: number },
  timeout: number,
): void {
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(cancelRequestCode, 4);
  request.writeInt32BE(key.processID, 8);
  request.writeInt32BE(key.secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(timeout, () => socket.destroy());
  // Best effort: the server's own statement timeout stops what this does not.
  socket.on('error', () => socket.destroy());
  socket.unref();
  socket.end(request);
}
