/**
 * What one caller sees under one purpose, before any customer is known: fields that are denied to them whoever is asked
 * for are not asked of any source.
 */
import type { Attribute } from '../model/attribute.ts';
import type { Caller } from '../model/caller.ts';
import type { Purpose } from '../model/consent.ts';
import type { SourceName } from '../model/record.ts';
import { type Coordinate, type FieldRule, type FieldRules, fieldOf } from './field-rule.ts';
import { type AccessPolicy, hasScope, isWithin, rolesFor, type TransferRule, transferOf } from './policy.ts';

/**
 * Why something is not shown: the caller's roles do not include its category; it may not be used for the purpose; it may
 * not leave its region; or the customer does not consent.
 */
export const denialCodes = [
  'CATEGORY_NOT_ALLOWED',
  'PURPOSE_LIMITED',
  'RESIDENCY_VIOLATION',
  'CONSENT_DENIED',
] as const;
export type DenialCode = (typeof denialCodes)[number];

export interface Regions {
  /** Where a source's data lives, where it says. */
  readonly of: (source: SourceName) => string | undefined;
  readonly sources: readonly SourceName[];
}

export interface AccessView {
  readonly purpose: Purpose;
  /** Says which views are equal, in names of the policy alone. */
  readonly key: string;
  /** Why a field is denied whoever is asked for; undefined where it is not. */
  denied(field: Coordinate): DenialCode | undefined;
  /** Whether what a field shows may be read from a source for this caller: ALLOW, or as tokens, or not. */
  transfer(field: Coordinate, source: SourceName): TransferRule;
  /** Whether some source may not be read for some field. */
  readonly limited: boolean;
  /** Whether the caller is told of what is withheld because of consent. */
  readonly explains: boolean;
}

export interface ViewTerms {
  readonly policy: AccessPolicy;
  readonly rules: FieldRules;
  readonly regions: Regions;
}

/** @returns undefined where the caller may not declare the purpose. */
export function viewOf(
  caller: Caller,
  purpose: Purpose,
  { policy, rules, regions }: ViewTerms,
): AccessView | undefined {
  const roles = rolesFor(caller, purpose, policy);
  if (roles.length === 0) return undefined;
  const categories = roles.flatMap((role) => role.categories);
  const denials = new Map<Coordinate, DenialCode>();
  for (const [field, rule] of rules) {
    const code = denialOf(rule, purpose, categories);
    if (code !== undefined) denials.set(field, code);
  }
  const transfers = new Map<string, TransferRule>();
  for (const source of regions.sources)
    for (const [field, rule] of rules) {
      const transfer = crossing(rule, regions.of(source), caller.region, policy);
      if (transfer !== 'ALLOW') transfers.set(`${field} ${source}`, transfer);
    }
  return {
    purpose,
    key: viewKey(caller, purpose),
    denied: (field) => denials.get(field),
    transfer: (field, source) => transfers.get(`${field} ${source}`) ?? 'ALLOW',
    limited: transfers.size > 0,
    explains: hasScope(caller, 'consent:explain', policy),
  };
}

/** Callers alike in all that a view depends on. */
export function viewKey(caller: Caller, purpose: Purpose): string {
  return JSON.stringify([
    [...caller.roles].sort(),
    [...caller.dataUses].sort(),
    caller.scopes.has('consent:explain'),
    caller.region ?? null,
    purpose,
  ]);
}

function denialOf(
  { category, usableFor }: FieldRule,
  purpose: Purpose,
  categories: readonly string[],
): DenialCode | undefined {
  if (!categories.some((one) => isWithin(category, one))) return 'CATEGORY_NOT_ALLOWED';
  if (usableFor !== undefined && !usableFor.some((use) => isWithin(purpose, use))) return 'PURPOSE_LIMITED';
  return undefined;
}

/** A source or caller that does not say where it is: data stays where it is known to be, and nowhere is a place unknown. */
function crossing(
  { category, residency }: FieldRule,
  from: string | undefined,
  to: string | undefined,
  policy: AccessPolicy,
): TransferRule {
  if (from === undefined || from === to) return 'ALLOW';
  const said = transferOf(policy, category, from, to);
  if (said !== undefined) return said;
  if (residency === undefined) return 'ALLOW';
  return residency.region === undefined || residency.region === from ? residency.transfer : 'ALLOW';
}

/**
 * Whether an attribute is denied whoever is asked for. Names and addresses are one field each, and values of external ids
 * have a rule of their own beside that of the list they stand in.
 */
export function isAttributeDenied(view: AccessView, attribute: Attribute): boolean {
  return (
    view.denied(fieldOf(attribute)) !== undefined ||
    (attribute.startsWith('externalId.') && view.denied('ExternalId.value') !== undefined)
  );
}
