/** How two people compare, field by field, as named levels (identity.md section 2). Symmetric. */
import { compareText } from '../model/record.ts';
import { foldUmlauts } from './names.ts';
import { areNicknames } from './nicknames.ts';
import { isOneEdit, jaroWinkler } from './text.ts';
import { type AddressTrait, type EmailTrait, soundsOf, type Traits } from './traits.ts';

/** Levels of each field, most alike first. */
export const levels = {
  given: ['EXACT', 'NICKNAME', 'PART', 'INITIAL', 'CLOSE', 'SIMILAR', 'SOUND', 'ALIKE', 'DIFFERENT'],
  family: ['EXACT', 'PART', 'INITIAL', 'CLOSE', 'SIMILAR', 'SOUND', 'ALIKE', 'DIFFERENT'],
  birthDate: ['EXACT', 'ONE_EDIT', 'MONTH', 'YEAR', 'DECADE', 'DIFFERENT'],
  email: ['EXACT', 'USER', 'CLOSE', 'NAME_USER', 'USER_CLOSE', 'DIFFERENT'],
  phone: ['EXACT', 'LAST_DIGITS', 'DIFFERENT'],
  address: ['STREET', 'POSTCODE', 'SECTOR', 'DISTRICT', 'CITY', 'DIFFERENT'],
  externalId: ['EXACT', 'ONE_EDIT', 'DIFFERENT'],
} as const;
export type Field = keyof typeof levels;
export type Level<F extends Field = Field> = (typeof levels)[F][number];
export const fields = Object.keys(levels) as readonly Field[];

/** What one field says of two people; fields that either leaves blank are left out. */
export interface Comparison {
  readonly field: Field;
  readonly level: Level;
  /** The folded values that were compared, for term frequencies: never shown. */
  readonly values: readonly [string, string];
  /** What they have in common, as a key: it may turn out to be shared by too many to say anything. */
  readonly shared?: string;
  /** What the field says where that says nothing: of records with several values, the next best pair. */
  readonly otherwise?: Comparison;
}

/** Given and family names that were found the other way round. */
export interface Compared {
  readonly comparisons: readonly Comparison[];
  readonly swapped: boolean;
}

export function compare(a: Traits, b: Traits): Compared {
  const names = compareNameFields(a, b);
  const comparisons = [...names.comparisons];
  const add = (one: Comparison | undefined) => {
    if (one !== undefined) comparisons.push(one);
  };
  add(best('birthDate', a.birthDates, b.birthDates, birthDateLevel, identity));
  add(best('email', a.emails, b.emails, emailLevelFor(a, b), wholeOf, sharedEmail));
  add(best('phone', a.phones, b.phones, phoneLevel, identity, sharedPhone));
  if (a.address !== undefined && b.address !== undefined) add(addressComparison(a.address, b.address));
  for (const [issuer, values] of a.externalIds)
    add(
      best('externalId', values, b.externalIds.get(issuer) ?? [], externalIdLevel, identity, (id, level) =>
        level === 'EXACT' ? `${issuer}|${id}` : undefined,
      ),
    );
  return { comparisons, swapped: names.swapped };
}

const identity = (text: string) => text;
const wholeOf = ({ whole }: EmailTrait) => whole;

/** Pairs of values of one field that are kept: beyond them, records with many values say little by any. */
const mostAlternatives = 4;

/** The most alike of all pairs of values, with the next best behind it. */
function best<Value, F extends Field>(
  field: F,
  some: readonly Value[],
  others: readonly Value[],
  levelOf: (a: Value, b: Value) => Level<F>,
  textOf: (value: Value) => string,
  sharedOf: (value: Value, level: Level<F>) => string | undefined = () => undefined,
): Comparison | undefined {
  if (some.length === 0 || others.length === 0) return undefined;
  const order: readonly Level[] = levels[field];
  const pairs: Comparison[] = [];
  for (const a of some)
    for (const b of others) {
      const level = levelOf(a, b);
      const shared = sharedOf(a, level);
      pairs.push({
        field,
        level,
        values: [textOf(a), textOf(b)],
        ...(shared === undefined ? {} : { shared }),
      });
    }
  if (pairs.length > 1)
    pairs.sort(
      (x, y) =>
        order.indexOf(x.level) - order.indexOf(y.level) ||
        compareText([...x.values].sort().join(), [...y.values].sort().join()),
    );
  return pairs
    .slice(0, mostAlternatives)
    .reduceRight<Comparison | undefined>(
      (otherwise, one) => (otherwise === undefined ? one : { ...one, otherwise }),
      undefined,
    );
}

function sharedEmail({ whole, user }: EmailTrait, level: Level<'email'>): string | undefined {
  if (level === 'EXACT') return `email|${whole}`;
  return level === 'USER' || level === 'NAME_USER' ? `match.emailUser|${user}` : undefined;
}

function sharedPhone(number: string, level: Level<'phone'>): string | undefined {
  if (level === 'EXACT') return `phone|${number}`;
  return level === 'LAST_DIGITS' ? `match.lastDigits|${number.slice(-7)}` : undefined;
}

type NameField = 'given' | 'family';

/** Straight, or crossed where that fits better: forms get the two boxes mixed up. */
function compareNameFields(a: Traits, b: Traits): Compared {
  const straight = [
    nameComparison('given', a.given, b.given),
    nameComparison('family', a.family, b.family),
  ].filter((one) => one !== undefined);
  // Which of the crossed pairs is which name cannot be told: the one that fits better counts as the family name.
  const crossed = [nameComparison('given', a.given, b.family), nameComparison('given', a.family, b.given)]
    .filter((one) => one !== undefined)
    .sort(
      (x, y) =>
        rankOf(x) - rankOf(y) || compareText([...x.values].sort().join(), [...y.values].sort().join()),
    )
    .map(
      (one, at): Comparison => (at === 0 ? { ...one, field: 'family', level: familyLevel(one.level) } : one),
    );
  const swapped = crossed.length > 0 && distanceOf(crossed) + swapDistance < distanceOf(straight);
  return { comparisons: swapped ? crossed : straight, swapped };
}

function nameComparison(
  field: NameField,
  a: string | undefined,
  b: string | undefined,
): Comparison | undefined {
  return a === undefined || b === undefined
    ? undefined
    : { field, level: nameLevel(field, a, b), values: [a, b] };
}

/** A family name has no nicknames. */
function familyLevel(level: Level): Level {
  return level === 'NICKNAME' ? 'PART' : level;
}

function rankOf({ field, level }: Comparison): number {
  return (levels[field] as readonly Level[]).indexOf(level);
}

/** Levels by which names must fit better the other way round. */
const swapDistance = 2;
/** A name that is not there to be compared: as if it were somewhat alike. */
const missingDistance = 5;

function distanceOf(comparisons: readonly Comparison[]): number {
  return comparisons.reduce((sum, one) => sum + rankOf(one), (2 - comparisons.length) * missingDistance);
}

export function nameLevel(field: NameField, a: string, b: string): Level<NameField> {
  if (a === b) return 'EXACT';
  if (field === 'given' && areNicknames(a, b)) return 'NICKNAME';
  if (isPart(a, b)) return 'PART';
  if (a[0] === b[0] && (a.length === 1 || b.length === 1)) return 'INITIAL';
  const likeness = jaroWinkler(a, b);
  if (likeness >= 0.92) return 'CLOSE';
  if (likeness >= 0.88) return 'SIMILAR';
  if (soundsOf(a).some((sound) => soundsOf(b).includes(sound))) return 'SOUND';
  return likeness >= 0.7 ? 'ALIKE' : 'DIFFERENT';
}

/** "Hans" of "Hans Peter", "García" of "García Márquez". */
function isPart(one: string, other: string): boolean {
  const [a, b] = [one.split(' '), other.split(' ')];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    long.length > short.length &&
    short.every(
      (token) => token.length > 1 && long.some((word) => word === token || areNicknames(word, token)),
    )
  );
}

export function birthDateLevel(a: string, b: string): Level<'birthDate'> {
  if (a === b) return 'EXACT';
  const [year, month, day] = a.split('-');
  if (isOneEdit(a, b) || `${year}-${day}-${month}` === b) return 'ONE_EDIT';
  const days = Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000;
  if (days <= 31) return 'MONTH';
  if (days <= 366) return 'YEAR';
  return days <= 3653 ? 'DECADE' : 'DIFFERENT';
}

function emailLevelFor(one: Traits, other: Traits): (a: EmailTrait, b: EmailTrait) => Level<'email'> {
  return (a, b) => {
    if (a.whole === b.whole) return 'EXACT';
    // Whoever has the same name would have chosen the like: it says no more than the names do (guard G12).
    const told = isMadeOfNames(a.user, one) && isMadeOfNames(b.user, other);
    if (a.user === b.user)
      return told && !isNumbered(a.user) && areOtherDomains(a.domain, b.domain) ? 'NAME_USER' : 'USER';
    const close = jaroWinkler(a.whole, b.whole) >= 0.88;
    if (!close && jaroWinkler(a.user, b.user) < 0.88) return 'DIFFERENT';
    if (told) return 'NAME_USER';
    return close ? 'CLOSE' : 'USER_CLOSE';
  };
}

/** A slip in a domain makes none that exists; another ending that does is another's domain. */
function areOtherDomains(a: string, b: string): boolean {
  const [stemA, endA] = stemAndEnding(a);
  const [stemB, endB] = stemAndEnding(b);
  if (stemA === stemB && endA !== endB) return usualEndings.has(endA) && usualEndings.has(endB);
  return jaroWinkler(a, b) < 0.88;
}

const usualEndings = new Set(
  'com net org info biz eu de at ch fr es it nl be lu pl cz se no dk fi pt ie uk us ca au nz in jp br mx io app dev test example'.split(
    ' ',
  ),
);

function stemAndEnding(domain: string): readonly [string, string] {
  const dot = domain.lastIndexOf('.');
  return [domain.slice(0, dot), domain.slice(dot + 1)];
}

/** A number of three digits is hardly had by two namesakes; one of two tells a few of them apart, and no more. */
function isNumbered(user: string): boolean {
  return /\d{3}$/.test(user);
}

/**
 * Whether a mailbox is called like its owner, and no more: anna.schmidt, schmidt.anna, a.schmidt, anna; with a nickname, a
 * number or a tag as well.
 */
function isMadeOfNames(user: string, { given, family }: Traits): boolean {
  const letters = foldUmlauts(user.replace(/\+.*$/, '').replace(/\d*$/, '').replace(/[._-]/g, ''));
  const last = foldUmlauts((family ?? '').replaceAll(' ', ''));
  const firsts = given === undefined ? [] : [...given.split(' '), given.replaceAll(' ', '')].map(foldUmlauts);
  const isFirst = (text: string) =>
    text === '' || firsts.some((name) => name === text || name[0] === text || areNicknames(name, text));
  if (last === '') return letters !== '' && isFirst(letters);
  if (letters.startsWith(last) && isFirst(letters.slice(last.length))) return true;
  if (letters.endsWith(last) && isFirst(letters.slice(0, -last.length))) return true;
  return letters.length > 1 && firsts.includes(letters);
}

export function phoneLevel(a: string, b: string): Level<'phone'> {
  if (a === b) return 'EXACT';
  return a.slice(-7) === b.slice(-7) ? 'LAST_DIGITS' : 'DIFFERENT';
}

function externalIdLevel(a: string, b: string): Level<'externalId'> {
  if (a === b) return 'EXACT';
  return isOneEdit(a, b) ? 'ONE_EDIT' : 'DIFFERENT';
}

/** Street, postcode and city move together: they are one comparison (guard G12). */
function addressComparison(a: AddressTrait, b: AddressTrait): Comparison | undefined {
  const postcode = postcodeLevel(a.postalCode, b.postalCode);
  const sameCity = a.city !== undefined && a.city === b.city;
  const near = postcode === 'POSTCODE' || sameCity;
  const sameStreet =
    a.street.length > 0 &&
    // Without a number it is a street, not a house.
    a.houseNumber !== undefined &&
    a.houseNumber === b.houseNumber &&
    (a.street.join() === b.street.join() || jaroWinkler(a.street.join(' '), b.street.join(' ')) >= 0.92);
  if (near && sameStreet)
    return { field: 'address', level: 'STREET', values: [a.street.join(' '), b.street.join(' ')] };
  if (postcode !== undefined && postcode !== 'DIFFERENT')
    return { field: 'address', level: postcode, values: [a.postalCode ?? '', b.postalCode ?? ''] };
  if (a.city !== undefined && b.city !== undefined)
    return {
      field: 'address',
      level: sameCity || jaroWinkler(a.city, b.city) >= 0.92 ? 'CITY' : 'DIFFERENT',
      values: [a.city, b.city],
    };
  if (postcode === undefined) return undefined;
  return { field: 'address', level: 'DIFFERENT', values: [a.postalCode ?? '', b.postalCode ?? ''] };
}

/** British postcodes say sector, district and area; elsewhere the beginning says the region. */
const british = /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/;

function postcodeLevel(a: string | undefined, b: string | undefined): Level<'address'> | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 'POSTCODE';
  if (british.test(a) && british.test(b)) {
    if (a.slice(0, -2) === b.slice(0, -2)) return 'SECTOR';
    return a.slice(0, -3) === b.slice(0, -3) ? 'DISTRICT' : 'DIFFERENT';
  }
  return isOneEdit(a, b) ? 'SECTOR' : a.slice(0, 2) === b.slice(0, 2) ? 'DISTRICT' : 'DIFFERENT';
}
