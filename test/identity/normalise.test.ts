import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryCode } from '../../src/identity/country.ts';
import { canonicalEmail, emailSpellings } from '../../src/identity/email.ts';
import {
  contactPointOf,
  countryOf,
  expands,
  identifier,
  identifiersOf,
  isPlaceholder,
} from '../../src/identity/normalise.ts';
import { personOf } from '../../src/identity/person.ts';
import { canonicalPhone, phoneAs, phoneSpellings } from '../../src/identity/phone.ts';
import { identifierKey } from '../../src/model/identifier.ts';
import { person, record } from './records.ts';

describe('canonical e-mail', () => {
  it.each([
    ['  Ann.Smith@Example.COM ', 'ann.smith@example.com'],
    ['Ann Smith <Ann@Example.com>', 'ann@example.com'],
    ['mailto:ann@example.com', 'ann@example.com'],
    ['ann.smith+news@gmail.com', 'annsmith@gmail.com'],
    ['a.n.n@googlemail.com', 'ann@gmail.com'],
    ['ann+shop@outlook.com', 'ann@outlook.com'],
    ['ann.smith@outlook.com', 'ann.smith@outlook.com'],
    ['ann-shop@yahoo.com', 'ann@yahoo.com'],
    ['ann+shop@yahoo.com', 'ann+shop@yahoo.com'],
    ['ann+shop@example.com', 'ann+shop@example.com'],
    ['a.nn@example.com', 'a.nn@example.com'],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ａｎｎ@example.com', 'ann@example.com'],
  ])('%s is %s', (raw, canonical) => expect(canonicalEmail(raw)).toBe(canonical));

  it.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'ann@localhost',
    'a b@example.com',
    '+tag@gmail.com',
    'a@b@example.com',
  ])('%j is no address', (raw) => expect(canonicalEmail(raw)).toBeUndefined());

  it('is its own canonical form, and among the spellings asked for', () =>
    fc.assert(
      fc.property(fc.emailAddress(), (raw) => {
        const canonical = canonicalEmail(raw);
        if (canonical === undefined) return;
        expect(canonicalEmail(canonical)).toBe(canonical);
        expect(emailSpellings(canonical, raw)).toEqual(
          expect.arrayContaining([canonical, raw, raw.toLowerCase()]),
        );
      }),
    ));
});

describe('canonical telephone number', () => {
  it.each([
    ['030 12345678', 'DE', '+493012345678'],
    ['+49 (0)30 12345678', 'FR', '+493012345678'],
    ['0049 30 12345678', 'FR', '+493012345678'],
    ['0049 30 12345678', 'US', '+493012345678'],
    ['01 42 68 53 00', 'FR', '+33142685300'],
    ['(212) 736-5000', 'us', '+12127365000'],
    ['+44 20 7946 0018', 'nowhere', '+442079460018'],
  ])('%s read in %s is %s', (raw, country, canonical) =>
    expect(canonicalPhone(raw, country)).toBe(canonical),
  );

  it.each([
    ['12345', 'DE'],
    ['030 12345678', 'nowhere'],
    ['call me', 'DE'],
    ['+1 900 555 1234', 'US'],
    ['0900 1 234567', 'DE'],
  ])('%s read in %s is none: malformed or premium-rate', (raw, country) =>
    expect(canonicalPhone(raw, country)).toBeUndefined(),
  );

  it('is asked for in the spellings people type, and in the one of a normalised column', () => {
    expect(phoneSpellings('+493012345678', '030/12345678')).toEqual(
      expect.arrayContaining([
        '+493012345678',
        '030/12345678',
        '030 12345678',
        '493012345678',
        '00493012345678',
      ]),
    );
    expect((['e164', 'digits', 'national'] as const).map((form) => phoneAs('+493012345678', form))).toEqual([
      '+493012345678',
      '493012345678',
      '03012345678',
    ]);
  });

  it('is read in the country of its record, else of its source', () => {
    expect(countryOf(record('crm:1', { country: 'Österreich' }), 'DE')).toBe('AT');
    expect(countryOf(record('crm:1', { country: 'Narnia' }), 'DE')).toBe('DE');
    expect(countryOf(record('crm:1', {}), 'DE')).toBe('DE');
    expect([...person('crm:1', { phone: '01 42 68 53 00', country: 'Frankreich' }).keys]).toEqual([
      'phone|+33142685300',
    ]);
  });
});

it.each([
  ['de', 'DE'],
  ['UK', 'GB'],
  ['Deutschland', 'DE'],
  ['Pays-Bas', 'NL'],
  ['usa', 'US'],
  ['somewhere', undefined],
])('country %s is %s', (text, code) => expect(countryCode(text)).toBe(code));

describe('placeholders (G1, G11)', () => {
  it.each(['', '0', '000-000', '---', '-1', 'N/A', 'none', 'NULL', 'test', 'Anonymous', 'invalid', 'xxx'])(
    '%j identifies nobody',
    (raw) => {
      expect(isPlaceholder(raw)).toBe(true);
      expect(identifier('externalId.loyalty', raw, 'DE')).toBeUndefined();
    },
  );

  it.each(['noreply@example.com', 'test@example.com', 'n/a', 'ann@mail.invalid', 'no-reply+1@example.com'])(
    'the e-mail %s identifies nobody',
    (raw) => expect(identifier('email', raw, 'DE')).toBeUndefined(),
  );

  it.each([
    ['+1 212 555 0123', 'US'],
    ['0000000', 'DE'],
    ['+49 1111111111', 'DE'],
  ])('the number %s identifies nobody', (raw, country) =>
    expect(identifier('phone', raw, country)).toBeUndefined(),
  );

  it('a blank or placeholder reference names no record', () => {
    const { keys } = person('crm:1', { names: ['billing:0', 'app:n/a', 'app:17'] });
    expect([...keys]).toEqual(['reference.app|17']);
  });

  it.each(['1900-01-01', '1970-01-01'])('%s is nobody’s birthday', (born) =>
    expect(person('crm:1', { born }).birthDate).toBeUndefined(),
  );
});

describe('role and disposable mailboxes (G2)', () => {
  it.each(['info@example.com', 'Sales@Example.com', 'support+de@example.com', 'ann@mailinator.com'])(
    '%s may be looked up but brings no records together',
    (raw) => {
      const one = identifier('email', raw, 'DE');
      expect(one !== undefined && expands(one)).toBe(false);
      expect(person('crm:1', { email: raw })).toMatchObject({ keys: new Set(), identifiers: [one] });
    },
  );

  it('a person’s own mailbox brings them together', () =>
    expect([...person('crm:1', { email: 'Ann@Example.com' }).keys]).toEqual(['email|ann@example.com']));
});

it('every identifier of a record is there once, whatever its spelling', () => {
  const one = record('crm:1', {
    email: ['Ann@Example.com', 'ann@example.com', 'bob@example.com'],
    phone: '030 12345678',
    loyalty: 'L1',
    names: ['app:17'],
  });
  expect(identifiersOf(one, 'DE').map(identifierKey)).toEqual([
    'email|ann@example.com',
    'email|bob@example.com',
    'phone|+493012345678',
    'externalId.loyalty|L1',
    'reference.app|17',
  ]);
});

it('a postal code is compared without case and blanks', () =>
  expect(personOf(record('crm:1', { postcode: 'sw1a 1aa' }), 'GB').postalCode).toBe('SW1A1AA'));

it('contact points of consent compare in canonical form, or as plain text', () => {
  expect(contactPointOf('Ann <A.nn@Gmail.com>', 'DE')).toBe('ann@gmail.com');
  expect(contactPointOf('030 12345678', 'DE')).toBe('+493012345678');
  expect(contactPointOf(' Some Street 1 ', 'DE')).toBe('some street 1');
});
