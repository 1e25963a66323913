/** How two people compare, field by field, as named levels (identity.md section 2). Symmetric. */
import { areNicknames } from './nicknames.ts';
import { isOneEdit, jaroWinkler } from './text.ts';
import { type AddressTrait, type EmailTrait, soundsOf, type Traits } from './traits.ts';

/** Levels of each field, most alike first. */
export const levels = {
  given: ['EXACT', 'NICKNAME', 'PART', 'INITIAL', 'CLOSE', 'SIMILAR', 'SOUND', 'ALIKE', 'DIFFERENT'],
  family: ['EXACT', 'PART', 'INITIAL', 'CLOSE', 'SIMILAR', 'SOUND', 'ALIKE', 'DIFFERENT'],
  birthDate: ['EXACT', 'ONE_EDIT', 'MONTH', 'YEAR', 'DECADE', 'DIFFERENT'],
  email: ['EXACT', 'USER', 'CLOSE', 'USER_CLOSE', 'DIFFERENT'],
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
  add(best('email', a.emails, b.emails, emailLevel, wholeOf));
  add(best('phone', a.phones, b.phones, phoneLevel, identity));
  if (a.address !== undefined && b.address !== undefined) add(addressComparison(a.address, b.address));
  for (const [issuer, values] of a.externalIds)
    add(best('externalId', values, b.externalIds.get(issuer) ?? [], externalIdLevel, identity));
  return { comparisons, swapped: names.swapped };
}

const identity = (text: string) => text;
const wholeOf = ({ whole }: EmailTrait) => whole;

/** The most alike of all pairs of values. */
function best<Value, F extends Field>(
  field: F,
  some: readonly Value[],
  others: readonly Value[],
  levelOf: (a: Value, b: Value) => Level<F>,
  textOf: (value: Value) => string,
): Comparison | undefined {
  const order: readonly Level[] = levels[field];
  let found: Comparison | undefined;
  for (const a of some)
    for (const b of others) {
      const level = levelOf(a, b);
      if (found === undefined || order.indexOf(level) < order.indexOf(found.level))
        found = { field, level, values: [textOf(a), textOf(b)] };
    }
  return found;
}

type NameField = 'given' | 'family';

/** Straight, or crossed where that fits better: forms get the two boxes mixed up. */
function compareNameFields(a: Traits, b: Traits): Compared {
  const straight = nameComparisons(a.given, a.family, b.given, b.family);
  const crossed = nameComparisons(a.given, a.family, b.family, b.given);
  const swapped = crossed.length > 0 && distanceOf(crossed) + swapDistance < distanceOf(straight);
  return { comparisons: swapped ? crossed : straight, swapped };
}

function nameComparisons(
  givenA: string | undefined,
  familyA: string | undefined,
  givenB: string | undefined,
  familyB: string | undefined,
): readonly Comparison[] {
  const comparisons: Comparison[] = [];
  if (givenA !== undefined && givenB !== undefined)
    comparisons.push({ field: 'given', level: nameLevel('given', givenA, givenB), values: [givenA, givenB] });
  if (familyA !== undefined && familyB !== undefined)
    comparisons.push({
      field: 'family',
      level: nameLevel('family', familyA, familyB),
      values: [familyA, familyB],
    });
  return comparisons;
}

/** Levels by which names must fit better the other way round. */
const swapDistance = 2;
/** A name that is not there to be compared: as if it were somewhat alike. */
const missingDistance = 5;

function distanceOf(comparisons: readonly Comparison[]): number {
  let sum = (2 - comparisons.length) * missingDistance;
  for (const { field, level } of comparisons) sum += (levels[field] as readonly Level[]).indexOf(level);
  return sum;
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
function isPart(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a.split(' '), b.split(' ')] : [b.split(' '), a.split(' ')];
  return (
    long.length > short.length &&
    short.every((token) => token.length > 1 && long.some((one) => one === token || areNicknames(one, token)))
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

export function emailLevel(a: EmailTrait, b: EmailTrait): Level<'email'> {
  if (a.whole === b.whole) return 'EXACT';
  if (a.user === b.user) return 'USER';
  if (jaroWinkler(a.whole, b.whole) >= 0.88) return 'CLOSE';
  return jaroWinkler(a.user, b.user) >= 0.88 ? 'USER_CLOSE' : 'DIFFERENT';
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
