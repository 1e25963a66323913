/** What an SQL database would do with a WHERE and an ORDER BY. */
import { type AttributeValue, attributeSpec } from '../../src/model/attribute.ts';
import type { Row } from '../../src/model/collection.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { compareText, type SourceRecord } from '../../src/model/record.ts';
import { spellingsOf } from '../asking.ts';
import { lookupColumns } from '../columns.ts';
import type { After, Condition } from '../contract.ts';
import { kept } from '../kept.ts';
import type { CustomerMapping } from '../mapping.ts';
import type { Columns } from '../read.ts';
import { asDate, asInstant, asText } from '../values.ts';

/** Whether a row holds any spelling of any of the keys in a column they are looked up by, whatever the case. */
export function holdsAny<Raw>(
  mapping: CustomerMapping,
  keys: readonly Identifier[],
  columns: Columns<Raw>,
): (row: Raw) => boolean {
  const wanted = new Map<string, Set<string>>();
  for (const { kind, value, spelling } of keys)
    for (const { column, as } of lookupColumns(mapping, kind)) {
      const texts = kept(wanted, column, () => new Set<string>());
      for (const text of spellingsOf({ kind, value, spellings: [spelling] }, as))
        texts.add(text.toLowerCase());
    }
  const tests = [...wanted].map(([column, texts]) => ({ read: columns(column), texts }));
  return (row) =>
    tests.some(({ read, texts }) => {
      const text = asText(read(row));
      return text !== undefined && texts.has(text.toLowerCase());
    });
}

/** Whether any value of the attribute meets the condition. */
export function meets(record: SourceRecord, { attribute, operator, value }: Condition): boolean {
  const fold = foldOf(attribute);
  const bound = fold(value);
  if (bound === undefined) return false;
  return (record.attributes[attribute] ?? []).some((raw) => {
    const own = fold(raw);
    if (own === undefined) return false;
    if (operator === 'equals') return own === bound;
    if (operator === 'startsWith') return own.startsWith(bound);
    return operator === 'atLeast' ? own >= bound : own < bound;
  });
}

/** Text without case; dates and instants in the one spelling that sorts by time. */
function foldOf(attribute: Condition['attribute']): (value: AttributeValue) => string | undefined {
  switch (attributeSpec(attribute).type) {
    case 'date':
      return asDate;
    case 'instant':
      return asInstant;
    case 'text':
      return (value) => String(value).toLowerCase();
  }
}

/** Newest first, nulls last: the empty text is before every instant. */
function compareTimes(a: string | null, b: string | null): number {
  return compareText(b ?? '', a ?? '');
}

export function compareRows(a: Row, b: Row): number {
  return compareTimes(a.at, b.at) || compareText(a.id, b.id);
}

export function isAfter(row: Row, after: After): boolean {
  const time = compareTimes(row.at, after.at);
  return time > 0 || (time === 0 && (after.id === undefined || row.id > after.id));
}
