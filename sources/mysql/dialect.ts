import type { Column } from '../sql/catalogue.ts';
import type { Dialect } from '../sql/dialect.ts';
import type { Bound } from '../sql/pool.ts';
import { decimalNumber, escaped, likePattern, wholeNumber } from '../sql/text.ts';
import { readCatalogue } from './catalogue.ts';

/** @param offset - of the zone in which DATETIME values are meant, such as `+02:00`. */
export function mysqlDialect(offset: string): Dialect {
  const minutes = minutesOf(offset);
  const inUtc = (column: Column) => {
    const name = quoteName(column.name);
    return column.type === 'datetime' && minutes !== 0 ? `convert_tz(${name}, '${offset}', '+00:00')` : name;
  };
  return {
    batch: 500,
    table: quoteTable,
    name: quoteName,
    select(column) {
      const name = quoteName(column.name);
      if (column.family === 'bits') return `${name} + 0 as ${name}`;
      const sql = inUtc(column);
      return sql === name ? name : `${sql} as ${name}`;
    },
    bind,
    holds(column, text) {
      if (column.family === 'integer') return wholeNumber.test(text) && text.length <= 20;
      return column.family !== 'decimal' || decimalNumber.test(text);
    },
    among,
    amongFolded(column, texts, values) {
      if (column.family !== 'text' || column.folds) return among(column, texts, values);
      const lower = new Set(texts.map((text) => text.toLowerCase()));
      return `lower(${quoteName(column.name)}) in (${list(column, [...lower], values)})`;
    },
    matches(column, text, extent, values) {
      const name = quoteName(column.name);
      const pattern = extent === 'whole' ? escaped(text) : `${escaped(text)}%`;
      // Letters are all that may differ: a collation may also leave out accents, and `=` blanks at the end.
      const exactly = (sql: string) =>
        `lower(${sql}) like lower(${bind(pattern, values)}) collate utf8mb4_bin escape '!'`;
      if (column.family !== 'text') return exactly(`cast(${name} as char)`);
      if (!column.folds) return exactly(name);
      // What the collation finds, it finds by an index.
      const nearly = `${name} like ${key(column, pattern, values)} escape '!'`;
      return `${nearly} and ${exactly(name)}`;
    },
    like(column, text, place, values) {
      const name = quoteName(column.name);
      const pattern = likePattern(text, place);
      if (column.family !== 'text')
        return `lower(cast(${name} as char)) like lower(${bind(pattern, values)}) escape '!'`;
      return column.folds
        ? `${name} like ${key(column, pattern, values)} escape '!'`
        : `lower(${name}) like lower(${key(column, pattern, values)}) escape '!'`;
    },
    onDay: (column, days, values) =>
      `substr(cast(${inUtc(column)} as char), 6, 5) in (${days.map((day) => bind(day, values)).join(', ')})`,
    key,
    instant(column, instant, values) {
      if (column.family === 'date') return bind(instant.replace(/T00:00:00\.000Z$/, ''), values);
      if (column.family !== 'instant') return bind(instant, values);
      const shift = column.type === 'datetime' ? minutes * 60_000 : 0;
      const local = new Date(Date.parse(instant) + shift).toISOString();
      return bind(local.replace('T', ' ').replace('Z', ''), values);
    },
    timeKey(column) {
      const name = quoteName(column.name);
      return column.subMillisecond
        ? `(${name} - interval (microsecond(${name}) mod 1000) microsecond)`
        : name;
    },
    idKey,
    idValue: (column, id, values) =>
      column.family === 'integer' ? bind(id, values) : `hex(${key(column, id, values)})`,
    exactKey: idKey,
    // Nothing is less than a value, and so comes last.
    newestFirst: 'desc',
    catalogue: readCatalogue,
    advice(table, column, compared) {
      const name = quoteName(column.name);
      if (compared !== 'exact' && column.family === 'text' && !column.folds)
        return `alter table ${quoteTable(table)} modify ${name} … collate utf8mb4_unicode_ci, or map a generated column of lower(${name})`;
      return column.index === null ? `create index … on ${quoteTable(table)} (${name})` : undefined;
    },
  };
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function quoteTable(name: string): string {
  return name.split('.').map(quoteName).join('.');
}

function bind(value: Bound, values: Bound[]): string {
  values.push(value);
  return '?';
}

/** The value in the column's own type and character set, so that neither is the column converted nor the value refused. */
function comparable({ family, type }: Column): string {
  if (family === 'integer') return `cast(? as ${type})`;
  if (family !== 'text' || type.startsWith('utf8mb4_')) return '?';
  return `convert(? using ${type.replace(/_.*/, '')}) collate ${type}`;
}

function key(column: Column, text: string, values: Bound[]): string {
  values.push(text);
  return comparable(column);
}

function among(column: Column, texts: readonly string[], values: Bound[]): string {
  const name = quoteName(column.name);
  const typed = column.family === 'text' || column.family === 'integer' || column.family === 'decimal';
  return `${typed ? name : `cast(${name} as char)`} in (${list(column, texts, values)})`;
}

/** Lists are filled up to a power of two with their last value, so that there are few texts to prepare. */
function list(column: Column, texts: readonly string[], values: Bound[]): string {
  const length = 2 ** Math.ceil(Math.log2(texts.length));
  const filling = Array<string>(length - texts.length).fill(texts.at(-1) ?? '');
  for (const text of [...texts, ...filling]) values.push(text);
  return Array(length).fill(comparable(column)).join(', ');
}

/** The bytes of a text, whatever the character set and collation of the column. */
function idKey(column: Column): string {
  const name = quoteName(column.name);
  return column.family === 'integer' ? `cast(${name} as char)` : `hex(${name})`;
}

/** @param offset - `Z` or `±hh:mm`. */
function minutesOf(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -size : size;
}
