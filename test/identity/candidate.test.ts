import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attributesOfKind,
  type CandidateKind,
  candidateKinds,
  isCandidateKind,
} from '../../src/identity/candidate.ts';
import type { Person } from '../../src/identity/person.ts';
import { type Alternative, isPushable, type TermOperator, termsOf } from '../../src/identity/terms.ts';
import { type Identifier, identifierKey } from '../../src/model/identifier.ts';
import { person, type Traits } from './records.ts';

function keysOf(one: Person): ReadonlyMap<string, Identifier> {
  return new Map(one.candidates().map((key) => [identifierKey(key), key]));
}

/** `name.given equals jurgen/Jürgen & birthDate year 1980`, an alternative a line. */
function written(alternatives: readonly Alternative[]): readonly string[] {
  return alternatives.map((terms) =>
    terms
      .map(({ attribute, operator, values }) => `${attribute} ${operator} ${values.join('/')}`)
      .join(' & '),
  );
}

const compares: Readonly<Record<TermOperator, (column: string, value: string) => boolean>> = {
  equals: (column, value) => column === value,
  startsWith: (column, value) => column.startsWith(value),
  endsWith: (column, value) => column.endsWith(value),
  contains: (column, value) => column.includes(value),
  date: (column, value) => column === value,
  month: (column, value) => column.slice(0, 7) === value,
  year: (column, value) => column.slice(0, 4) === value,
  monthDay: (column, value) => column.slice(5) === value,
};

/** What a source does that takes terms by the letter, without regard to case. */
function isFound(alternatives: readonly Alternative[], { record }: Person): boolean {
  return alternatives.some((terms) =>
    terms.every(({ attribute, operator, values }) =>
      (record.attributes[attribute] ?? []).some((column) =>
        values.some((value) => compares[operator](String(column).toLowerCase(), value.toLowerCase())),
      ),
    ),
  );
}

/** The kinds of keys two records share, and of those the kinds by which the first asks for the second in vain. */
function asked(
  one: Person,
  other: Person,
): { readonly shared: readonly string[]; readonly vain: readonly string[] } {
  const held = keysOf(other);
  const shared = [...keysOf(one)].flatMap(([key, identifier]) => (held.has(key) ? [identifier] : []));
  return {
    shared: shared.map(({ kind }) => kind),
    vain: shared.filter((key) => !isFound(termsOf(key), other)).map(({ kind }) => kind),
  };
}

const jurgen = person('crm:1', {
  given: 'Jürgen',
  family: 'Koch',
  email: 'J.Koch@a.example',
  phone: '030 12345678',
  born: '1980-05-01',
  street: 'Ackerstr. 5',
  city: 'Köln',
  postcode: '50667',
});

const examples = {
  'match.emailUser': ['j.koch', ['email startsWith j.koch@']],
  'match.emailDomain': ['a.example', ['email endsWith @a.example']],
  'match.lastDigits': ['2345678', ['phone endsWith 2345678']],
  'match.fullName': [
    'jurgen|koch',
    [
      'name.given equals jurgen/Jürgen & name.family equals koch/köch',
      'name.given equals koch/köch & name.family equals jurgen/Jürgen',
    ],
  ],
  'match.nameLetters': [
    'jur|koc',
    [
      'name.given startsWith jur/Jür & name.family startsWith koc',
      'name.given startsWith koc & name.family startsWith jur/Jür',
    ],
  ],
  'match.nameAndPostcode': [
    'koch|50667',
    [
      'name.given equals koch/köch & address.postalCode equals 50667',
      'name.family equals koch/köch & address.postalCode equals 50667',
    ],
  ],
  'match.nameAndCity': [
    'koch|koln',
    [
      'name.given equals koch/köch & address.city equals koln/Köln',
      'name.family equals koch/köch & address.city equals koln/Köln',
    ],
  ],
  'match.nameAndBirthYear': [
    'koch|1980',
    [
      'name.given equals koch/köch & birthDate year 1980',
      'name.family equals koch/köch & birthDate year 1980',
    ],
  ],
  'match.nameAndBirthDay': [
    'koch|05-01',
    [
      'name.given equals koch/köch & birthDate monthDay 05-01',
      'name.family equals koch/köch & birthDate monthDay 05-01',
    ],
  ],
  'match.birthDate': ['1980-05-01', ['birthDate date 1980-05-01']],
  'match.soundAndBirthDate': ['KK|1980-05-01', ['birthDate date 1980-05-01 & name.family startsWith k']],
  'match.soundAndBirthYear': [
    'KK|1980',
    ['name.given startsWith k & birthDate year 1980', 'name.family startsWith k & birthDate year 1980'],
  ],
  'match.cityAndBirthMonth': ['koln|1980-05', ['address.city equals koln/Köln & birthDate month 1980-05']],
  'match.houseAndPostcode': ['5|50667', ['address.postalCode equals 50667 & address.street contains 5']],
  'match.streetAndCity': [
    'ackerstr|koln',
    ['address.city equals koln/Köln & address.street contains ackerstr/Ackerstr.'],
  ],
} as const satisfies Readonly<Record<CandidateKind, readonly [string, readonly string[]]>>;

describe('keys of a record', () => {
  it.each(candidateKinds)('%s: one and what a source is asked', (kind) => {
    const [value, terms] = examples[kind];
    const key = keysOf(jurgen).get(`${kind}|${value}`);
    expect(key).toBeDefined();
    expect(key && written(termsOf(key))).toEqual(terms);
    expect(key && isFound(termsOf(key), jurgen)).toBe(true);
    expect(isCandidateKind(kind)).toBe(true);
  });

  it.each(candidateKinds)('%s: is asked of a source that has what it compares, and of no other', (kind) => {
    const of = attributesOfKind(kind);
    expect(isPushable(kind, (attribute) => of.includes(attribute))).toBe(true);
    expect(isPushable(kind, () => false)).toBe(false);
    for (const term of termsOf({ kind: kind as never, value: 'a|b', spelling: '' }).flat())
      expect(of, 'it is read, so that the key can be seen').toContain(term.attribute);
  });

  it('are each there once, in one order', () => {
    const keys = jurgen.candidates().map(identifierKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(person('crm:1', {}).candidates()).toEqual([]);
  });

  it.each<readonly [Traits, string]>([
    [
      { given: 'Anna', family: 'Schmidt', postcode: '10115' },
      'match.fullName match.nameAndPostcode match.nameLetters',
    ],
    [{ full: 'Anna Schmidt', city: 'Berlin' }, 'match.fullName match.nameAndCity match.nameLetters'],
    // An initial is the beginning of too many names.
    [{ given: 'A.', family: 'Schmidt' }, 'match.fullName'],
    [{ family: 'Schmidt' }, ''],
    [{ city: 'Berlin', street: 'Ackerstr.' }, 'match.streetAndCity'],
    [{ postcode: '10115', street: 'Ackerstr. 5' }, 'match.houseAndPostcode'],
    // What stands for nothing, or for many, is no key.
    [{ email: 'info@a.example', phone: '000', born: '1900-01-01', given: 'n/a' }, ''],
  ])('%j: %s', (traits, kinds) =>
    expect(
      [
        ...new Set(
          person('crm:1', traits)
            .candidates()
            .map(({ kind }) => kind),
        ),
      ]
        .sort()
        .join(' '),
    ).toBe(kinds),
  );
});

describe('records that share a key', () => {
  const given = fc.constantFrom('Jürgen', 'JÜRGEN', 'Sven', 'Bob', 'Li', 'Weber', 'A.');
  const traits = fc.record(
    {
      given,
      family: fc.constantFrom(
        'Weber',
        'WEBER',
        'van der Berg',
        "O'Brien",
        'Maier',
        'Meyer',
        'Schmidt',
        'Schmitt',
      ),
      email: fc.constantFrom('j.koch@a.example', 'J.Koch@post.test', 'bob@a.example'),
      phone: fc.constantFrom('030 12345678', '+4930 12345678', '040 12345678'),
      born: fc.constantFrom('1980-05-01', '1980-05-12', '1981-05-01'),
      street: fc.constantFrom(
        'Ackerstr. 5',
        'ACKERSTR. 5',
        '5 High Street',
        'High Street',
        'Straße des 17. Juni 135',
      ),
      city: fc.constantFrom('Köln', 'KÖLN', 'St. Ives', 'Berlin'),
      postcode: fc.constantFrom('50667', 'SW1A 1AA', 'SW1A1AA', 'sw1a 1aa'),
    },
    { requiredKeys: [], noNullPrototype: true },
  );

  it('find each other, written alike but for case', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(traits, traits, (a, b) => {
        const [one, other] = [person('crm:1', a), person('app:2', b)];
        for (const [x, y] of [
          [one, other],
          [other, one],
          [one, one],
        ] as const) {
          const { shared, vain } = asked(x, y);
          for (const kind of shared) if (x !== y) seen.add(kind);
          expect(vain).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual([...candidateKinds].sort());
  });

  const berlin = { city: 'Berlin', born: '1980-05-01', postcode: '10115' };

  it.each<readonly [string, Traits, Traits]>([
    ['whose boxes are mixed up', { given: 'John', family: 'Smith' }, { given: 'Smith', family: 'John' }],
    ['whose postcodes are spaced', { postcode: 'SW1A 1AA' }, { postcode: 'sw1a1aa' }],
    ['who wrote an umlaut, and who did not', { family: 'Müller' }, { family: 'Muller' }],
    ['of a town with an umlaut, and without', { city: 'Köln' }, { city: 'Koln' }],
    ['with a particle, and without', { family: 'van der Berg' }, { family: 'Berg' }],
    ['with two given names, and one of them', { given: 'Hans-Peter' }, { given: 'Hans' }],
    ['with an accent, and without', { given: 'José' }, { given: 'Jose' }],
  ])('find each other: %s', (_, a, b) => {
    const [one, other] = [
      person('crm:1', { given: 'Anna', family: 'Koch', ...berlin, ...a }),
      person('app:2', { given: 'Anna', family: 'Koch', ...berlin, ...b }),
    ];
    const { shared, vain } = asked(one, other);
    expect(shared.length).toBeGreaterThan(5);
    expect(vain).toEqual([]);
  });

  // A known fault: who asks by the plain spelling does not find the fuller one, unless the source folds by itself.
  it.fails.each<readonly [string, Traits, Traits]>([
    ['who did not write an umlaut, and who did', { family: 'Muller' }, { family: 'Müller' }],
    ['without a particle, and with', { family: 'Berg' }, { family: 'van der Berg' }],
    ['with one of two given names, and both', { given: 'Hans' }, { given: 'Hans-Peter' }],
  ])('find each other by every key: %s', (_, a, b) => {
    const [one, other] = [
      person('crm:1', { given: 'Anna', family: 'Koch', ...berlin, ...a }),
      person('app:2', { given: 'Anna', family: 'Koch', ...berlin, ...b }),
    ];
    expect(asked(one, other).vain).toEqual([]);
  });

  it('find themselves by a mailbox with dots and a tag', () => {
    const one = person('crm:1', { email: 'j.koch+shop@gmail.com' });
    expect(asked(one, one)).toEqual({ shared: ['match.emailUser'], vain: [] });
  });
});

it('a value cannot be taken for two: no part of a key holds what divides them', () =>
  fc.assert(
    fc.property(fc.string(), fc.string(), (given, family) => {
      for (const { kind, value } of person('crm:1', {
        given,
        family,
        city: family,
        born: '1980-05-01',
      }).candidates())
        expect(value.split('|')).toHaveLength(kind === ('match.birthDate' as string) ? 1 : 2);
    }),
  ));
