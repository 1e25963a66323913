import { purposeInWords, statusWords } from '../consent/words.ts';
import { useAsk } from '../use-ask.ts';
import {
  casesDocument,
  invoicesDocument,
  opportunitiesDocument,
  ordersDocument,
  paymentsDocument,
  subscriptionsDocument,
} from './collections.ts';
import { capturedDocument } from './documents.ts';
import {
  casesOf,
  consentOf,
  invoicesOf,
  opportunitiesOf,
  ordersOf,
  paymentsOf,
  subscriptionsOf,
} from './events.ts';
import type { EventKind, Loaded } from './timeline.ts';
import { type Pages, usePages } from './use-pages.ts';

const aPage = 20;
/** Of kinds with a second time, which may lie after the first of rows that are not loaded yet. */
const aLargePage = 50;

/** What is known of one kind of event so far. */
export interface KindState {
  readonly kind: EventKind;
  readonly loaded: Loaded;
  readonly missing: readonly string[];
  readonly denied: boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly loadingOlder: boolean;
  older(): void;
  again(): void;
}

/** All kinds of events of a customer; each is asked for by itself. */
export function useTimeline(id: string): readonly KindState[] {
  const orders = usePages(ordersDocument, id, aPage);
  const invoices = usePages(invoicesDocument, id, aPage);
  const payments = usePages(paymentsDocument, id, aPage);
  const subscriptions = usePages(subscriptionsDocument, id, aLargePage);
  const opportunities = usePages(opportunitiesDocument, id, aPage);
  const cases = usePages(casesDocument, id, aLargePage);
  const captured = useAsk('customer', capturedDocument, { id });
  const evidence = (captured.data?.data?.customer?.consents ?? []).flatMap((one) => one.evidence ?? []);
  return [
    state('orders', orders, ordersOf(orders)),
    state('invoices', invoices, invoicesOf(invoices)),
    state('payments', payments, paymentsOf(payments)),
    state('subscriptions', subscriptions, subscriptionsOf(subscriptions)),
    state('opportunities', opportunities, opportunitiesOf(opportunities)),
    state('cases', cases, casesOf(cases)),
    {
      kind: 'consent',
      loaded: consentOf(evidence, {
        status: (status) => statusWords[status].short,
        purpose: purposeInWords,
      }),
      missing: [],
      denied: false,
      pending: captured.isPending,
      error: captured.error,
      loadingOlder: false,
      older() {},
      again: () => void captured.refetch(),
    },
  ];
}

function state(kind: EventKind, pages: Pages<unknown>, loaded: Loaded): KindState {
  const { missing, denied, pending, error, loadingOlder, older, again } = pages;
  return { kind, loaded, missing, denied: denied !== undefined, pending, error, loadingOlder, older, again };
}
