/** Real PostgreSQL and MySQL or MariaDB servers in the sandbox's place: filled with its tables, put behind its proxy. */
import { connect } from 'node:net';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Table } from '../table.ts';
import { createTable, type Dialect, insertRows, quoteName } from './ddl.ts';
import type { Backend, SqlKind } from './proxy.ts';

/**
 * Creates the tables, replacing those of the same name, and fills them.
 *
 * @throws the driver's error.
 */
export async function seedPostgres(url: string, tables: readonly Table[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await seed((sql) => client.query(sql), tables, 'postgres');
    await client.query('COMMIT');
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

/** As `seedPostgres`, for MySQL 8 and MariaDB. */
export async function seedMysql(url: string, tables: readonly Table[]): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    // The literals escape with backslashes and count instants in UTC.
    await connection.query("SET sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', ''), autocommit = 0");
    await seed((sql) => connection.query(sql), tables, 'mysql');
    await connection.query('COMMIT');
    for (const table of tables) await connection.query(`ANALYZE TABLE ${quoteName(table.name, 'mysql')}`);
  } finally {
    await connection.end();
  }
}

/** Indexes come last: building them once is quicker than keeping them through the inserts. */
async function seed(
  run: (sql: string) => Promise<unknown>,
  tables: readonly Table[],
  dialect: Dialect,
): Promise<void> {
  for (const table of tables) {
    const [create = '', ...indexes] = createTable(table, dialect);
    await run(`DROP TABLE IF EXISTS ${quoteName(table.name, dialect)}`);
    await run(create);
    for (const insert of insertRows(table, dialect)) await run(insert);
    for (const index of indexes) await run(index);
  }
}

/** A real server, for `startProxy` to stand before. */
export function realServer(kind: SqlKind, url: string): Backend {
  const { hostname, port } = new URL(url);
  const execute = kind === 'postgres' ? postgresExecutor(url) : mysqlExecutor(url);
  return {
    open(client) {
      const socket = connect({
        host: hostname,
        port: Number(port) || (kind === 'postgres' ? 5432 : 3306),
        noDelay: true,
      });
      socket.on('data', (bytes) => client.send(bytes));
      socket.on('error', () => client.end());
      socket.on('close', () => client.end());
      return { send: (bytes) => socket.write(bytes), end: () => socket.end() };
    },
    execute,
    close: async () => {},
  };
}

function postgresExecutor(url: string): Backend['execute'] {
  return async (sql, values = []) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  };
}

function mysqlExecutor(url: string): Backend['execute'] {
  return async (sql, values = []) => {
    const connection = await mysql.createConnection(url);
    try {
      const [rows] = await connection.query<mysql.RowDataPacket[]>(sql, [...values]);
      return Array.isArray(rows) ? rows : [];
    } finally {
      await connection.end();
    }
  };
}
