/** The SQL servers that tests run against: the embedded ones always, real ones where they are reachable. */
import mysql from 'mysql2/promise';
import pg from 'pg';
import { startMysql } from '../sandbox/mysql/server.ts';
import { startPostgres } from '../sandbox/postgres/server.ts';
import { startOwnDatabase } from '../sandbox/sql/own-database.ts';
import type { SqlKind, SqlSystem } from '../sandbox/sql/proxy.ts';
import type { Table } from '../sandbox/table.ts';

export interface TestServer {
  readonly label: string;
  readonly embedded: boolean;
  /** Starts a system that holds these tables and nothing else, behind the fault proxy. */
  open(tables: readonly Table[]): Promise<SqlSystem>;
}

/** A real server of a kind: where it is, and what it says it is. */
interface RealServer {
  readonly url: string;
  readonly version: string;
}

const urls: Readonly<Record<SqlKind, string>> = {
  postgres: process.env['ONEFOLD_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  mysql: process.env['ONEFOLD_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql',
};

const versions: Readonly<Record<SqlKind, (url: string) => Promise<string>>> = {
  async postgres(url) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      const { rows } = await client.query<{ server_version?: string }>('show server_version');
      return `PostgreSQL ${rows[0]?.server_version?.split(' ')[0]}`;
    } finally {
      await client.end();
    }
  },
  async mysql(url) {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 2000 });
    try {
      const [rows] = await connection.query('select version() as answer');
      return /mariadb/i.test(JSON.stringify(rows)) ? 'MariaDB' : 'MySQL';
    } finally {
      await connection.end();
    }
  },
};

/**
 * The real server of ONEFOLD_TEST_POSTGRES_URL or ONEFOLD_TEST_MYSQL_URL, or of this machine; says which are used.
 * @throws when CI is `true` and none answers.
 */
async function findReal(kind: SqlKind): Promise<RealServer | undefined> {
  const url = urls[kind];
  try {
    const version = await versions[kind](url);
    process.stderr.write(`${kind} tests: the embedded server and ${version}\n`);
    return { url, version };
  } catch (error) {
    if (process.env['CI'] === 'true')
      throw new Error(`no real ${kind} server to test against`, { cause: error });
    process.stderr.write(`${kind} tests: the embedded server; no real one is reachable\n`);
    return undefined;
  }
}

/** URLs of the real servers that answer, to put in the place of the embedded ones. */
export async function realServerUrls(): Promise<{
  readonly postgresUrl?: string;
  readonly mysqlUrl?: string;
}> {
  const [postgres, mysqlServer] = await Promise.all([findReal('postgres'), findReal('mysql')]);
  return {
    ...(postgres === undefined ? {} : { postgresUrl: postgres.url }),
    ...(mysqlServer === undefined ? {} : { mysqlUrl: mysqlServer.url }),
  };
}

export async function postgresServers(): Promise<readonly TestServer[]> {
  const embedded = (tables: readonly Table[]) => startPostgres({ name: 'app', tables });
  return servers('postgres', 'app', { label: 'embedded PostgreSQL', embedded: true, open: embedded });
}

export async function mysqlServers(): Promise<readonly TestServer[]> {
  const embedded = (tables: readonly Table[]) => startMysql({ name: 'shop', tables });
  return servers('mysql', 'shop', { label: 'embedded MySQL', embedded: true, open: embedded });
}

async function servers(kind: SqlKind, name: string, embedded: TestServer): Promise<readonly TestServer[]> {
  const real = await findReal(kind);
  if (real === undefined) return [embedded];
  const open = (tables: readonly Table[]) => startOwnDatabase({ name, kind, url: real.url, tables });
  return [embedded, { label: real.version, embedded: false, open }];
}
