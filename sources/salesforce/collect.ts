/** Child rows of many records: one statement for each batch of parents. */
import { type Collection, collectionSpecs, type Row, type Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import { rowColumns } from '../columns.ts';
import { consentRowColumns, consentRowReader } from '../consent-reading.ts';
import type { Call, CollectPage } from '../contract.ts';
import { readFairly } from '../fair.ts';
import { oncePerPair } from '../kept.ts';
import type { CollectionMapping, CollectionMappings, ConsentRows } from '../mapping.ts';
import { pathColumns, type Read } from '../read.ts';
import { type RowReader, rowReader } from '../reading.ts';
import { childColumns } from './config.ts';
import { lookupPrefixes } from './defaults.ts';
import type { Target } from './drift.ts';
import { salesforceId } from './ids.ts';
import { timeLiteral } from './literals.ts';
import { failureIn, type Org } from './records.ts';
import type { RawRow } from './session.ts';
import { batches, encoded, isIn, pastCondition, statement, textLiteral } from './soql.ts';

/** Parents in one statement. */
export const collectBatch = 100;

/** Rows of consent read for one parent, whatever page is asked for. */
const consentRowsRead = 200;

/**
 * Rows a parent may bring before a batch is split, at least: pages are short and most parents have few rows, so a
 * batch with one busy parent is seldom split.
 */
const roomPerParent = 20;

/** What a page takes of a child object, and what the rows say. */
interface ChildReading {
  /** Field paths, separated by commas. */
  readonly fields: string;
  readonly read: RowReader<RawRow>;
}

/** One child object and how its rows are read. */
export interface Children {
  readonly target: Target;
  readonly id: string;
  readonly customer: string;
  readonly readCustomer: Read<RawRow>;
  /** The field rows are ordered by, newest first. */
  readonly time: string | undefined;
  /** Worked out once for each list of attributes: these are kept by the plans they belong to. */
  reading(attributes: readonly string[], missing: ReadonlySet<string>): ChildReading;
  /** Whether a missing field makes the rows unreadable. */
  needs(column: string): boolean;
  readonly rows: (page: CollectPage) => number;
}

export function childrenOf(mappings: CollectionMappings): ReadonlyMap<Collection, Children> {
  const { consents, ...rest } = mappings;
  const children = new Map<Collection, Children>();
  for (const name of Object.keys(rest) as (keyof typeof rest)[]) {
    const mapping = rest[name];
    if (mapping === undefined) continue;
    const { time } = collectionSpecs[name];
    const timeColumn = mapping.attributes[time];
    children.set(name, {
      ...placesOf(mapping),
      time: typeof timeColumn === 'string' ? timeColumn : undefined,
      reading: oncePerPair((attributes, missing) => ({
        fields: fieldsOf(rowColumns(mapping, time, attributes), missing),
        read: rowReader(name, mapping, attributes, { columns: pathColumns, missing }),
      })),
      needs: (column) => column === mapping.id || column === mapping.customer,
      rows: ({ first }) => first,
    });
  }
  if (consents !== undefined) {
    const reading = {
      fields: fieldsOf(consentRowColumns(consents)),
      read: consentRowReader(consents, pathColumns),
    };
    children.set('consents', {
      ...placesOf(consents),
      time: consents.at,
      reading: () => reading,
      // Half a consent could be read as silence.
      needs: () => true,
      rows: () => consentRowsRead,
    });
  }
  return children;
}

function placesOf(mapping: CollectionMapping | ConsentRows) {
  const { table, id, customer } = mapping;
  return {
    target: { object: table, columns: childColumns(mapping) },
    id,
    customer,
    readCustomer: pathColumns(customer),
  };
}

function fieldsOf(columns: readonly string[], missing?: ReadonlySet<string>): string {
  return columns.filter((column) => missing?.has(column) !== true).join(',');
}

interface Parent {
  /** As the rows name it, in comparable form. */
  readonly key: string;
  readonly literal: string;
}

const none: Outcome<Slice<Row>> = found({ items: [], more: false });

export async function collect(
  org: Org,
  children: Children | undefined,
  parents: readonly string[],
  page: CollectPage,
  call: Call,
): Promise<readonly Outcome<Slice<Row>>[]> {
  if (children === undefined) return parents.map(() => none);
  const read = parents.map((text) => parentOf(children.customer, text));
  const outcomes = new Map<string, Outcome<Slice<Row>>>();
  await Promise.all(
    batchesOf(read).map(async (part) => {
      for (const [key, outcome] of await readParents(org, children, part, page, call))
        outcomes.set(key, outcome);
    }),
  );
  return read.map((parent) => (parent === undefined ? none : (outcomes.get(parent.key) ?? none)));
}

/** Statements the rows of these parents take. */
export function collectPrice(children: Children | undefined, parents: readonly string[]): number {
  if (children === undefined) return 0;
  return batchesOf(parents.map((text) => parentOf(children.customer, text))).length;
}

/** @param parents - undefined for what can be none. */
function batchesOf(parents: readonly (Parent | undefined)[]): readonly (readonly Parent[])[] {
  const asked = new Map(parents.filter((one) => one !== undefined).map((one) => [one.key, one]));
  return batches([...asked.values()], collectBatch, ({ literal }) => encoded(`${literal},,`).length);
}

/** @returns undefined for what the field cannot hold. */
function parentOf(column: string, text: string): Parent | undefined {
  const id = salesforceId(text);
  const prefix = lookupPrefixes.get(column.slice(column.lastIndexOf('.') + 1));
  if (prefix !== undefined && !id?.startsWith(prefix)) return undefined;
  const literal = textLiteral(id ?? text);
  return literal === undefined ? undefined : { key: comparable(text), literal };
}

/** Ids are compared in their long form, other text without regard to case. */
function comparable(text: string): string {
  return salesforceId(text) ?? text.toLowerCase();
}

async function readParents(
  org: Org,
  children: Children,
  parents: readonly Parent[],
  page: CollectPage,
  call: Call,
): Promise<ReadonlyMap<string, Outcome<Slice<Row>>>> {
  const every = (outcome: Outcome<Slice<Row>>) => new Map(parents.map(({ key }) => [key, outcome]));
  const first = children.rows(page);
  try {
    return await org.drift.read(children.target, call.signal, async (missing) => {
      if ([...missing].some(children.needs)) return every(failed(new GatewayError('SOURCE_DRIFTED')));
      const { fields, read } = children.reading(page.attributes, missing);
      const time = children.time === undefined || missing.has(children.time) ? undefined : children.time;
      const past = await pastOf(org, children, time, page, call.signal);
      const order = `${time === undefined ? '' : `${time} DESC NULLS LAST, `}${children.id} ASC`;
      const raw = await readFairly(
        parents,
        parents.length === 1 ? first + 1 : Math.max(first + 1, roomPerParent),
        (some, limit) =>
          org.session.query(
            statement({
              columns: fields,
              object: children.target.object,
              where: [
                isIn(
                  children.customer,
                  some.map(({ literal }) => literal),
                ),
                ...past,
              ],
              order,
              limit,
            }),
            call.signal,
          ),
      );
      const byParent = Map.groupBy(raw, (row) => comparable(String(children.readCustomer(row))));
      return new Map(
        parents.map(({ key }) => {
          const rows = byParent.get(key) ?? [];
          const items = rows.slice(0, first).map(read);
          return [key, found({ items, more: rows.length > first })];
        }),
      );
    });
  } catch (error) {
    return every(failed(failureIn(error)));
  }
}

/** @throws GatewayError */
async function pastOf(
  org: Org,
  children: Children,
  column: string | undefined,
  { after }: CollectPage,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (after === undefined || column === undefined || after.at === null)
    return pastCondition(after, children.id, column === undefined ? undefined : { column, literal: null });
  const { field } = await org.schema.locate(children.target.object, column, signal);
  if (field === undefined) throw new GatewayError('SOURCE_DRIFTED');
  return pastCondition(after, children.id, { column, literal: timeLiteral(field, after.at) });
}
