/** Assertions for the tests of consent: written by hand, and drawn at random. */
import fc from 'fast-check';
import type { ConsentRequest, Evidence } from '../../src/consent/decide.ts';
import {
  type Assertion,
  assertionStatuses,
  channels,
  legalBases,
  mechanisms,
  type Scope,
} from '../../src/model/consent.ts';

export const now = Date.parse('2026-01-15T00:00:00.000Z');
export const email: Scope = { channel: 'EMAIL', purpose: 'marketing.communications.email' };

/** @param source - and record 1 of it. */
export function says(
  source: string,
  status: Assertion['status'],
  rest: Partial<Omit<Assertion, 'status'>> = {},
): Assertion {
  return { ref: { source, id: '1' }, scope: email, status, ...rest };
}

export const request: ConsentRequest = { scope: email, basis: 'CONSENT', mechanism: 'OPT_IN', now };

const instant = fc
  .constantFrom('2020-01-01', '2023-06-01', '2025-06-01', '2026-01-15', '2027-01-01')
  .map((day) => `${day}T00:00:00.000Z`);
/** One in many is not a time at all. */
const written = fc.oneof(
  { weight: 9, arbitrary: instant },
  { weight: 1, arbitrary: fc.constant('unreadable') },
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

export const scope: fc.Arbitrary<Scope> = fc
  .record({
    channel: fc.constantFrom(...channels),
    purpose: fc.constantFrom(
      '*',
      'marketing',
      'marketing.communications',
      'marketing.communications.email',
      'market',
      'analytics',
    ),
    contactPoint: optional(fc.constantFrom('ann@a.example', 'bob@a.example')),
  })
  .map(withoutBlanks);

export const assertion: fc.Arbitrary<Assertion> = fc
  .record({
    ref: fc.record({ source: fc.constantFrom('app', 'crm'), id: fc.constantFrom('1', '2') }),
    scope: fc.oneof(scope, fc.constant(email)),
    status: fc.constantFrom(...assertionStatuses),
    field: optional(fc.constantFrom('f1', 'f2')),
    capturedAt: optional(written),
    effectiveFrom: optional(written),
    effectiveTo: optional(written),
    doubleOptInAt: optional(written),
    method: optional(fc.constantFrom('DIRECT' as const, 'IMPORT' as const)),
    kind: fc.option(fc.constant('RESTRICTION' as const), { nil: undefined, freq: 3 }),
  })
  .map(withoutBlanks);

export const evidence: fc.Arbitrary<Evidence> = fc.record({
  assertion,
  confidence: fc.constantFrom(0, 0.5, 0.7, 0.95, 1),
});

export const anyRequest: fc.Arbitrary<ConsentRequest> = fc
  .record({
    scope: fc.oneof(scope, fc.constant(email)),
    basis: fc.constantFrom(...legalBases),
    mechanism: fc.constantFrom(...mechanisms),
    now: fc.constant(now),
    maxAgeMonths: optional(fc.constantFrom(12, 60)),
    doubleOptIn: optional(fc.boolean()),
    quorum: optional(fc.constantFrom(['app'], ['app', 'crm'])),
  })
  .map(withoutBlanks);

/** Optional properties are absent rather than undefined. */
function withoutBlanks<T extends object>(drawn: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
