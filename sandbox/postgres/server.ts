/** The embedded PostgreSQL: PGlite in memory, spoken to by the real `pg` over the real protocol. */
import { PGlite } from '@electric-sql/pglite';
import { createTable, insertRows } from '../sql/ddl.ts';
import { type SqlSystem, startProxy } from '../sql/proxy.ts';
import { Turns } from '../sql/turns.ts';
import type { Table } from '../table.ts';
import { type Engine, openSession } from './session.ts';

/** Any user, password and database is accepted, and all of them see the same tables. */
export async function startPostgres(options: {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly port?: number;
}): Promise<SqlSystem> {
  // Without these the start takes twice as long: nothing is kept, and text is ordered by code point.
  const database = await PGlite.create({
    initDbStartParams: ['--no-sync', '--locale-provider=builtin', '--locale=C.UTF-8'],
  });
  for (const table of options.tables) {
    const [create = '', ...indexes] = createTable(table, 'postgres');
    await database.exec(create);
    for (const insert of insertRows(table, 'postgres')) await database.exec(insert);
    for (const index of indexes) await database.exec(index);
  }
  await database.exec('ANALYZE');

  const engine: Engine = { database, turns: new Turns(), settings: '', sessions: 0 };
  return startProxy({
    ...options,
    kind: 'postgres',
    url: `postgres://sandbox:sandbox@127.0.0.1/${options.name}`,
    backend: {
      open: (client) => openSession(engine, client),
      execute: (sql, values = []) =>
        engine.turns.exclusively(async () => {
          engine.settings = '';
          await database.exec('RESET ALL');
          return (await database.query<Record<string, unknown>>(sql, [...values])).rows;
        }),
      close: () => database.close(),
    },
  });
}
