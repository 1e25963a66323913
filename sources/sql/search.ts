import { attributeSpec } from '../../src/model/attribute.ts';
import type { Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { Call, Condition, Manifest, SearchPage, Want } from '../contract.ts';
import type { CustomerMapping } from '../mapping.ts';
import { attributeColumns } from '../reading.ts';
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
  const pushedDown = conditions.every(({ attribute, operator }) =>
    filters.some((each) => each.attribute === attribute && each.operators.includes(operator)),
  );
  if (!pushedDown) return failed(new GatewayError('FILTER_UNSUPPORTED'));
  try {
    return await database.ask(call, async (catalogue) => {
      const selection = customers.selection(catalogue, want);
      const { table, list, id } = selection;
      if (page.after !== undefined && !database.dialect.holds(id, page.after))
        throw new GatewayError('CURSOR_INVALID');
      const terms = conditions.map((condition) => searchTerm(customers.mapping, table, condition));
      if (!terms.every((term) => term !== undefined)) return found({ items: [], more: false });
      const rows = await database.run(
        searchStatement(database.dialect, table, list, id, terms, page.first + 1, page.after),
        call,
      );
      const items = customers.records(rows.slice(0, page.first), selection);
      return found({ items, more: rows.length > page.first });
    });
  } catch (error) {
    return failureOutcome(error);
  }
}

/** @returns undefined for a condition that no record can meet: a date that is none, a character no text has. */
function searchTerm(
  mapping: CustomerMapping,
  table: Table,
  { attribute, operator, value }: Condition,
): SearchTerm | undefined {
  const columns = attributeColumns(mapping, attribute).map((name) => columnOf(table, name));
  const { type } = attributeSpec(attribute);
  const text = type === 'instant' ? asInstant(value) : type === 'date' ? asDate(value) : value;
  return text === undefined || text.includes('\0') ? undefined : { columns, operator, value: text };
}
