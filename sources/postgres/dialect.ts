import { escapeIdentifier } from 'pg';
import type { Column } from '../sql/catalogue.ts';
import type { Dialect } from '../sql/dialect.ts';
import type { Bound } from '../sql/pool.ts';
import { decimalNumber, escaped, uuid, wholeNumber } from '../sql/text.ts';
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
    const lower = new Set(texts.map((text) => text.toLowerCase()));
    return `lower(${escapeIdentifier(column.name)}) = any(${bind([...lower], values)}::text[])`;
  },
  matches(column, text, extent, values) {
    const name = escapeIdentifier(column.name);
    if (extent === 'prefix')
      return `lower(${name}::text) like lower(${bind(`${escaped(text)}%`, values)}) escape '!'`;
    if (column.folds) return `${name} = ${bind(text, values)}::${column.type}`;
    return `lower(${name}::text) = lower(${bind(text, values)})`;
  },
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
  advice(table, column, folded) {
    const name = escapeIdentifier(column.name);
    if (folded && column.family === 'text' && !column.folds)
      return column.lowerIndex === null ? `create index on ${quoteTable(table)} (lower(${name}))` : undefined;
    if (column.family !== 'other' && column.index !== null) return undefined;
    return `create index on ${quoteTable(table)} (${column.family === 'other' ? `(${name}::text)` : name})`;
  },
};

function bind(value: Bound, values: Bound[]): string {
  return `$${values.push(value)}`;
}

/** The values are cast, never the column, wherever its type has an order an index could be in. */
function among(column: Column, texts: readonly string[], values: Bound[]): string {
  const name = escapeIdentifier(column.name);
  const list = bind(texts, values);
  return column.family === 'other' || column.family === 'instant' || column.family === 'date'
    ? `${name}::text = any(${list}::text[])`
    : `${name} = any(${list}::${column.type}[])`;
}
