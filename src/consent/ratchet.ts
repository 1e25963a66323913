/**
 * The ratchet (consent.md 3.3): a source that keeps no history can lose an objection without a trace, by an import, a
 * merge or a restored backup. Where a veto was seen, what stands in its place now is believed only if it was captured
 * later.
 */
import type { Assertion } from '../model/consent.ts';
import type { Evidence } from './decide.ts';
import { unlifted } from './fold.ts';
import { isVeto, tierOf, tiers } from './lattice.ts';

/** The `reason` of a veto that stands because nothing says that it was taken back. */
export const resubscribeUnverified = 'RESUBSCRIBE_UNVERIFIED';

/**
 * What a veto is remembered under: record, field and scope, as text. It may hold an address, so it is only to be hashed
 * under a key, never kept.
 */
export function vetoKey({ ref, field, scope }: Assertion): string {
  return JSON.stringify([
    ref.source,
    ref.id,
    field ?? null,
    scope.channel,
    scope.purpose,
    scope.contactPoint?.trim().toLowerCase() ?? null,
  ]);
}

/** Epoch milliseconds at which a veto under the assertion's `vetoKey` was last seen; undefined where none was. */
export type SeenVeto = (assertion: Assertion) => number | undefined;

/**
 * The evidence with the vetoes that are gone without a trace put back: where one was seen and none stands now, each
 * grant, lapse or silence in its place that was not captured after it becomes WITHDRAWN. A later grant that was no bulk
 * import clears all of its series. It can only restrict, and to do it twice changes nothing more.
 *
 * Left as they are: vetoes, for they stand; blind spots, for they deny already; restrictions of processing, which are
 * lifted where they are recorded; and what is said of a source as a whole.
 * @returns the same evidence, in the same order, where nothing is put back.
 */
export function ratcheted(evidence: readonly Evidence[], seen: SeenVeto): readonly Evidence[] {
  /** By series; undefined where no veto was seen, or where the series itself accounts for it. */
  const instants = new Map<string, number | undefined>();
  for (const [key, series] of seriesOf(evidence)) {
    const [first] = series;
    const at = series.some(isStandingVeto) || first === undefined ? undefined : seen(first);
    instants.set(key, at !== undefined && series.some((one) => isGrantAfter(one, at)) ? undefined : at);
  }
  let changed = false;
  const result = evidence.map((one): Evidence => {
    const at = isTracked(one.assertion) ? instants.get(vetoKey(one.assertion)) : undefined;
    if (at === undefined || isBlind(one.assertion) || isAfter(one.assertion, at)) return one;
    changed = true;
    return { ...one, assertion: withdrawn(one.assertion) };
  });
  return changed ? result : evidence;
}

/**
 * The vetoes to remember: those that stand, of records, and have no end of their own. One that its own series has lifted
 * is no longer one, and one that the ratchet put back was seen before.
 */
export function vetoesIn(evidence: readonly Evidence[]): readonly Assertion[] {
  const assertions = evidence.map(({ assertion }) => assertion);
  return unlifted(assertions).filter(
    (one) => isTracked(one) && isStandingVeto(one) && one.reason !== resubscribeUnverified,
  );
}

/** Assertions of records, by `vetoKey`. */
function seriesOf(evidence: readonly Evidence[]): ReadonlyMap<string, readonly Assertion[]> {
  const series = new Map<string, Assertion[]>();
  for (const { assertion } of evidence) {
    if (!isTracked(assertion)) continue;
    const key = vetoKey(assertion);
    const known = series.get(key);
    if (known === undefined) series.set(key, [assertion]);
    else known.push(assertion);
  }
  return series;
}

function isTracked({ ref, kind }: Assertion): boolean {
  return ref.id !== '' && kind === undefined;
}

/** A pause ends by itself, and is no objection to remember. */
function isStandingVeto(assertion: Assertion): boolean {
  return isVeto(assertion) && assertion.effectiveTo === undefined;
}

function isBlind({ status }: Assertion): boolean {
  return tierOf(status) === tiers.BLIND;
}

/** An instant that cannot be read is after nothing, and what was imported says nothing of the person. */
function isAfter({ capturedAt, method }: Assertion, at: number): boolean {
  return method !== 'IMPORT' && capturedAt !== undefined && Date.parse(capturedAt) > at;
}

function isGrantAfter(assertion: Assertion, at: number): boolean {
  return assertion.status === 'GRANTED' && isAfter(assertion, at);
}

/** Without its dates: what cannot be dated is lifted by nothing, and does not end. */
function withdrawn({ ref, scope, field }: Assertion): Assertion {
  return {
    ref,
    scope,
    status: 'WITHDRAWN',
    reason: resubscribeUnverified,
    ...(field === undefined ? {} : { field }),
  };
}
