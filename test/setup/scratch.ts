/** A database of a schema's own on a real server, dropped when it is closed. */
import { randomBytes } from 'node:crypto';
import type { SqlKind } from '../../sandbox/sql/proxy.ts';
import { realServer } from '../../sandbox/sql/real.ts';
import { realServerUrls } from '../servers.ts';

export interface Scratch {
  readonly url: string;
  execute(statement: string): Promise<unknown>;
  close(): Promise<void>;
}

/** URLs of the real servers, by kind; those that answer. */
export async function realUrls(): Promise<Partial<Record<SqlKind, string>>> {
  const { postgresUrl, mysqlUrl } = await realServerUrls();
  return {
    ...(postgresUrl === undefined ? {} : { postgres: postgresUrl }),
    ...(mysqlUrl === undefined ? {} : { mysql: mysqlUrl }),
  };
}

/** @param ddl - statements, each ending with a semicolon at the end of a line. */
export async function scratch(kind: SqlKind, server: string, ddl: string): Promise<Scratch> {
  const name = `onefold_setup_${randomBytes(6).toString('hex')}`;
  const outer = realServer(kind, server);
  await outer.execute(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const inner = realServer(kind, url.href);
  const close = async () => {
    await inner.close();
    await outer.execute(`drop database ${name}${kind === 'postgres' ? ' with (force)' : ''}`);
    await outer.close();
  };
  try {
    for (const statement of ddl.split(/;\n/)) if (statement.trim() !== '') await inner.execute(statement);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: url.href, execute: (statement) => inner.execute(statement), close };
}
