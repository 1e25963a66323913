/** A connection of `mysql2`, held to the promises of the pool. */
import { connect, type Socket } from 'node:net';
import { createConnection, type QueryError, type RowDataPacket } from 'mysql2';
import { GatewayError } from '../../src/model/errors.ts';
import type { Connection, Driver, SqlRow, Statement } from '../sql/pool.ts';
import { failureOf } from './failure.ts';

/** The driver's callbacks are used as they are: its promises take a stack trace for each call. */
type MysqlConnection = ReturnType<typeof createConnection>;

/** Statements a server keeps prepared per connection; the driver drops the one used longest ago. */
const maxPreparedStatements = 500;

/** @param timeout - milliseconds that connecting, and each statement, may take. */
export function mysqlDriver(url: string, timeout: number): Driver {
  return { connect: () => open(url, timeout) };
}

function open(url: string, timeout: number): Promise<Connection> {
  const { client, socket } = dial(url, timeout);
  const state: { usable: boolean; running: ((failure: GatewayError) => void) | undefined } = {
    usable: true,
    running: undefined,
  };
  const lost = () => {
    state.usable = false;
  };
  client.on('error', lost);
  client.on('end', lost);

  function run({ text, values }: Statement): Promise<readonly SqlRow[]> {
    return new Promise((resolve, reject) => {
      const fail = (failure: GatewayError) => {
        state.running = undefined;
        // What this connection has prepared may rest on what has changed.
        if (failure.code === 'SOURCE_DRIFTED') lost();
        reject(failure);
      };
      state.running = fail;
      // The driver would send a number as DOUBLE, which is no limit; a text is read as what is needed.
      client.execute<RowDataPacket[]>(text, values.map(String), (error, rows) => {
        if (error?.fatal) lost();
        if (error) fail(failureOf(error));
        else {
          state.running = undefined;
          resolve(rows);
        }
      });
    });
  }

  const connection: Connection = {
    get usable() {
      return state.usable;
    },
    run,
    destroy() {
      if (state.running !== undefined && state.usable) kill(url, client.threadId, timeout);
      lost();
      socket.destroy();
      // The driver does not call back for what ran on a connection it was told to drop.
      state.running?.(new GatewayError('SOURCE_UNAVAILABLE', { cause: new Error('connection dropped') }));
    },
    end() {
      lost();
      return new Promise((resolve) => {
        if (socket.closed) resolve();
        socket.once('close', () => resolve());
        client.end();
        socket.destroySoon();
      });
    },
  };

  return new Promise((resolve, reject) => {
    const fail = (error: QueryError) => {
      connection.destroy();
      reject(failureOf(error));
    };
    client.once('error', fail);
    client.once('connect', ({ serverVersion }: { readonly serverVersion: string }) => {
      client.off('error', fail);
      arrange(client, settings(serverVersion, timeout), (error) => {
        if (error) fail(error);
        else resolve(connection);
      });
    });
  });
}

/** Statements are sent as they are, and bound values as values, over a socket that can be dropped at once. */
function dial(url: string, timeout: number): { readonly client: MysqlConnection; readonly socket: Socket } {
  const { hostname, port } = new URL(url);
  const host = decodeURIComponent(hostname.replace(/^\[(.*)\]$/, '$1'));
  const socket = connect({ host, port: Number(port) || 3306, noDelay: true, keepAlive: true });
  const client = createConnection({
    uri: url,
    stream: socket,
    connectTimeout: timeout,
    // Every digit of BIGINT and DECIMAL is kept, and dates and times get no time zone of this machine.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    maxPreparedStatements,
  });
  return { client, socket };
}

/** The two products name the time a statement may take differently, and count it in other units. */
function settings(serverVersion: string, timeout: number): readonly string[] {
  const limit = /mariadb/i.test(serverVersion)
    ? `max_statement_time = ${timeout / 1000}`
    : `max_execution_time = ${timeout}`;
  return ['set session transaction read only', `set session ${limit}, session time_zone = '+00:00'`];
}

function arrange(
  client: MysqlConnection,
  [statement, ...rest]: readonly string[],
  done: (error: QueryError | null) => void,
): void {
  if (statement === undefined) done(null);
  else
    client.query(statement, (error) => {
      if (error) done(error);
      else arrange(client, rest, done);
    });
}

/** Stops the running statement of a connection; best effort, as the server's own limit stops what this does not. */
function kill(url: string, threadId: number, timeout: number): void {
  const { client, socket } = dial(url, timeout);
  const drop = () => socket.destroy();
  client.on('error', drop);
  socket.setTimeout(timeout, drop);
  socket.unref();
  client.query(`kill query ${threadId}`, drop);
}
