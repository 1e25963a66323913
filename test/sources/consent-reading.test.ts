import { describe, expect, it } from 'vitest';
import {
  consentColumns,
  consentReader,
  consentRowColumns,
  consentRowReader,
  consentScopes,
} from '../../sources/consent-reading.ts';
import { consentColumn, consentRows, customerMapping } from '../../sources/mapping.ts';
import { namedColumns } from '../../sources/read.ts';

const customer = customerMapping.parse({
  table: 'people',
  id: 'id',
  attributes: {},
  consent: [
    { purpose: 'marketing', channel: ['EMAIL', 'SMS'], column: 'optin', granted: [true], denied: [false] },
    { purpose: '*', channel: 'ANY', column: 'frozen', denied: ['yes'], silent: ['no'], restriction: true },
  ],
});

describe('consent columns', () => {
  const spec = (facts: object) =>
    consentColumn.parse({ purpose: 'marketing', channel: 'EMAIL', column: 'c', ...facts });
  const wordOf = (
    one: ReturnType<typeof spec>,
    row: Readonly<Record<string, unknown>>,
    missing: readonly string[] = [],
  ) => {
    const read = consentReader([one], { columns: namedColumns, missing: new Set(missing) });
    return read(row, { source: 'app', id: '1' })[0];
  };
  const statusOf = (one: ReturnType<typeof spec>, value: unknown, missing: readonly string[] = []) =>
    wordOf(one, { c: value, at: '2024-01-01' }, missing);

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

  it('takes the gravest of what two lists say of a value', () => {
    const both = spec({
      denied: ['x', true],
      granted: ['x', 'y'],
      silent: ['y', 'z', 1],
      statuses: { z: 'PENDING', Z: 'WITHDRAWN', q: 'PENDING', Q: 'WITHDRAWN' },
    });
    const told = ['X', 'y', 'z', 't', 1, 'q'].map((value) => statusOf(both, value)?.status);
    expect(told).toEqual(['DENIED', 'GRANTED', 'NOT_ASKED', 'DENIED', 'DENIED', 'PENDING']);
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
    const read = (value: boolean, end: string) => wordOf(spec(ending), { c: value, end });
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

  it('knows every scope it is mapped to, each once', () => {
    const rows = consentRows.parse({
      table: 'c',
      id: 'id',
      customer: 'party',
      status: { column: 'state', values: { Yes: 'GRANTED' } },
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
  const valuesOf = (change: object) => consentRowReader(mapping, namedColumns)({ ...full, ...change }).values;

  it('is an assertion as a row', () => {
    expect(consentRowReader(mapping, namedColumns)({ ...full, address: 'a@example.org' })).toEqual({
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
    [{ until: 'next spring' }, { status: 'UNKNOWN' }],
    [{ until: 'next spring', state: 'OptOut' }, { status: 'DENIED' }],
  ])('widens a veto and grants nothing where a code is not listed: %o', (change, expected) => {
    expect(valuesOf(change)).toMatchObject(expected);
  });
});
