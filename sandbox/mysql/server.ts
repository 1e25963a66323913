/**
 * The embedded MySQL: SQLite in memory, spoken to by the real `mysql2` over the real protocol. The server side that
 * mysql2 brings cannot do prepared statements (it guesses at bound values and writes binary rows as text), so the
 * packets are written here.
 */
import { type SqlSystem, startProxy } from '../sql/proxy.ts';
import type { Table } from '../table.ts';
import { Engine } from './engine.ts';
import { openSession, type Sessions } from './session.ts';
import type { BoundValue } from './wire.ts';

/** Any user, password and database is accepted, and all of them see the same tables. */
export async function startMysql(options: {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly port?: number;
}): Promise<SqlSystem> {
  const engine = new Engine(options.name, options.tables);
  const sessions: Sessions = new Map();
  let opened = 0;
  return startProxy({
    ...options,
    kind: 'mysql',
    url: `mysql://sandbox:sandbox@127.0.0.1/${options.name}`,
    backend: {
      open: (client) => openSession(engine, sessions, ++opened, client),
      execute: (sql, values = []) =>
        engine.turns.exclusively(async () => {
          const answer = engine.run(sql, values.map(bindable), { id: 0 });
          if (answer.kind === 'changed') return [];
          return answer.rows.map((row) =>
            Object.fromEntries(
              answer.columns.map((column, at) => [column.name, column.value(row[at] ?? null)]),
            ),
          );
        }),
      close: async () => engine.database.close(),
    },
  });
}

function bindable(value: unknown): BoundValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return String(value);
}
