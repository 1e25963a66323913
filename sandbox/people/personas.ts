import { userRow } from './app.ts';
import { billingCustomer } from './billing.ts';
import type { Books } from './books.ts';
import { type Calendar, seconds } from './calendar.ts';
import { type Card, joinName } from './card.ts';
import { contactRow, individualRow, leadRow } from './crm.ts';
import type { Figure } from './figure.ts';
import { consentFigures } from './figures-consent.ts';
import { identityFigures } from './figures-identity.ts';
import { addCase, addOpportunity, addOrder, addPurchase } from './history.ts';
import { type MainIds, type Refer, referenceTargets } from './references.ts';
import { shopCustomerRow } from './shop.ts';
import type { Persona } from './truth.ts';

/** Adds the hand-made people, always with the same ids. */
export function addPersonas(books: Books, calendar: Calendar): readonly Persona[] {
  return [...identityFigures(calendar), ...consentFigures(calendar)].map((figure) =>
    addPersona(books, calendar, figure),
  );
}

function addPersona(books: Books, calendar: Calendar, figure: Figure): Persona {
  const { app, shop, crm, billing, roll } = books;
  const { facts, references = [] } = figure;
  const person = `persona-${figure.name}`;
  const card: Card = {
    middle: null,
    suffix: null,
    company: null,
    loyaltyNo: null,
    ...facts,
    fullName: joinName(facts.given, facts.family, facts.suffix ?? null),
    createdAt: calendar.ago(900),
    changedAt: calendar.ago(30),
  };
  const users = (figure.app ?? []).map(() => app.users.reserve());
  const contacts = (figure.contacts ?? []).map(() => crm.reserve('Contact'));
  const customers = (figure.billing ?? []).map(() => billing.reserve('customers'));
  const ids: MainIds = {
    ...(users[0] !== undefined && { app: String(users[0]) }),
    ...(contacts[0] !== undefined && { crm: contacts[0] }),
    ...(customers[0] !== undefined && { billing: customers[0] }),
  };
  const refer: Refer = (reference) =>
    references.includes(reference) ? (ids[referenceTargets[reference]] ?? null) : null;
  const entry = (index: number) => ({ card, refer: index === 0 ? refer : () => null });

  for (const [index, change] of (figure.app ?? []).entries()) {
    const id = app.users.add({ ...userRow(entry(index)), ...change, id: at(users, index) });
    roll.claim(person, `app:${id}`);
  }
  for (const consent of figure.consents ?? []) {
    app.consents.add({ ...consent, user_id: at(users, 0) });
  }
  const shopCustomers = (figure.shop ?? []).map((change, index) => {
    const id = shop.customers.add({ ...shopCustomerRow(entry(index)), ...change });
    roll.claim(person, `shop:${id}`);
    return id;
  });
  const account = card.company === null ? null : crm.accountOf(card.company, card.createdAt);
  const individual =
    figure.individual === undefined
      ? null
      : crm.add('Individual', { ...individualRow(card), ...figure.individual });
  if (individual !== null) {
    for (const consent of figure.typeConsents ?? []) crm.addTypeConsent({ ...consent, individual });
  }
  for (const [index, change] of (figure.contacts ?? []).entries()) {
    const id = crm.add('Contact', {
      ...contactRow(entry(index), account, false),
      IndividualId: index === 0 ? individual : null,
      ...change,
      Id: at(contacts, index),
    });
    roll.claim(person, `crm:${id}`);
  }
  for (const change of figure.leads ?? []) {
    const id = crm.add('Lead', { ...leadRow(card, false), ...change });
    roll.claim(person, `crm:${id}`);
  }
  for (const [index, change] of (figure.billing ?? []).entries()) {
    const customer = billingCustomer(entry(index));
    const metadata = { ...customer.metadata, ...change.metadata };
    billing.addCustomer(at(customers, index), { ...customer, ...change, metadata });
    roll.claim(person, `billing:${at(customers, index)}`);
  }
  if (figure.eventful) {
    addEvents(books, calendar, {
      user: at(users, 0),
      shopCustomer: at(shopCustomers, 0),
      contact: at(contacts, 0),
      account,
      customer: at(customers, 0),
    });
  }
  return {
    name: figure.name,
    person,
    story: figure.story,
    ...(facts.email !== null && { email: facts.email }),
    ...(facts.phone !== null && { phone: facts.phone }),
    records: roll.recordsOf(person),
    expect: { consent: figure.expect },
  };
}

interface FirstRecords {
  readonly user: number;
  readonly shopCustomer: number;
  readonly contact: string;
  readonly account: string | null;
  readonly customer: string;
}

/** Something of everything a source can offer as a collection. */
function addEvents(books: Books, calendar: Calendar, first: FirstRecords): void {
  const { user, shopCustomer, contact, account, customer } = first;
  const currency = 'SEK';
  addOrder(books, user, { at: calendar.ago(310), cents: 129_900, currency, status: 'delivered' });
  addOrder(books, user, { at: calendar.ago(95), cents: 45_900, currency, status: 'returned' });
  addOrder(books, user, { at: calendar.ago(6), cents: 219_500, currency, status: 'shipped' });
  addPurchase(books, shopCustomer, { at: calendar.ago(520), cents: 64_900, currency, state: 'DONE' });
  addPurchase(books, shopCustomer, { at: calendar.ago(44), cents: 18_950, currency, state: 'DONE' });
  if (account !== null) {
    addOpportunity(books, contact, account, {
      at: calendar.ago(70),
      cents: 4_800_000,
      currency,
      name: 'Studio furniture 2026',
      stage: 'Negotiation/Review',
      closeDate: calendar.dateAgo(-30),
    });
  }
  addCase(books, contact, account, {
    at: calendar.ago(90),
    subject: 'Return of an order',
    closedAt: calendar.ago(86),
  });
  addCase(books, contact, account, {
    at: calendar.ago(3),
    subject: 'Delivery to another address',
    closedAt: null,
  });
  const month = 30;
  const subscription = books.billing.addSubscription({
    customer,
    status: 'active',
    currency: 'sek',
    unitAmount: 19_900,
    interval: 'month',
    created: seconds(calendar.ago(3 * month - 10)),
    currentPeriodEnd: seconds(calendar.ago(-10)),
    canceledAt: null,
    product: 'Standard',
  });
  for (const days of [3 * month - 10, 2 * month - 10, month - 10]) {
    books.billing.addInvoice({
      customer,
      status: days < month ? 'open' : 'paid',
      currency: 'sek',
      total: 19_900,
      created: seconds(calendar.ago(days)),
      subscription,
    });
  }
}

/** @throws TypeError when a figure has something of a record it does not have. */
function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new TypeError('A figure lacks the record that something of it belongs to.');
  return item;
}
