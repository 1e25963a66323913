/**
 * What would have to change for a denial to become a permit, and no more than that. Nothing here overrides anything:
 * an opt-out is lifted where it is recorded, a source that is blind answers, consent is captured, each by whoever
 * may do so; then `decide` says PERMIT by itself.
 */
import { unreachable } from '../model/brand.ts';
import { type Assertion, type Scope, suppressionList } from '../model/consent.ts';
import { compareText, type SourceName } from '../model/record.ts';
import { type ConsentRequest, decide, defaultThresholds, type Evidence, type Thresholds } from './decide.ts';
import { current } from './fold.ts';
import { compareAssertions, isVeto, tierOf, tiers } from './lattice.ts';
import { covers } from './scope.ts';

/** One lawful change. Assertions are named as they stand now: a grant that lacks its double opt-in is PENDING. */
export type Change =
  /** The opt-out is lifted in the source, record and field that its assertion names, with the time where it has one. */
  | { readonly kind: 'LIFT'; readonly assertion: Assertion }
  /** The source answers in full and in a form that is read, and what it says is no opt-out. */
  | {
      readonly kind: 'ANSWER';
      readonly source: SourceName;
      /** Why it is blind, as fixed texts, sorted; empty where nothing is said of it. */
      readonly reasons: readonly string[];
    }
  /** A lapse that no new consent outranks, being undated or not before now, is made a dated grant where it is recorded. */
  | { readonly kind: 'RENEW'; readonly assertion: Assertion }
  /** The person confirms what is pending; the record says so, with the time. */
  | { readonly kind: 'CONFIRM'; readonly assertion: Assertion }
  /** The person consents to all of the scope, twice where the regime asks for it; that is recorded with the time. */
  | {
      readonly kind: 'GRANT';
      readonly scope: Scope;
      /** The one in which it must be recorded; absent where any will do that records consent for this scope. */
      readonly source?: SourceName;
    };

/** Why no change would do. */
export const impossibilities = [
  /** The regime forbids the purpose, whatever the person says. */
  'PROHIBITED',
  /** No source, or not one that must grant by itself, records consent for as much as is asked. */
  'NO_CONSENT_SOURCE',
] as const;
export type Impossibility = (typeof impossibilities)[number];

export type Remedy =
  | {
      readonly possible: true;
      /** Each is needed. LIFT (weightiest first), ANSWER (by source), RENEW, CONFIRM, GRANT (by source). */
      readonly changes: readonly Change[];
    }
  | { readonly possible: false; readonly reason: Impossibility };

/**
 * The shortest list of changes after which the request is permitted. What a source would say that is blind now, or
 * what else a person may record meanwhile, nobody knows: the remedy holds as long as it is no objection.
 * @returns undefined where it is permitted as it is. The order of evidence makes no difference.
 */
export function remedyOf(
  evidence: readonly Evidence[],
  request: ConsentRequest,
  thresholds: Thresholds = defaultThresholds,
): Remedy | undefined {
  const permits = (changes: readonly Change[]) =>
    decide(changed(evidence, changes, request), request, thresholds).decision === 'PERMIT';
  if (permits([])) return undefined;
  if (request.basis === 'CONSENT' && request.mechanism === 'PROHIBITED')
    return { possible: false, reason: 'PROHIBITED' };
  const changes = candidates(evidence, request, thresholds);
  if (!permits(changes)) return { possible: false, reason: 'NO_CONSENT_SOURCE' };
  // A confirmation lifts the opt-outs before it in its own series, so it is tried to do without those first. Whether
  // to do without a new consent or without confirmations depends on how many there are.
  const confirming = needed(changes, ['LIFT', 'RENEW', 'GRANT', 'CONFIRM', 'ANSWER'], permits);
  const granting = needed(changes, ['LIFT', 'RENEW', 'CONFIRM', 'GRANT', 'ANSWER'], permits);
  return { possible: true, changes: granting.length < confirming.length ? granting : confirming };
}

/** What is left when every change that can be done without is left out, kind by kind. */
function needed(
  changes: readonly Change[],
  order: readonly Change['kind'][],
  permits: (changes: readonly Change[]) => boolean,
): readonly Change[] {
  let left = changes;
  for (const kind of order)
    for (const change of changes.filter((one) => one.kind === kind)) {
      const without = left.filter((one) => one !== change);
      if (permits(without)) left = without;
    }
  return left;
}

/** Every change that could help, in the order of a remedy; all of them together do, where anything does. */
function candidates(
  evidence: readonly Evidence[],
  request: ConsentRequest,
  thresholds: Thresholds,
): readonly Change[] {
  const applying = applyingTo(evidence, request, thresholds);
  const hindering: readonly Change[] = [
    ...applying.filter(isVeto).map((assertion): Change => ({ kind: 'LIFT', assertion })),
    ...answers(applying),
  ];
  // No other basis asks for consent: there nothing is to be renewed, confirmed or captured.
  if (request.basis !== 'CONSENT') return hindering;
  const pending = applying.filter(({ status }) => status === 'PENDING');
  const lapsed = applying.filter(
    (assertion) => assertion.status === 'EXPIRED' && outlasts(assertion, request),
  );
  return [
    ...hindering,
    ...lapsed.map((assertion): Change => ({ kind: 'RENEW', assertion })),
    ...pending.map((assertion): Change => ({ kind: 'CONFIRM', assertion })),
    ...grants(evidence, request),
  ];
}

/** All that bears on the request, weightiest first, whatever its basis: for some, a decision does not tell. */
function applyingTo(
  evidence: readonly Evidence[],
  request: ConsentRequest,
  thresholds: Thresholds,
): readonly Assertion[] {
  const { evidence: applying } = decide(evidence, { ...request, basis: 'CONSENT', quorum: [] }, thresholds);
  return applying.toSorted((a, b) => compareAssertions(b, a));
}

function isSame(a: Assertion, b: Assertion): boolean {
  return compareAssertions(a, b) === 0;
}

function answers(applying: readonly Assertion[]): readonly Change[] {
  const reasons = new Map<SourceName, Set<string>>();
  for (const { ref, status, reason } of applying) {
    if (tierOf(status) !== tiers.BLIND) continue;
    const said = reasons.get(ref.source) ?? new Set();
    reasons.set(ref.source, reason === undefined ? said : said.add(reason));
  }
  return [...reasons]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([source, said]): Change => ({ kind: 'ANSWER', source, reasons: [...said].toSorted(compareText) }));
}

/** Whether a consent captured now would be the older of the two. What cannot be dated is newer than everything. */
function outlasts({ capturedAt }: Assertion, { now }: ConsentRequest): boolean {
  return !(Date.parse(capturedAt ?? '') < now);
}

function grants(evidence: readonly Evidence[], request: ConsentRequest): readonly Change[] {
  const { scope, quorum = [] } = request;
  const able = new Set(sourcesFor(evidence, scope));
  if (quorum.length === 0) return able.size === 0 ? [] : [{ kind: 'GRANT', scope }];
  return quorum
    .filter((source) => able.has(source))
    .toSorted(compareText)
    .map((source): Change => ({ kind: 'GRANT', scope, source }));
}

/**
 * Sources with a place for consent to all that is asked, by name: each says of its whole scope what it knows, be it
 * nothing. An address is no limit, since where one has its place another has too.
 */
function sourcesFor(evidence: readonly Evidence[], scope: Scope): readonly SourceName[] {
  const able = evidence
    .map(({ assertion }) => assertion)
    .filter((assertion) => !isOwn(assertion))
    .filter(({ scope: { channel, purpose } }) => covers({ channel, purpose }, scope))
    .map(({ ref }) => ref.source);
  return [...new Set(able)].toSorted(compareText);
}

/**
 * Whether the gateway itself says it, in its suppression list or of the request at hand: only such vetoes name no
 * record. No consent is captured there, and without a veto there is nothing to be read.
 */
function isOwn(assertion: Assertion): boolean {
  const { source, id } = assertion.ref;
  return source === suppressionList || (id === '' && isVeto(assertion));
}

/** The evidence as it would be. */
function changed(
  evidence: readonly Evidence[],
  changes: readonly Change[],
  request: ConsentRequest,
): readonly Evidence[] {
  if (changes.length === 0) return evidence;
  const captured = changes
    .filter((change) => change.kind === 'GRANT')
    .flatMap(({ scope, source = sourcesFor(evidence, scope)[0] }) =>
      source === undefined
        ? []
        : [{ assertion: granted({ ref: { source, id: '' }, scope }, request), confidence: 1 }],
    );
  const remaining = evidence.flatMap((one): readonly Evidence[] => {
    const standing = current(one.assertion, request);
    const change = changes.find((candidate) => isAbout(candidate, standing));
    switch (change?.kind) {
      case undefined:
      case 'GRANT':
        return [one];
      case 'LIFT':
      case 'ANSWER':
        // Who is not on the list is not mentioned by it; a source then says that it has nothing.
        return isOwn(standing) ? [] : [{ ...one, assertion: { ...one.assertion, status: 'NOT_ASKED' } }];
      case 'RENEW':
      case 'CONFIRM':
        return [{ ...one, assertion: granted(one.assertion, request) }];
      default:
        return unreachable(change);
    }
  });
  return [...remaining, ...captured];
}

function isAbout(change: Change, standing: Assertion): boolean {
  switch (change.kind) {
    case 'LIFT':
    case 'RENEW':
    case 'CONFIRM':
      return isSame(change.assertion, standing);
    case 'ANSWER':
      return change.source === standing.ref.source && tierOf(standing.status) === tiers.BLIND;
    case 'GRANT':
      return false;
    default:
      return unreachable(change);
  }
}

/** As it is recorded when somebody consents now. */
function granted(
  { effectiveFrom: _, effectiveTo: __, ...said }: Omit<Assertion, 'status'>,
  { now }: ConsentRequest,
): Assertion {
  const at = new Date(now).toISOString();
  return { ...said, status: 'GRANTED', capturedAt: at, doubleOptInAt: at, method: 'DIRECT' };
}
