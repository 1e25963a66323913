/**
 * The rules of consent written down a second time, as naively as they can be: every scope is the list of all points it
 * contains, every ranking is a list of numbers, every search a scan. It shares no line with `src/consent`; agreement.test.ts
 * holds the two to the same answers. Where a rule says nothing, the reading that permits less is taken.
 */
import type { ConsentRequest, Evidence, Thresholds } from '../../src/consent/decide.ts';
import type {
  Assertion,
  AssertionStatus,
  Channel,
  ConsentStatus,
  Mechanism,
  Scope,
} from '../../src/model/consent.ts';

export interface Verdict {
  readonly decision: 'PERMIT' | 'DENY';
  readonly status: ConsentStatus;
  /** Source of the deciding assertion; absent where none decided. */
  readonly source?: string;
}

/** From most to least severe, within each tier. */
const vetoes: readonly AssertionStatus[] = ['SUPPRESSED', 'WITHDRAWN', 'DENIED', 'REVOKED', 'INVALIDATED'];
const blind: readonly AssertionStatus[] = ['UNAVAILABLE', 'UNKNOWN'];
const dated: readonly AssertionStatus[] = ['EXPIRED', 'PENDING', 'GRANTED'];
const silent: readonly AssertionStatus[] = ['DEFERRED', 'NOT_ASKED'];

const leafChannels: Readonly<Record<Channel, readonly string[]>> = {
  ANY: ['EMAIL', 'VOICE', 'SMS', 'POST', 'PUSH', 'WEB', 'FAX', 'NONE'],
  PHONE: ['VOICE', 'SMS'],
  EMAIL: ['EMAIL'],
  VOICE: ['VOICE'],
  SMS: ['SMS'],
  POST: ['POST'],
  PUSH: ['PUSH'],
  WEB: ['WEB'],
  FAX: ['FAX'],
  NONE: ['NONE'],
};

/** @returns what the evidence comes to for the request, rule by rule. */
export function bruteForce(
  evidence: readonly Evidence[],
  request: ConsentRequest,
  thresholds: Thresholds,
): Verdict {
  if (request.basis === 'LEGAL_OBLIGATION' || request.basis === 'VITAL_INTEREST') return notConsulted;

  const now = evidence.map((e): Evidence => ({ ...e, assertion: normalised(e.assertion, request) }));
  const standing = now.filter((e) => !isCleared(e.assertion, now));
  const everyScope = [request.scope, ...standing.map((e) => e.assertion.scope)];
  const applying = standing
    .filter((e) => applies(e, request.scope, everyScope, thresholds))
    .map((e) => e.assertion);

  if (request.basis === 'CONTRACT') {
    const restrictions = applying.filter((a) => vetoes.includes(a.status) && a.kind === 'RESTRICTION');
    const top = topOf(restrictions);
    return top === undefined ? notConsulted : verdict('DENY', top);
  }

  const top = topOf([...applying, ...outstanding(applying, request)]);
  if (request.basis !== 'CONSENT') {
    // LEGITIMATE_INTEREST and PUBLIC_TASK stop at an objection, and at what might hide one.
    if (top === undefined) return { decision: 'PERMIT', status: 'NOT_APPLICABLE' };
    return verdict([...vetoes, ...blind].includes(top.status) ? 'DENY' : 'PERMIT', top);
  }
  if (top === undefined) return { decision: 'DENY', status: 'NOT_APPLICABLE' };
  const helpful: Readonly<Record<Mechanism, readonly AssertionStatus[]>> = {
    PROHIBITED: [],
    OPT_IN: ['GRANTED'],
    OPT_OUT: ['GRANTED', 'NOT_ASKED', 'DEFERRED'],
    NOTICE_ONLY: ['GRANTED', 'NOT_ASKED', 'DEFERRED'],
  };
  return verdict(helpful[request.mechanism].includes(top.status) ? 'PERMIT' : 'DENY', top);
}

/** A source that must itself grant and does not is as one whose confirmation is outstanding, newer than all else. */
function outstanding(applying: readonly Assertion[], request: ConsentRequest): readonly Assertion[] {
  return (request.quorum ?? [])
    .filter((source) => topOf(applying.filter((a) => a.ref.source === source))?.status !== 'GRANTED')
    .map((source) => ({ ref: { source, id: '' }, scope: request.scope, status: 'PENDING' }));
}

const notConsulted: Verdict = { decision: 'PERMIT', status: 'NOT_CONSULTED' };

function verdict(decision: Verdict['decision'], top: Assertion): Verdict {
  return { decision, status: top.status, source: top.ref.source };
}

/** One assertion as it stands at `request.now`. A time that cannot be read never helps. */
function normalised(assertion: Assertion, request: ConsentRequest): Assertion {
  const { status, capturedAt, effectiveFrom, effectiveTo, doubleOptInAt } = assertion;
  const at = (text: string) => Date.parse(text);
  if (vetoes.includes(status)) {
    const lapsed = effectiveTo !== undefined && at(effectiveTo) <= request.now;
    return lapsed ? { ...assertion, status: 'NOT_ASKED' } : assertion;
  }
  if (status !== 'GRANTED') return assertion;

  const ended = effectiveTo !== undefined && (isUnreadable(effectiveTo) || at(effectiveTo) <= request.now);
  let tooOld = false;
  if (request.maxAgeMonths !== undefined) {
    const oldest = new Date(request.now);
    oldest.setUTCMonth(oldest.getUTCMonth() - request.maxAgeMonths);
    tooOld = capturedAt === undefined || isUnreadable(capturedAt) || at(capturedAt) < oldest.getTime();
  }
  if (ended || tooOld) return { ...assertion, status: 'EXPIRED' };
  const notYet =
    effectiveFrom !== undefined && (isUnreadable(effectiveFrom) || at(effectiveFrom) > request.now);
  if (notYet) return { ...assertion, status: 'NOT_ASKED' };
  const confirmed = doubleOptInAt !== undefined && !isUnreadable(doubleOptInAt);
  return request.doubleOptIn && !confirmed ? { ...assertion, status: 'PENDING' } : assertion;
}

function isUnreadable(text: string): boolean {
  return Number.isNaN(Date.parse(text));
}

/** Epoch milliseconds; without a time that can be read, a grant is older than all else and anything else newer. */
function timeOf(assertion: Assertion): number {
  const { capturedAt, status } = assertion;
  if (capturedAt !== undefined && !isUnreadable(capturedAt)) return Date.parse(capturedAt);
  return status === 'GRANTED' ? -Infinity : Infinity;
}

/**
 * A veto is cleared by a later, valid grant of the same series that is no import. A restriction of processing is a series
 * of its own: consent to something is no word about it.
 */
function isCleared(veto: Assertion, all: readonly Evidence[]): boolean {
  if (!vetoes.includes(veto.status)) return false;
  for (const { assertion: other } of all) {
    if (other.ref.source !== veto.ref.source || other.ref.id !== veto.ref.id) continue;
    if (other.scope.channel !== veto.scope.channel || other.scope.purpose !== veto.scope.purpose) continue;
    if (pointOf(other.scope) !== pointOf(veto.scope)) continue;
    if (other.kind !== veto.kind) continue;
    if (other.status === 'GRANTED' && other.method !== 'IMPORT' && timeOf(other) > timeOf(veto)) return true;
  }
  return false;
}

/** Does the assertion reach the request, and is its record surely enough this person? */
function applies(
  { assertion, confidence, probable }: Evidence,
  requested: Scope,
  everyScope: readonly Scope[],
  thresholds: Thresholds,
): boolean {
  const here = pointsOf(assertion.scope, everyScope);
  const there = pointsOf(requested, everyScope);
  const overlapping = here.some((point) => there.includes(point));
  const covering = there.every((point) => here.includes(point));

  const mayBe = confidence >= thresholds.restrict;
  const is = confidence >= thresholds.merge && !probable;
  if (vetoes.includes(assertion.status))
    return overlapping && (mayBe || assertion.scope.contactPoint !== undefined);
  if (blind.includes(assertion.status)) return overlapping && mayBe;
  if (assertion.status === 'PENDING' || assertion.status === 'EXPIRED') return overlapping && is;
  return covering && is;
}

/** Every combination of leaf channel, purpose and contact point that is in the scope, of all that are spoken of. */
function pointsOf(scope: Scope, everyScope: readonly Scope[]): readonly string[] {
  const purposes = [...new Set(everyScope.map((s) => s.purpose))].filter(
    (p) => scope.purpose === '*' || p === scope.purpose || p.startsWith(`${scope.purpose}.`),
  );
  const anyPoint = [...new Set([...everyScope.map(pointOf), 'some other'])];
  const contactPoints = scope.contactPoint === undefined ? anyPoint : [pointOf(scope)];
  return leafChannels[scope.channel].flatMap((channel) =>
    purposes.flatMap((purpose) => contactPoints.map((point) => `${channel} ${purpose} ${point}`)),
  );
}

/** In lower case and without blanks around it; `any` where there is none. */
function pointOf(scope: Scope): string {
  return scope.contactPoint === undefined ? 'any' : scope.contactPoint.trim().toLowerCase();
}

function topOf(assertions: readonly Assertion[]): Assertion | undefined {
  let top: Assertion | undefined;
  for (const assertion of assertions) if (top === undefined || outranks(assertion, top)) top = assertion;
  return top;
}

/** By tier, then by what orders the tier, then by the first source name. */
function outranks(a: Assertion, b: Assertion): boolean {
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)];
  for (const [place, rank] of ranksA.entries())
    if (rank !== ranksB[place]) return rank > (ranksB[place] ?? 0);
  return a.ref.source < b.ref.source;
}

/** Tier, time where the tier is ordered by it, and severity within the tier; more is stronger. */
function ranksOf(assertion: Assertion): readonly number[] {
  const { status } = assertion;
  if (vetoes.includes(status)) return [4, 0, -vetoes.indexOf(status)];
  if (blind.includes(status)) return [3, 0, -blind.indexOf(status)];
  if (dated.includes(status)) return [2, timeOf(assertion), -dated.indexOf(status)];
  return [1, 0, -silent.indexOf(status)];
}
