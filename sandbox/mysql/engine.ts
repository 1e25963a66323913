/** The engine behind the embedded MySQL: SQLite in memory, taught MySQL's functions and typed as MySQL types. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { createTable, insertRows } from '../sql/ddl.ts';
import { Turns } from '../sql/turns.ts';
import type { Table } from '../table.ts';
import { attachCatalog, collation, refreshCatalog } from './catalog.ts';
import { type ResultColumn, resultColumn } from './columns.ts';
import { instantText, type Statement, translate } from './dialect.ts';
import { syntaxError } from './errors.ts';
import type { BoundValue } from './wire.ts';

/** Announces MySQL 8, and that it is none. */
export const version = '8.0.43-onefold-sandbox';

/** What the functions that speak of "this connection" answer. */
export interface Speaker {
  readonly id: number;
}

export type Answer =
  | {
      readonly kind: 'rows';
      readonly columns: readonly ResultColumn[];
      readonly rows: readonly (string | null)[][];
    }
  | { readonly kind: 'changed'; readonly affected: number; readonly insertId: number };

interface Prepared extends Statement {
  readonly statement: StatementSync;
}

/** More distinct texts than any client has; past it the oldest is prepared anew. */
const maxPrepared = 500;

const definitions = new Set(['CREATE', 'ALTER', 'DROP', 'TRUNCATE']);

export class Engine {
  readonly schema: string;
  readonly turns = new Turns();
  readonly database = new DatabaseSync(':memory:');
  readonly #prepared = new Map<string, Prepared>();
  #speaker: Speaker = { id: 0 };
  #insertId = 0;

  constructor(schema: string, tables: readonly Table[]) {
    this.schema = schema;
    attachCatalog(this.database);
    this.#addFunctions();
    this.database.exec('BEGIN');
    for (const table of tables) {
      for (const statement of createTable(table, 'sqlite')) this.database.exec(statement);
      for (const insert of insertRows(table, 'sqlite')) this.database.exec(insert);
    }
    refreshCatalog(this.database, schema);
    this.database.exec('COMMIT; ANALYZE');
  }

  /** @throws what SQLite says of a statement it does not accept, or a StatementError. */
  prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const translated = translate(sql, this.schema);
    if (translated.surplus !== undefined) throw syntaxError(translated.surplus);
    if (translated.sql === '') throw syntaxError('');
    const statement = this.database.prepare(translated.sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const prepared = { ...translated, statement };
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size >= maxPrepared && oldest !== undefined) this.#prepared.delete(oldest);
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  /** @throws as `prepare` does. */
  run(sql: string, values: readonly BoundValue[], speaker: Speaker): Answer {
    this.#speaker = speaker;
    const { statement, verb } = this.prepare(sql);
    const bound = values.map(sqliteValue);
    const described = statement.columns();
    if (described.length > 0) {
      // Rows come as arrays because the statement was told so; the library's type does not know.
      const rows: unknown[] = statement.all(...bound);
      const cells = rows.map((row) => (Array.isArray(row) ? row : []));
      const columns = described.map((column, at) => resultColumn(column, cells, at, this.schema));
      return {
        kind: 'rows',
        columns,
        rows: cells.map((row) => columns.map((column, at) => column.text(row[at]))),
      };
    }
    const { changes, lastInsertRowid } = statement.run(...bound);
    if (definitions.has(verb)) {
      this.#prepared.clear();
      refreshCatalog(this.database, this.schema);
    }
    this.#insertId = Number(lastInsertRowid);
    return { kind: 'changed', affected: Number(changes), insertId: verb === 'INSERT' ? this.#insertId : 0 };
  }

  #addFunctions(): void {
    const add = (name: string, compute: (...args: SQLInputValue[]) => SQLInputValue) =>
      this.database.function(name, { varargs: true }, compute);
    const variables: Record<string, SQLInputValue> = {
      version,
      version_comment: 'onefold sandbox: an embedded demo database, nothing in it is kept',
      max_allowed_packet: 16_777_215,
      collation_connection: collation,
      collation_database: collation,
      character_set_client: 'utf8mb4',
      sql_mode: '',
      time_zone: '+00:00',
      lower_case_table_names: 0,
    };
    add('version', () => version);
    add('database', () => this.schema);
    add('schema', () => this.schema);
    add('user', () => 'sandbox@localhost');
    add('connection_id', () => this.#speaker.id);
    add('last_insert_id', () => this.#insertId);
    add('system_variable', (name) => variables[String(name)] ?? null);
    add('now', (precision) => now(precision));
    add('utc_timestamp', (precision) => now(precision));
    add('char_length', (text) => (text === null ? null : [...String(text)].length));
    add('left', (text, count) => (text === null ? null : String(text).slice(0, Number(count))));
    add('right', (text, count) => (text === null ? null : String(text).slice(-Number(count))));
    add('regexp_replace', (text, pattern, by) =>
      text === null ? null : String(text).replace(new RegExp(String(pattern), 'giu'), String(by)),
    );
    add('greatest', (...values) => extreme(values, (a, b) => a > b));
    add('least', (...values) => extreme(values, (a, b) => a < b));
    // MySQL escapes with a backslash unless told otherwise, SQLite with nothing.
    this.database.function('like', { deterministic: true }, (pattern, value) => like(pattern, value));
  }
}

/** Integers stay integers, as the driver sends every number as DOUBLE; date-times get the precision of the columns. */
function sqliteValue(value: BoundValue): SQLInputValue {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== 'string') return value;
  return instantText(value);
}

function now(precision: SQLInputValue | undefined): string {
  const text = new Date().toISOString().replace('T', ' ');
  const digits = Number(precision ?? 0);
  return digits === 0 ? text.slice(0, 19) : text.slice(0, 20 + Math.min(digits, 3));
}

function extreme(
  values: readonly SQLInputValue[],
  better: (a: NonNullable<SQLInputValue>, b: NonNullable<SQLInputValue>) => boolean,
): SQLInputValue {
  let best: SQLInputValue = null;
  for (const value of values) {
    if (value === null) return null;
    if (best === null || better(value, best)) best = value;
  }
  return best;
}

function like(pattern: SQLInputValue, value: SQLInputValue): SQLInputValue {
  if (pattern === null || value === null) return null;
  const source = String(pattern).replace(/\\([\s\S])|[\s\S]/g, (character, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    if (character === '%') return '[\\s\\S]*';
    return character === '_' ? '[\\s\\S]' : literal(character);
  });
  return new RegExp(`^${source}$`, 'iu').test(String(value)) ? 1 : 0;
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
