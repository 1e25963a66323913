/** What every read of customers shares: the field list of a want, the rows of a statement, the records in them. */
import { GatewayError } from '../../src/model/errors.ts';
import type { SourceName, SourceRecord } from '../../src/model/record.ts';
import { PerWant } from '../asking.ts';
import { columnsFor } from '../columns.ts';
import { oncePerPair } from '../kept.ts';
import { pathColumns } from '../read.ts';
import { recordReader } from '../reading.ts';
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
  readonly selections: Selections;
  readonly country: string;
}

/** What is selected of an object for a want, and what the rows say. */
export interface Selection {
  /** Field paths, separated by commas. */
  readonly fields: string;
  records(rows: readonly RawRow[]): readonly SourceRecord[];
}

/** By the object and its fields that are missing. */
export type Selections = (object: CustomerObject, missing: ReadonlySet<string>) => PerWant<Selection>;

export function selectionsOf(source: SourceName, now: () => Date): Selections {
  return oncePerPair(
    ({ mapping, collections }, missing) =>
      new PerWant((want) => {
        const columns = columnsFor(mapping, want, collections).filter((column) => !missing.has(column));
        const read = recordReader(source, mapping, want, { columns: pathColumns, missing }, collections);
        return {
          fields: columns.join(','),
          records(rows) {
            const observedAt = now().toISOString();
            return rows.map((row) => read(row, observedAt));
          },
        };
      }),
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

/** The failure among what a read threw; anything else is a defect and goes on. */
export function failureIn(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  throw error;
}
