/** Real database servers to stand behind the sandbox, where any answer. */
import mysql, { type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';

export interface Servers {
  /** Undefined where the embedded one is to be used. */
  readonly postgres: string | undefined;
  readonly mysql: string | undefined;
  /** What they are, for the reader of the figures. */
  readonly description: string;
}

const connectMs = 2000;

/** Those of ONEFOLD_TEST_POSTGRES_URL and ONEFOLD_TEST_MYSQL_URL, or of this machine. */
export async function findServers(): Promise<Servers> {
  const postgres = process.env['ONEFOLD_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const mysqlUrl = process.env['ONEFOLD_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql';
  const [postgresVersion, mysqlVersion] = await Promise.all([
    askPostgres(postgres).catch(() => undefined),
    askMysql(mysqlUrl).catch(() => undefined),
  ]);
  return {
    postgres: postgresVersion === undefined ? undefined : postgres,
    mysql: mysqlVersion === undefined ? undefined : mysqlUrl,
    description: [
      postgresVersion === undefined ? embedded.postgres : `PostgreSQL ${postgresVersion}`,
      mysqlVersion === undefined ? embedded.mysql : `MySQL or MariaDB ${mysqlVersion}`,
    ].join(', '),
  };
}

const embedded = { postgres: 'embedded PostgreSQL', mysql: 'embedded MySQL' } as const;

export const embeddedServers: Servers = {
  postgres: undefined,
  mysql: undefined,
  description: `${embedded.postgres}, ${embedded.mysql}`,
};

async function askPostgres(connectionString: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: connectMs });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly server_version: string }>('show server_version');
    return rows[0]?.server_version;
  } finally {
    await client.end();
  }
}

async function askMysql(uri: string): Promise<string | undefined> {
  const connection = await mysql.createConnection({ uri, connectTimeout: connectMs });
  try {
    const [rows] = await connection.query<(RowDataPacket & { readonly version: string })[]>(
      'select version() as version',
    );
    return rows[0]?.version;
  } finally {
    await connection.end();
  }
}
