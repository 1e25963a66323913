/** Candidate keys as a source is asked for them: what it is to compare its raw columns with. */
import type { Attribute } from '../model/attribute.ts';
import type { Identifier, IdentifierKind } from '../model/identifier.ts';
import { bar, type CandidateKind, divider } from './candidate.ts';

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
  const written = variants(folded, raw);
  const known = new Set(written.map((one) => one.toLowerCase()));
  return [...written, ...umlauts(folded).filter((one) => !known.has(one))];
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
