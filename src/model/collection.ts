/** How a value of a child row is written. Money is exact: decimal text in major units and an ISO 4217 code. */
export type RowType = 'text' | 'instant' | 'date' | 'money' | 'boolean';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface CollectionSpec {
  /** The attribute rows are ordered by, newest first. */
  readonly time: string;
  readonly attributes: Readonly<Record<string, RowType>>;
}

/** Child data of a customer. A source offers those it maps. */
export const collectionSpecs = {
  orders: {
    time: 'placedAt',
    attributes: { number: 'text', status: 'text', placedAt: 'instant', total: 'money' },
  },
  invoices: {
    time: 'issuedAt',
    attributes: {
      number: 'text',
      status: 'text',
      issuedAt: 'instant',
      dueAt: 'instant',
      total: 'money',
      paid: 'money',
    },
  },
  subscriptions: {
    time: 'startedAt',
    attributes: {
      plan: 'text',
      status: 'text',
      startedAt: 'instant',
      currentPeriodEnd: 'instant',
      canceledAt: 'instant',
      price: 'money',
      interval: 'text',
    },
  },
  payments: {
    time: 'createdAt',
    attributes: { status: 'text', createdAt: 'instant', amount: 'money', method: 'text' },
  },
  opportunities: {
    time: 'createdAt',
    attributes: { name: 'text', stage: 'text', createdAt: 'instant', closeDate: 'date', amount: 'money' },
  },
  cases: {
    time: 'openedAt',
    attributes: {
      number: 'text',
      subject: 'text',
      status: 'text',
      priority: 'text',
      openedAt: 'instant',
      closedAt: 'instant',
    },
  },
} as const satisfies Record<string, CollectionSpec>;

export type PublicCollection = keyof typeof collectionSpecs;
export const publicCollections = Object.keys(collectionSpecs) as readonly PublicCollection[];

/** `consents` is read like any collection but feeds the consent decision instead of the answer. */
export type Collection = PublicCollection | 'consents';

export type RowValue = string | number | boolean | Money;

/** One child row, holding only what was wanted of it. */
export interface Row {
  readonly id: string;
  /** The collection's time, ISO 8601 in UTC; null sorts last. */
  readonly at: string | null;
  readonly values: Readonly<Record<string, RowValue>>;
}

/** Rows newest first, ties by id ascending; `more` says that rows remain after these. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}
