/** What exists behind the mapping, told by the newest object of each kind. */
import { collectionSpecs, publicCollections } from '../../src/model/collection.ts';
import { found, type Outcome } from '../../src/model/outcome.ts';
import { columnsFor, rowColumns } from '../columns.ts';
import type { Call, ColumnReport, Description, Want } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import type { StripeApi } from './api.ts';
import { attempt } from './failure.ts';
import type { Lookups } from './lookups.ts';
import { goneReader, objectsOf } from './objects.ts';
import { childResource, type Page } from './resources.ts';

const gone = 'Stripe no longer sends this property; map the attribute to another one or leave it out.';
const late = 'Stripe searches by this column and may show a change up to a minute late.';
const spelled = 'Stripe compares upper and lower case here; keep it in lower case, or set reads: search.';
const unserved = 'Stripe cannot look up by this column; use email, phone, name or metadata.';

type Serving = Pick<ColumnReport, 'use' | 'index' | 'advice'>;

export interface DescribeOptions {
  readonly api: StripeApi;
  readonly mapping: CustomerMapping;
  readonly collections: CollectionMappings;
  readonly lookups: Lookups;
  /** Everything that is mapped. */
  readonly want: Want;
}

export function describeOf({ api, mapping, collections, lookups, want }: DescribeOptions) {
  const served = new Set([...lookups.kinds].flatMap(lookups.columns));
  const customerColumns = new Set([
    ...columnsFor(mapping, want, collections),
    ...served,
    ...lookups.unserved,
  ]);

  const serving = (column: string): Serving => {
    if (lookups.unserved.includes(column)) return { use: 'lookup', index: null, advice: unserved };
    return served.has(column)
      ? { use: 'lookup', index: 'by the vendor', advice: lookups.isListed(column) ? spelled : late }
      : { use: 'read', index: null };
  };

  const customers = async (call: Call) => {
    const page = await api.ask(call, (stripe) => stripe.customers.list({ limit: 1 }));
    return {
      version: page?.lastResponse.apiVersion,
      reports: reportsOf(mapping.table, [...customerColumns], page, serving),
    };
  };

  const children = publicCollections.map((name) => async (call: Call): Promise<readonly ColumnReport[]> => {
    const child = collections[name];
    if (child === undefined) return [];
    const columns = rowColumns(child, collectionSpecs[name].time, Object.keys(child.attributes));
    const page = await api.ask(call, (stripe) => childResource(child.table).list(stripe, { limit: 1 }));
    // Collections hang off the customer's id, and Stripe lists by it.
    return reportsOf(child.table, columns, page, (column) =>
      column === child.customer ? { use: 'lookup', index: 'by the vendor' } : { use: 'read', index: null },
    );
  });

  return (call: Call): Promise<Outcome<Description>> =>
    attempt(async () => {
      const [{ version, reports }, ...childReports] = await Promise.all([
        customers(call),
        ...children.map((describeChild) => describeChild(call)),
      ]);
      return found({
        server: version === undefined ? 'Stripe' : `Stripe API ${version}`,
        columns: [...reports, ...childReports.flat()],
        // Stripe has no catalogue: what an object happens to hold says little of the others.
        unmapped: [],
      });
    });
}

/** An account without any such object says nothing against a column. */
function reportsOf(
  object: string,
  columns: readonly string[],
  page: Page | undefined,
  serving: (column: string) => Serving,
): readonly ColumnReport[] {
  const [newest] = page === undefined ? [] : objectsOf(page);
  const missing = newest === undefined ? undefined : goneReader(columns)(newest);
  return columns.map((column) => {
    const exists = missing?.has(column) !== true;
    return { object, column, exists, ...serving(column), ...(exists ? {} : { advice: gone }) };
  });
}
