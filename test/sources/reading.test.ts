import { describe, expect, it } from 'vitest';
import { columnsFor, lookupColumns, lookupKinds, rowColumns, shownColumns } from '../../sources/columns.ts';
import type { Want } from '../../sources/contract.ts';
import { collectionMapping, consentRows, customerMapping } from '../../sources/mapping.ts';
import { namedColumns, pathColumns } from '../../sources/read.ts';
import { recordReader, rowReader } from '../../sources/reading.ts';
import type { SourceRecord } from '../../src/model/record.ts';

const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };

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

const observedAt = '2024-06-01T00:00:00.000Z';

function recordOf(want: Want, missing: readonly string[] = []): SourceRecord {
  const rows = { columns: namedColumns, missing: new Set(missing) };
  return recordReader('app', customer, want, rows, collections)(row, observedAt);
}

describe('columns', () => {
  it('are read by their names or by walking into objects, and nothing beyond them', () => {
    const nested = { a: { b: 'c' }, n: null };
    expect(['a.b', 'a.b.c', 'a.x.y', 'n.b', 'n'].map((path) => pathColumns(path)(nested))).toEqual([
      'c',
      undefined,
      undefined,
      undefined,
      null,
    ]);
    expect(namedColumns('a.b')({ 'a.b': 1 })).toBe(1);
  });
});

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

  it('says of each kind where its values are seen, whatever it is looked up by', () => {
    expect(shownColumns(customer, 'phone')).toEqual(['tel']);
    expect(shownColumns(customer, 'externalId.loyalty')).toEqual(['card']);
    expect(shownColumns(customer, 'reference.crm')).toEqual(['crm_id']);
    expect(shownColumns(customer, 'reference.shop')).toEqual([]);
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

  it('holds the values of all columns of an attribute, in mapped order', () => {
    const read = recordReader('app', customer, everything, { columns: namedColumns, missing: new Set() });
    const emails = [{ mail2: 'b@example.org' }, { mail: null, mail2: 'b@example.org' }].map(
      (change) => read({ ...row, ...change }, observedAt).attributes.email,
    );
    expect(emails).toEqual([['a@example.org', 'b@example.org'], ['b@example.org']]);
  });

  it('reads one row after another, none of which shows in the next', () => {
    const rows = { columns: namedColumns, missing: new Set<string>() };
    const read = recordReader('app', customer, everything, rows, collections);
    const bare = { ...Object.fromEntries(Object.keys(row).map((name) => [name, null])), id: 8 };
    const [first, empty, again] = [row, bare, row].map((one) => read(one, observedAt));
    expect(empty).toMatchObject({ ref: { id: '8' }, attributes: {}, references: [], parentKeys: {} });
    expect(empty).not.toHaveProperty('updatedAt');
    expect(empty?.consent.map(({ status }) => status)).toEqual(['NOT_ASKED', 'NOT_ASKED', 'NOT_ASKED']);
    expect(again).toEqual(first);
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

describe('consent of a record', () => {
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
});

describe('child rows', () => {
  const orders = collectionMapping.parse({
    table: 'orders',
    id: 'id',
    customer: 'who',
    attributes: { number: 'no', placedAt: 'at', total: { amount: 'cents', currency: 'cur', unit: 'minor' } },
  });
  const rowOf = (
    mapping: typeof orders,
    attributes: readonly string[],
    row: Readonly<Record<string, unknown>> = raw,
    missing: readonly string[] = [],
  ) => rowReader('orders', mapping, attributes, { columns: namedColumns, missing: new Set(missing) })(row);
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
    expect(rowOf(constant, ['total']).values).toEqual({
      total: { amount: '1999', currency: 'EUR' },
    });
  });

  it('holds what was wanted and could be read', () => {
    const at = '2024-01-01T10:00:00.000Z';
    expect(rowOf(orders, ['number', 'placedAt', 'total', 'status'])).toEqual({
      id: '9',
      at,
      values: { number: 'N-1', placedAt: at, total: { amount: '19.99', currency: 'EUR' } },
    });
    const gone = ['at', 'cents', 'no'];
    expect(rowOf(orders, ['number', 'total'], raw, gone)).toEqual({ id: '9', at: null, values: {} });
    const { cur: _, ...noCurrency } = raw;
    expect(rowOf(orders, ['total'], noCurrency).values).toEqual({});
  });
});
