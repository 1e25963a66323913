/** What every read of customers shares: the field list of a want, the rows of a statement, the records in them. */
import { GatewayError } from '../../src/model/errors.ts';
import type { SourceName, SourceRecord } from '../../src/model/record.ts';
import type { Want } from '../contract.ts';
import type { CollectionMappings } from '../mapping.ts';
import type { Read, RecordContext } from '../read.ts';
import { columnsFor, toRecord } from '../reading.ts';
import type { CustomerObject } from './config.ts';
import type { Drift } from './drift.ts';
import type { Schema } from './schema.ts';
import type { RawRow, Session } from './session.ts';

/** One configured org. */
export interface Org {
  readonly name: SourceName;
  readonly session: Session;
  readonly schema: Schema;
  readonly drift: Drift;
  /** In the order of their records' ids. */
  readonly objects: readonly CustomerObject[];
  readonly collections: CollectionMappings;
  readonly country: string;
  readonly now: () => Date;
}

/** What a map holds for a key, made when it is first asked for. */
export function kept<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const steps = new Map<string, readonly string[]>();

/** Reads `Account.Name` from the nested object that the REST API makes of a parent. */
export const readField: Read<RawRow> = (row, path) => {
  if (!path.includes('.')) return row[path];
  let value: unknown = row;
  for (const step of kept(steps, path, () => path.split('.'))) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as RawRow)[step];
  }
  return value;
};

const lists = new WeakMap<Want, Map<CustomerObject, string>>();

/** The field list of a want. Wants are kept by the plans they belong to, so a list is made once. */
export function fieldList(object: CustomerObject, want: Want, missing: ReadonlySet<string>): string {
  const columns = () => columnsFor(object.mapping, want, object.collections);
  if (missing.size > 0)
    return columns()
      .filter((column) => !missing.has(column))
      .join(',');
  return kept(
    kept(lists, want, () => new Map()),
    object,
    () => columns().join(','),
  );
}

/** The condition that keeps records out that are no customers. */
export function onlyCustomers({ only }: CustomerObject): readonly string[] {
  return only === undefined ? [] : [`${only.column} = ${only.is}`];
}

/** Whether the object is still there, with the fields without which nothing can be said of its records. */
export function isReadable({ only, mapping }: CustomerObject, missing: ReadonlySet<string>): boolean {
  return !missing.has(mapping.id) && !(only !== undefined && missing.has(only.column));
}

export function recordsIn(
  org: Org,
  object: CustomerObject,
  rows: readonly RawRow[],
  want: Want,
  missing: ReadonlySet<string>,
): readonly SourceRecord[] {
  const context: RecordContext<RawRow> = {
    source: org.name,
    read: readField,
    missing,
    observedAt: org.now().toISOString(),
  };
  return rows.map((row) => toRecord(object.mapping, row, want, context, object.collections));
}

/** The failure among what a read threw; anything else is a defect and goes on. */
export function failureIn(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  throw error;
}
