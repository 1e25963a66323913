import type { Calendar } from './calendar.ts';
import { typed } from './mailboxes.ts';
import type { Mess } from './mess.ts';
import { nicknamesOf } from './nicknames.ts';
import type { Company, Person } from './person.ts';
import type { PhoneStyle } from './phones.ts';
import { spell } from './phones.ts';
import type { Place } from './places.ts';
import { shortened } from './places.ts';
import { slipped, withoutAccents } from './spelling.ts';

export type System = 'app' | 'shop' | 'crm' | 'billing';

/** What one record says of a person, in no system's columns yet. */
export interface Card {
  readonly given: string | null;
  readonly middle: string | null;
  readonly family: string | null;
  readonly suffix: string | null;
  /** The name in one piece, for systems that keep it so. */
  readonly fullName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly birthDate: string | null;
  readonly home: Place;
  readonly locale: string;
  readonly company: Company | null;
  readonly loyaltyNo: string | null;
  /** ISO 8601 instants in UTC, the change never before the creation. */
  readonly createdAt: string;
  readonly changedAt: string;
}

/** Values people and importers put where they have none: no two records with one have anything in common. */
export const placeholders = {
  /** Salesforce and Stripe take nothing but addresses. */
  email: {
    app: ['n/a', 'test@test.com', 'noreply@example.com'],
    shop: ['n/a', 'test@test.com', 'noreply@example.com'],
    crm: ['test@test.com', 'noreply@example.com'],
    billing: ['test@test.com', 'noreply@example.com'],
  },
  phone: ['n/a', '0000000', '-'],
  name: ['n/a', 'Test'],
  birthDate: ['1900-01-01'],
} as const;

const phoneStyles: Readonly<Record<System, readonly (readonly [PhoneStyle, number])[]>> = {
  app: [
    ['e164', 60],
    ['international', 18],
    ['national', 12],
    ['doubleZero', 5],
    ['digits', 5],
  ],
  shop: [
    ['national', 40],
    ['e164', 20],
    ['brackets', 12],
    ['doubleZero', 10],
    ['international', 10],
    ['digits', 8],
  ],
  crm: [
    ['brackets', 35],
    ['international', 35],
    ['national', 30],
  ],
  billing: [
    ['e164', 80],
    ['international', 20],
  ],
};

/** One record of a person as a system comes to hold it. */
export function describe(person: Person, system: System, mess: Mess, calendar: Calendar): Card {
  const { random } = mess;
  const created = random.unit() * 2_500 + 5;
  const name = nameOn(person, mess);
  return {
    ...name,
    fullName: fullNameOn(name, mess),
    email: emailOn(person, system, mess),
    phone: phoneOn(person, system, mess),
    birthDate: birthDateOn(person, mess),
    home: homeOn(person, mess),
    locale: person.locale,
    company: person.company,
    loyaltyNo: mess.happens('loyaltyMissing') ? null : person.loyaltyNo,
    createdAt: calendar.ago(created),
    changedAt: calendar.ago(created * random.unit()),
  };
}

/** One text of the parts there are; null when there is none. */
export function joinName(...parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(' ') || null;
}

type Name = Pick<Card, 'given' | 'middle' | 'family' | 'suffix'>;

function nameOn(person: Person, mess: Mess): Name {
  const { random } = mess;
  const nothing = { given: null, middle: null, family: null, suffix: null };
  if (mess.happens('nameMissing')) return nothing;
  if (mess.happens('namePlaceholder')) return { ...nothing, family: random.pick(placeholders.name) };
  const nicknames = nicknamesOf(person.given);
  let given = nicknames.length > 0 && mess.happens('nickname') ? random.frequent(nicknames) : person.given;
  let middle = person.middle !== null && mess.happens('middleKept') ? person.middle : null;
  if (middle !== null && mess.happens('middleInitial')) middle = `${middle[0]}.`;
  let family = person.family;
  if (mess.happens('nameTypo')) family = slipped(random, family);
  if (/[^ -~]/.test(given + family) && mess.happens('accentsFolded')) {
    const style = random.chance(0.5) ? 'german' : 'plain';
    given = withoutAccents(given, style);
    family = withoutAccents(family, style);
    middle = middle === null ? null : withoutAccents(middle, style);
  }
  const { suffix } = person;
  return mess.happens('nameSwapped')
    ? { given: family, middle, family: given, suffix }
    : { given, middle, family, suffix };
}

function fullNameOn({ given, middle, family, suffix }: Name, mess: Mess): string | null {
  return given !== null && mess.happens('familyFirst')
    ? `${joinName(family, suffix)}, ${joinName(given, middle)}`
    : joinName(given, middle, family, suffix);
}

function emailOn(person: Person, system: System, mess: Mess): string | null {
  if (mess.happens('emailMissing')) return null;
  if (mess.happens('emailPlaceholder')) return mess.random.pick(placeholders.email[system]);
  if (system === 'crm' && person.company !== null && mess.happens('roleMailbox')) {
    return `info@${person.company.domain}`;
  }
  const address =
    person.secondEmail !== null && mess.happens('emailSecond') ? person.secondEmail : person.email;
  return typed(mess, address, system);
}

function phoneOn(person: Person, system: System, mess: Mess): string | null {
  if (mess.happens('phoneMissing')) return null;
  if (mess.happens('phonePlaceholder')) return mess.random.pick(placeholders.phone);
  const phone =
    person.formerPhone !== null && mess.happens('phoneFormer') ? person.formerPhone : person.phone;
  return spell(phone, mess.random.weighted(phoneStyles[system]));
}

function birthDateOn({ birthDate }: Person, mess: Mess): string | null {
  if (mess.happens('birthDateMissing')) return null;
  if (mess.happens('birthDatePlaceholder')) return mess.random.pick(placeholders.birthDate);
  if (!mess.happens('birthDateTypo')) return birthDate;
  // The last digit of the year, or day and month exchanged where that is a date.
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return Number(day) <= 12 && day !== month
    ? `${year}-${day}-${month}`
    : `${year.slice(0, 3)}${(Number(year[3]) + 1) % 10}-${month}-${day === '29' ? '28' : day}`;
}

function homeOn(person: Person, mess: Mess): Place {
  const place = person.formerHome !== null && mess.happens('addressFormer') ? person.formerHome : person.home;
  if (mess.happens('addressMissing')) {
    return { street: null, city: null, region: null, postcode: null, country: place.country };
  }
  return place.street !== null && mess.happens('streetShortened')
    ? { ...place, street: shortened(place.street) }
    : place;
}
