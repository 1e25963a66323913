/** What a column can hold, told from its source's own word for its type. */
import type { SurveyedColumn } from '../../sources/contract.ts';

export type Family = 'text' | 'flag' | 'integer' | 'decimal' | 'instant' | 'date' | 'uuid' | 'long' | 'other';

/** Beginnings of type words, lower case; the first that fits counts. */
const families: readonly (readonly [beginning: string, family: Family])[] = [
  ['tinyint(1)', 'flag'],
  ['bit(1)', 'flag'],
  ['bool', 'flag'],
  ['checkbox', 'flag'],
  ['timestamp', 'instant'],
  ['datetime', 'instant'],
  ['date', 'date'],
  ['time', 'other'],
  ['interval', 'other'],
  ['json', 'other'],
  ['bytea', 'other'],
  ['binary', 'other'],
  ['varbinary', 'other'],
  ['blob', 'other'],
  ['point', 'other'],
  ['inet', 'other'],
  ['cidr', 'other'],
  ['tsvector', 'other'],
  ['uuid', 'uuid'],
  ['int', 'integer'],
  ['smallint', 'integer'],
  ['tinyint', 'integer'],
  ['mediumint', 'integer'],
  ['bigint', 'integer'],
  ['serial', 'integer'],
  ['bigserial', 'integer'],
  ['numeric', 'decimal'],
  ['decimal', 'decimal'],
  ['double', 'decimal'],
  ['float', 'decimal'],
  ['real', 'decimal'],
  ['money', 'decimal'],
  ['currency', 'decimal'],
  ['longtext', 'long'],
  ['mediumtext', 'long'],
  ['char', 'text'],
  ['varchar', 'text'],
  ['text', 'text'],
  ['tinytext', 'text'],
  ['citext', 'text'],
  ['bpchar', 'text'],
  ['name', 'text'],
  ['enum', 'text'],
  ['set(', 'text'],
  // Salesforce's.
  ['string', 'text'],
  ['email', 'text'],
  ['phone', 'text'],
  ['picklist', 'text'],
  ['combobox', 'text'],
  ['textarea', 'text'],
  ['id', 'text'],
  ['reference', 'text'],
  ['url', 'text'],
];

export function familyOf({ type, words }: Pick<SurveyedColumn, 'type' | 'words'>): Family {
  const lower = type.toLowerCase();
  const found = families.find(([beginning]) => lower.startsWith(beginning))?.[1];
  if (found !== undefined) return lower.endsWith('[]') ? 'other' : found;
  return words === undefined ? 'other' : 'text';
}

export function isTime(family: Family): boolean {
  return family === 'instant' || family === 'date';
}
