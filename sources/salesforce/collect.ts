/** Child rows of many records: one statement for each batch of parents. */
import { type Collection, collectionSpecs, type Row, type Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import { consentRowColumns, toConsentRow } from '../consent-reading.ts';
import type { Call, CollectPage } from '../contract.ts';
import { readFairly } from '../fair.ts';
import type { CollectionMappings } from '../mapping.ts';
import { rowColumns, toRow } from '../reading.ts';
import { childColumns } from './config.ts';
import { lookupPrefixes } from './defaults.ts';
import type { Target } from './drift.ts';
import { salesforceId } from './ids.ts';
import { timeLiteral } from './literals.ts';
import { failureIn, type Org, readField } from './records.ts';
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

/** One child object and how its rows are read. */
export interface Children {
  readonly target: Target;
  readonly id: string;
  readonly customer: string;
  /** The field rows are ordered by, newest first. */
  readonly time: string | undefined;
  columns(attributes: readonly string[]): readonly string[];
  row(raw: RawRow, attributes: readonly string[], missing: ReadonlySet<string>): Row;
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
      target: { object: mapping.table, columns: childColumns(mapping) },
      id: mapping.id,
      customer: mapping.customer,
      time: typeof timeColumn === 'string' ? timeColumn : undefined,
      columns: (attributes) => rowColumns(mapping, time, attributes),
      row: (raw, attributes, missing) => toRow(name, mapping, raw, attributes, readField, missing),
      needs: (column) => column === mapping.id || column === mapping.customer,
      rows: ({ first }) => first,
    });
  }
  if (consents !== undefined)
    children.set('consents', {
      target: { object: consents.table, columns: childColumns(consents) },
      id: consents.id,
      customer: consents.customer,
      time: consents.at,
      columns: () => consentRowColumns(consents),
      row: (raw) => toConsentRow(consents, raw, readField),
      // Half a consent could be read as silence.
      needs: () => true,
      rows: () => consentRowsRead,
    });
  return children;
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
  const asked = new Map<string, Parent>();
  const keys = parents.map((text) => {
    const parent = parentOf(children.customer, text);
    if (parent !== undefined) asked.set(parent.key, parent);
    return parent?.key;
  });
  const outcomes = new Map<string, Outcome<Slice<Row>>>();
  const parts = batches([...asked.values()], collectBatch, ({ literal }) => encoded(`${literal},,`).length);
  await Promise.all(
    parts.map(async (part) => {
      for (const [key, outcome] of await readParents(org, children, part, page, call))
        outcomes.set(key, outcome);
    }),
  );
  return keys.map((key) => (key === undefined ? none : (outcomes.get(key) ?? none)));
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
      const columns = children
        .columns(page.attributes)
        .filter((column) => !missing.has(column))
        .join(',');
      const time = children.time === undefined || missing.has(children.time) ? undefined : children.time;
      const past = await pastOf(org, children, time, page, call.signal);
      const order = `${time === undefined ? '' : `${time} DESC NULLS LAST, `}${children.id} ASC`;
      const raw = await readFairly(
        parents,
        parents.length === 1 ? first + 1 : Math.max(first + 1, roomPerParent),
        (some, limit) =>
          org.session.query(
            statement({
              columns,
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
      const byParent = Map.groupBy(raw, (row) => comparable(String(readField(row, children.customer))));
      return new Map(
        parents.map(({ key }) => {
          const rows = byParent.get(key) ?? [];
          const items = rows.slice(0, first).map((row) => children.row(row, page.attributes, missing));
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
