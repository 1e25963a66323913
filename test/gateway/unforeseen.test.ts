import { describe, expect, it } from 'vitest';
import { unforeseen } from '../../src/gateway/unforeseen.ts';

const customer = 'duplicate key (email)=(ada@example.com)\n    at ada.lindqvist (secret)';

describe('an error nobody foresaw, in the log', () => {
  it('says what kind it is and where it came from, never its message', () => {
    const error = Object.assign(new TypeError(customer), { code: '23505', detail: customer });
    const told = unforeseen(error);
    expect(told).toMatchObject({ type: 'TypeError', code: '23505' });
    expect(told.frames[0]).toContain('unforeseen.test.ts');
    expect(JSON.stringify(told)).not.toMatch(/ada|duplicate|secret/);
  });

  it('holds nothing of what is thrown otherwise, or pretends to be a code', () => {
    expect(unforeseen(customer)).toEqual({ type: 'string', frames: [] });
    const error = Object.assign(new Error('x'), { name: customer, code: 'ada@example.com', stack: customer });
    expect(unforeseen(error)).toEqual({ type: 'Error', frames: [] });
  });
});
