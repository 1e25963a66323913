/**
 * Statements written for MySQL 8 or MariaDB, in SQLite's words. Bound values are never touched: what is rewritten is
 * syntax, and only what the two dialects spell differently.
 */
import { type Token, tokens } from './tokens.ts';

export interface Statement {
  readonly sql: string;
  /** The first word that says what it does: SELECT, UPDATE, SET … */
  readonly verb: string;
  readonly parameters: number;
  /** Text from the second statement on, which one command may not carry. */
  readonly surplus: string | undefined;
}

/** @param schema - the database name that clients use for SQLite's `main`. */
export function translate(mysql: string, schema: string): Statement {
  const all = withoutLimit(tokens(mysql));
  const end = all.findIndex((token) => token.value === ';' && token.kind === 'symbol');
  const own = end < 0 ? all : all.slice(0, end);
  const next = end < 0 ? undefined : all[end + 1];
  return {
    sql: rewrite(own, schema),
    verb: own.find((token) => token.value !== '(')?.value ?? '',
    parameters: own.filter((token) => token.kind === 'parameter').length,
    surplus: next === undefined ? undefined : mysql.slice(next.at),
  };
}

/** Date-times are compared as text here, so all have the precision of the columns: three digits. */
export function instantText(text: string): string {
  const [, instant, fraction = ''] = /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  return instant === undefined ? text : `${instant.replace('T', ' ')}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

/** Drops MariaDB's `SET STATEMENT name = value FOR`: the time limit is the proxy's to keep. */
function withoutLimit(all: readonly Token[]): readonly Token[] {
  if (all[0]?.value !== 'SET' || all[1]?.value !== 'STATEMENT') return all;
  const start = all.findIndex((token) => token.value === 'FOR');
  return start < 0 ? all : all.slice(start + 1);
}

function rewrite(own: readonly Token[], schema: string): string {
  let sql = '';
  let end = 0;
  for (let at = 0; at < own.length; at++) {
    const token = own[at];
    if (token === undefined) break;
    const { words, skip } = rewritten(own, at, token, schema);
    sql += (token.at > end && sql !== '' ? ' ' : '') + words;
    at += skip;
    const last = own[at] ?? token;
    end = last.at + last.source.length;
  }
  return sql;
}

/** @returns what stands in place of the token, and how many of those after it go with it. */
function rewritten(
  own: readonly Token[],
  at: number,
  token: Token,
  schema: string,
): { words: string; skip: number } {
  const before = own[at - 1];
  const next = own[at + 1];
  const keep = { words: token.source, skip: 0 };
  switch (token.kind) {
    case 'text':
      return { words: `'${instantText(token.value).replaceAll("'", "''")}'`, skip: 0 };
    case 'name':
      // SQLite reads backticks too, and unlike double quotes never takes what is in them for a string.
      return token.value === schema && next?.value === '.' ? { words: 'main', skip: 0 } : keep;
    case 'variable':
      return { words: variable(token, next), skip: 0 };
    case 'symbol':
      if (token.value === '<=>') return { words: 'IS', skip: 0 };
      if (token.value === '(' && opensOperand(before, next)) return { words: 'SELECT * FROM (', skip: 0 };
      return keep;
    case 'word':
      return word(own, at, token, schema) ?? keep;
    default:
      return keep;
  }
}

function word(
  own: readonly Token[],
  at: number,
  token: Token,
  schema: string,
): { words: string; skip: number } | undefined {
  const before = own[at - 1];
  const [next, second, third] = own.slice(at + 1, at + 4);
  if (token.source === schema && next?.value === '.') return { words: 'main', skip: 0 };
  switch (token.value) {
    case 'FROM':
      return next?.value === 'DUAL' ? { words: '', skip: 1 } : undefined;
    case 'COLLATE':
      return { words: `COLLATE ${/_bin$/i.test(next?.value ?? '') ? 'BINARY' : 'NOCASE'}`, skip: 1 };
    case 'CHARACTER':
      return next?.value === 'SET' ? { words: '', skip: 2 } : undefined;
    case 'CONVERT':
      // CONVERT(x USING utf8mb4): all text is that already.
      return next?.value === '(' ? { words: '', skip: 0 } : undefined;
    case 'USING':
      return next?.kind === 'word' && second?.value === ')' ? { words: '', skip: 1 } : undefined;
    case '_UTF8MB4':
      return next?.kind === 'text' ? { words: '', skip: 0 } : undefined;
    case 'IN':
      // A list of rows: (a, b) IN ((1, 2), (3, 4)).
      return before?.value === ')' && next?.value === '(' && second?.value === '('
        ? { words: 'IN (VALUES', skip: 1 }
        : undefined;
    case 'SIGNED':
    case 'UNSIGNED':
      return before?.value === 'AS' ? { words: 'INTEGER', skip: 0 } : undefined;
    case 'DATE':
    case 'DATETIME': {
      if (before?.value !== 'AS') return undefined;
      return { words: 'TEXT', skip: next?.value === '(' && third?.value === ')' ? 3 : 0 };
    }
    case 'START':
      return next?.value === 'TRANSACTION' ? { words: 'BEGIN', skip: own.length } : undefined;
    default:
      return undefined;
  }
}

/** `(SELECT …) UNION ALL (SELECT …)`: SQLite takes no brackets there. */
function opensOperand(before: Token | undefined, next: Token | undefined): boolean {
  if (next?.value !== 'SELECT' && next?.value !== 'WITH') return false;
  return before === undefined || ['UNION', 'ALL', 'EXCEPT', 'INTERSECT'].includes(before.value);
}

/** `@@name` is a look-up by name; MySQL calls its column by the text of the expression. */
function variable(token: Token, next: Token | undefined): string {
  const name = token.value.replace(/^@@?(?:session\.|global\.|local\.)?/i, '').toLowerCase();
  const alone = next === undefined || next.value === ',' || next.value === 'FROM';
  return `system_variable('${name}')${alone ? ` AS "${token.value}"` : ''}`;
}
