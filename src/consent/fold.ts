/** One assertion as it stands now (consent.md 3.2), and one series of them (3.3). */
import type { Assertion } from '../model/consent.ts';
import { refKey } from '../model/record.ts';
import { isVeto, tierOf, tiers } from './lattice.ts';

export interface Terms {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Months after which a grant of this purpose is too old. */
  readonly maxAgeMonths?: number;
  /** The regime asks for a confirmed double opt-in. */
  readonly doubleOptIn?: boolean;
}

/** What the assertion amounts to at `terms.now`. A time that cannot be read never helps: comparing it is always false. */
export function current(assertion: Assertion, terms: Terms): Assertion {
  const { effectiveFrom, effectiveTo } = assertion;
  const until = effectiveTo === undefined ? Number.POSITIVE_INFINITY : Date.parse(effectiveTo);
  if (isVeto(assertion)) return until <= terms.now ? { ...assertion, status: 'NOT_ASKED' } : assertion;
  if (assertion.status !== 'GRANTED') return assertion;
  if (!(until > terms.now) || isTooOld(assertion, terms)) return { ...assertion, status: 'EXPIRED' };
  if (effectiveFrom !== undefined && !(Date.parse(effectiveFrom) <= terms.now))
    return { ...assertion, status: 'NOT_ASKED' };
  if (terms.doubleOptIn && Number.isNaN(Date.parse(assertion.doubleOptInAt ?? '')))
    return { ...assertion, status: 'PENDING' };
  return assertion;
}

function isTooOld(assertion: Assertion, terms: Terms): boolean {
  if (terms.maxAgeMonths === undefined) return false;
  if (assertion.capturedAt === undefined) return true;
  const oldest = new Date(terms.now);
  oldest.setUTCMonth(oldest.getUTCMonth() - terms.maxAgeMonths);
  return !(Date.parse(assertion.capturedAt) >= oldest.getTime());
}

/** A restriction is not consent withheld, so a grant of the same scope does not lift it. */
function seriesKey({ ref, scope, kind }: Assertion): string {
  return JSON.stringify([
    refKey(ref),
    kind ?? null,
    scope.channel,
    scope.purpose,
    scope.contactPoint?.trim().toLowerCase() ?? null,
  ]);
}

/**
 * Drops the vetoes that their own series has lifted: only a later, valid grant that was not a bulk import lifts one,
 * and only in the same record, channel, purpose and address. Whatever cannot be dated lifts nothing and is not lifted.
 * @param assertions - as they stand now (`current`), of any number of series, in any order.
 */
export function unlifted(assertions: readonly Assertion[]): readonly Assertion[] {
  const lastGrant = new Map<string, number>();
  for (const assertion of assertions) {
    if (assertion.status !== 'GRANTED' || assertion.method === 'IMPORT') continue;
    const at = Date.parse(assertion.capturedAt ?? '');
    if (Number.isNaN(at)) continue;
    const key = seriesKey(assertion);
    lastGrant.set(key, Math.max(lastGrant.get(key) ?? Number.NEGATIVE_INFINITY, at));
  }
  if (lastGrant.size === 0) return assertions;
  return assertions.filter((assertion) => {
    if (tierOf(assertion.status) !== tiers.VETO || assertion.capturedAt === undefined) return true;
    const granted = lastGrant.get(seriesKey(assertion));
    return granted === undefined || !(granted > Date.parse(assertion.capturedAt));
  });
}
