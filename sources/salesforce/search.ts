/** Records by condition, in the order of their ids, which is object after object. */
import type { Attribute } from '../../src/model/attribute.ts';
import type { Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { RecordId, SourceRecord } from '../../src/model/record.ts';
import { attributeColumns } from '../columns.ts';
import type { Call, Condition, Manifest, SearchPage, Want } from '../contract.ts';
import type { CustomerObject } from './config.ts';
import { salesforceId } from './ids.ts';
import { condition } from './literals.ts';
import { failureIn, isReadable, type Org, onlyCustomers } from './records.ts';
import { anyOf, statement } from './soql.ts';

export async function search(
  org: Org,
  filters: Manifest['filters'],
  filter: readonly Condition[],
  page: SearchPage,
  want: Want,
  call: Call,
): Promise<Outcome<Slice<SourceRecord>>> {
  if (!filter.every((one) => isPushed(filters, one))) return failed(new GatewayError('FILTER_UNSUPPORTED'));
  const after = page.after === undefined ? undefined : salesforceId(page.after);
  if (page.after !== undefined && after === undefined) return failed(new GatewayError('CURSOR_INVALID'));
  const records: SourceRecord[] = [];
  try {
    for (const object of searchedObjects(org, filter, after)) {
      const wanted = page.first + 1 - records.length;
      if (wanted === 0) break;
      const more = await searchObject(org, object, filter, after, wanted, want, call);
      if (more === undefined) return failed(new GatewayError('SOURCE_DRIFTED'));
      records.push(...more);
    }
  } catch (error) {
    return failed(failureIn(error));
  }
  return found({ items: records.slice(0, page.first), more: records.length > page.first });
}

/** Statements a search takes where its page is not full before the last of them. */
export function searchPrice(
  org: Org,
  filters: Manifest['filters'],
  filter: readonly Condition[],
  page: SearchPage,
): number {
  if (!filter.every((one) => isPushed(filters, one))) return 0;
  const after = page.after === undefined ? undefined : salesforceId(page.after);
  if (page.after !== undefined && after === undefined) return 0;
  return searchedObjects(org, filter, after).length;
}

/** Those that come behind the position, but for what the object has no field for: none of its records can meet that. */
function searchedObjects(
  { objects }: Org,
  filter: readonly Condition[],
  after: RecordId | undefined,
): readonly CustomerObject[] {
  return objects.filter(
    ({ keyPrefix, mapping }) =>
      (after === undefined || keyPrefix >= after.slice(0, 3)) &&
      filter.every(({ attribute }) => attributeColumns(mapping, attribute).length > 0),
  );
}

function isPushed(filters: Manifest['filters'], { attribute, operator }: Condition): boolean {
  return filters.some((one) => one.attribute === attribute && one.operators.includes(operator));
}

/**
 * @returns undefined when a field that the search needs is gone.
 * @throws GatewayError
 */
async function searchObject(
  org: Org,
  object: CustomerObject,
  filter: readonly Condition[],
  after: RecordId | undefined,
  limit: number,
  want: Want,
  call: Call,
): Promise<readonly SourceRecord[] | undefined> {
  const { id, table } = object.mapping;
  return org.drift.read(object.target, call.signal, async (missing) => {
    const needed = filter.flatMap(({ attribute }) => attributeColumns(object.mapping, attribute));
    if (!isReadable(object, missing) || needed.some((column) => missing.has(column))) return undefined;
    const where = [...onlyCustomers(object)];
    for (const one of filter) {
      const conditions = await columnConditions(org, object, one, call.signal);
      if (conditions === undefined) return undefined;
      if (conditions.length === 0) return [];
      where.push(anyOf(conditions));
    }
    if (after?.startsWith(object.keyPrefix)) where.push(`${id} > '${after}'`);
    const { fields, records } = org.selections(object, missing).of(want);
    const soql = statement({
      columns: fields,
      object: table,
      where,
      order: `${id} ASC`,
      limit,
    });
    return records(await org.session.query(soql, call.signal));
  });
}

/** The condition on each field of its attribute; undefined when one of them is gone. */
async function columnConditions(
  org: Org,
  object: CustomerObject,
  { attribute, operator, value }: Condition,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const conditions: string[] = [];
  for (const column of attributeColumns(object.mapping, attribute as Attribute)) {
    const { field } = await org.schema.locate(object.target.object, column, signal);
    if (field === undefined) return undefined;
    const met = condition(column, field, operator, value);
    if (met !== undefined) conditions.push(met);
  }
  return conditions;
}
