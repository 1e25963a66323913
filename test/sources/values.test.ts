import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDate, asInstant, asMoney, asScalar, asText } from '../../sources/values.ts';

describe('money', () => {
  it.each([
    ['12345', 'EUR', '123.45'],
    [12345, 'eur', '123.45'],
    [5n, 'USD', '0.05'],
    ['0', 'EUR', '0.00'],
    ['-5', 'EUR', '-0.05'],
    ['-12345', 'KWD', '-12.345'],
    ['7', 'KWD', '0.007'],
    ['12345', 'JPY', '12345'],
    ['-1', 'JPY', '-1'],
    ['12345', 'HUF', '123.45'],
    ['90071992547409931234', 'EUR', '900719925474099312.34'],
  ])('%s minor units of %s are %s', (amount, currency, expected) => {
    expect(asMoney(amount, currency, 'minor')).toEqual({
      amount: expected,
      currency: currency.toUpperCase(),
    });
  });

  it.each(['12.34', '-0.10', '1200', '90071992547409931234.56', '0'])(
    'keeps %s in major units as it is',
    (amount) => {
      expect(asMoney(amount, ' eur ', 'major')).toEqual({ amount, currency: 'EUR' });
    },
  );

  it.each([
    ['12.5', 'EUR', 'minor'],
    ['1e3', 'EUR', 'major'],
    ['12,34', 'EUR', 'major'],
    ['NaN', 'EUR', 'major'],
    ['', 'EUR', 'minor'],
    [null, 'EUR', 'minor'],
    ['1', 'EURO', 'minor'],
    ['1', null, 'minor'],
    ['1', '€', 'major'],
  ] as const)('does not guess at %s %s (%s)', (amount, currency, unit) => {
    expect(asMoney(amount, currency, unit)).toBeUndefined();
  });

  it('loses nothing of any amount of minor units', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'), (minor, currency) => {
        const money = asMoney(minor, currency, 'minor');
        expect(BigInt(money?.amount.replace('.', '') ?? '')).toBe(minor);
      }),
    );
  });
});

describe('instants', () => {
  const noon = '2024-02-29T12:30:45.000Z';
  it.each([
    [noon, noon],
    ['2024-02-29T12:30:45Z', noon],
    ['2024-02-29 12:30:45', noon],
    ['2024-02-29 12:30:45+00', noon],
    ['2024-02-29 14:30:45+02', noon],
    ['2024-02-29T12:30:45.000+0000', noon],
    ['2024-02-29 18:00:45+05:30', noon],
    ['2024-02-29 09:30:45.000000-03', noon],
    ['2024-02-29 12:30:45.123456', '2024-02-29T12:30:45.123Z'],
    ['2024-02-29 12:30:45.5+00', '2024-02-29T12:30:45.500Z'],
    ['2024-02-29T12:30:45.12Z', '2024-02-29T12:30:45.120Z'],
    [' 2024-02-29T12:30:45+00:00\n', noon],
    ['2024-02-29 12:30', '2024-02-29T12:30:00.000Z'],
    ['2024-02-29 24:00:00', '2024-03-01T00:00:00.000Z'],
    ['2000-02-29 00:00:00', '2000-02-29T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    [1709209845, noon],
    [1709209845000, noon],
    [-86400, '1969-12-31T00:00:00.000Z'],
    [new Date(noon), noon],
  ])('reads %s', (raw, expected) => {
    expect(asInstant(raw)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    'infinity',
    '29.02.2024',
    '02/03/2024 10:00',
    '20240229',
    '0000-00-00 00:00:00',
    '2023-02-29 10:00:00',
    '1900-02-29 10:00:00+00',
    '2024-01-00 10:00:00+00',
    '2024-13-01 10:00:00+00',
    '2024-02-29 12:30:60+00',
    '2024-04-31',
    '2024-02-29 25:00:00',
    '0044-03-15 00:00:00 BC',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Date(Number.NaN),
    null,
    undefined,
    true,
    {},
  ])('does not guess at %s', (raw) => {
    expect(asInstant(raw)).toBeUndefined();
  });

  it('reckons with zones as the engine does, however many decimals there are', () => {
    const zones = ['', 'Z', '+00', '+0000', '+00:00', '-00:00', '+02', '-0330', '+05:30'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9000-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        fc.constantFrom('T', ' '),
        fc.nat(9),
        (date, zone, separator, decimals) => {
          const fraction = date.toISOString().slice(20, 23).padEnd(9, '7').slice(0, decimals);
          const day = date.toISOString().slice(0, 10);
          const time = date.toISOString().slice(11, 19) + (decimals === 0 ? '' : `.${fraction}`);
          const colon = zone.replace(
            /^([+-]\d\d)(\d\d)?$/,
            (_, hours, minutes) => `${hours}:${minutes ?? '00'}`,
          );
          const reckoned = new Date(`${day}T${time}${colon === '' ? 'Z' : colon}`).toISOString();
          expect(asInstant(`${day}${separator}${time}${zone}`)).toBe(reckoned);
        },
      ),
    );
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        fc.pre(date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= 9999);
        expect(asInstant(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });
});

describe('dates, text and scalars', () => {
  it.each([
    ['1985-12-10', '1985-12-10'],
    ['1985-12-10T00:00:00.000Z', '1985-12-10'],
    ['1985-12-10 00:00:00', '1985-12-10'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', undefined],
    ['2024-02-30', undefined],
    ['1985-13-01', undefined],
    ['0000-00-00', undefined],
    ['10.12.1985', undefined],
    ['12/10/1985', undefined],
    ['1985-12-10x', undefined],
    [19851210, undefined],
    [null, undefined],
  ])('date of %s', (raw, expected) => {
    expect(asDate(raw)).toBe(expected);
  });

  it('keeps text as it is written, blanks and unreadable values excepted', () => {
    expect(asText(' Ada ')).toBe(' Ada ');
    expect(asText(9007199254740993n)).toBe('9007199254740993');
    expect(asText(false)).toBe('false');
    expect(asText(0)).toBe('0');
    for (const nothingThere of ['', ' \t\n', null, undefined, {}, [], new Date(Number.NaN)])
      expect(asText(nothingThere)).toBeUndefined();
    expect([asScalar(1), asScalar(false), asScalar('x'), asScalar('')]).toEqual([1, false, 'x', undefined]);
  });
});
