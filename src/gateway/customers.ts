/** Customers page by page, driven by the records of one source. */
import type { Condition, FilterOperator, Want } from '../../sources/contract.ts';
import { fieldOf } from '../access/field-rule.ts';
import { isAttributeDenied } from '../access/view.ts';
import type { Attribute } from '../model/attribute.ts';
import { GatewayError } from '../model/errors.ts';
import { compareText, type RecordId, type SourceName, type SourceRecord } from '../model/record.ts';
import type { Customers } from '../profile/assemble.ts';
import type { Customer } from '../profile/customer.ts';
import type { Plan } from '../profile/plan.ts';
import { Seen } from './context.ts';
import { type CustomerPosition, mostPerPage } from './page.ts';
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

interface Edge {
  readonly seen: Seen;
  readonly position: CustomerPosition;
}

export interface CustomerPage {
  readonly edges: readonly Edge[];
  /** Worked out when asked for: it takes finding somebody more who may be shown. */
  readonly hasNextPage: () => Promise<boolean>;
}

/** Which customers of which source, and from where on. */
export interface PageTerms {
  readonly source: PlannedSource;
  readonly conditions: readonly Condition[];
  readonly first: number;
  readonly after: RecordId | undefined;
}

/**
 * A page of customers who may be shown. Whoever is left out leaves no trace: pages are filled from further on in the
 * source, end at somebody who is shown, and another follows only where there is somebody more.
 * @throws GatewayError with the driving source's failure: without it there is no page.
 */
export async function pageOfCustomers(
  customers: Customers,
  terms: PageTerms,
  plan: Plan,
): Promise<CustomerPage> {
  const { first } = terms;
  const shown: Edge[] = [];
  const reader = readerOf(customers, terms, plan);
  let records = first;
  const fill = async (count: number) => {
    while (shown.length < count && reader.more) {
      shown.push(...(await reader.next(records)));
      // Where some are left out, more are likely to be.
      records = Math.min(mostPerPage, Math.max(leastReadOn, records));
    }
  };
  await fill(first);
  const edges = shown.slice(0, first);
  for (const { seen } of edges) customers.shows(seen.customer);
  return {
    edges,
    async hasNextPage() {
      await fill(first + 1);
      return shown.length > first;
    },
  };
}

/** Records read at a time to fill a page that somebody was left out of. */
const leastReadOn = 10;

/** Reads on in the driving source, some records at a time. */
function readerOf(customers: Customers, { source, conditions, after: start }: PageTerms, plan: Plan) {
  const denied = conditions.some(
    ({ attribute }) =>
      isAttributeDenied(customers.view, attribute) ||
      customers.view.transfer(fieldOf(attribute), source.name) !== 'ALLOW',
  );
  // What the caller may not see of anybody is unknown to them, and nobody meets an unknown condition.
  let more = !denied;
  let after = start;
  const want: Want = {
    attributes: conditions.map(({ attribute }) => attribute),
    references: false,
    consent: 'none',
    collections: [],
  };
  return {
    get more() {
      return more;
    },
    /** Those of the next `count` records who may be shown. */
    async next(count: number): Promise<readonly Edge[]> {
      const outcome = await customers.search(source.name, conditions, count, after, want);
      if (outcome.kind === 'failed') {
        customers.fail(source.name, outcome.error);
        throw outcome.error;
      }
      const records = outcome.kind === 'found' ? outcome.value.items : [];
      after = records.at(-1)?.ref.id ?? after;
      more = outcome.kind === 'found' && outcome.value.more && records.length > 0;
      const edges = await Promise.all(
        records.map(async (record): Promise<readonly Edge[]> => {
          const customer = await customers.open({ by: 'record', ref: record.ref }, plan, { excludes: true });
          if (customer === undefined || !isShownAt(record, customer, conditions)) return [];
          return [
            { seen: new Seen(customer, plan), position: { source: source.name, after: record.ref.id } },
          ];
        }),
      );
      return edges.flat();
    },
  };
}

/**
 * A customer with several matching records in the source is shown at the least of them, on whichever page that is; and
 * at none by a value that they do not permit to be shown.
 */
function isShownAt(record: SourceRecord, customer: Customer, conditions: readonly Condition[]): boolean {
  return (
    isLeast(record, customer.records, conditions) &&
    conditions.every(({ attribute }) =>
      (record.attributes[attribute] ?? []).every((value) => customer.mayShow(attribute, value)),
    )
  );
}

function isLeast(
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
