import { describe, expect, it } from 'vitest';
import {
  checkedFirst,
  checkedRequest,
  collectionRequest,
  customerCursor,
  openCustomerCursor,
  rowCursor,
} from '../../src/gateway/page.ts';
import { sealKeys } from '../../src/identity/seal.ts';
import { GatewayError } from '../../src/model/errors.ts';

const keys = sealKeys('a secret of the tests', 'cursor');
const others = sealKeys('another secret of the tests', 'cursor');
const positions = { 'app:1': { at: '2026-01-01T00:00:00.000Z', id: 'jane' } };

const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error instanceof GatewayError ? error.code : error;
  }
};

describe('the size of a page', () => {
  it.each([1, 50, 100])('may be %i', (first) => expect(checkedFirst(first)).toBe(first));
  it.each([0, -1, 101, Number.NaN, undefined, null, '5'])('may not be %s', (first) => {
    expect(codeOf(() => checkedFirst(first))).toBe('PAGE_INVALID');
  });
});

describe('a cursor among rows', () => {
  const open = (after: unknown, name: 'orders' | 'invoices' = 'orders', by = keys) =>
    codeOf(() => checkedRequest(name, { first: 2, after }, ['number'], by));

  it('opens to the positions it was made of', () => {
    const after = rowCursor(keys, 'orders', positions);
    expect(open(after)).toMatchObject({ name: 'orders', first: 2, attributes: ['number'], after: positions });
    expect(after).not.toMatch(/jane|app|2026/);
    expect(Buffer.from(after, 'base64url').toString()).not.toMatch(/jane|app|2026/);
  });

  it('is not needed for the first page', () => {
    expect(open(undefined)).toMatchObject({ after: {} });
    expect(open(null)).toMatchObject({ after: {} });
  });

  it.each([
    ['nothing', ''],
    ['no cursor', 'x'],
    ['of another field', rowCursor(keys, 'invoices', positions)],
    ['of another gateway', rowCursor(others, 'orders', positions)],
    ['of customers', customerCursor(keys, { source: 'app', after: '1' })],
    ['changed in its last letter', rowCursor(keys, 'orders', positions).replace(/.{2}$/, 'AA')],
  ])('is refused when it is %s', (_, after) => {
    expect(open(after)).toBe('CURSOR_INVALID');
  });

  it('is nothing to the plan when it is refused: the resolver says so', () => {
    expect(collectionRequest('orders', { first: 0 }, [], keys)).toBeUndefined();
    expect(collectionRequest('orders', { first: 1, after: 'x' }, [], keys)).toBeUndefined();
  });
});

describe('a cursor among customers', () => {
  it('opens to the source and record it was made of', () => {
    const position = { source: 'crm', after: '003' };
    expect(openCustomerCursor(keys, customerCursor(keys, position))).toEqual(position);
  });

  it.each([rowCursor(keys, 'orders', positions), customerCursor(others, { source: 'crm', after: '1' }), ''])(
    'is refused otherwise: %s',
    (cursor) => expect(codeOf(() => openCustomerCursor(keys, cursor))).toBe('CURSOR_INVALID'),
  );
});
