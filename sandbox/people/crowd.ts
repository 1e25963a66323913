import { userRow } from './app.ts';
import { billingCustomer } from './billing.ts';
import type { Books } from './books.ts';
import type { Calendar } from './calendar.ts';
import { type Card, describe, type System } from './card.ts';
import { Census } from './census.ts';
import {
  addConsentHistory,
  addIndividual,
  billingConsent,
  crmChoices,
  crmConsentDate,
  shopConsent,
  userConsent,
} from './consent-draws.ts';
import { contactRow, leadRow } from './crm.ts';
import { addBillingHistory, addContactHistory, addOrders, addPurchases } from './history-draws.ts';
import type { Mess } from './mess.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';
import { idOfNobody, type MainIds, type Refer, referenceTargets } from './references.ts';
import { shopCustomerRow } from './shop.ts';
import type { PersonId } from './truth.ts';

/**
 * Chance to be known to each system. Nobody may be known to none, which is drawn again: that brings the shares of
 * people to 70, 55, 45 and 50 per cent.
 */
const presence: Readonly<Record<System, number>> = { app: 0.665, shop: 0.525, crm: 0.43, billing: 0.475 };

/** How the CRM knows somebody. */
const crmForms = [
  ['contact', 72],
  ['lead', 20],
  ['both', 8],
] as const;

const refersToNobody: Refer = () => null;

/** Adds as many generated people, with all their records. */
export function addCrowd(books: Books, mess: Mess, calendar: Calendar, size: number): void {
  const census = new Census(mess, calendar, size);
  let count = 0;
  while (count < size) {
    for (const person of census.household().slice(0, size - count)) {
      count += 1;
      new Enrolment(books, mess, calendar, person, `person-${count}`).run();
    }
  }
}

/** One person being written into the systems that know them. */
class Enrolment {
  readonly #books: Books;
  readonly #mess: Mess;
  readonly #calendar: Calendar;
  readonly #person: Person;
  readonly #id: PersonId;

  constructor(books: Books, mess: Mess, calendar: Calendar, person: Person, id: PersonId) {
    this.#books = books;
    this.#mess = mess;
    this.#calendar = calendar;
    this.#person = person;
    this.#id = id;
  }

  run(): void {
    const mess = this.#mess;
    const systems = drawSystems(mess.random);
    const crmForm = systems.includes('crm') ? mess.random.weighted(crmForms) : null;
    const isContact = crmForm === 'contact' || crmForm === 'both';
    const { app, crm, billing } = this.#books;
    // Records name each other, so the ids come first; nothing names a lead or a shop customer.
    const ids: MainIds = {
      ...(systems.includes('app') && { app: String(app.users.reserve()) }),
      ...(isContact && { crm: crm.reserve('Contact') }),
      ...(systems.includes('billing') && { billing: billing.reserve('customers') }),
    };
    const refer = this.#referTo(ids);

    if (ids.app !== undefined) {
      this.#addUser(Number(ids.app), refer);
      if (mess.happens('duplicate')) this.#addUser(app.users.reserve(), refersToNobody);
    }
    if (systems.includes('shop')) this.#addShopCustomer(refer);
    if (ids.crm !== undefined) {
      this.#addContact(ids.crm, refer);
      if (mess.happens('duplicate')) this.#addContact(crm.reserve('Contact'), refersToNobody);
    }
    if (crmForm === 'lead' || crmForm === 'both') this.#addLead();
    if (crmForm !== null && mess.happens('deletedRecord')) {
      const row = contactRow({ card: this.#describe('crm'), refer: refersToNobody }, null, false);
      crm.add('Contact', { ...row, IsDeleted: true });
    }
    if (ids.billing !== undefined) {
      this.#addBillingCustomer(ids.billing, refer);
      if (mess.happens('deletedRecord')) {
        const card = this.#describe('billing');
        billing.addCustomer(billing.reserve('customers'), {
          ...billingCustomer({ card, refer: refersToNobody }),
          deleted: true,
        });
      }
    }
  }

  #addUser(id: number, refer: Refer): void {
    const { app, roll } = this.#books;
    const mess = this.#mess;
    const card = this.#describe('app');
    app.users.add({
      ...userRow({ card, refer }),
      ...userConsent(card, mess, this.#calendar),
      id,
      email_verified: card.email?.includes('@') === true && mess.random.chance(0.7),
      last_seen_at: mess.random.chance(0.9) ? card.changedAt : null,
    });
    roll.claim(this.#id, `app:${id}`);
    addConsentHistory(this.#books, id, card, mess, this.#calendar);
    addOrders(this.#books, id, card, mess, this.#calendar);
  }

  #addShopCustomer(refer: Refer): void {
    const { shop, roll } = this.#books;
    const card = this.#describe('shop');
    const id = shop.customers.add({
      ...shopCustomerRow({ card, refer }),
      ...shopConsent(card, this.#mess, this.#calendar),
    });
    roll.claim(this.#id, `shop:${id}`);
    addPurchases(this.#books, id, card, this.#mess, this.#calendar);
  }

  #addContact(id: string, refer: Refer): void {
    const { crm, roll } = this.#books;
    const mess = this.#mess;
    const card = this.#describe('crm');
    const account = card.company === null ? null : crm.accountOf(card.company, card.createdAt);
    crm.add('Contact', {
      ...contactRow({ card, refer }, account, mess.happens('countrySpelled')),
      ...crmChoices(mess),
      Id: id,
      IndividualId: addIndividual(this.#books, card, mess, this.#calendar),
      Marketing_Consent_Date__c: crmConsentDate(card, mess, this.#calendar),
    });
    roll.claim(this.#id, `crm:${id}`);
    addContactHistory(this.#books, id, account, card, mess, this.#calendar);
  }

  #addLead(): void {
    const { crm, roll } = this.#books;
    const mess = this.#mess;
    const card = this.#describe('crm');
    const id = crm.add('Lead', { ...leadRow(card, mess.happens('countrySpelled')), ...crmChoices(mess) });
    roll.claim(this.#id, `crm:${id}`);
  }

  #addBillingCustomer(id: string, refer: Refer): void {
    const { billing, roll } = this.#books;
    const card = this.#describe('billing');
    const customer = billingCustomer({ card, refer });
    billing.addCustomer(id, {
      ...customer,
      metadata: { ...customer.metadata, ...billingConsent(card, this.#mess, this.#calendar) },
    });
    roll.claim(this.#id, `billing:${id}`);
    addBillingHistory(this.#books, id, card, this.#mess, this.#calendar);
  }

  #describe(system: System): Card {
    return describe(this.#person, system, this.#mess, this.#calendar);
  }

  #referTo(ids: MainIds): Refer {
    const mess = this.#mess;
    return (reference) => {
      const id = ids[referenceTargets[reference]];
      if (id === undefined || !mess.happens('crossReference')) return null;
      return mess.happens('staleReference') ? idOfNobody(reference, mess.random.integer(1, 900_000)) : id;
    };
  }
}

function drawSystems(random: Random): readonly System[] {
  const systems = (Object.keys(presence) as System[]).filter((system) => random.chance(presence[system]));
  return systems.length > 0 ? systems : drawSystems(random);
}
