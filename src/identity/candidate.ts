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
import { foldTokens, nameOf, type PersonName } from './names.ts';
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

/** How a raw column is compared with a value, without regard to case. `month` takes `YYYY-MM`, `monthDay` `MM-DD`. */
export const termOperators = [
  'equals',
  'startsWith',
  'endsWith',
  'contains',
  'date',
  'month',
  'year',
  'monthDay',
] as const;
export type TermOperator = (typeof termOperators)[number];

export interface Term {
  readonly attribute: Attribute;
  readonly operator: TermOperator;
  /** Any of them will do. */
  readonly values: readonly string[];
}

/** All terms must hold. */
export type Alternative = readonly Term[];

export function isCandidateKind(kind: string): kind is CandidateKind {
  return kind.startsWith('match.');
}

/** Divides the parts of a value; no folded text has it. */
const bar = '|';
/** Divides the raw texts that a spelling is made of. */
const divider = '\u001f';

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

/** What the keys of a record in a source are: those that a match is seen by. */
export function candidateValues(
  record: SourceRecord,
  identifiers: readonly Identifier[],
  birthDate: string | undefined,
): readonly Identifier[] {
  return candidatesOf({ record, name: nameOf(record), birthDate, identifiers });
}

/** What a source is to compare with its columns; any alternative will do. */
export function termsOf({
  kind,
  value,
  spelling,
}: Pick<Identifier, 'kind' | 'value' | 'spelling'>): readonly Alternative[] {
  const [first = '', second = ''] = value.split(bar);
  const [rawFirst = '', rawSecond = ''] = spelling.split(divider);
  const either = (word: string, raw: string, more: Term, operator: TermOperator = 'equals') =>
    (['name.given', 'name.family'] as const).map(
      (attribute): Alternative => [{ attribute, operator, values: nameVariants(word, raw) }, more],
    );
  switch (kind as CandidateKind) {
    case 'match.emailUser':
      return [
        [
          {
            attribute: 'email',
            operator: 'startsWith',
            values: variants(value, rawFirst).map((user) => `${user}@`),
          },
        ],
      ];
    case 'match.emailDomain':
      return [[{ attribute: 'email', operator: 'endsWith', values: [`@${value}`] }]];
    case 'match.lastDigits':
      return [[{ attribute: 'phone', operator: 'endsWith', values: [value] }]];
    case 'match.fullName':
      return crossed('equals', nameVariants(first, rawFirst), nameVariants(second, rawSecond));
    case 'match.nameLetters':
      return crossed('startsWith', variants(first, rawFirst), variants(second, rawSecond));
    case 'match.nameAndPostcode':
      return either(first, rawFirst, postcodeTerm(second, rawSecond));
    case 'match.nameAndCity':
      return either(first, rawFirst, {
        attribute: 'address.city',
        operator: 'equals',
        values: variants(second, rawSecond),
      });
    case 'match.nameAndBirthYear':
      return either(first, rawFirst, { attribute: 'birthDate', operator: 'year', values: [second] });
    case 'match.nameAndBirthDay':
      return either(first, rawFirst, { attribute: 'birthDate', operator: 'monthDay', values: [second] });
    case 'match.birthDate':
      return [[{ attribute: 'birthDate', operator: 'date', values: [value] }]];
    case 'match.soundAndBirthDate':
      // How a name sounds is not in a column; those of the day who share its first letter are.
      return [
        [
          { attribute: 'birthDate', operator: 'date', values: [second] },
          {
            attribute: 'name.family',
            operator: 'startsWith',
            values: variants(rawSecond.slice(0, 1), rawFirst.slice(0, 1)),
          },
        ],
      ];
    case 'match.soundAndBirthYear':
      return either(
        rawSecond.slice(0, 1),
        rawFirst.slice(0, 1),
        { attribute: 'birthDate', operator: 'year', values: [second] },
        'startsWith',
      );
    case 'match.cityAndBirthMonth':
      return [
        [
          { attribute: 'address.city', operator: 'equals', values: variants(first, rawFirst) },
          { attribute: 'birthDate', operator: 'month', values: [second] },
        ],
      ];
    case 'match.houseAndPostcode':
      return [
        [
          postcodeTerm(second, rawFirst),
          { attribute: 'address.street', operator: 'contains', values: [first] },
        ],
      ];
    case 'match.streetAndCity':
      return [
        [
          { attribute: 'address.city', operator: 'equals', values: variants(second, rawSecond) },
          { attribute: 'address.street', operator: 'contains', values: variants(first, rawFirst) },
        ],
      ];
  }
}

/** Given and family name, and the other way round. */
function crossed(
  operator: TermOperator,
  one: readonly string[],
  other: readonly string[],
): readonly Alternative[] {
  return [
    [
      { attribute: 'name.given', operator, values: one },
      { attribute: 'name.family', operator, values: other },
    ],
    [
      { attribute: 'name.given', operator, values: other },
      { attribute: 'name.family', operator, values: one },
    ],
  ];
}

function postcodeTerm(code: string, raw: string): Term {
  // British codes are written with a blank before the last three characters, or without.
  const spaced = /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(code)
    ? [`${code.slice(0, -3)} ${code.slice(-3)}`]
    : [];
  return {
    attribute: 'address.postalCode',
    operator: 'equals',
    values: [...new Set([...variants(code, raw), ...spaced])],
  };
}

/** As folded and as written, where that differs by more than case. */
function variants(folded: string, raw: string): readonly string[] {
  return raw === '' || raw.toLowerCase() === folded.toLowerCase() ? [folded] : [folded, raw];
}

/** The same of a name, and as it may be written with an umlaut by somebody else. */
function nameVariants(folded: string, raw: string): readonly string[] {
  return [...new Set([...variants(folded, raw), ...umlauts(folded)])];
}

const umlaut: Readonly<Record<string, string>> = { a: 'ä', o: 'ö', u: 'ü' };
/** Umlauts tried in one name: the first vowels are the likely ones. */
const mostUmlauts = 3;

function umlauts(folded: string): readonly string[] {
  const written: string[] = [];
  for (const [at, letter] of [...folded].entries()) {
    const other = umlaut[letter];
    if (other === undefined || written.length === mostUmlauts) continue;
    const rest = folded.slice(folded[at + 1] === 'e' ? at + 2 : at + 1);
    written.push(folded.slice(0, at) + other + rest);
  }
  return written;
}

/** Whether a source that is mapped to these attributes can be asked for keys of the kind. */
export function isPushable(kind: CandidateKind, has: (attribute: Attribute) => boolean): boolean {
  const probe = { kind: kind as IdentifierKind, value: `a${bar}a`, spelling: '' };
  return termsOf(probe).some((alternative) => alternative.every(({ attribute }) => has(attribute)));
}

/** Folds a text as values of keys are folded: for adapters that compare in memory. */
export function foldedText(text: string): string {
  return foldTokens(text).join(' ');
}
