import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AskedValue } from '../../sources/asking.ts';
import { alternativesOf, comparedColumns, daysOf } from '../../sources/candidates.ts';
import { candidateLookups } from '../../sources/columns.ts';
import { customerMapping } from '../../sources/mapping.ts';
import { postgresDialect } from '../../sources/postgres/dialect.ts';
import { branchOf, candidateStatement, pushedKinds, smallTable } from '../../sources/sql/candidates.ts';
import type { Column, Table } from '../../sources/sql/catalogue.ts';
import { candidateKinds } from '../../src/identity/candidate.ts';
import type { IdentifierKind } from '../../src/model/identifier.ts';

const everything = {
  'name.given': 'given',
  'name.family': 'family',
  email: 'mail',
  phone: 'tel',
  birthDate: 'born',
  'address.street': 'street',
  'address.postalCode': 'post_code',
  'address.city': 'city',
};

function mappingOf(attributes: object, more: object = {}) {
  return customerMapping.parse({ table: 'people', id: 'id', attributes, consent: 'none', ...more });
}

const kindsOf = (attributes: object, more: object = {}) =>
  candidateLookups(mappingOf(attributes, more)).map((kind) => kind.slice('match.'.length));

describe('kinds of candidate keys that a mapping can be asked for', () => {
  it('are those of which some alternative has all its attributes', () => {
    expect(kindsOf({ 'name.full': 'name' })).toEqual([]);
    expect(kindsOf({ email: 'mail' })).toEqual(['emailUser', 'emailDomain']);
    expect(kindsOf({ birthDate: 'born' })).toEqual(['birthDate']);
    expect(kindsOf({ 'name.family': 'family', birthDate: 'born' })).toEqual([
      'nameAndBirthYear',
      'nameAndBirthDay',
      'birthDate',
      'soundAndBirthDate',
      'soundAndBirthYear',
    ]);
    expect(kindsOf(everything)).toHaveLength(candidateKinds.length - 1);
    expect(kindsOf(everything)).not.toContain('lastDigits');
  });

  it('take telephone numbers only where all are written in one form, and e-mail where it is looked up by', () => {
    const phone = { column: 'digits', as: 'digits' };
    expect(kindsOf({ phone: 'tel' }, { lookups: { phone } })).toEqual(['lastDigits']);
    expect(kindsOf({ phone: 'tel' }, { lookups: { phone: { column: 'digits' } } })).toEqual([]);
    expect(kindsOf({ email: 'mail' }, { lookups: { email: false } })).toEqual([]);
    const lowered = mappingOf({ email: 'mail' }, { lookups: { email: { column: 'lower_mail' } } });
    expect(comparedColumns(lowered, 'match.emailUser' as IdentifierKind)).toEqual(['lower_mail']);
  });

  it('are as the configuration says, as far as they can be', () => {
    expect(kindsOf(everything, { candidates: 'none' })).toEqual([]);
    expect(kindsOf(everything, { candidates: ['birthDate', 'fullName', 'lastDigits'] })).toEqual([
      'fullName',
      'birthDate',
    ]);
    expect(() => mappingOf(everything, { candidates: ['match.fullName'] })).toThrow();
  });
});

describe('what a key is looked for by', () => {
  it('is one set of terms, however many spellings of it are known', () => {
    const asked = {
      kind: 'match.nameAndPostcode' as IdentifierKind,
      value: 'muller|10117',
      spellings: ['Müller\u001f10117', 'MULLER\u001f10 117', '\u001f '],
    };
    const [given, family, ...others] = alternativesOf(mappingOf(everything), asked);
    expect(others).toEqual([]);
    expect([given?.[0]?.columns, family?.[0]?.columns]).toEqual([['given'], ['family']]);
    expect(family?.map(({ values }) => values)).toEqual([
      ['muller', 'Müller', 'müller'],
      ['10117', '10 117'],
    ]);
  });

  it('leaves out what is not mapped', () => {
    const asked = { kind: 'match.nameAndBirthYear' as IdentifierKind, value: 'a|1980', spellings: ['A'] };
    const terms = alternativesOf(mappingOf({ 'name.family': 'family', birthDate: 'born' }), asked);
    expect(terms.map((alternative) => alternative.map(({ attribute }) => attribute))).toEqual([
      ['name.family', 'birthDate'],
    ]);
  });

  it('has the days of a date, a month and a year', () => {
    const days = (from: string, before: string) => ({
      from: `${from}T00:00:00.000Z`,
      before: `${before}T00:00:00.000Z`,
    });
    expect(daysOf('2024-02-29')).toEqual(days('2024-02-29', '2024-03-01'));
    expect(daysOf('2023-12')).toEqual(days('2023-12-01', '2024-01-01'));
    expect(daysOf('1899')).toEqual(days('1899-01-01', '1900-01-01'));
    for (const odd of ['9999', '99999', '1980-13', '1980-1', "1980'", '', 'a'])
      expect(daysOf(odd)).toBeUndefined();
  });

  it('has every day in exactly one day, one month and one year', () => {
    const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, date, (one, other) => {
        const [day, another] = [one, other].map((each) => each.toISOString().slice(0, 10)) as [
          string,
          string,
        ];
        for (const length of [4, 7, 10]) {
          const days = daysOf(day.slice(0, length));
          const instant = `${another}T00:00:00.000Z`;
          const isIn = days !== undefined && instant >= days.from && instant < days.before;
          expect(isIn).toBe(another.slice(0, length) === day.slice(0, length));
        }
      }),
    );
  });
});

describe('a table of SQL', () => {
  const column = (name: string, more: Partial<Column> = {}): Column => ({
    name,
    family: name === 'born' ? 'date' : 'text',
    type: 'text',
    folds: false,
    subMillisecond: false,
    index: null,
    lowerIndex: null,
    prefixIndex: null,
    ...more,
  });

  function verdicts(
    rows: number | undefined,
    ...indexed: readonly Column[]
  ): Readonly<Record<string, string>> {
    const all = [...Object.values(everything).map((name) => column(name)), ...indexed];
    const table: Table = {
      name: 'people',
      columns: new Map(all.map((one) => [one.name, one])),
      missing: new Set(),
      unmapped: [],
      rows,
    };
    return Object.fromEntries(
      [...pushedKinds(mappingOf(everything), table)].map(([kind, { verdict }]) => [
        kind.slice('match.'.length),
        verdict,
      ]),
    );
  }

  const asked = (all: Readonly<Record<string, string>>) =>
    Object.keys(all).filter((kind) => all[kind] === 'asked');

  it('is not read whole for a candidate key unless it is small', () => {
    expect(asked(verdicts(smallTable))).toHaveLength(candidateKinds.length - 1);
    expect(asked(verdicts(smallTable + 1))).toEqual([]);
    expect(asked(verdicts(undefined))).toEqual([]);
  });

  it.each<[string, Column, readonly string[]]>([
    [
      'dates',
      column('born', { index: 'i' }),
      ['nameAndBirthYear', 'birthDate', 'soundAndBirthDate', 'soundAndBirthYear', 'cityAndBirthMonth'],
    ],
    ['dates in texts', column('born', { family: 'text', index: 'i' }), []],
    ['post codes as they are', column('post_code', { index: 'i' }), []],
    [
      'post codes in lower case',
      column('post_code', { lowerIndex: 'i' }),
      ['nameAndPostcode', 'houseAndPostcode'],
    ],
    [
      'post codes by their collation',
      column('post_code', { folds: true, index: 'i' }),
      ['nameAndPostcode', 'houseAndPostcode'],
    ],
    [
      'post codes that are numbers',
      column('post_code', { family: 'integer', index: 'i' }),
      ['nameAndPostcode', 'houseAndPostcode'],
    ],
    ['family names', column('family', { lowerIndex: 'i' }), ['fullName']],
    [
      'beginnings of family names',
      column('family', { lowerIndex: 'i', prefixIndex: 'i' }),
      ['fullName', 'nameLetters', 'soundAndBirthDate'],
    ],
    ['beginnings of e-mail addresses', column('mail', { prefixIndex: 'i' }), ['emailUser']],
    ['cities', column('city', { lowerIndex: 'i' }), ['nameAndCity', 'cityAndBirthMonth', 'streetAndCity']],
    ['streets', column('street', { lowerIndex: 'i', prefixIndex: 'i' }), []],
  ])('is asked, however large it is, where an index has %s', (_, indexed, expected) => {
    expect(asked(verdicts(1e9, indexed))).toEqual(expected);
  });

  it('is asked in one statement with a branch for each key, in a text that is not worth preparing', () => {
    const all = Object.values(everything).map((name) => column(name));
    const table: Table = {
      name: 'people',
      columns: new Map(all.map((one) => [one.name, one])),
      missing: new Set(),
      unmapped: [],
      rows: 1,
    };
    const mapping = mappingOf(everything);
    const keys = [
      { kind: 'match.birthDate', value: '1980-12-09', spellings: [''] },
      { kind: 'match.nameAndBirthDay', value: 'muller|12-09', spellings: ['Müller', 'Muller'] },
    ] as unknown as readonly AskedValue[];
    const branches = keys.map(
      (key) => branchOf(postgresDialect, mapping, pushedKinds(mapping, table), key) ?? [],
    );
    const selected = { id: column('id'), table, list: '"id"', select: '' };
    expect(candidateStatement(postgresDialect, selected, branches, 51)).toEqual({
      text:
        `(select "id", 0 as onefold_key from "people" where (("born" >= $1::timestamp and "born" < $2::timestamp)) limit $3) union all ` +
        `(select "id", 1 as onefold_key from "people" where (lower("given") = any($4::text[]) and to_char("born", 'MM-DD') = any($5::text[])) or ` +
        `(lower("family") = any($6::text[]) and to_char("born", 'MM-DD') = any($7::text[])) limit $8)`,
      values: [
        '1980-12-09T00:00:00.000Z',
        '1980-12-10T00:00:00.000Z',
        51,
        ['muller', 'müller'],
        ['12-09'],
        ['muller', 'müller'],
        ['12-09'],
        51,
      ],
      once: true,
    });
  });

  it('is asked, however large it is, where indexes have each alternative', () => {
    const family = column('family', { lowerIndex: 'i', prefixIndex: 'i' });
    const given = column('given', { lowerIndex: 'i', prefixIndex: 'i' });
    expect(asked(verdicts(1e9, family))).not.toContain('nameAndBirthDay');
    expect(asked(verdicts(1e9, given, family))).toContain('nameAndBirthDay');
  });
});
