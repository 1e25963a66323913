import type { Calendar } from './calendar.ts';
import { Mailboxes } from './mailboxes.ts';
import type { Mess } from './mess.ts';
import type { Country } from './names.ts';
import { companyStems, companyTrades, countryWeights, locales, stock } from './names.ts';
import type { Company, Person } from './person.ts';
import { newPhone } from './phones.ts';
import { newHome } from './places.ts';

/** Draws people, one household at a time. Only a household, a recycled phone number or an employer makes two share anything. */
export class Census {
  readonly #mess: Mess;
  readonly #calendar: Calendar;
  readonly #companies: readonly Company[];
  readonly #mailboxes = new Mailboxes();
  readonly #phones = new Set<string>();
  /** Numbers their owner gave up and nobody has taken over yet. */
  readonly #givenUp: { readonly country: Country; readonly phone: string }[] = [];
  #members = 0;

  /** @param size - people to come; decides how many companies employ them. */
  constructor(mess: Mess, calendar: Calendar, size: number) {
    this.#mess = mess;
    this.#calendar = calendar;
    this.#companies = companies(mess, Math.ceil(size / 50));
  }

  /** One or two people. */
  household(): readonly Person[] {
    const { random } = this.#mess;
    const one = this.#newcomer(random.weighted(countryWeights));
    if (this.#mess.happens('twins')) {
      const { home, phone, birthDate, family } = one;
      return [one, { ...this.#relative(one), family, home, formerHome: one.formerHome, phone, birthDate }];
    }
    if ((one.country === 'US' || one.country === 'GB') && this.#mess.happens('seniorJunior')) {
      const { given, family, home } = one;
      const born = 19_000 + random.integer(0, 7_000);
      return [
        { ...one, suffix: 'Sr.', birthDate: this.#calendar.dateAgo(born) },
        {
          ...this.#relative(one),
          given,
          family,
          home,
          suffix: 'Jr.',
          birthDate: this.#calendar.dateAgo(born - random.integer(8_000, 11_000)),
        },
      ];
    }
    if (this.#mess.happens('sharedPhone')) {
      return [one, { ...this.#relative(one), family: one.family, home: one.home, phone: one.phone }];
    }
    if (this.#mess.happens('sharedEmail')) {
      return [one, { ...this.#relative(one), family: one.family, home: one.home, email: one.email }];
    }
    return [one];
  }

  /** Somebody of the same country who goes by another given name. */
  #relative(one: Person): Person {
    const { given } = stock[one.country];
    const others = given.filter((name) => name !== one.given);
    return this.#newcomer(one.country, this.#mess.random.pick(others), one.family);
  }

  #newcomer(country: Country, givenName?: string, familyName?: string): Person {
    const mess = this.#mess;
    const { random } = mess;
    const names = stock[country];
    const given = givenName ?? random.frequent(names.given);
    const family = familyName ?? random.frequent(names.family);
    const company =
      this.#companies.length > 0 && mess.happens('employed') ? random.frequent(this.#companies) : null;
    const formerPhone = mess.happens('newPhoneNumber') ? this.#newPhone(country) : null;
    const person: Person = {
      country,
      given,
      middle: mess.happens('middleName') ? random.pick(names.given.filter((name) => name !== given)) : null,
      family,
      suffix: null,
      birthDate: this.#calendar.dateAgo(random.integer(18 * 365, 85 * 365)),
      locale: random.frequent(locales[country]),
      home: newHome(random, country),
      formerHome: mess.happens('movedHouse') ? newHome(random, country) : null,
      phone: this.#recycledPhone(country) ?? this.#newPhone(country),
      formerPhone,
      email: this.#mailboxes.newPersonal(random, given, family),
      secondEmail: this.#secondEmail(given, family, company),
      company,
      loyaltyNo: mess.happens('loyaltyMember') ? `L${String(++this.#members).padStart(7, '0')}` : null,
    };
    if (formerPhone !== null) this.#givenUp.push({ country, phone: formerPhone });
    return person;
  }

  #secondEmail(given: string, family: string, company: Company | null): string | null {
    const { random } = this.#mess;
    if (company !== null) return this.#mailboxes.newAt(random, given, family, company.domain);
    return this.#mess.happens('secondEmail') ? this.#mailboxes.newPersonal(random, given, family) : null;
  }

  #newPhone(country: Country): string {
    let phone = newPhone(this.#mess.random, country);
    while (this.#phones.has(phone)) phone = newPhone(this.#mess.random, country);
    this.#phones.add(phone);
    return phone;
  }

  /** Now and then the number of the country that an earlier person gave up first. */
  #recycledPhone(country: Country): string | undefined {
    const index = this.#givenUp.findIndex((number) => number.country === country);
    if (index < 0 || !this.#mess.happens('recycledPhone')) return undefined;
    return this.#givenUp.splice(index, 1)[0]?.phone;
  }
}

function companies(mess: Mess, count: number): readonly Company[] {
  const { random } = mess;
  const taken = new Set<string>();
  const found: Company[] = [];
  // Stems and trades make some hundreds of names; a number keeps later ones apart.
  while (found.length < count) {
    const plain = `${random.pick(companyStems)} ${random.pick(companyTrades)}`;
    const name = taken.has(plain) ? `${plain} ${found.length}` : plain;
    taken.add(name);
    found.push({
      name,
      domain: `${name.toLowerCase().replaceAll(' ', '-')}.example`,
      home: newHome(random, random.weighted(countryWeights)),
    });
  }
  return found;
}
