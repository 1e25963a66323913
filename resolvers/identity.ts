import type { Context } from '../src/gateway/context.ts';
import { type CustomerKey, doorOf } from '../src/gateway/door.ts';
import type { ComparedPair } from '../src/gateway/identity-desk.ts';
import { type Answer, confidenceByNeighbour } from '../src/identity/answer.ts';
import { type Closures as ClosuresModel, closuresOf } from '../src/identity/closures.ts';
import type { Link } from '../src/identity/link.ts';
import { identifiersOf } from '../src/identity/normalise.ts';
import { parseRef, type RefKey, refKey } from '../src/model/record.ts';

interface Pair {
  readonly a: RefKey;
  readonly b: RefKey;
}

const pair = { a: ({ a }: Pair) => parseRef(a), b: ({ b }: Pair) => parseRef(b) };

export const Identity = {
  records: ({ members, unread }: Answer) =>
    [...members.map(({ ref }) => refKey(ref)), ...unread].sort().map(parseRef),
  links: ({ explain }: Answer) => explain().links,
  refused: ({ explain }: Answer) => explain().refused,
  probable: ({ explain }: Answer) => explain().probable,
  otherMatches: ({ explain }: Answer) => explain().otherMatches,
  confidence: ({ explain }: Answer) => Math.min(1, ...explain().links.map(({ confidence }) => confidence)),
  closures(
    answer: Answer,
    { verified }: { verified: readonly CustomerKey[] },
    { request }: Context,
  ): ClosuresModel {
    const { sources, ids, rules, thresholds } = request.installation;
    const doors = { sources, ids, countries: request.options.countries };
    const probable = [...confidenceByNeighbour(answer)].filter(([, one]) => one >= thresholds.restrict);
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
