import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../src/gateway/context.ts';
import { type CustomerKey, doorOf } from '../src/gateway/door.ts';
import type { ComparedPair } from '../src/gateway/identity-desk.ts';
import { type Answer, confidenceByNeighbour } from '../src/identity/answer.ts';
import { type Closures as ClosuresModel, closuresOf } from '../src/identity/closures.ts';
import type { Link } from '../src/identity/link.ts';
import { identifiersOf } from '../src/identity/normalise.ts';
import { parseRef, type RecordRef, type RefKey, refKey } from '../src/model/record.ts';

interface Pair {
  readonly a: RefKey;
  readonly b: RefKey;
}

const pair = { a: ({ a }: Pair) => parseRef(a), b: ({ b }: Pair) => parseRef(b) };

function recordsOf({ a, b }: Pair): readonly RecordRef[] {
  return [a, b].map(parseRef).filter((ref) => ref !== undefined);
}

/**
 * What is told of records of other people, as far as those are people who are shown to whoever asks: that somebody shares
 * a mailbox with a customer would tell that they exist.
 */
function ofOthers<T>(tell: (answer: Answer) => readonly T[], refsOf: (one: T) => readonly RecordRef[]) {
  return async (answer: Answer, _: unknown, { request }: Context, info: GraphQLResolveInfo) => {
    const view = request.view(info);
    const told = tell(answer);
    if (view.explains) return told;
    const own = new Set(answer.members.map(({ ref }) => refKey(ref)));
    const shown = await Promise.all(
      told.map(async (one) => {
        const others = refsOf(one).filter((ref) => !own.has(refKey(ref)));
        return (await Promise.all(others.map((ref) => request.mayShow(view, ref)))).every(Boolean);
      }),
    );
    return told.filter((_one, at) => shown[at]);
  };
}

export const Identity = {
  records: ({ members, unread }: Answer) =>
    [...members.map(({ ref }) => refKey(ref)), ...unread].sort().map(parseRef),
  links: ({ explain }: Answer) => explain().links,
  refused: ofOthers(({ explain }) => explain().refused, recordsOf),
  probable: ofOthers(({ explain }) => explain().probable, recordsOf),
  otherMatches: ofOthers(
    ({ explain }) => explain().otherMatches,
    (ref) => [ref],
  ),
  confidence: ({ explain }: Answer) => Math.min(1, ...explain().links.map(({ confidence }) => confidence)),
  closures(
    answer: Answer,
    { verified }: { verified: readonly CustomerKey[] },
    { request }: Context,
    info: GraphQLResolveInfo,
  ): ClosuresModel {
    const { sources, ids, rules, thresholds } = request.installation;
    const doors = { sources, ids, countries: request.options.countries };
    // Of records that are perhaps somebody else's only those are told who are told why somebody is denied.
    const others = request.view(info).explains ? [...confidenceByNeighbour(answer)] : [];
    const probable = others.filter(([, confidence]) => confidence >= thresholds.restrict);
    return closuresOf({
      anchor: answer.anchor === undefined ? '' : refKey(answer.anchor),
      members: answer.members,
      explanation: answer.explain(),
      probable: probable.map(([key]) => key),
      identifiersOf: (record) => identifiersOf(record, rules.countryOf(record.ref.source)),
      verified: verified.flatMap((one) => {
        const door = doorOf(one, doors);
        return door.by === 'identifier' ? door.identifiers : [];
      }),
    });
  },
  modelVersion: (_: Answer, _args: unknown, { request }: Context) =>
    request.installation.rules.matching.model.version,
};

const refs = (keys: readonly RefKey[]) => keys.map(parseRef);

export const Closures = {
  access: ({ access }: ClosuresModel) => refs(access),
  erase: ({ erase }: ClosuresModel) => refs(erase),
  profile: ({ profile }: ClosuresModel) => refs(profile),
  restrict: ({ restrict }: ClosuresModel) => refs(restrict),
};

export const IdentityLink = {
  ...pair,
  ruleBits: ({ weight, score }: Link) => weight - score.weight,
};

export const ProbableLink = pair;
export const RefusedLink = pair;
export const ReviewPair = pair;
export const Verdict = pair;

export const IdentityComparison = {
  likeness: ({ judgement }: ComparedPair) => {
    if (judgement === undefined) return 'STRANGERS';
    if ('link' in judgement) return 'ONE';
    return 'probable' in judgement ? 'PERHAPS' : 'APART';
  },
  rule: ({ judgement }: ComparedPair) =>
    judgement !== undefined && 'link' in judgement ? judgement.link.rule : null,
  refusal: ({ judgement }: ComparedPair) =>
    judgement !== undefined && 'refused' in judgement ? judgement.refused.refusal : null,
  verdict({ a, b }: ComparedPair, _args: unknown, { request }: Context) {
    const desk = request.stewardOrNobody();
    return desk?.verdictOn(refKey(a), refKey(b)) ?? null;
  },
};
