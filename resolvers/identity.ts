import type { Answer } from '../src/identity/answer.ts';
import { parseRef, type RefKey, refKey } from '../src/model/record.ts';

interface Pair {
  readonly a: RefKey;
  readonly b: RefKey;
}

export const Identity = {
  records: ({ members, unread }: Answer) =>
    [...members.map(({ ref }) => refKey(ref)), ...unread].sort().map(parseRef),
  links: ({ explain }: Answer) => explain().links,
  refused: ({ explain }: Answer) => explain().refused,
  otherMatches: ({ explain }: Answer) => explain().otherMatches,
};

export const IdentityLink = { a: ({ a }: Pair) => parseRef(a), b: ({ b }: Pair) => parseRef(b) };

export const RefusedLink = IdentityLink;
