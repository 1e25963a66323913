import type { BillingInvoice, BillingSubscription } from './billing.ts';
import type { Books } from './books.ts';
import { type Calendar, seconds } from './calendar.ts';
import type { Card } from './card.ts';
import { addCase, addOpportunity, addOrder, addPurchase, type Bought } from './history.ts';
import type { Mess } from './mess.ts';
import { currencies } from './names.ts';

/** What generated people bought, paid and asked for since each record was created. */

const day = 86_400;

const subjects = [
  'Parcel has not arrived',
  'Question about an invoice',
  'Change of address',
  'Refund wanted',
  'Cannot sign in',
  'Wrong item delivered',
];

const plans = [
  ['Starter', 900],
  ['Standard', 1900],
  ['Family', 2900],
  ['Business', 7900],
] as const;

/** Most have few, some have many. */
function howMany({ random }: Mess, most: number): number {
  return Math.floor(random.unit() ** 2 * (most + 1));
}

function bought(card: Card, mess: Mess, calendar: Calendar): Bought {
  return {
    at: calendar.ago(calendar.daysSince(card.createdAt) * mess.random.unit()),
    cents: mess.random.integer(490, 24_900),
    currency: currencies[card.home.country],
  };
}

export function addOrders(books: Books, user: number, card: Card, mess: Mess, calendar: Calendar): void {
  for (let count = howMany(mess, 6); count > 0; count -= 1) {
    const status = mess.random.weighted([
      ['delivered', 70],
      ['shipped', 8],
      ['placed', 8],
      ['cancelled', 8],
      ['returned', 6],
    ]);
    addOrder(books, user, { ...bought(card, mess, calendar), status });
  }
}

export function addPurchases(
  books: Books,
  customer: number,
  card: Card,
  mess: Mess,
  calendar: Calendar,
): void {
  for (let count = howMany(mess, 5); count > 0; count -= 1) {
    const state = mess.random.weighted([
      ['DONE', 75],
      ['OPEN', 10],
      ['CANCELLED', 8],
      ['RETURNED', 7],
    ]);
    addPurchase(books, customer, { ...bought(card, mess, calendar), state });
  }
}

export function addContactHistory(
  books: Books,
  contact: string,
  account: string | null,
  card: Card,
  mess: Mess,
  calendar: Calendar,
): void {
  const { random } = mess;
  for (let count = howMany(mess, 3); count > 0; count -= 1) {
    const { at } = bought(card, mess, calendar);
    const closed = random.chance(0.8);
    addCase(books, contact, account, {
      at,
      subject: random.pick(subjects),
      closedAt: closed ? calendar.ago(calendar.daysSince(at) * random.unit()) : null,
    });
  }
  if (account === null || !random.chance(0.5)) return;
  const deal = bought(card, mess, calendar);
  addOpportunity(books, contact, account, {
    ...deal,
    cents: deal.cents * 40,
    name: `${card.company?.name ?? 'New business'} ${deal.at.slice(0, 4)}`,
    stage: random.pick(['Prospecting', 'Negotiation/Review', 'Closed Won', 'Closed Lost']),
    closeDate: calendar.dateAgo(calendar.daysSince(deal.at) - 45),
  });
}

/** Single invoices, and for some a subscription with its invoices. */
export function addBillingHistory(
  books: Books,
  customer: string,
  card: Card,
  mess: Mess,
  calendar: Calendar,
): void {
  const { random } = mess;
  const currency = currencies[card.home.country].toLowerCase();
  for (let count = howMany(mess, 3); count > 0; count -= 1) {
    const { at, cents } = bought(card, mess, calendar);
    books.billing.addInvoice({
      customer,
      status: drawStatus(mess),
      currency,
      total: cents,
      created: seconds(at),
      subscription: null,
    });
  }
  if (!random.chance(0.4)) return;
  const [product, unitAmount] = random.frequent(plans);
  const now = seconds(calendar.ago(0));
  const created = seconds(bought(card, mess, calendar).at);
  const status = random.weighted<BillingSubscription['status']>([
    ['active', 70],
    ['canceled', 18],
    ['past_due', 7],
    ['trialing', 5],
  ]);
  const canceledAt = status === 'canceled' ? created + Math.floor((now - created) * random.unit()) : null;
  const last = canceledAt ?? now;
  // Periods of thirty days; only the latest three are still kept as invoices.
  const periods = Math.floor((last - created) / (30 * day));
  const subscription = books.billing.addSubscription({
    customer,
    status,
    currency,
    unitAmount,
    interval: 'month',
    created,
    currentPeriodEnd: created + (periods + 1) * 30 * day,
    canceledAt,
    product,
  });
  for (let period = Math.max(0, periods - 2); period <= periods; period += 1) {
    const open = status === 'past_due' && period === periods;
    books.billing.addInvoice({
      customer,
      status: open ? 'open' : 'paid',
      currency,
      total: unitAmount,
      created: created + period * 30 * day,
      subscription,
    });
  }
}

function drawStatus({ random }: Mess): BillingInvoice['status'] {
  return random.weighted<BillingInvoice['status']>([
    ['paid', 80],
    ['open', 10],
    ['void', 4],
    ['draft', 3],
    ['uncollectible', 3],
  ]);
}
