/**
 * People whose consent is known because it was written here: what each system says of them, and what follows from it, by
 * a reading of its own of which the gateway knows nothing. What may be withheld of them bears their mark.
 */
import type { Sandbox } from './gateway.ts';
import { addLead, addOrder, addPayer, addShopCustomer, addUser } from './newcomers.ts';

const wordsOf = {
  app: [true, false, null],
  shop: ['yes', 'no', 'maybe', null],
  crm: [true, false],
  billing: ['yes', 'no', null],
  sms: [true, false, null],
} as const;

/** What each system says; undefined where the person is not known there. */
export interface Said {
  app?: boolean | null;
  sms?: boolean | null;
  shop?: string | null;
  /** Whether they opted out of e-mail. */
  crm?: boolean;
  billing?: string | null;
}

export interface KnownPerson {
  readonly number: number;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly phone: string;
  readonly records: { app?: string; shop?: string; crm?: string; billing?: string };
  readonly said: Said;
}

/** Marks, such as `mark-17-company-`: whose value it is, and of which field. */
export const marks = /mark-(\d+)-([a-zA-Z]+)-/g;
const mark = (number: number, field: string) => `mark-${number}-${field}-`;

const heads = 'Ahorn Birn Dattel Eschen Ficht Ginster Hasel Ilex Jasmin Kirsch'.split(' ');
const tails = 'brunnen dorfer egger feldmann graben hauser kamper lechner mattes nagel'.split(' ');
const givens = 'Nora Volkmar Ina Zoltan Quirin Ylva Ulla Xaver Oda Wanda'.split(' ');

let count = 0;

export type Stranger = Omit<KnownPerson, 'records' | 'said'>;

/** Somebody who resembles nobody. */
export function nextPerson(): Stranger {
  const number = ++count;
  const family = `${heads[number % 10]}${tails[Math.floor(number / 10) % 10]}`;
  const given = givens[(number * 7 + Math.floor(number / 100)) % 10] ?? '';
  const email = `${family}${number}@${family}${number}.example`.toLowerCase();
  return { number, given, family, email, phone: `+4969901${String(number).padStart(5, '0')}` };
}

/** Writes somebody down in the app and in the systems that have something to say of them. */
export async function addKnownPerson(
  sandbox: Sandbox,
  said: Said,
  person: Stranger = nextPerson(),
): Promise<KnownPerson> {
  const { number } = person;
  const records: KnownPerson['records'] = {};
  const street = mark(number, 'address');
  const app = await addUser(sandbox, person, {
    marketing_opt_in: said.app ?? null,
    sms_opt_in: said.sms ?? null,
    company: mark(number, 'company'),
    locale: mark(number, 'locale'),
    street,
  });
  records.app = app;
  await addOrder(sandbox, app, mark(number, 'orders'));
  if (said.shop !== undefined)
    records.shop = await addShopCustomer(sandbox, person, {
      app_user_id: Number(app),
      newsletter: said.shop,
      language: mark(number, 'locale'),
      street,
    });
  if (said.crm !== undefined)
    records.crm = addLead(sandbox, person, {
      HasOptedOutOfEmail: said.crm,
      Title: mark(number, 'jobTitle'),
      Company: mark(number, 'company'),
      Status: mark(number, 'customAttributes'),
      Street: street,
    });
  if (said.billing !== undefined)
    records.billing = addPayer(sandbox, person, {
      app_user_id: app,
      ...(said.billing === null ? {} : { marketing: said.billing }),
    });
  return { ...person, records, said };
}

/** Says something else in the app from now on. */
export async function resay({ systems }: Sandbox, { records, said }: KnownPerson, news: Said): Promise<void> {
  Object.assign(said, news);
  await systems.app.execute('update users set marketing_opt_in = $1, sms_opt_in = $2 where id = $3', [
    said.app ?? null,
    said.sms ?? null,
    Number(records.app),
  ]);
}

/** @param pick - a whole number from 0 to below the one it is given. */
export function anySaying(pick: (below: number) => number): Said {
  const one = <T>(list: readonly T[]) => list[pick(list.length)] as T;
  return {
    app: one(wordsOf.app),
    sms: one(wordsOf.sms),
    ...(pick(2) === 0 ? { shop: one(wordsOf.shop) } : {}),
    ...(pick(2) === 0 ? { crm: one(wordsOf.crm) } : {}),
    ...(pick(2) === 0 ? { billing: one(wordsOf.billing) } : {}),
  };
}

/**
 * Whether a purpose is permitted, at the place it is pursued: all of these people live in Germany, where consent is needed
 * and an objection anywhere stands.
 */
export function isPermitted({ app, sms, shop, crm, billing }: Said, purpose: string, basis: string): boolean {
  if (basis !== 'CONSENT') return true;
  if (purpose.startsWith('marketing.communications.email')) {
    const objected = app === false || shop === 'no' || crm === true || billing === 'no';
    const unclear = shop === 'maybe';
    return !objected && !unclear && (app === true || shop === 'yes' || billing === 'yes');
  }
  return purpose === 'marketing.communications.sms' && sms === true;
}

/** Numbers that look random (mulberry32): whole, from 0 to below the one that is given. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
