import { attributeSpec } from '../../src/model/attribute.ts';
import type { Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { attributeColumns } from '../columns.ts';
import type { Call, Condition, Manifest, SearchPage, Want } from '../contract.ts';
import type { CustomerMapping } from '../mapping.ts';
import { asDate, asInstant } from '../values.ts';
import { columnOf, type Table } from './catalogue.ts';
import { type Database, failureOutcome } from './database.ts';
import type { CustomerTable } from './records.ts';
import { type SearchTerm, searchStatement } from './statements.ts';

/** Records that meet every condition, in the order of their ids. */
export async function search(
  database: Database,
  customers: CustomerTable,
  filters: Manifest['filters'],
  conditions: readonly Condition[],
  page: SearchPage,
  want: Want,
  call: Call,
): Promise<Outcome<Slice<SourceRecord>>> {
  if (!pushesDown(filters, conditions)) return failed(new GatewayError('FILTER_UNSUPPORTED'));
  try {
    return await database.ask(call, async (catalogue) => {
      const selection = customers.in(catalogue).selections.of(want);
      const { table, id } = selection;
      if (page.after !== undefined && !database.dialect.holds(id, page.after))
        throw new GatewayError('CURSOR_INVALID');
      const terms = conditions.map((condition) => searchTerm(customers.mapping, table, condition));
      if (!terms.every((term) => term !== undefined)) return found({ items: [], more: false });
      const rows = await database.run(
        searchStatement(database.dialect, selection, terms, page.first + 1, page.after),
        call,
      );
      const items = selection.records(rows.slice(0, page.first));
      return found({ items, more: rows.length > page.first });
    });
  } catch (error) {
    return failureOutcome(error);
  }
}

export function pushesDown(filters: Manifest['filters'], conditions: readonly Condition[]): boolean {
  return conditions.every(({ attribute, operator }) =>
    filters.some((each) => each.attribute === attribute && each.operators.includes(operator)),
  );
}

/** @returns undefined for a condition that no record can meet. */
function searchTerm(mapping: CustomerMapping, table: Table, condition: Condition): SearchTerm | undefined {
  const { attribute, operator } = condition;
  const columns = attributeColumns(mapping, attribute).map((name) => columnOf(table, name));
  const value = comparedWith(condition);
  return value === undefined ? undefined : { columns, operator, value };
}

/** @returns undefined for what no record has: a date that is none, a character that is in no text. */
export function comparedWith({ attribute, value }: Condition): string | undefined {
  const { type } = attributeSpec(attribute);
  const text = type === 'instant' ? asInstant(value) : type === 'date' ? asDate(value) : value;
  return text?.includes('\0') ? undefined : text;
}
