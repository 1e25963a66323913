/**
 * Candidate keys: what records of one person are likely to have in common besides identifiers, so that a source can be
 * asked for them (identity.md section 4). A key only says whom to compare; nobody is linked for sharing one.
 *
 * A key has a canonical value, which two records share or do not, and terms, which a source compares its raw columns
 * with. Terms may find more than the key means: what is found is given back to the key by its canonical value.
 */
import { type Attribute, nameAttributes } from '../model/attribute.ts';
import type { Identifier, IdentifierKind } from '../model/identifier.ts';
import type { SourceRecord } from '../model/record.ts';
import { isMailProvider } from './email.ts';
import type { PersonName } from './names.ts';
import { addressOf, soundsOf } from './traits.ts';

export const candidateKinds = [
  'match.emailUser',
  'match.emailDomain',
  'match.lastDigits',
  'match.fullName',
  'match.nameLetters',
  'match.nameAndPostcode',
  'match.nameAndCity',
  'match.nameAndBirthYear',
  'match.nameAndBirthDay',
  'match.birthDate',
  'match.soundAndBirthDate',
  'match.soundAndBirthYear',
  'match.cityAndBirthMonth',
  'match.houseAndPostcode',
  'match.streetAndCity',
] as const;
export type CandidateKind = (typeof candidateKinds)[number];

export function isCandidateKind(kind: string): kind is CandidateKind {
  return kind.startsWith('match.');
}

/** Divides the parts of a value; no folded text has it. */
export const bar = '|';
/** Divides the raw texts that a spelling is made of. */
export const divider = '\u001f';

/** What of a record candidate keys are made of. */
export interface Keyed {
  readonly record: Pick<SourceRecord, 'attributes'>;
  readonly name: PersonName | undefined;
  readonly birthDate: string | undefined;
  readonly identifiers: readonly Identifier[];
}

/** Attributes that a kind of key is read from. */
const readFrom: Readonly<Record<CandidateKind, readonly Attribute[]>> = {
  'match.emailUser': ['email'],
  'match.emailDomain': ['email'],
  'match.lastDigits': ['phone', 'address.country'],
  'match.fullName': nameAttributes,
  'match.nameLetters': nameAttributes,
  'match.nameAndPostcode': [...nameAttributes, 'address.postalCode'],
  'match.nameAndCity': [...nameAttributes, 'address.city'],
  'match.nameAndBirthYear': [...nameAttributes, 'birthDate'],
  'match.nameAndBirthDay': [...nameAttributes, 'birthDate'],
  'match.birthDate': ['birthDate'],
  'match.soundAndBirthDate': [...nameAttributes, 'birthDate'],
  'match.soundAndBirthYear': [...nameAttributes, 'birthDate'],
  'match.cityAndBirthMonth': ['address.city', 'birthDate'],
  'match.houseAndPostcode': ['address.street', 'address.postalCode'],
  'match.streetAndCity': ['address.street', 'address.city'],
};

/** What a record must be read with so that its keys of this kind can be seen. */
export function attributesOfKind(kind: CandidateKind): readonly Attribute[] {
  return readFrom[kind];
}

/** Every candidate key of a record, each once, in a fixed order. */
export function candidatesOf({ record, name, birthDate, identifiers }: Keyed): readonly Identifier[] {
  const keys = new Map<string, Identifier>();
  const add = (kind: CandidateKind, value: string, ...raw: readonly string[]) => {
    const key = `${kind}${bar}${value}`;
    if (!keys.has(key))
      keys.set(key, { kind: kind as IdentifierKind, value, spelling: raw.join(divider) } as Identifier);
  };
  for (const { kind, value, spelling } of identifiers) {
    if (kind === 'email') {
      const at = value.lastIndexOf('@');
      add('match.emailUser', value.slice(0, at), userAsWritten(spelling));
      if (!isMailProvider(value.slice(at + 1))) add('match.emailDomain', value.slice(at + 1));
    }
    if (kind === 'phone') add('match.lastDigits', value.slice(-7));
  }
  const names = wordsOf(record, name);
  const address = addressOf(record);
  const rawPostcode = rawText(record, 'address.postalCode');
  const rawCity = rawText(record, 'address.city');
  const year = birthDate?.slice(0, 4);
  for (const { folded, raw } of names) {
    if (address?.postalCode !== undefined)
      add('match.nameAndPostcode', `${folded}${bar}${address.postalCode}`, raw, rawPostcode);
    if (address?.city !== undefined) add('match.nameAndCity', `${folded}${bar}${address.city}`, raw, rawCity);
    if (birthDate === undefined) continue;
    add('match.nameAndBirthYear', `${folded}${bar}${year}`, raw);
    add('match.nameAndBirthDay', `${folded}${bar}${birthDate.slice(5)}`, raw);
    for (const sound of soundsOf(folded))
      add('match.soundAndBirthYear', `${sound}${bar}${year}`, raw, folded);
  }
  const [given, family] = [
    names.find(({ part }) => part === 'given'),
    names.find(({ part }) => part === 'family'),
  ];
  if (given !== undefined && family !== undefined) {
    const pair = [given, family].sort((a, b) => (a.folded < b.folded ? -1 : 1));
    add('match.fullName', pair.map(({ folded }) => folded).join(bar), ...pair.map(({ raw }) => raw));
    if (given.folded.length > 1) {
      const letters = pair.map(({ folded, raw }) => ({ folded: folded.slice(0, 3), raw: raw.slice(0, 3) }));
      letters.sort((a, b) => (a.folded < b.folded ? -1 : 1));
      add(
        'match.nameLetters',
        letters.map(({ folded }) => folded).join(bar),
        ...letters.map(({ raw }) => raw),
      );
    }
  }
  if (birthDate !== undefined) {
    add('match.birthDate', birthDate);
    if (address?.city !== undefined)
      add('match.cityAndBirthMonth', `${address.city}${bar}${birthDate.slice(0, 7)}`, rawCity);
    if (family !== undefined)
      for (const sound of soundsOf(family.folded))
        add('match.soundAndBirthDate', `${sound}${bar}${birthDate}`, family.raw, family.folded);
  }
  if (address?.houseNumber !== undefined && address.postalCode !== undefined)
    add('match.houseAndPostcode', `${address.houseNumber}${bar}${address.postalCode}`, rawPostcode);
  if (address?.city !== undefined && address.street.length > 0)
    add(
      'match.streetAndCity',
      `${address.street.join(' ')}${bar}${address.city}`,
      rawStreet(record),
      rawCity,
    );
  return [...keys.values()];
}

/** A provider may ignore some of it, and a column holds it all the same. */
function userAsWritten(spelling: string): string {
  return (/([^\s<@]+)@[^@]*$/.exec(spelling)?.[1] ?? '').toLowerCase();
}

interface Word {
  readonly part: 'given' | 'family';
  readonly folded: string;
  readonly raw: string;
}

/** The names a record is known by: each part whole, and the first of several given names. */
function wordsOf(record: Keyed['record'], name: PersonName | undefined): readonly Word[] {
  if (name === undefined) return [];
  const words: Word[] = [];
  const given = name.given.join(' ');
  const family = name.family.join(' ');
  const rawGiven = rawText(record, 'name.given');
  const rawFamily = rawText(record, 'name.family');
  if (given !== '') words.push({ part: 'given', folded: given, raw: rawGiven === '' ? given : rawGiven });
  if (family !== '')
    words.push({ part: 'family', folded: family, raw: rawFamily === '' ? family : rawFamily });
  const [first] = name.given;
  if (name.given.length > 1 && first !== undefined && first.length > 1)
    words.push({ part: 'given', folded: first, raw: rawGiven.split(/[\s-]+/)[0] ?? first });
  return words;
}

function rawText({ attributes }: Keyed['record'], name: Attribute): string {
  return String(attributes[name]?.[0] ?? '').trim();
}

/** The street without its number, as written. */
function rawStreet(record: Keyed['record']): string {
  const street = rawText(record, 'address.street');
  return street.replace(/^\d+\S*\s+/, '').replace(/[\s,]+\d+\S*$/, '');
}
