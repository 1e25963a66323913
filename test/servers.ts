/** The SQL servers that tests run against: the embedded ones always, real ones where they are reachable. */
import mysql from 'mysql2/promise';
import pg from 'pg';
import { startMysql } from '../sandbox/mysql/server.ts';
import { startPostgres } from '../sandbox/postgres/server.ts';
import { type SqlSystem, startProxy } from '../sandbox/sql/proxy.ts';
import { realServer, seedMysql, seedPostgres } from '../sandbox/sql/real.ts';
import type { Table } from '../sandbox/table.ts';

export interface TestServer {
  readonly label: string;
  readonly embedded: boolean;
  /** Starts a system that holds these tables and nothing else, behind the fault proxy. */
  open(tables: readonly Table[]): Promise<SqlSystem>;
}

const defaults = {
  postgres: 'postgres://postgres@127.0.0.1:5432/postgres',
  mysql: 'mysql://root@127.0.0.1:3306/mysql',
} as const;

/**
 * PostgreSQL servers: the embedded one, and that of ONEFOLD_TEST_POSTGRES_URL or of this machine.
 * @throws when CI is `true` and no real server answers.
 */
export async function postgresServers(): Promise<readonly TestServer[]> {
  const url = process.env['ONEFOLD_TEST_POSTGRES_URL'] ?? defaults.postgres;
  const execute = async (sql: string) => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      return String((await client.query<{ server_version?: string }>(sql)).rows[0]?.server_version);
    } finally {
      await client.end();
    }
  };
  const real = await reachable('PostgreSQL', () => execute('show server_version'));
  return [
    {
      label: 'embedded PostgreSQL',
      embedded: true,
      open: (tables) => startPostgres({ name: 'app', tables }),
    },
    ...(real === undefined
      ? []
      : [
          {
            label: `PostgreSQL ${real.split(' ')[0]}`,
            embedded: false,
            open: (tables: readonly Table[]) =>
              openReal('postgres', url, tables, {
                create: (name) => execute(`create database ${name}`),
                drop: (name) => execute(`drop database if exists ${name} with (force)`),
                seed: seedPostgres,
              }),
          },
        ]),
  ];
}

/**
 * MySQL and MariaDB servers: the embedded one, and that of ONEFOLD_TEST_MYSQL_URL or of this machine.
 * @throws when CI is `true` and no real server answers.
 */
export async function mysqlServers(): Promise<readonly TestServer[]> {
  const url = process.env['ONEFOLD_TEST_MYSQL_URL'] ?? defaults.mysql;
  const execute = async (sql: string) => {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 2000 });
    try {
      const [rows] = await connection.query(sql);
      return Array.isArray(rows) ? JSON.stringify(rows[0]) : '';
    } finally {
      await connection.end();
    }
  };
  const real = await reachable('MySQL', () => execute('select version() as answer'));
  return [
    { label: 'embedded MySQL', embedded: true, open: (tables) => startMysql({ name: 'shop', tables }) },
    ...(real === undefined
      ? []
      : [
          {
            label: /mariadb/i.test(real) ? 'MariaDB' : 'MySQL',
            embedded: false,
            open: (tables: readonly Table[]) =>
              openReal('mysql', url, tables, {
                create: (name) => execute(`create database ${name}`),
                drop: (name) => execute(`drop database if exists ${name}`),
                seed: seedMysql,
              }),
          },
        ]),
  ];
}

/** What a real server answers, having said which servers are used; undefined where there is none. */
async function reachable(product: string, ask: () => Promise<string>): Promise<string | undefined> {
  let answer: string | undefined;
  try {
    answer = await ask();
  } catch (error) {
    if (process.env['CI'] === 'true')
      throw new Error(`no real ${product} server to test against`, { cause: error });
  }
  const real = answer === undefined ? 'no real server is reachable' : 'and a real server';
  process.stderr.write(`${product} tests: the embedded server, ${real}\n`);
  return answer;
}

interface Databases {
  create(name: string): Promise<unknown>;
  drop(name: string): Promise<unknown>;
  seed(url: string, tables: readonly Table[]): Promise<void>;
}

let opened = 0;

/** A database of its own on a real server, dropped when the system closes. */
async function openReal(
  kind: 'postgres' | 'mysql',
  url: string,
  tables: readonly Table[],
  { create, drop, seed }: Databases,
): Promise<SqlSystem> {
  const name = `onefold_test_${process.pid}_${++opened}`;
  await create(name);
  const own = new URL(url);
  own.pathname = `/${name}`;
  await seed(own.href, tables);
  const system = await startProxy({ name, kind, url: own.href, backend: realServer(kind, own.href) });
  return {
    ...system,
    get fault() {
      return system.fault;
    },
    get received() {
      return system.received;
    },
    get calls() {
      return system.calls;
    },
    get connections() {
      return system.connections;
    },
    async close() {
      await system.close();
      await drop(name);
    },
  };
}
