/** MySQL's errors, with its numbers and in its words. */
import type { ServerError } from './wire.ts';

/** Thrown inside the sandbox for what a client is told. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  readonly error: ServerError;

  constructor(error: ServerError) {
    super(error.message);
    this.error = error;
  }
}

export function syntaxError(near: string): StatementError {
  return new StatementError({
    code: 1064,
    state: '42000',
    message: `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${near}' at line 1`,
  });
}

export function readOnlyTransaction(): StatementError {
  return new StatementError({
    code: 1792,
    state: '25006',
    message: 'Cannot execute statement in a READ ONLY transaction.',
  });
}

export function unknownThread(id: number): StatementError {
  return new StatementError({ code: 1094, state: 'HY000', message: `Unknown thread id: ${id}` });
}

export function unknownStatement(id: number): StatementError {
  return new StatementError({
    code: 1243,
    state: 'HY000',
    message: `Unknown prepared statement handler (${id}) given to EXECUTE`,
  });
}

interface Translation {
  readonly pattern: RegExp;
  readonly code: number;
  readonly state: string;
  message(match: RegExpMatchArray, sql: string, schema: string): string;
}

/** SQLite's messages and what MySQL says in their place, first match wins. */
const translations: readonly Translation[] = [
  {
    pattern: /^no such column: (.+)$/,
    code: 1054,
    state: '42S22',
    message: (match, sql) => `Unknown column '${match[1]}' in '${clauseOf(bareName(match[1]), sql)}'`,
  },
  {
    pattern: /^table (.+) has no column named (.+)$/,
    code: 1054,
    state: '42S22',
    message: (match) => `Unknown column '${match[2]}' in 'field list'`,
  },
  {
    pattern: /^no such table: (?:main\.)?(.+)$/,
    code: 1146,
    state: '42S02',
    message: ([, table = ''], _sql, schema) =>
      `Table '${table.includes('.') ? table : `${schema}.${table}`}' doesn't exist`,
  },
  {
    pattern: /^ambiguous column name: (.+)$/,
    code: 1052,
    state: '23000',
    message: (match) => `Column '${match[1]}' in field list is ambiguous`,
  },
  {
    pattern: /^no such function: (.+)$/,
    code: 1305,
    state: '42000',
    message: (match, _sql, schema) => `FUNCTION ${schema}.${match[1]} does not exist`,
  },
  {
    pattern: /^UNIQUE constraint failed: (.+)$/,
    code: 1062,
    state: '23000',
    message: (match) => `Duplicate entry for key '${match[1]}'`,
  },
  {
    pattern: /^NOT NULL constraint failed: .*\.(.+)$/,
    code: 1048,
    state: '23000',
    message: (match) => `Column '${match[1]}' cannot be null`,
  },
  {
    pattern: /^(?:near "([\s\S]*)": syntax error|incomplete input|unrecognized token: "([\s\S]*)")$/,
    code: 1064,
    state: '42000',
    message: ([, near, token], sql) => syntaxError(from(near ?? token, sql)).message,
  },
];

/** @param sql - as the client wrote it. */
export function translateError(error: unknown, sql: string, schema: string): ServerError {
  if (error instanceof StatementError) return error.error;
  const words = error instanceof Error ? error.message : '';
  for (const { pattern, code, state, message } of translations) {
    const match = words.match(pattern);
    if (match !== null) return { code, state, message: message(match, sql, schema) };
  }
  return { code: 1105, state: 'HY000', message: 'the sandbox does not understand this statement' };
}

function bareName(name = ''): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function clauseOf(column: string, sql: string): string {
  const where = sql.search(/\bfrom\b/i);
  const at = sql.toLowerCase().indexOf(column.toLowerCase());
  return where < 0 || at < where ? 'field list' : 'where clause';
}

function from(near: string | undefined, sql: string): string {
  const at = near === undefined ? -1 : sql.indexOf(near);
  return at < 0 ? '' : sql.slice(at, at + 80);
}
