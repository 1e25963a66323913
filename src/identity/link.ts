/**
 * Whether two records are one person, and why: the deterministic rules of identity.md as named levels, then the score,
 * both under the guards that concern a pair. Symmetric: `judge(a, b)` equals `judge(b, a)`.
 */
import { identifierKey } from '../model/identifier.ts';
import { compareText, type RefKey } from '../model/record.ts';
import { probabilityOf } from './calibration.ts';
import type { Field, Level } from './comparison.ts';
import type { Comparer } from './matching.ts';
import { compareNames, type NameComparison } from './names.ts';
import type { Person } from './person.ts';
import type { Score } from './score.ts';
import { isOneEdit } from './text.ts';

/** Rules by which records are linked, strongest first. */
export const linkRules = [
  'STEWARD',
  'REFERENCE',
  'EXTERNAL_ID',
  'EMAIL_AND_NAME',
  'PHONE_AND_NAME',
  'EMAIL_AND_SECOND_FIELD',
  'PHONE_AND_SECOND_FIELD',
  'EMAIL',
  'PHONE',
  'SCORE',
] as const;
export type LinkRule = (typeof linkRules)[number];

/** Least weight of a link by each rule, in bits (log2 odds); the score itself where it is higher. */
const weights: Readonly<Record<LinkRule, number>> = {
  STEWARD: 100,
  REFERENCE: 60,
  EXTERNAL_ID: 50,
  EMAIL_AND_NAME: 10,
  PHONE_AND_NAME: 9,
  EMAIL_AND_SECOND_FIELD: 8,
  PHONE_AND_SECOND_FIELD: 7.5,
  EMAIL: 7.5,
  PHONE: 7,
  SCORE: 0,
};
/** No score outweighs what systems or stewards say. */
const mostScored = 49;

/** Why two records that share something were not linked, after the guards of identity.md section 3. */
export const refusals = [
  'STEWARD',
  'NAMES_DIFFER',
  'GIVEN_NAMES_DIFFER',
  'FAMILY_NAMES_DIFFER',
  'SUFFIXES_DIFFER',
  'BIRTH_DATES_DIFFER',
  'EXCLUSIVE_IDS_DIFFER',
  'SHARED_BY_SEVERAL_PEOPLE',
  'TOO_WEAK',
  'AVERAGE_TOO_LOW',
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
  /** What the fields say; where a rule weighs more, the rest of the weight is the rule's. */
  readonly score: Score;
}

export interface RefusedLink {
  readonly a: RefKey;
  readonly b: RefKey;
  readonly refusal: Refusal;
  /** What the fields say all the same. */
  readonly score: Score;
}

/** Two records that may be one person: not surely enough to be shown as one, too likely to ignore an objection. */
export interface ProbableLink {
  readonly a: RefKey;
  readonly b: RefKey;
  readonly weight: number;
  readonly confidence: number;
  readonly score: Score;
}

export type Verdict =
  | { readonly link: Link }
  | { readonly probable: ProbableLink }
  | { readonly refused: RefusedLink }
  | undefined;

export function confidenceOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/** What a pair is judged on besides itself. */
export interface Ground {
  /** Keys known to be held by people whose names conflict: such a key says nothing of a nameless record. */
  readonly ambiguous: ReadonlySet<string>;
  /** Keys too common to tell people apart: as if the records did not share them (guard G3). */
  readonly generic: ReadonlySet<string>;
  /** Keys held by so many people whose names conflict that holding one says nothing (guard G4). */
  readonly crowded?: ReadonlySet<string>;
  readonly comparer: Comparer;
}

/** @returns undefined where the two share nothing that could link them, and do not look alike either. */
export function judge(
  one: Person,
  other: Person,
  { ambiguous, generic, crowded = none, comparer }: Ground,
): Verdict {
  const [a, b] = compareText(one.key, other.key) <= 0 ? [one, other] : [other, one];
  const { bands, inexact, decisions, model } = comparer.matching;
  const score = comparer.score(a, b, generic, crowded);
  const refuse = (refusal: Refusal): Verdict => ({ refused: { a: a.key, b: b.key, refusal, score } });
  const link = (rule: LinkRule): Verdict => {
    const weight = Math.max(weights[rule], Math.min(score.weight, mostScored));
    // What a rule adds is certain by decree; what was scored is as sure as stewards found it to be.
    const confidence = rule === 'SCORE' ? probabilityOf(model, weight) : confidenceOf(weight);
    return { link: { a: a.key, b: b.key, rule, weight, confidence, score } };
  };

  const said = decisions().between(a.key, b.key);
  if (said !== undefined) return said === 'SAME' ? link('STEWARD') : refuse('STEWARD');

  const shared = [...a.keys].filter((key) => b.keys.has(key) && !generic.has(key));
  const refers = namesOther(a, b) || shared.some((key) => key.startsWith('reference.'));
  const email = shared.filter((key) => key.startsWith('email|'));
  const phone = shared.filter((key) => key.startsWith('phone|'));
  const ids = shared.filter((key) => key.startsWith('externalId.') && !crowded.has(key));
  const shares = refers || ids.length + email.length + phone.length > 0;

  const names = compareNames(a.name, b.name);
  const veto = hardVeto(a, b, names, inexact, score);
  if (veto !== undefined) return shares || score.weight >= bands.review ? refuse(veto) : undefined;
  if (refers) return link('REFERENCE');
  if (ids.some((key) => !inexact.has(key.slice(0, key.indexOf('|'))))) return link('EXTERNAL_ID');

  // From here they share what people share: contact points, names, places. Never one of them alone (guard G5).
  if (names === 'GIVEN_DIFFERS' && !agreesOnId(score))
    return shares || score.weight >= bands.review ? refuse('GIVEN_NAMES_DIFFER') : undefined;
  const rule = contactRule(a, b, names, email, phone, ambiguous);
  if (rule !== undefined && !isRefusal(rule)) return link(rule);
  const likely = probabilityOf(model, score.weight);
  const sure = model.calibration === undefined ? score.weight >= bands.auto : likely >= calibratedAuto;
  if (sure && isPersonal(score) && !isRelative(score, names)) return link('SCORE');
  if (likely >= calibratedReview)
    return {
      probable: {
        a: a.key,
        b: b.key,
        weight: score.weight,
        confidence: likely,
        score,
      },
    };
  if (rule !== undefined) return refuse(rule);
  return ids.length > 0 ? refuse('TOO_WEAK') : undefined;
}

/** Of a calibrated model: the probabilities that the bands stand for. */
const calibratedAuto = 0.99;
const calibratedReview = 0.5;

function isRefusal(rule: LinkRule | Refusal): rule is Exclude<Refusal, LinkRule> {
  return !(linkRules as readonly string[]).includes(rule);
}

/** What sharing contact points comes to, without counting how likely each is; undefined where none is shared. */
function contactRule(
  a: Person,
  b: Person,
  names: NameComparison,
  email: readonly string[],
  phone: readonly string[],
  ambiguous: ReadonlySet<string>,
): Exclude<LinkRule, 'STEWARD'> | Exclude<Refusal, 'STEWARD'> | undefined {
  if (email.length + phone.length === 0) return undefined;
  const contact = email.length > 0 ? 'EMAIL' : 'PHONE';
  if (birthDatesDiffer(a, b)) return 'BIRTH_DATES_DIFFER';
  if (names === 'AGREE') return `${contact}_AND_NAME`;
  const second =
    (a.birthDate !== undefined && a.birthDate === b.birthDate) ||
    (names !== 'UNCLEAR' && email.length > 0 && phone.length > 0);
  if (second) return `${contact}_AND_SECOND_FIELD`;
  if (names === 'FAMILY_DIFFERS') return 'FAMILY_NAMES_DIFFER';
  if (names === 'UNCLEAR') return 'TOO_WEAK';
  if (a.postalCode !== undefined && a.postalCode === b.postalCode) return `${contact}_AND_SECOND_FIELD`;
  return [...email, ...phone].some((key) => !ambiguous.has(key)) ? contact : 'SHARED_BY_SEVERAL_PEOPLE';
}

function levelOf({ fields }: Score, field: Field): Level | undefined {
  return fields.find((one) => one.field === field && !one.generic)?.level;
}

const alike: ReadonlySet<Level | undefined> = new Set([
  'EXACT',
  'NICKNAME',
  'PART',
  'CLOSE',
  'SIMILAR',
  'ONE_EDIT',
  'USER',
]);
const personalFields = ['given', 'birthDate', 'email', 'externalId'] as const satisfies readonly Field[];

/**
 * Whether something speaks for one person rather than one household, and something else agrees: family name, address
 * and telephone are what a family shares.
 */
function isPersonal(score: Score): boolean {
  const agreeing = score.fields.filter(({ bits, generic }) => bits > 0 && !generic);
  return agreeing.length > 1 && personalFields.some((field) => alike.has(levelOf(score, field)));
}

/**
 * Whether it may as well be a member of the family, who shares name, home, telephone and perhaps the mailbox: a namesake
 * more than ten years older or younger, or one whose given name is not quite the same and of whom no day of birth says that
 * it is a slip.
 */
function isRelative(score: Score, names: NameComparison): boolean {
  if (agreesOnId(score)) return false;
  const born = levelOf(score, 'birthDate');
  const shareHome = sharesHome(score);
  if (born === 'DIFFERENT') return shareHome || !alike.has(levelOf(score, 'email'));
  const given = levelOf(score, 'given');
  return (
    shareHome && names === 'UNCLEAR' && given !== undefined && !sameGiven.has(given) && !nearBirth.has(born)
  );
}

function sharesHome(score: Score): boolean {
  return homely.has(levelOf(score, 'address')) || homely.has(levelOf(score, 'phone'));
}

const homely: ReadonlySet<Level | undefined> = new Set(['STREET', 'EXACT', 'LAST_DIGITS']);
const sameGiven: ReadonlySet<Level> = new Set(['EXACT', 'NICKNAME', 'PART']);
const nearBirth: ReadonlySet<Level | undefined> = new Set(['EXACT', 'ONE_EDIT', 'MONTH']);

/** Whether they have an id of one issuer in common, but for a slip. */
function agreesOnId(score: Score): boolean {
  const level = levelOf(score, 'externalId');
  return level === 'EXACT' || level === 'ONE_EDIT';
}

/** What no evidence outweighs (guard G6). */
function hardVeto(
  a: Person,
  b: Person,
  names: NameComparison,
  inexact: ReadonlySet<string>,
  score: Score,
): Refusal | undefined {
  if (names === 'DIFFER' && !isRenamed(score)) return 'NAMES_DIFFER';
  if (a.name?.suffix !== undefined && b.name?.suffix !== undefined && a.name.suffix !== b.name.suffix)
    return 'SUFFIXES_DIFFER';
  return exclusiveIdsDiffer(a, b, inexact) ? 'EXCLUSIVE_IDS_DIFFER' : undefined;
}

/** A person may change both names; an id, the day of birth and the place that stay the same say that it is one. */
function isRenamed(score: Score): boolean {
  const place = levelOf(score, 'address');
  return (
    agreesOnId(score) &&
    levelOf(score, 'birthDate') === 'EXACT' &&
    (place === 'STREET' || place === 'POSTCODE')
  );
}

/**
 * Whether two records may never stand in one cluster, whatever links them through others.
 * @param asserted - the systems themselves say, by references or ids of an issuer, that the two belong together: then a
 *   differing given name alone is no veto.
 */
export function cannotLink(
  a: Person,
  b: Person,
  asserted: boolean,
  { comparer, crowded = none }: Pick<Ground, 'comparer' | 'crowded'>,
): Refusal | undefined {
  const { inexact, decisions } = comparer.matching;
  const said = decisions().between(a.key, b.key);
  if (said !== undefined) return said === 'NOT_SAME' ? 'STEWARD' : undefined;
  const names = compareNames(a.name, b.name);
  const needsScore = names === 'DIFFER' || names === 'GIVEN_DIFFERS';
  const score = needsScore ? comparer.score(a, b, crowded) : noScore;
  const veto = hardVeto(a, b, names, inexact, score);
  if (veto !== undefined) return veto;
  if (names === 'GIVEN_DIFFERS' && !asserted && !agreesOnId(score)) return 'GIVEN_NAMES_DIFFER';
  return undefined;
}

/** Parent and child of one name: a record without a day of birth fits both, and must not bring them together. */
export function areGenerations(
  a: Person,
  b: Person,
  { comparer, crowded = none }: Pick<Ground, 'comparer' | 'crowded'>,
): boolean {
  if (a.birthDate === undefined || b.birthDate === undefined) return false;
  if (Math.abs(Number(a.birthDate.slice(0, 4)) - Number(b.birthDate.slice(0, 4))) < 10) return false;
  const score = comparer.score(a, b, crowded);
  return levelOf(score, 'birthDate') === 'DIFFERENT' && sharesHome(score) && !agreesOnId(score);
}

const none: ReadonlySet<string> = new Set();
const noScore: Score = { prior: 0, fields: [], weight: 0 };

/** Whether one of the two names the other as a record of its source. */
function namesOther(a: Person, b: Person): boolean {
  return a.keys.has(identifierKey(b.ownReference)) || b.keys.has(identifierKey(a.ownReference));
}

/** Ids of one issuer are exclusive: two records that both have one, and none in common, are two people. */
function exclusiveIdsDiffer(a: Person, b: Person, inexact: ReadonlySet<string>): boolean {
  const idsOf = ({ identifiers }: Person) =>
    identifiers.filter(({ kind }) => kind.startsWith('externalId.') && !inexact.has(kind));
  const own = idsOf(a);
  if (own.length === 0) return false;
  const others = idsOf(b);
  return own.some(
    ({ kind }) =>
      others.some((other) => other.kind === kind) &&
      !own.some((one) => one.kind === kind && b.keys.has(identifierKey(one))),
  );
}

/** One slip of the keyboard, or day and month swapped, is not another birth date. */
function birthDatesDiffer(a: Person, b: Person): boolean {
  if (a.birthDate === undefined || b.birthDate === undefined || a.birthDate === b.birthDate) return false;
  const [year, month, day] = a.birthDate.split('-');
  return !isOneEdit(a.birthDate, b.birthDate) && `${year}-${day}-${month}` !== b.birthDate;
}
