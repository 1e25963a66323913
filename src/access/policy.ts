/**
 * The access policy, as data: which role may ask for which purposes, and which categories of data it then sees. What a
 * caller may do is the sum of their roles, and never more than their credential says.
 */
import type { Caller } from '../model/caller.ts';
import type { Purpose } from '../model/consent.ts';

export const transferRules = ['DENY', 'PSEUDONYMISE', 'ALLOW'] as const;
/** Whether data may leave the region of the source it lives in: not at all, as keyed tokens, or as it is. */
export type TransferRule = (typeof transferRules)[number];

export interface Role {
  /** Purposes it may declare, each with all below it; `*` is every one. */
  readonly purposes: readonly Purpose[];
  /** Categories of data it sees under them, each with all below it. */
  readonly categories: readonly string[];
  /** What else it may do. */
  readonly scopes: readonly string[];
}

/** The first of all that fit decides; what is left out fits everything. */
export interface Transfer {
  readonly category?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly transfer: TransferRule;
}

export interface AccessPolicy {
  readonly version: string;
  readonly roles: Readonly<Record<string, Role>>;
  readonly transfers: readonly Transfer[];
}

/** Whether a dotted name is another or lies below it; `*` is above all. */
export function isWithin(name: string, above: string): boolean {
  return above === '*' || name === above || name.startsWith(`${above}.`);
}

/** The roles of a caller that let them declare a purpose; none where their credential does not carry it. */
export function rolesFor(caller: Caller, purpose: Purpose, policy: AccessPolicy): readonly Role[] {
  if (!caller.dataUses.some((use) => isWithin(purpose, use))) return [];
  return rolesOf(caller, policy).filter(({ purposes }) => purposes.some((one) => isWithin(purpose, one)));
}

/** Whether a caller may do something: their credential says so, or one of their roles does. */
export function hasScope(caller: Caller, scope: string, policy: AccessPolicy): boolean {
  return caller.scopes.has(scope) || rolesOf(caller, policy).some(({ scopes }) => scopes.includes(scope));
}

function rolesOf({ roles }: Caller, policy: AccessPolicy): readonly Role[] {
  return [...new Set(roles)].flatMap((name) =>
    Object.hasOwn(policy.roles, name) ? (policy.roles[name] ?? []) : [],
  );
}

/** Whether data of a category may go from one region to another; undefined where the policy does not say. */
export function transferOf(
  policy: AccessPolicy,
  category: string,
  from: string,
  to: string | undefined,
): TransferRule | undefined {
  return policy.transfers.find(
    (one) =>
      (one.category === undefined || isWithin(category, one.category)) &&
      (one.from === undefined || one.from === from) &&
      (one.to === undefined || one.to === to),
  )?.transfer;
}
