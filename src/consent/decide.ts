/**
 * The decision (consent.md 3.5, 3.6): assertions of every source, each with the confidence that its record is this
 * person, to PERMIT or DENY with the assertion that decided. There is no override path.
 */

import { unreachable } from '../model/brand.ts';
import {
  type Assertion,
  type ConsentStatus,
  type LegalBasis,
  type Mechanism,
  mechanisms,
  type Scope,
} from '../model/consent.ts';
import type { SourceName } from '../model/record.ts';
import { current, type Terms, unlifted } from './fold.ts';
import { isVeto, join, tierOf, tiers } from './lattice.ts';
import { covers, overlaps } from './scope.ts';

export interface Evidence {
  readonly assertion: Assertion;
  /** 0 … 1: how sure it is that the record is this person; 1 for a source that could not be asked. */
  readonly confidence: number;
  /** The record was not taken to be this person's, however alike: it may restrict, never help. */
  readonly probable?: boolean;
}

export interface ConsentRequest extends Terms {
  readonly scope: Scope;
  readonly basis: LegalBasis;
  readonly mechanism: Mechanism;
  /** Sources each of which must itself grant. */
  readonly quorum?: readonly SourceName[];
}

export interface Thresholds {
  /** From here a record is this person: its grants count. */
  readonly merge: number;
  /** From here a record may be this person: its vetoes and blind spots count. */
  readonly restrict: number;
}

export interface Decision {
  readonly decision: 'PERMIT' | 'DENY';
  readonly status: ConsentStatus;
  /** The assertion that decided; absent where none applied or none was consulted. */
  readonly decidedBy?: Assertion;
  /** Everything that applied, in no particular order (`compareAssertions` is one). */
  readonly evidence: readonly Assertion[];
}

export const defaultThresholds: Thresholds = { merge: 0.95, restrict: 0.6 };

/** The most protective mechanism of all candidate jurisdictions; OPT_IN where none is known. */
export function mostProtective(candidates: readonly Mechanism[]): Mechanism {
  return (
    candidates.reduce<Mechanism | undefined>(
      (most, one) => (most === undefined || mechanisms.indexOf(one) > mechanisms.indexOf(most) ? one : most),
      undefined,
    ) ?? 'OPT_IN'
  );
}

/** Whether a purpose on this basis depends on what the customer says, so that not knowing it denies. */
export function consults(basis: LegalBasis): boolean {
  return basis === 'CONSENT' || basis === 'LEGITIMATE_INTEREST' || basis === 'PUBLIC_TASK';
}

export function decide(
  evidence: readonly Evidence[],
  request: ConsentRequest,
  thresholds: Thresholds = defaultThresholds,
): Decision {
  const applying = withQuorum(applicable(evidence, request, thresholds), request);
  switch (request.basis) {
    case 'LEGAL_OBLIGATION':
    case 'VITAL_INTEREST':
      return { decision: 'PERMIT', status: 'NOT_CONSULTED', evidence: [] };
    case 'CONTRACT': {
      const restriction = join(applying.filter((a) => isVeto(a) && a.kind === 'RESTRICTION'));
      return restriction === undefined
        ? { decision: 'PERMIT', status: 'NOT_CONSULTED', evidence: [] }
        : { decision: 'DENY', status: restriction.status, decidedBy: restriction, evidence: [restriction] };
    }
    case 'LEGITIMATE_INTEREST':
    case 'PUBLIC_TASK':
      return decided(applying, (top) => top === undefined || tierOf(top.status) < tiers.BLIND);
    case 'CONSENT':
      return decided(applying, (top) => top !== undefined && consentPermits(top, request.mechanism));
    default:
      return unreachable(request.basis);
  }
}

function consentPermits(top: Assertion, mechanism: Mechanism): boolean {
  switch (mechanism) {
    case 'PROHIBITED':
      return false;
    case 'OPT_IN':
      return top.status === 'GRANTED';
    case 'OPT_OUT':
    case 'NOTICE_ONLY':
      return top.status === 'GRANTED' || tierOf(top.status) === tiers.SILENT;
    default:
      return unreachable(mechanism);
  }
}

function decided(applying: readonly Assertion[], permits: (top: Assertion | undefined) => boolean): Decision {
  const top = join(applying);
  const decision = permits(top) ? 'PERMIT' : 'DENY';
  if (top === undefined) return { decision, status: 'NOT_APPLICABLE', evidence: [] };
  return { decision, status: top.status, decidedBy: top, evidence: applying };
}

/** What bears on the request: as it stands now, not lifted, close enough to the person, and in scope. */
function applicable(
  evidence: readonly Evidence[],
  request: ConsentRequest,
  thresholds: Thresholds,
): readonly Assertion[] {
  const standing = new Map<Assertion, readonly Evidence[]>();
  for (const one of evidence) {
    const assertion = current(one.assertion, request);
    standing.set(assertion, [...(standing.get(assertion) ?? []), one]);
  }
  return unlifted([...standing.keys()]).filter(
    (assertion) =>
      inScope(assertion, request.scope) &&
      (standing.get(assertion) ?? []).some((one) => counts(assertion, one, thresholds)),
  );
}

/** Silence can permit (in an opt-out regime), so like a grant it must cover what is asked. */
function inScope(assertion: Assertion, scope: Scope): boolean {
  const helps = assertion.status === 'GRANTED' || tierOf(assertion.status) === tiers.SILENT;
  return helps ? covers(assertion.scope, scope) : overlaps(assertion.scope, scope);
}

/** A probable match may restrict, never help; a veto on an address follows the address whoever holds it. */
function counts(
  assertion: Assertion,
  { confidence, probable = false }: Evidence,
  thresholds: Thresholds,
): boolean {
  if (confidence >= thresholds.merge && !probable) return true;
  if (confidence >= thresholds.restrict) return tierOf(assertion.status) >= tiers.BLIND;
  return isVeto(assertion) && assertion.scope.contactPoint !== undefined;
}

/** A named source that does not itself grant stands as an outstanding request for consent. */
function withQuorum(applying: readonly Assertion[], request: ConsentRequest): readonly Assertion[] {
  const outstanding = (request.quorum ?? [])
    .filter((source) => join(applying.filter((a) => a.ref.source === source))?.status !== 'GRANTED')
    .map(
      (source): Assertion => ({
        ref: { source, id: '' },
        scope: request.scope,
        status: 'PENDING',
        reason: 'quorum',
      }),
    );
  return outstanding.length === 0 ? applying : [...applying, ...outstanding];
}
