import { escapeIdentifier } from 'pg';
import type { Column } from '../sql/catalogue.ts';
import type { Dialect } from '../sql/dialect.ts';
import type { Bound } from '../sql/pool.ts';
import { decimalNumber, likePattern, uuid, wholeNumber } from '../sql/text.ts';
import { readCatalogue } from './catalogue.ts';
import { quoteTable } from './names.ts';

/** Lists travel as one array, so a statement's text is the same for any number of keys and is prepared once. */
export const postgresDialect: Dialect = {
  batch: 1000,
  table: quoteTable,
  name: escapeIdentifier,
  select: (column) => escapeIdentifier(column.name),
  bind,
  holds(column, text) {
    switch (column.family) {
      case 'integer':
        return wholeNumber.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
      case 'decimal':
        return decimalNumber.test(text);
      case 'uuid':
        return uuid.test(text);
      default:
        // No text of PostgreSQL has this character; the server would refuse the whole statement.
        return !text.includes('\0');
    }
  },
  among,
  amongFolded(column, texts, values) {
    if (column.family !== 'text' || column.folds) return among(column, texts, values);
    const lower = new Set(texts.flatMap((text) => [text.toLowerCase(), asciiLowerCase(text)]));
    return `lower(${escapeIdentifier(column.name)}) = any(${bind([...lower], values)}::text[])`;
  },
  matches(column, text, extent, values) {
    const name = escapeIdentifier(column.name);
    if (extent === 'prefix') return like(column, text, 'start', values);
    if (column.folds) return `${name} = ${bind(text, values)}::${column.type}`;
    return `lower(${name}::text) = lower(${bind(text, values)})`;
  },
  like,
  onDay: (column, days, values) =>
    `to_char(${escapeIdentifier(column.name)}, 'MM-DD') = any(${bind(days, values)}::text[])`,
  key: (column, text, values) => `${bind(text, values)}::${column.type}`,
  instant: (column, instant, values) =>
    `${bind(instant, values)}::${column.family === 'instant' ? column.type : column.family === 'date' ? 'timestamp' : 'text'}`,
  timeKey(column) {
    const name = escapeIdentifier(column.name);
    return column.subMillisecond ? `date_trunc('milliseconds', ${name})` : name;
  },
  idKey: (column) => `${escapeIdentifier(column.name)}::text collate "C"`,
  idValue: (_, id, values) => bind(id, values),
  exactKey: (column) => `${escapeIdentifier(column.name)}::text`,
  newestFirst: 'desc nulls last',
  catalogue: readCatalogue,
  advice(table, column, compared) {
    const name = escapeIdentifier(column.name);
    // Whatever the database sorts by, this index knows beginnings, and serves equality too.
    if (compared === 'prefix')
      return column.prefixIndex === null
        ? `create index on ${quoteTable(table)} (lower(${name}) text_pattern_ops)`
        : undefined;
    if (compared === 'folded' && column.family === 'text' && !column.folds)
      return column.lowerIndex === null ? `create index on ${quoteTable(table)} (lower(${name}))` : undefined;
    if (column.family !== 'other' && column.index !== null) return undefined;
    return `create index on ${quoteTable(table)} (${column.family === 'other' ? `(${name}::text)` : name})`;
  },
};

function bind(value: Bound, values: Bound[]): string {
  return `$${values.push(value)}`;
}

function like(column: Column, text: string, place: 'start' | 'end' | 'anywhere', values: Bound[]): string {
  const lowered = `lower(${escapeIdentifier(column.name)}::text)`;
  const pattern = likePattern(text, place);
  const folded = `${lowered} like lower(${bind(pattern, values)}) escape '!'`;
  const ascii = asciiLowerCase(pattern);
  if (ascii === pattern.toLowerCase()) return folded;
  return `(${folded} or ${lowered} like ${bind(ascii, values)} escape '!')`;
}

/** Some databases and columns know the case of ASCII letters only. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The values are cast, never the column, wherever its type has an order an index could be in. */
function among(column: Column, texts: readonly string[], values: Bound[]): string {
  const name = escapeIdentifier(column.name);
  const list = bind(texts, values);
  return column.family === 'other' || column.family === 'instant' || column.family === 'date'
    ? `${name}::text = any(${list}::text[])`
    : `${name} = any(${list}::${column.type}[])`;
}
