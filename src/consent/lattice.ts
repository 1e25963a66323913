/**
 * The order consent is decided by (consent.md 3.1). Every status has a place; the answer of many assertions is their
 * maximum, so it cannot depend on the order, batching or sharding in which they arrive, and adding a veto or a blind
 * spot can never turn a denial into a permit.
 */
import type { Assertion, AssertionStatus } from '../model/consent.ts';
import { compareRefs, compareText } from '../model/record.ts';

export const tiers = { ABSTAIN: 0, SILENT: 1, DATED: 2, BLIND: 3, VETO: 4 } as const;
export type Tier = (typeof tiers)[keyof typeof tiers];

/** Tier and rank inside it; a higher rank restricts more. */
const places: Readonly<Record<AssertionStatus, { readonly tier: Tier; readonly rank: number }>> = {
  SUPPRESSED: { tier: tiers.VETO, rank: 5 },
  WITHDRAWN: { tier: tiers.VETO, rank: 4 },
  DENIED: { tier: tiers.VETO, rank: 3 },
  REVOKED: { tier: tiers.VETO, rank: 2 },
  INVALIDATED: { tier: tiers.VETO, rank: 1 },
  UNAVAILABLE: { tier: tiers.BLIND, rank: 2 },
  UNKNOWN: { tier: tiers.BLIND, rank: 1 },
  EXPIRED: { tier: tiers.DATED, rank: 3 },
  PENDING: { tier: tiers.DATED, rank: 2 },
  GRANTED: { tier: tiers.DATED, rank: 1 },
  DEFERRED: { tier: tiers.SILENT, rank: 2 },
  NOT_ASKED: { tier: tiers.SILENT, rank: 1 },
};

export function tierOf(status: AssertionStatus): Tier {
  return places[status].tier;
}

export function isVeto(assertion: Assertion): boolean {
  return tierOf(assertion.status) === tiers.VETO;
}

/** An undated grant is older than any date, an undated lapse newer: what is not dated never helps. */
function instantOf(assertion: Assertion): number {
  const at = Date.parse(assertion.capturedAt ?? '');
  if (!Number.isNaN(at)) return at;
  return assertion.status === 'GRANTED' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * Positive where `a` outranks `b`. Between assertions of equal weight the first source, record and field is named, so
 * that the decider is the same whatever arrived first.
 */
export function compareAssertions(a: Assertion, b: Assertion): number {
  const [placeA, placeB] = [places[a.status], places[b.status]];
  return (
    placeA.tier - placeB.tier ||
    (placeA.tier === tiers.DATED ? compareNumbers(instantOf(a), instantOf(b)) : 0) ||
    placeA.rank - placeB.rank ||
    -compareRefs(a.ref, b.ref) ||
    -compareText(a.field ?? '', b.field ?? '') ||
    -compareText(rest(a), rest(b))
  );
}

/** Everything else of an assertion, as text: what tells rows of one record and field apart. */
function rest({ scope, ...assertion }: Assertion): string {
  return JSON.stringify([
    scope.purpose,
    scope.channel,
    scope.contactPoint,
    assertion.capturedAt,
    assertion.effectiveFrom,
    assertion.effectiveTo,
    assertion.doubleOptInAt,
    assertion.method,
    assertion.kind,
    assertion.reason,
  ]);
}

/** Infinities are equal to themselves, which subtraction would not say. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The assertion that decides; undefined for none. */
export function join(assertions: readonly Assertion[]): Assertion | undefined {
  let top: Assertion | undefined;
  for (const assertion of assertions)
    if (top === undefined || compareAssertions(assertion, top) > 0) top = assertion;
  return top;
}
