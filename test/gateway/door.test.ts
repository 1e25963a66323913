import { describe, expect, it } from 'vitest';
import { type CustomerKey, doorOf } from '../../src/gateway/door.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { installed } from './installed.ts';

function open(key: CustomerKey, countries: readonly string[] = ['DE', 'SE']): unknown {
  const { sources, ids } = installed();
  try {
    return doorOf(key, { sources, ids, countries });
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

/** The values of an identifier door. */
function values(key: CustomerKey, countries?: readonly string[]): unknown {
  const door = open(key, countries);
  if (typeof door !== 'object' || door === null || !('identifiers' in door)) return door;
  return Array.isArray(door.identifiers) ? door.identifiers.map(({ value }) => value) : door;
}

describe('a customer key', () => {
  it('by id is the record the id was made from', () => {
    const ref = { source: 'app', id: '17' };
    expect(open({ id: installed().ids.of(ref) })).toEqual({ by: 'record', ref });
  });

  it('by record is that record', () => {
    expect(open({ record: { source: 'crm', id: '003' } })).toEqual({
      by: 'record',
      ref: { source: 'crm', id: '003' },
    });
  });

  it('by e-mail is the address in its normal form', () => {
    expect(values({ email: ' Ada@Example.COM ' })).toEqual(['ada@example.com']);
  });

  it('by telephone number is every number it may be in the configured countries', () => {
    expect(values({ phone: '+46 70 174 06 07' })).toEqual(['+46701740607']);
    expect(values({ phone: '040 123456' })).toEqual(['+4940123456', '+4640123456']);
    expect(values({ phone: '040 123456' }, ['SE'])).toEqual(['+4640123456']);
  });

  it('by external id is one of an issuer that some source can be searched by', () => {
    expect(values({ externalId: { issuer: 'loyalty', value: 'L1' } })).toEqual(['L1']);
    expect(open({ externalId: { issuer: 'passport', value: 'L1' } })).toBe('KEY_UNKNOWN_ISSUER');
  });

  it.each([
    [{ email: 'n/a' }],
    [{ email: '' }],
    [{ email: 'test@test.com' }],
    [{ phone: '0000000' }],
    [{ phone: 'none' }],
    [{ id: 'cust_' }],
    [{ id: 'app:17' }],
    [{ id: 'x'.repeat(2000) }],
    [{ externalId: { issuer: 'loyalty', value: ' ' } }],
    [{ externalId: { issuer: 'loyalty', value: 'L'.repeat(1001) } }],
    [{ email: `${'a'.repeat(500)}@example.com` }],
    [{}],
  ])('that means nobody is refused: %o', (key) => {
    expect(open(key)).toBe('KEY_INVALID');
  });

  it('of a source that is not configured is refused', () => {
    expect(open({ record: { source: 'shop', id: '1' } })).toBe('KEY_UNKNOWN_SOURCE');
  });
});
