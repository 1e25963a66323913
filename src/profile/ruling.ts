/** Whether a scope is permitted, by all that is known: a decision, with the terms it was made under. */
import {
  type ConsentRequest,
  type Decision,
  decide,
  type Evidence,
  type Thresholds,
} from '../consent/decide.ts';
import { type ConsentPolicy, purposeTerms, regimeFor } from '../consent/policy.ts';
import type { Purpose, Scope } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';

/** A decision with the terms it was made under. */
export interface Ruling extends Decision {
  readonly purpose: Purpose;
  readonly scope: Scope;
  readonly request: ConsentRequest;
}

export interface RulingTerms {
  readonly policy: ConsentPolicy;
  readonly thresholds: Thresholds;
  /** Epoch milliseconds at which everything in this request is decided. */
  readonly now: number;
  readonly normalPoint: (raw: string) => string;
}

/** A scope whose address is in normal form. */
export function withNormalPoint(
  { purpose, channel, contactPoint }: Scope,
  { normalPoint }: Pick<RulingTerms, 'normalPoint'>,
): Scope {
  return contactPoint === undefined
    ? { purpose, channel }
    : { purpose, channel, contactPoint: normalPoint(contactPoint) };
}

/** @throws GatewayError PURPOSE_UNKNOWN. */
export function rule(
  evidence: readonly Evidence[],
  scope: Scope,
  jurisdictions: readonly string[],
  { policy, thresholds, now }: Omit<RulingTerms, 'normalPoint'>,
): Ruling {
  const terms = purposeTerms(policy.purposes, scope.purpose);
  if (terms === undefined) throw new GatewayError('PURPOSE_UNKNOWN');
  const { mechanism, doubleOptIn } = regimeFor(policy.regimes, jurisdictions, scope);
  const request: ConsentRequest = {
    scope,
    basis: terms.basis,
    mechanism,
    doubleOptIn,
    now,
    ...(terms.maxAgeMonths === undefined ? {} : { maxAgeMonths: terms.maxAgeMonths }),
    ...(terms.quorum === undefined ? {} : { quorum: terms.quorum }),
  };
  return { ...decided(evidence, request, thresholds), purpose: scope.purpose, scope, request };
}

/** A decision that could not be come to is a denial (consent.md F7). */
function decided(evidence: readonly Evidence[], request: ConsentRequest, thresholds: Thresholds): Decision {
  try {
    return decide(evidence, request, thresholds);
  } catch {
    return { decision: 'DENY', status: 'UNKNOWN', evidence: [] };
  }
}
