/** Rows of collections as events: what happened, when, and in which words. */
import { spelled } from '../parts/in-words.ts';
import type { Ref } from '../parts/refs.ts';
import type { EventKind, Loaded, TimelineEvent } from './timeline.ts';

interface RowOf {
  readonly id: string;
  readonly source: string;
  readonly record: Ref;
}

type Money = { readonly amount: string; readonly currency: string } | null;
type Text = string | null;

/** What a row tells at one of its times; nothing where it has none. */
interface Told {
  readonly at: Text;
  readonly title: string;
  readonly details?: readonly Text[];
  readonly money?: Money;
}

function eventOf(kind: EventKind, row: RowOf, suffix: string, told: Told): readonly TimelineEvent[] {
  if (told.at === null) return [];
  const detail = (told.details ?? []).filter((one) => one !== null && one !== '').join(' · ');
  return [
    {
      kind,
      at: told.at,
      source: row.source,
      key: [kind, row.source, row.record.id, row.id, suffix].join(' '),
      title: told.title,
      ...(detail === '' ? {} : { detail }),
      ...(told.money == null ? {} : { money: told.money }),
    },
  ];
}

function loaded<Row extends RowOf>(
  kind: EventKind,
  { rows, hasOlder }: { readonly rows: readonly Row[]; readonly hasOlder: boolean },
  first: (row: Row) => Told,
  second?: (row: Row) => Told,
): Loaded {
  const last = rows.at(-1);
  return {
    kind,
    rows: rows.flatMap((row) => eventOf(kind, row, '1', first(row))),
    later: second === undefined ? [] : rows.flatMap((row) => eventOf(kind, row, '2', second(row))),
    // Rows without a time come last: after one of them no row has a time.
    older: hasOlder && last !== undefined && first(last).at !== null,
  };
}

export interface OrderRow extends RowOf {
  readonly number: Text;
  readonly status: Text;
  readonly placedAt: Text;
  readonly total: Money;
}
export interface InvoiceRow extends RowOf {
  readonly number: Text;
  readonly status: Text;
  readonly issuedAt: Text;
  readonly total: Money;
}
export interface SubscriptionRow extends RowOf {
  readonly plan: Text;
  readonly status: Text;
  readonly startedAt: Text;
  readonly canceledAt: Text;
  readonly price: Money;
  readonly interval: Text;
}
export interface PaymentRow extends RowOf {
  readonly status: Text;
  readonly createdAt: Text;
  readonly amount: Money;
  readonly method: Text;
}
export interface OpportunityRow extends RowOf {
  readonly name: Text;
  readonly stage: Text;
  readonly createdAt: Text;
  readonly amount: Money;
}
export interface CaseRow extends RowOf {
  readonly number: Text;
  readonly subject: Text;
  readonly status: Text;
  readonly openedAt: Text;
  readonly closedAt: Text;
}

interface Some<Row> {
  readonly rows: readonly Row[];
  readonly hasOlder: boolean;
}

export const ordersOf = (some: Some<OrderRow>): Loaded =>
  loaded('orders', some, ({ number, status, placedAt, total }) => ({
    at: placedAt,
    title: named('Order', number),
    details: [status],
    money: total,
  }));

export const invoicesOf = (some: Some<InvoiceRow>): Loaded =>
  loaded('invoices', some, ({ number, status, issuedAt, total }) => ({
    at: issuedAt,
    title: named('Invoice', number),
    details: [status],
    money: total,
  }));

export const subscriptionsOf = (some: Some<SubscriptionRow>): Loaded =>
  loaded(
    'subscriptions',
    some,
    ({ plan, startedAt, price, interval }) => ({
      at: startedAt,
      title: named('Subscribed to', plan ?? 'a plan'),
      details: [interval === null ? null : `each ${interval}`],
      money: price,
    }),
    ({ plan, canceledAt }) => ({ at: canceledAt, title: named('Cancelled', plan ?? 'a plan') }),
  );

export const paymentsOf = (some: Some<PaymentRow>): Loaded =>
  loaded('payments', some, ({ status, createdAt, amount, method }) => ({
    at: createdAt,
    title: 'Payment',
    details: [status === null ? null : spelled(status), method],
    money: amount,
  }));

export const opportunitiesOf = (some: Some<OpportunityRow>): Loaded =>
  loaded('opportunities', some, ({ name, stage, createdAt, amount }) => ({
    at: createdAt,
    title: named('Opportunity', name),
    details: [stage],
    money: amount,
  }));

export const casesOf = (some: Some<CaseRow>): Loaded =>
  loaded(
    'cases',
    some,
    ({ number, subject, openedAt }) => ({
      at: openedAt,
      title: named('Case opened:', subject ?? number),
      details: [subject === null ? null : number],
    }),
    ({ number, subject, closedAt }) => ({
      at: closedAt,
      title: named('Case closed:', subject ?? number),
      details: [subject === null ? null : number],
    }),
  );

function named(what: string, name: Text): string {
  return name === null ? what.replace(/:$/, '') : `${what} ${name}`;
}

export interface Evidence<Status extends string = string> {
  readonly source: string;
  readonly record: Text;
  readonly field: Text;
  readonly status: Status;
  readonly purpose: string;
  readonly channel: string;
  readonly capturedAt: Text;
  readonly doubleOptInAt: Text;
}

/**
 * What was said of consent, each once: the same evidence counts for many purposes.
 * @param says - a status in words.
 */
export function consentOf<Status extends string>(
  evidence: readonly Evidence<Status>[],
  says: { readonly status: (status: Status) => string; readonly purpose: (purpose: string) => string },
): Loaded {
  const events = evidence.flatMap((one) => {
    const { source, record, field, status, purpose, channel } = one;
    const event = (at: Text, title: string, suffix: string) =>
      eventOf(
        'consent',
        {
          id: [field, status, purpose, channel, at].join(' '),
          source,
          record: { source, id: record ?? '' },
        },
        suffix,
        { at, title, details: [says.purpose(purpose), field] },
      );
    return [
      ...event(one.capturedAt, `Consent: ${says.status(status).toLowerCase()}`, '1'),
      ...event(one.doubleOptInAt, 'Consent: confirmed', '2'),
    ];
  });
  return {
    kind: 'consent',
    rows: [...new Map(events.map((event) => [event.key, event])).values()],
    later: [],
    older: false,
  };
}
