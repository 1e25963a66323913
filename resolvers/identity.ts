import type { Answer } from '../src/identity/resolve.ts';
import { parseRef, type RefKey } from '../src/model/record.ts';

interface Pair {
  readonly a: RefKey;
  readonly b: RefKey;
}

export const Identity = {
  records: ({ members, unread }: Answer) =>
    [...members.map(({ key }) => key), ...unread].sort().map(parseRef),
};

export const IdentityLink = { a: ({ a }: Pair) => parseRef(a), b: ({ b }: Pair) => parseRef(b) };

export const RefusedLink = IdentityLink;
