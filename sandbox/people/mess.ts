import { Random } from './random.ts';

/**
 * How often each kind of mess happens where it can: the table to change when the demo data should be cleaner or worse.
 * "Of records" counts every record a system holds of a person; "of people" is decided once for the person.
 */
export const rates = {
  // Of households: two people who look alike, or share what is taken for one person's own. Sr. and Jr. are British or American.
  twins: 0.008,
  seniorJunior: 0.03,
  sharedPhone: 0.05,
  sharedEmail: 0.02,
  // Of people.
  movedHouse: 0.25,
  newPhoneNumber: 0.2,
  recycledPhone: 0.02,
  secondEmail: 0.3,
  employed: 0.18,
  middleName: 0.2,
  loyaltyMember: 0.55,
  // Of records: the e-mail.
  emailMissing: 0.06,
  emailPlaceholder: 0.008,
  emailSecond: 0.35,
  roleMailbox: 0.12,
  emailTypo: 0.015,
  emailTag: 0.05,
  emailDots: 0.4,
  emailCase: 0.1,
  // Of records: the phone.
  phoneMissing: 0.22,
  phonePlaceholder: 0.01,
  phoneFormer: 0.4,
  // Of records: the name.
  nameMissing: 0.015,
  namePlaceholder: 0.003,
  nickname: 0.2,
  accentsFolded: 0.35,
  nameSwapped: 0.012,
  nameTypo: 0.015,
  middleKept: 0.35,
  middleInitial: 0.35,
  familyFirst: 0.08,
  // Of records: address, birth date, loyalty number.
  addressFormer: 0.45,
  addressMissing: 0.18,
  streetShortened: 0.15,
  countrySpelled: 0.3,
  birthDateMissing: 0.35,
  birthDatePlaceholder: 0.01,
  birthDateTypo: 0.012,
  loyaltyMissing: 0.4,
  // Of records in app and crm; shop is declared free of duplicates.
  duplicate: 0.04,
  // Of pairs of records that could name each other, and of the names written down.
  crossReference: 0.35,
  staleReference: 0.02,
  // Of people in crm and in billing: a further record that was deleted since.
  deletedRecord: 0.012,
  // Of records, where consent is kept.
  consentHistory: 0.3,
  consentAddressOnly: 0.08,
  consentUndated: 0.15,
} as const satisfies Record<string, number>;

export type MessKind = keyof typeof rates;
export const messKinds = Object.keys(rates) as readonly MessKind[];

/** How often a kind of mess had the chance to happen, and did. */
export interface Tally {
  readonly chances: number;
  readonly times: number;
}

/** Draws mess from a stream of chance and keeps count of it. */
export class Mess {
  readonly random: Random;
  readonly #tallies = new Map<MessKind, { chances: number; times: number }>(
    messKinds.map((kind) => [kind, { chances: 0, times: 0 }]),
  );

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  happens(kind: MessKind): boolean {
    const happened = this.random.chance(rates[kind]);
    const tally = this.#tallies.get(kind);
    if (tally !== undefined) {
      tally.chances += 1;
      tally.times += happened ? 1 : 0;
    }
    return happened;
  }

  get tallies(): ReadonlyMap<MessKind, Tally> {
    return this.#tallies;
  }
}
