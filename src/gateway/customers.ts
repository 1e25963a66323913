/** Customers page by page, driven by the records of one source. */
import type { Condition, FilterOperator } from '../../sources/contract.ts';
import type { Attribute } from '../model/attribute.ts';
import { GatewayError } from '../model/errors.ts';
import { compareText, type RecordId, type SourceName, type SourceRecord } from '../model/record.ts';
import type { Customers } from '../profile/assemble.ts';
import type { Plan } from '../profile/plan.ts';
import { Seen } from './context.ts';
import type { CustomerPosition } from './page.ts';
import type { PlannedSource } from './plan.ts';

/** The `CustomerFilter` input. */
export type CustomerFilterInput = Readonly<
  Partial<Record<keyof typeof filterFields | 'source', string | Date | null>>
> & {
  readonly source?: string | null;
};

/** What each field of the filter asks of a record. */
const filterFields = {
  email: { attribute: 'email', operator: 'equals' },
  familyName: { attribute: 'name.family', operator: 'equals' },
  familyNameStartsWith: { attribute: 'name.family', operator: 'startsWith' },
  givenName: { attribute: 'name.given', operator: 'equals' },
  company: { attribute: 'company', operator: 'equals' },
  city: { attribute: 'address.city', operator: 'equals' },
  postalCode: { attribute: 'address.postalCode', operator: 'equals' },
  country: { attribute: 'address.country', operator: 'equals' },
  createdFrom: { attribute: 'createdAt', operator: 'atLeast' },
  createdBefore: { attribute: 'createdAt', operator: 'before' },
} as const satisfies Record<string, { attribute: Attribute; operator: FilterOperator }>;

export function conditionsOf(filter: CustomerFilterInput): readonly Condition[] {
  return Object.entries(filterFields).flatMap(([field, condition]) => {
    const value = filter[field as keyof typeof filterFields];
    if (value === undefined || value === null) return [];
    return [{ ...condition, value: value instanceof Date ? value.toISOString() : String(value) }];
  });
}

/** @throws GatewayError FILTER_UNSUPPORTED. */
export function drivingSource(
  sources: readonly PlannedSource[],
  rank: (source: SourceName) => number,
  named: string | undefined,
  conditions: readonly Condition[],
): PlannedSource {
  const able = sources
    .filter((source) => named === undefined || source.name === named)
    .filter(({ manifest }) =>
      conditions.every(({ attribute, operator }) =>
        manifest.filters.some((one) => one.attribute === attribute && one.operators.includes(operator)),
      ),
    )
    .sort((a, b) => rank(a.name) - rank(b.name));
  const [source] = able;
  if (source === undefined) throw new GatewayError('FILTER_UNSUPPORTED');
  return source;
}

export interface CustomerPage {
  readonly edges: readonly { readonly seen: Seen; readonly position: CustomerPosition }[];
  readonly hasNextPage: boolean;
  /** Where the next page begins, whoever was shown on this one. */
  readonly end: CustomerPosition | undefined;
}

/** @throws GatewayError with the driving source's failure: without it there is no page. */
export async function pageOfCustomers(
  customers: Customers,
  page: {
    readonly source: PlannedSource;
    readonly conditions: readonly Condition[];
    readonly first: number;
    readonly after: RecordId | undefined;
  },
  plan: Plan,
): Promise<CustomerPage> {
  const { source, conditions } = page;
  const outcome = await customers.search(source.name, conditions, page.first, page.after, {
    attributes: conditions.map(({ attribute }) => attribute),
    references: false,
    consent: 'none',
    collections: [],
  });
  if (outcome.kind === 'failed') {
    customers.fail(source.name, outcome.error);
    throw outcome.error;
  }
  const records = outcome.kind === 'found' ? outcome.value.items : [];
  const opened = await Promise.all(
    records.map(async (record) => ({
      record,
      customer: await customers.open({ by: 'record', ref: record.ref }, plan),
    })),
  );
  const position = (record: SourceRecord) => ({ source: source.name, after: record.ref.id });
  const edges = opened.flatMap(({ record, customer }) =>
    customer !== undefined && showsAt(record, customer.records, conditions)
      ? [{ seen: new Seen(customer, plan), position: position(record) }]
      : [],
  );
  const last = records.at(-1);
  return {
    edges,
    hasNextPage: outcome.kind === 'found' && outcome.value.more,
    end: last === undefined ? undefined : position(last),
  };
}

/** A customer with several matching records in the source is shown at the least of them, on whichever page that is. */
function showsAt(
  record: SourceRecord,
  records: readonly SourceRecord[],
  conditions: readonly Condition[],
): boolean {
  const matching = records
    .filter(
      (one) => one.ref.source === record.ref.source && conditions.every((condition) => meets(one, condition)),
    )
    .map((one) => one.ref.id)
    .sort(compareText);
  return matching.length === 0 || matching[0] === record.ref.id;
}

/** The condition as the gateway reads it; sources compare text without regard to case. */
export function meets(record: SourceRecord, { attribute, operator, value }: Condition): boolean {
  const wanted = value.toLowerCase();
  return (record.attributes[attribute] ?? []).some((one) => {
    const text = String(one).toLowerCase();
    switch (operator) {
      case 'equals':
        return text === wanted;
      case 'startsWith':
        return text.startsWith(wanted);
      case 'atLeast':
        return text >= wanted;
      case 'before':
        return text < wanted;
      default:
        return false;
    }
  });
}
