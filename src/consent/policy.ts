/** Purposes and regimes: policy read from data files, and the two questions asked of it. */
import type { Channel, LegalBasis, legalBases, Mechanism, Purpose, Scope } from '../model/consent.ts';
import { mostProtective } from './decide.ts';
import { covers, overlaps, purposeCovers } from './scope.ts';

export interface PurposePolicy {
  readonly version: string;
  readonly purposes: Readonly<Record<Purpose, PurposeTerms>>;
  /** What signals of a request object to: Global Privacy Control (`Sec-GPC: 1`). */
  readonly signals?: { readonly gpc: readonly Pick<Scope, 'channel' | 'purpose'>[] } | undefined;
}

export interface PurposeTerms {
  readonly basis: LegalBasis;
  /** How the person is reached for it; NONE where absent. */
  readonly channel?: Channel | undefined;
  readonly maxAgeMonths?: number | undefined;
  readonly quorum?: readonly string[] | undefined;
}

export interface Regime {
  readonly mechanism: Mechanism;
  readonly doubleOptIn?: boolean | undefined;
  readonly rules?:
    | readonly (Pick<Scope, 'channel' | 'purpose'> & { readonly mechanism: Mechanism })[]
    | undefined;
}

export interface RegimePolicy {
  readonly version: string;
  readonly default: Mechanism;
  /** ISO 3166 country (`US`) or subdivision (`US-CA`). */
  readonly jurisdictions: Readonly<Record<string, Regime>>;
}

export interface ConsentPolicy {
  readonly purposes: PurposePolicy;
  readonly regimes: RegimePolicy;
}

/** Versions of both files, as decisions name the policy they were made by. */
export function policyVersion({ purposes, regimes }: ConsentPolicy): string {
  return `purposes ${purposes.version}, regimes ${regimes.version}`;
}

/** Bases in the order in which they protect the person, least first: of a broad purpose the strictest part holds. */
const byProtection: readonly LegalBasis[] = [
  'LEGAL_OBLIGATION',
  'VITAL_INTEREST',
  'CONTRACT',
  'PUBLIC_TASK',
  'LEGITIMATE_INTEREST',
  'CONSENT',
] satisfies readonly (typeof legalBases)[number][];

/**
 * The terms of a purpose. One that is not listed but has listed parts (`marketing`) takes the strictest of them.
 * @returns undefined for a purpose the taxonomy does not know.
 */
export function purposeTerms(policy: PurposePolicy, purpose: Purpose): PurposeTerms | undefined {
  const own = Object.hasOwn(policy.purposes, purpose) ? policy.purposes[purpose] : undefined;
  if (own !== undefined) return own;
  const parts = Object.entries(policy.purposes).filter(([name]) => purposeCovers(purpose, name));
  if (parts.length === 0 || purpose === '*') return undefined;
  const ages = parts.map(([, terms]) => terms.maxAgeMonths).filter((age) => age !== undefined);
  const quorum = [...new Set(parts.flatMap(([, terms]) => terms.quorum ?? []))].sort();
  return {
    basis: strictest(parts.map(([, terms]) => terms.basis)),
    ...(ages.length === 0 ? {} : { maxAgeMonths: Math.min(...ages) }),
    ...(quorum.length === 0 ? {} : { quorum }),
  };
}

function strictest(bases: readonly LegalBasis[]): LegalBasis {
  return bases.reduce((most, one) => (byProtection.indexOf(one) > byProtection.indexOf(most) ? one : most));
}

/** What the candidate jurisdictions ask for, taken together; an unlisted one counts as the default. */
export function regimeFor(
  policy: RegimePolicy,
  jurisdictions: readonly string[],
  scope: Scope,
): { readonly mechanism: Mechanism; readonly doubleOptIn: boolean } {
  const regimes = jurisdictions.map((name) => regimeOf(policy, name));
  return {
    mechanism:
      regimes.length === 0
        ? policy.default
        : mostProtective(
            regimes.map((regime) => (regime === undefined ? policy.default : mechanismOf(regime, scope))),
          ),
    doubleOptIn: regimes.some((regime) => regime?.doubleOptIn === true),
  };
}

function regimeOf(policy: RegimePolicy, jurisdiction: string): Regime | undefined {
  const country = jurisdiction.split('-')[0] ?? jurisdiction;
  const own = (name: string) =>
    Object.hasOwn(policy.jurisdictions, name) ? policy.jurisdictions[name] : undefined;
  return own(jurisdiction) ?? own(country);
}

/** A broad request takes the most protective rule it touches; only one that covers it all stands for the rest. */
function mechanismOf(regime: Regime, scope: Scope): Mechanism {
  const touching = (regime.rules ?? []).filter((rule) => overlaps(rule, scope));
  const covered = touching.some((rule) => covers(rule, scope));
  const mechanisms = touching.map((rule) => rule.mechanism);
  return mostProtective(covered ? mechanisms : [...mechanisms, regime.mechanism]);
}
