import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { current, unlifted } from '../../src/consent/fold.ts';
import { isVeto } from '../../src/consent/lattice.ts';
import type { Assertion } from '../../src/model/consent.ts';
import { assertion, email, now, says } from './assertions.ts';

const at = (day: string) => ({ capturedAt: `${day}T00:00:00.000Z` });

describe('one assertion as it stands now', () => {
  const status = (one: Assertion, terms: Partial<Parameters<typeof current>[1]> = {}) =>
    current(one, { now, ...terms }).status;

  it('a grant ends at its end, and begins at its beginning', () => {
    expect(status(says('app', 'GRANTED', { effectiveTo: '2026-01-15T00:00:00.000Z' }))).toBe('EXPIRED');
    expect(status(says('app', 'GRANTED', { effectiveTo: '2026-01-15T00:00:00.001Z' }))).toBe('GRANTED');
    expect(status(says('app', 'GRANTED', { effectiveFrom: '2026-01-15T00:00:00.001Z' }))).toBe('NOT_ASKED');
    expect(status(says('app', 'GRANTED', { effectiveFrom: '2026-01-15T00:00:00.000Z' }))).toBe('GRANTED');
  });

  it('a grant grows too old, and one without a date always was', () => {
    expect(status(says('app', 'GRANTED', at('2025-01-15')), { maxAgeMonths: 12 })).toBe('GRANTED');
    expect(status(says('app', 'GRANTED', at('2025-01-14')), { maxAgeMonths: 12 })).toBe('EXPIRED');
    expect(status(says('app', 'GRANTED'), { maxAgeMonths: 12 })).toBe('EXPIRED');
    expect(status(says('app', 'GRANTED'))).toBe('GRANTED');
  });

  it('a grant is pending until it is confirmed, where that is asked for', () => {
    expect(status(says('app', 'GRANTED'), { doubleOptIn: true })).toBe('PENDING');
    expect(
      status(says('app', 'GRANTED', { doubleOptInAt: '2025-01-01T00:00:00.000Z' }), { doubleOptIn: true }),
    ).toBe('GRANTED');
  });

  it('a pause ends, a refusal to come counts already', () => {
    expect(status(says('app', 'DENIED', { effectiveTo: '2026-01-15T00:00:00.000Z' }))).toBe('NOT_ASKED');
    expect(status(says('app', 'DENIED', { effectiveFrom: '2027-01-01T00:00:00.000Z' }))).toBe('DENIED');
  });

  it('a time that cannot be read never helps', () => {
    expect(status(says('app', 'GRANTED', { effectiveTo: 'soon' }))).toBe('EXPIRED');
    expect(status(says('app', 'GRANTED', { effectiveFrom: 'soon' }))).toBe('NOT_ASKED');
    expect(status(says('app', 'GRANTED', { capturedAt: 'once' }), { maxAgeMonths: 12 })).toBe('EXPIRED');
    expect(status(says('app', 'DENIED', { effectiveTo: 'soon' }))).toBe('DENIED');
  });

  it('nothing becomes a grant or a veto that was none', () =>
    fc.assert(
      fc.property(assertion, fc.boolean(), (one, doubleOptIn) => {
        const stands = current(one, { now, maxAgeMonths: 12, doubleOptIn });
        if (stands.status === 'GRANTED') expect(one.status).toBe('GRANTED');
        if (isVeto(stands)) expect(isVeto(one)).toBe(true);
      }),
    ));
});

describe('a series', () => {
  const refusal = says('app', 'DENIED', at('2024-01-01'));
  const stands = (...all: readonly Assertion[]) => unlifted(all).some(isVeto);

  it('lifts its refusal by a later grant, in any order', () => {
    const grant = says('app', 'GRANTED', at('2024-01-02'));
    expect(stands(refusal, grant)).toBe(false);
    expect(stands(grant, refusal)).toBe(false);
  });

  it.each<[string, Assertion]>([
    ['earlier', says('app', 'GRANTED', at('2023-12-31'))],
    ['of the same time', says('app', 'GRANTED', at('2024-01-01'))],
    ['without a date', says('app', 'GRANTED')],
    ['with an unreadable date', says('app', 'GRANTED', { capturedAt: 'later' })],
    ['imported in bulk', says('app', 'GRANTED', { ...at('2025-01-01'), method: 'IMPORT' })],
    ['no grant but a lapse', says('app', 'EXPIRED', at('2025-01-01'))],
    ['no grant but a question', says('app', 'PENDING', at('2025-01-01'))],
    ['of another record', says('app', 'GRANTED', { ...at('2025-01-01'), ref: { source: 'app', id: '2' } })],
    ['of another source', says('crm', 'GRANTED', at('2025-01-01'))],
    [
      'for another channel',
      says('app', 'GRANTED', { ...at('2025-01-01'), scope: { ...email, channel: 'ANY' } }),
    ],
    [
      'for another purpose',
      says('app', 'GRANTED', { ...at('2025-01-01'), scope: { ...email, purpose: 'marketing' } }),
    ],
    [
      'for one address',
      says('app', 'GRANTED', { ...at('2025-01-01'), scope: { ...email, contactPoint: 'ann@a.example' } }),
    ],
  ])('does not lift it by one %s', (_, grant) => expect(stands(refusal, grant)).toBe(true));

  it('does not lift a refusal that has no date', () =>
    expect(stands(says('app', 'DENIED'), says('app', 'GRANTED', at('2025-01-01')))).toBe(true));

  it('does not lift a refusal that came after the grant', () =>
    expect(
      stands(refusal, says('app', 'GRANTED', at('2024-06-01')), says('app', 'WITHDRAWN', at('2025-01-01'))),
    ).toBe(true));

  it('drops nothing but refusals', () =>
    fc.assert(
      fc.property(fc.array(assertion), (all) => {
        expect(unlifted(all).filter((one) => !isVeto(one))).toEqual(all.filter((one) => !isVeto(one)));
      }),
    ));
});

it('a restriction of processing is not lifted by a later grant of the same scope', () => {
  const restricted = says('app', 'DENIED', { ...at('2024-01-01'), kind: 'RESTRICTION' });
  const granted = says('app', 'GRANTED', at('2025-01-01'));
  expect(unlifted([restricted, granted])).toContain(restricted);
  const { kind: _, ...refused } = restricted;
  expect(unlifted([refused, granted])).toEqual([granted]);
});
