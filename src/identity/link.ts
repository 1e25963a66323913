/**
 * Whether two records are one person, and why: the deterministic rules of identity.md, as an ordered table of levels
 * under the guards that concern a pair. Symmetric: `judge(a, b)` equals `judge(b, a)`.
 * The probabilistic score joins here as further levels; it needs no other place.
 */
import { identifierKey } from '../model/identifier.ts';
import { compareText, type RefKey } from '../model/record.ts';
import { compareNames, isOneEdit, type NameComparison } from './names.ts';
import type { Person } from './person.ts';

/** Rules by which records are linked, strongest first. */
export const linkRules = [
  'REFERENCE',
  'EXTERNAL_ID',
  'EMAIL_AND_NAME',
  'PHONE_AND_NAME',
  'EMAIL_AND_SECOND_FIELD',
  'PHONE_AND_SECOND_FIELD',
  'EMAIL',
  'PHONE',
] as const;
export type LinkRule = (typeof linkRules)[number];

/** Match weight of each rule in bits (log2 odds): how sure it is before any other field is compared. */
const weights: Readonly<Record<LinkRule, number>> = {
  REFERENCE: 14,
  EXTERNAL_ID: 12,
  EMAIL_AND_NAME: 10,
  PHONE_AND_NAME: 9,
  EMAIL_AND_SECOND_FIELD: 8,
  PHONE_AND_SECOND_FIELD: 7.5,
  EMAIL: 7.5,
  PHONE: 7,
};

/** Why two records that share something were not linked, after the guards of identity.md section 3. */
export const refusals = [
  'NAMES_DIFFER',
  'GIVEN_NAMES_DIFFER',
  'FAMILY_NAMES_DIFFER',
  'SUFFIXES_DIFFER',
  'BIRTH_DATES_DIFFER',
  'EXCLUSIVE_IDS_DIFFER',
  'SHARED_BY_SEVERAL_PEOPLE',
  'DUPLICATE_FREE_SOURCE',
  'IDENTIFIER_LIMIT',
  'CLUSTER_LIMIT',
] as const;
export type Refusal = (typeof refusals)[number];

export interface Link {
  /** `a` sorts before `b`. */
  readonly a: RefKey;
  readonly b: RefKey;
  readonly rule: LinkRule;
  /** Bits; `confidence` is the probability it stands for. */
  readonly weight: number;
  readonly confidence: number;
}

export interface RefusedLink {
  readonly a: RefKey;
  readonly b: RefKey;
  readonly refusal: Refusal;
}

export type Verdict = { readonly link: Link } | { readonly refused: RefusedLink } | undefined;

export function confidenceOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/**
 * @param ambiguous - keys known to be held by people whose names conflict: such a key says nothing of a nameless record.
 * @param generic - keys too common to tell people apart: as if the records did not share them (guard G3).
 * @returns undefined where the two share nothing that could link them.
 */
export function judge(
  one: Person,
  other: Person,
  ambiguous: ReadonlySet<string>,
  generic: ReadonlySet<string>,
): Verdict {
  const [a, b] = compareText(one.key, other.key) <= 0 ? [one, other] : [other, one];
  const shared = [...a.keys].filter((key) => b.keys.has(key) && !generic.has(key));
  const refers = namesOther(a, b) || shared.some((key) => key.startsWith('reference.'));
  const email = shared.filter((key) => key.startsWith('email|'));
  const phone = shared.filter((key) => key.startsWith('phone|'));
  const externalId = shared.some((key) => key.startsWith('externalId.'));
  if (!refers && !externalId && email.length === 0 && phone.length === 0) return undefined;

  const refuse = (refusal: Refusal): Verdict => ({ refused: { a: a.key, b: b.key, refusal } });
  const link = (rule: LinkRule): Verdict => ({
    link: { a: a.key, b: b.key, rule, weight: weights[rule], confidence: confidenceOf(weights[rule]) },
  });

  const names = compareNames(a.name, b.name);
  const veto = hardVeto(a, b, names);
  if (veto !== undefined) return refuse(veto);
  if (refers) return link('REFERENCE');
  if (externalId) return link('EXTERNAL_ID');

  // From here the two share contact points only, which people share: never link on one alone (guard G5).
  if (names === 'GIVEN_DIFFERS') return refuse('GIVEN_NAMES_DIFFER');
  if (birthDatesDiffer(a, b)) return refuse('BIRTH_DATES_DIFFER');
  const contact = email.length > 0 ? 'EMAIL' : 'PHONE';
  if (names === 'AGREE') return link(`${contact}_AND_NAME`);
  const second =
    (a.birthDate !== undefined && a.birthDate === b.birthDate) || (email.length > 0 && phone.length > 0);
  if (second) return link(`${contact}_AND_SECOND_FIELD`);
  if (names === 'FAMILY_DIFFERS') return refuse('FAMILY_NAMES_DIFFER');
  if (a.postalCode !== undefined && a.postalCode === b.postalCode) return link(`${contact}_AND_SECOND_FIELD`);
  return [...email, ...phone].some((key) => !ambiguous.has(key))
    ? link(contact)
    : refuse('SHARED_BY_SEVERAL_PEOPLE');
}

/** What no evidence outweighs (guard G6). */
function hardVeto(a: Person, b: Person, names: NameComparison): Refusal | undefined {
  if (names === 'DIFFER') return 'NAMES_DIFFER';
  if (a.name?.suffix !== undefined && b.name?.suffix !== undefined && a.name.suffix !== b.name.suffix)
    return 'SUFFIXES_DIFFER';
  return exclusiveIdsDiffer(a, b) ? 'EXCLUSIVE_IDS_DIFFER' : undefined;
}

/**
 * Whether two records may never stand in one cluster, whatever links them through others.
 * @param asserted - the systems themselves say, by references or ids of an issuer, that the two belong together: then a
 *   differing given name alone is no veto.
 */
export function cannotLink(a: Person, b: Person, asserted: boolean): Refusal | undefined {
  const names = compareNames(a.name, b.name);
  return hardVeto(a, b, names) ?? (names === 'GIVEN_DIFFERS' && !asserted ? 'GIVEN_NAMES_DIFFER' : undefined);
}

/** Whether one of the two names the other as a record of its source. */
function namesOther(a: Person, b: Person): boolean {
  return a.keys.has(identifierKey(b.ownReference)) || b.keys.has(identifierKey(a.ownReference));
}

/** Ids of one issuer are exclusive: two records that both have one, and none in common, are two people. */
function exclusiveIdsDiffer(a: Person, b: Person): boolean {
  return a.identifiers.some(
    ({ kind }) =>
      kind.startsWith('externalId.') &&
      b.identifiers.some((other) => other.kind === kind) &&
      !a.identifiers.some((own) => own.kind === kind && b.keys.has(identifierKey(own))),
  );
}

/** One slip of the keyboard, or day and month swapped, is not another birth date. */
function birthDatesDiffer(a: Person, b: Person): boolean {
  if (a.birthDate === undefined || b.birthDate === undefined || a.birthDate === b.birthDate) return false;
  const [year, month, day] = a.birthDate.split('-');
  return !isOneEdit(a.birthDate, b.birthDate) && `${year}-${day}-${month}` !== b.birthDate;
}
