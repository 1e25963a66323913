/** A database of our own on a real server: filled with the population's tables, and dropped when it is closed. */
import { randomBytes } from 'node:crypto';
import type { Table } from '../table.ts';
import { type SqlKind, type SqlSystem, startProxy } from './proxy.ts';
import { realServer, seedMysql, seedPostgres } from './real.ts';

const seeds = { postgres: seedPostgres, mysql: seedMysql } as const;
/** PostgreSQL refuses to drop a database while anybody is connected, unless told. */
const force = { postgres: ' with (force)', mysql: '' } as const;

export interface OwnDatabaseOptions {
  readonly name: string;
  readonly kind: SqlKind;
  /** Of a server, with a database to connect to where the server wants one, as a user who may create others. */
  readonly url: string;
  readonly tables: readonly Table[];
  readonly port?: number;
}

/** @throws the driver's error when the database cannot be created or filled; then none is left behind. */
export async function startOwnDatabase(options: OwnDatabaseOptions): Promise<SqlSystem> {
  const { kind, tables } = options;
  const database = `onefold_sandbox_${randomBytes(6).toString('hex')}`;
  const server = realServer(kind, options.url);
  await server.execute(`create database ${database}`);
  const drop = async () => {
    await server.execute(`drop database ${database}${force[kind]}`);
  };
  const own = new URL(options.url);
  own.pathname = `/${database}`;
  try {
    await seeds[kind](own.href, tables);
    const backend = realServer(kind, own.href);
    const close = async () => {
      await backend.close();
      await drop();
    };
    return await startProxy({ ...options, url: own.href, backend: { ...backend, close } });
  } catch (error) {
    await drop();
    throw error;
  }
}
