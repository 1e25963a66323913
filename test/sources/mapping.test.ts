import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnConsent,
  consentColumns,
  consentRowColumns,
  consentScopes,
  toConsentRow,
} from '../../sources/consent-reading.ts';
import { matchCap, type Want } from '../../sources/contract.ts';
import { readFairly } from '../../sources/fair.ts';
import { collectionMapping, consentColumn, consentRows, customerMapping } from '../../sources/mapping.ts';
import { chunks, matchesByKey, recordsById, wantFor } from '../../sources/matching.ts';
import { readColumn, readPath } from '../../sources/read.ts';
import {
  columnsFor,
  lookupColumns,
  lookupKinds,
  rowColumns,
  toRecord,
  toRow,
} from '../../sources/reading.ts';
import { asDate, asInstant, asMoney, asScalar, asText } from '../../sources/values.ts';
import { identifier, referenceIdentifier } from '../../src/identity/normalise.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import type { SourceRecord } from '../../src/model/record.ts';

const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };

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
    ['2024-02-29 12:30', '2024-02-29T12:30:00.000Z'],
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

  it('reads paths into objects, and nothing beyond them', () => {
    const row = { a: { b: 'c' }, n: null };
    expect(['a.b', 'a.b.c', 'a.x.y', 'n.b', 'n'].map((path) => readPath(row, path))).toEqual([
      'c',
      undefined,
      undefined,
      undefined,
      null,
    ]);
    expect(readColumn({ 'a.b': 1 }, 'a.b')).toBe(1);
  });
});

const customer = customerMapping.parse({
  table: 'people',
  id: 'id',
  updatedAt: 'changed',
  attributes: {
    'name.given': 'first',
    email: ['mail', 'mail2'],
    phone: 'tel',
    birthDate: 'born',
    createdAt: 'made',
    'custom.score': 'score',
    'externalId.loyalty': 'card',
  },
  references: { crm: 'crm_id', billing: 'stripe_id' },
  lookups: { phone: { column: 'digits', as: 'digits' }, 'externalId.loyalty': false },
  consent: [
    {
      purpose: 'marketing',
      channel: ['EMAIL', 'SMS'],
      column: 'optin',
      granted: [true],
      denied: [false],
      at: 'optin_at',
      contactPoint: 'mail',
    },
    {
      purpose: '*',
      channel: 'ANY',
      column: 'frozen',
      denied: ['yes'],
      silent: ['no'],
      restriction: true,
      at: 'frozen_at',
    },
  ],
});
const collections = {
  consents: consentRows.parse({
    table: 'c',
    id: 'id',
    customer: 'party',
    parent: 'party_id',
    purpose: 'marketing',
    channel: 'EMAIL',
    status: { column: 'state', values: { Yes: 'GRANTED' } },
  }),
};
const row = {
  id: 7n,
  changed: '2024-01-01 00:00:00+00',
  first: 'Ada',
  mail: 'a@example.org',
  mail2: ' ',
  tel: null,
  born: '1985-12-10',
  made: 1709209845,
  score: 3,
  card: '',
  crm_id: '003x',
  stripe_id: null,
  optin: 't',
  optin_at: '2024-02-29',
  frozen: 'yes',
  frozen_at: '2024-03-01',
  party_id: 12,
};
const everything: Want = {
  attributes: [
    'name.given',
    'email',
    'phone',
    'birthDate',
    'createdAt',
    'custom.score',
    'externalId.loyalty',
    'company',
  ],
  references: true,
  consent: 'all',
  collections: ['consents', 'orders'],
};

function recordOf(want: Want, missing: readonly string[] = []): SourceRecord {
  const context = {
    source: 'app',
    read: readColumn,
    missing: new Set(missing),
    observedAt: '2024-06-01T00:00:00.000Z',
  };
  return toRecord(customer, row, want, context, collections);
}

describe('records', () => {
  it('reads the columns a want needs, id first, each once', () => {
    expect(columnsFor(customer, nothing)).toEqual(['id', 'changed']);
    const all = columnsFor(customer, everything, collections);
    expect(all[0]).toBe('id');
    expect([...all].sort()).toEqual(
      Object.keys(row)
        .filter((name) => name !== 'digits')
        .sort(),
    );
    expect(columnsFor(customer, { ...nothing, collections: ['orders', 'consents'] }, collections)).toEqual([
      'id',
      'changed',
      'party_id',
    ]);
  });

  it('says of each kind where it is looked up', () => {
    expect(lookupKinds(customer)).toEqual(['email', 'phone', 'reference.billing', 'reference.crm']);
    expect(lookupColumns(customer, 'email')).toEqual([{ column: 'mail' }, { column: 'mail2' }]);
    expect(lookupColumns(customer, 'phone')).toEqual([{ column: 'digits', as: 'digits' }]);
    expect(lookupColumns(customer, 'externalId.loyalty')).toEqual([]);
    expect(lookupColumns(customer, 'reference.crm')).toEqual([{ column: 'crm_id' }]);
    expect(lookupColumns(customer, 'reference.shop')).toEqual([]);
  });

  it('holds what was wanted, in the types of the model, without blanks', () => {
    expect(recordOf(everything)).toMatchObject({
      ref: { source: 'app', id: '7' },
      attributes: {
        'name.given': ['Ada'],
        email: ['a@example.org'],
        birthDate: ['1985-12-10'],
        createdAt: ['2024-02-29T12:30:45.000Z'],
        'custom.score': [3],
      },
      references: [{ source: 'crm', id: '003x' }],
      parentKeys: { consents: '12' },
      updatedAt: '2024-01-01T00:00:00.000Z',
      observedAt: '2024-06-01T00:00:00.000Z',
      drifted: [],
    });
    expect(Object.keys(recordOf(everything).attributes)).toHaveLength(5);
    expect(recordOf(nothing)).toEqual({
      ref: { source: 'app', id: '7' },
      attributes: {},
      references: [],
      consent: [],
      parentKeys: {},
      updatedAt: '2024-01-01T00:00:00.000Z',
      observedAt: '2024-06-01T00:00:00.000Z',
      drifted: [],
    });
  });

  it('reports what drifted and keeps the rest', () => {
    const record = recordOf(everything, ['mail2', 'first', 'changed', 'crm_id', 'party_id']);
    expect(record.drifted).toEqual(['name.given', 'email']);
    expect(record.attributes.email).toEqual(['a@example.org']);
    expect(record.attributes['name.given']).toBeUndefined();
    expect([record.references, record.parentKeys, record.updatedAt]).toEqual([[], {}, undefined]);
    expect(recordOf({ ...nothing, attributes: ['birthDate'] }, ['first']).drifted).toEqual([]);
  });
});

describe('consent columns', () => {
  const spec = (facts: object) =>
    consentColumn.parse({ purpose: 'marketing', channel: 'EMAIL', column: 'c', ...facts });
  const statusOf = (one: ReturnType<typeof spec>, value: unknown, missing: readonly string[] = []) =>
    columnConsent(
      [one],
      { c: value, at: '2024-01-01' },
      { source: 'app', id: '1' },
      {
        source: 'app',
        read: readColumn,
        missing: new Set(missing),
        observedAt: '',
      },
    )[0];

  const flag = spec({ granted: [true], denied: [false] });
  const optOut = spec({ denied: [true], silent: [false] });
  const words = spec({
    granted: ['Yes', 1],
    denied: ['No'],
    statuses: { Paused: 'WITHDRAWN', 2: 'PENDING' },
  });

  it.each([
    [flag, true, 'GRANTED'],
    [flag, 't', 'GRANTED'],
    [flag, 1, 'GRANTED'],
    [flag, '1', 'GRANTED'],
    [flag, 'TRUE', 'GRANTED'],
    [flag, 0, 'DENIED'],
    [flag, 'f', 'DENIED'],
    [flag, 'yes', 'UNKNOWN'],
    [flag, 2, 'UNKNOWN'],
    [flag, null, 'NOT_ASKED'],
    [flag, undefined, 'NOT_ASKED'],
    [flag, '', 'NOT_ASKED'],
    [optOut, false, 'NOT_ASKED'],
    [optOut, true, 'DENIED'],
    [words, ' yes ', 'GRANTED'],
    [words, '1', 'GRANTED'],
    [words, 'NO', 'DENIED'],
    [words, 'paused', 'WITHDRAWN'],
    [words, 2, 'PENDING'],
    [words, 'maybe', 'UNKNOWN'],
    [words, true, 'UNKNOWN'],
    [words, { yes: 1 }, 'UNKNOWN'],
  ])('%# reads a status', (one, value, status) => {
    expect(statusOf(one, value)?.status).toBe(status);
  });

  it('reads the columns that are wanted: all, those that restrict, or none', () => {
    const [refusal, restriction] = [spec({ denied: [true] }), spec({ denied: [true], restriction: true })];
    const both = { ...customer, consent: [refusal, restriction] };
    expect(consentColumns(both, 'all')).toEqual([refusal, restriction]);
    expect(consentColumns(both, 'restrictions')).toEqual([restriction]);
    expect(consentColumns(both, 'none')).toEqual([]);
    expect(consentColumns({ ...customer, consent: 'none' }, 'all')).toEqual([]);
  });

  it('takes a grant whose end cannot be read for unknown, and a refusal for what it is', () => {
    const ending = { granted: [true], denied: [false], until: 'end' };
    const read = (value: boolean, end: string) =>
      columnConsent(
        [spec(ending)],
        { c: value, end },
        { source: 'app', id: '1' },
        { source: 'app', read: readColumn, missing: new Set(), observedAt: '' },
      )[0];
    expect(read(true, 'next spring')).toMatchObject({
      status: 'UNKNOWN',
      reason: 'a time that cannot be read',
    });
    expect(read(false, 'next spring')?.status).toBe('DENIED');
    expect(read(true, '')?.status).toBe('GRANTED');
  });

  it('says why a status is unknown, never with the value', () => {
    expect(statusOf(flag, 'secret')?.reason).toBe('a value the mapping does not list');
    expect(statusOf(flag, true, ['c'])).toMatchObject({
      status: 'UNKNOWN',
      reason: 'a mapped consent column is gone',
    });
    expect(statusOf(flag, true)?.reason).toBeUndefined();
  });

  it('makes no grant of one that lost its date, and no silence of a refusal that did', () => {
    const dated = spec({ granted: [true], denied: [false], at: 'at' });
    expect(statusOf(dated, true)).toMatchObject({
      status: 'GRANTED',
      capturedAt: '2024-01-01T00:00:00.000Z',
    });
    expect(statusOf(dated, true, ['at'])?.status).toBe('UNKNOWN');
    expect(statusOf(dated, null, ['at'])?.status).toBe('UNKNOWN');
    const refused = statusOf(dated, false, ['at']);
    expect([refused?.status, refused?.capturedAt, refused?.reason]).toEqual(['DENIED', undefined, undefined]);
  });

  it('asserts once for each channel, with address, time and kind', () => {
    const { consent } = recordOf(everything);
    const ref = { source: 'app', id: '7' };
    const granted = { ref, status: 'GRANTED', field: 'optin', capturedAt: '2024-02-29T00:00:00.000Z' };
    expect(consent).toEqual([
      { ...granted, scope: { channel: 'EMAIL', purpose: 'marketing', contactPoint: 'a@example.org' } },
      { ...granted, scope: { channel: 'SMS', purpose: 'marketing', contactPoint: 'a@example.org' } },
      {
        ref,
        scope: { channel: 'ANY', purpose: '*' },
        status: 'DENIED',
        field: 'frozen',
        capturedAt: '2024-03-01T00:00:00.000Z',
        kind: 'RESTRICTION',
      },
    ]);
  });

  it('knows every scope it is mapped to, each once', () => {
    const rows = consentRows.parse({
      ...collections.consents,
      purpose: { column: 'p', values: { a: 'marketing', b: 'personalize' } },
      channel: { column: 'w', values: { e: 'EMAIL', m: 'EMAIL' } },
    });
    expect(consentScopes([customer], rows)).toEqual([
      { channel: 'EMAIL', purpose: 'marketing' },
      { channel: 'SMS', purpose: 'marketing' },
      { channel: 'ANY', purpose: '*' },
      { channel: 'EMAIL', purpose: 'personalize' },
    ]);
    expect(consentScopes([{ ...customer, consent: 'none' }], undefined)).toEqual([]);
  });
});

describe('consent rows', () => {
  const mapping = consentRows.parse({
    table: 'c',
    id: 'id',
    customer: 'party',
    purpose: { column: 'use', values: { news: 'marketing' } },
    channel: { column: 'way', values: { Email: 'EMAIL' } },
    status: { column: 'state', values: { OptIn: 'GRANTED', OptOut: 'DENIED' } },
    method: { column: 'how', values: { Web: 'DIRECT' } },
    at: 'at',
    until: 'until',
    contactPoint: 'address',
  });
  const full = {
    id: 5,
    party: 1,
    use: 'NEWS',
    way: 'email',
    state: 'optin',
    how: 'web',
    at: '2024-01-01',
    until: null,
  };
  const valuesOf = (change: object) => toConsentRow(mapping, { ...full, ...change }, readColumn).values;

  it('is an assertion as a row', () => {
    expect(toConsentRow(mapping, { ...full, address: 'a@example.org' }, readColumn)).toEqual({
      id: '5',
      at: '2024-01-01T00:00:00.000Z',
      values: {
        purpose: 'marketing',
        channel: 'EMAIL',
        status: 'GRANTED',
        field: 'state',
        contactPoint: 'a@example.org',
        method: 'DIRECT',
        capturedAt: '2024-01-01T00:00:00.000Z',
      },
    });
    expect([...consentRowColumns(mapping)].sort()).toEqual(
      ['address', 'at', 'how', 'id', 'party', 'state', 'until', 'use', 'way'].sort(),
    );
  });

  it.each([
    [{ use: 'other' }, { purpose: '*', channel: 'EMAIL', status: 'UNKNOWN' }],
    [
      { use: 'other', state: 'OptOut' },
      { purpose: '*', channel: 'EMAIL', status: 'DENIED' },
    ],
    [{ way: null }, { purpose: 'marketing', channel: 'ANY', status: 'UNKNOWN' }],
    [
      { way: 'Fax', state: 'OptOut' },
      { purpose: 'marketing', channel: 'ANY', status: 'DENIED' },
    ],
    [{ state: 'Withheld' }, { status: 'UNKNOWN' }],
    [{ state: null }, { status: 'NOT_ASKED' }],
    [{ state: '' }, { status: 'NOT_ASKED' }],
  ])('widens a veto and grants nothing where a code is not listed: %o', (change, expected) => {
    expect(valuesOf(change)).toMatchObject(expected);
  });
});

describe('child rows', () => {
  const orders = collectionMapping.parse({
    table: 'orders',
    id: 'id',
    customer: 'who',
    attributes: { number: 'no', placedAt: 'at', total: { amount: 'cents', currency: 'cur', unit: 'minor' } },
  });
  const raw = { id: 9, who: 7, no: 'N-1', at: '2024-01-01 10:00:00', cents: '1999', cur: 'EUR' };

  it('reads the columns of the wanted attributes, the time always', () => {
    expect(rowColumns(orders, 'placedAt', [])).toEqual(['id', 'who', 'at']);
    expect(rowColumns(orders, 'placedAt', ['total', 'status'])).toEqual(['id', 'who', 'at', 'cents', 'cur']);
    const constant = {
      ...orders,
      attributes: {
        ...orders.attributes,
        total: { amount: 'cents', currency: { constant: 'EUR' }, unit: 'major' as const },
      },
    };
    expect(rowColumns(constant, 'placedAt', ['total'])).toEqual(['id', 'who', 'at', 'cents']);
    expect(toRow('orders', constant, raw, ['total'], readColumn).values).toEqual({
      total: { amount: '1999', currency: 'EUR' },
    });
  });

  it('holds what was wanted and could be read', () => {
    const at = '2024-01-01T10:00:00.000Z';
    expect(toRow('orders', orders, raw, ['number', 'placedAt', 'total', 'status'], readColumn)).toEqual({
      id: '9',
      at,
      values: { number: 'N-1', placedAt: at, total: { amount: '19.99', currency: 'EUR' } },
    });
    const bare = toRow(
      'orders',
      orders,
      raw,
      ['number', 'total'],
      readColumn,
      new Set(['at', 'cents', 'no']),
    );
    expect(bare).toEqual({ id: '9', at: null, values: {} });
    const { cur: _, ...noCurrency } = raw;
    expect(toRow('orders', orders, noCurrency, ['total'], readColumn).values).toEqual({});
  });
});

describe('matching', () => {
  const one = (
    id: string,
    attributes: SourceRecord['attributes'],
    references: SourceRecord['references'] = [],
  ) => ({
    ...recordOf(nothing),
    ref: { source: 'app', id },
    attributes,
    references,
  });
  const key = (kind: IdentifierKind, raw: string): Identifier => {
    const made = identifier(kind, raw, 'DE');
    if (made === undefined) throw new TypeError('not an identifier');
    return made;
  };

  it('wants what keys are compared with, and the country of telephone numbers', () => {
    const want = { ...nothing, attributes: ['company'] as const };
    expect(wantFor([key('email', 'a@example.org')], want)).toEqual({
      ...want,
      attributes: ['company', 'email'],
    });
    expect(wantFor([key('phone', '030 9018201')], want).attributes).toEqual([
      'company',
      'phone',
      'address.country',
    ]);
    expect(wantFor([referenceIdentifier('crm', '1')], want)).toEqual({ ...want, references: true });
  });

  it('gives back only what carries the key, by id, in the order of the keys', () => {
    const records = [
      one('b', { email: ['A@example.org'] }),
      one('a', { email: ['x@example.org', 'a@example.org'] }),
      one('c', { email: ['á@example.org'] }),
      one('d', {}, [{ source: 'crm', id: '1' }]),
    ];
    const keys = [
      referenceIdentifier('crm', '1'),
      key('email', 'a@example.org'),
      key('email', 'nobody@example.org'),
      key('email', 'A@EXAMPLE.org'),
    ];
    const ids = matchesByKey(keys, records, 'DE').map((outcome) =>
      outcome.kind === 'found' ? outcome.value.records.map(({ ref }) => ref.id) : outcome.kind,
    );
    expect(ids).toEqual([['d'], ['a', 'b'], 'absent', ['a', 'b']]);
  });

  it("reads a national number in the record's own country", () => {
    const records = [
      one('uk', { phone: ['020 7946 0018'], 'address.country': ['GB'] }),
      one('de', { phone: ['020 7946 0018'] }),
    ];
    const [outcome] = matchesByKey([key('phone', '+44 20 7946 0018')], records, 'DE');
    expect(outcome?.kind === 'found' && outcome.value.records.map(({ ref }) => ref.id)).toEqual(['uk']);
  });

  it.each([
    [matchCap, false],
    [matchCap + 1, true],
  ])('of %i matches says generic: %s', (count, generic) => {
    const records = Array.from({ length: count }, (_, index) =>
      one(String(index), { email: ['a@example.org'] }),
    );
    const [outcome] = matchesByKey([key('email', 'a@example.org')], records, 'DE');
    expect(outcome?.kind === 'found' && [outcome.value.records.length, outcome.value.generic]).toEqual([
      matchCap,
      generic,
    ]);
  });

  it('gives each id its record', () => {
    const record = one('1', {});
    expect(recordsById(['2', '1', '1'], [record])).toEqual([
      { kind: 'absent' },
      { kind: 'found', value: record },
      { kind: 'found', value: record },
    ]);
  });

  it('chunks', () => {
    expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunks([], 2)).toEqual([]);
  });
});

describe('fair reading', () => {
  /** A table in which each key has as many rows as its number says; a flood comes first. */
  function table() {
    const calls: number[] = [];
    const run = async (keys: readonly number[], limit: number) => {
      calls.push(keys.length);
      const rows = keys.toSorted((a, b) => b - a).flatMap((key) => Array<number>(key).fill(key));
      return rows.slice(0, limit);
    };
    return { calls, run };
  }

  it('asks once when nothing floods', async () => {
    const { calls, run } = table();
    expect(await readFairly([0, 1, 2, 1], 3, run)).toHaveLength(4);
    expect(calls).toEqual([4]);
  });

  it('asks for no keys no more than once', async () => {
    const { calls, run } = table();
    expect(await readFairly([], 3, run)).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(1);
  });

  it('gives every key all its rows, or as many as one key may bring', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
        fc.integer({ min: 1, max: 10 }),
        async (keys, perKey) => {
          const { calls, run } = table();
          const rows = await readFairly(keys, perKey, run);
          for (const key of keys)
            expect(rows.filter((each) => each === key).length).toBeGreaterThanOrEqual(Math.min(key, perKey));
          expect(calls.length).toBeLessThanOrEqual(2 * keys.length + 1);
        },
      ),
    );
  });
});
