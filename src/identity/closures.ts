/**
 * Four answers to "which records are this person", for four uses (consent.md 3.5): each contains the one before. What is
 * shown together, what restricts, what may be erased and what may be handed out to somebody differ in how sure one must
 * be: a probable match may restrict, and is never read out, erased or exported.
 */
import type { Identifier } from '../model/identifier.ts';
import { identifierKey } from '../model/identifier.ts';
import { type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import type { Explanation } from './answer.ts';

export interface Closures {
  /** Held together by rules, and holding an identifier that the requester has proved to be theirs. */
  readonly access: readonly RefKey[];
  /** Held together by rules alone, from the record that names the customer on. */
  readonly erase: readonly RefKey[];
  /** The customer's records: their fields are shown, their grants count. */
  readonly profile: readonly RefKey[];
  /** With those that may be theirs: objections in them count. */
  readonly restrict: readonly RefKey[];
}

export interface Grounds {
  /** The record that names the customer. */
  readonly anchor: RefKey;
  readonly members: readonly SourceRecord[];
  readonly explanation: Pick<Explanation, 'links'>;
  /** Records that may be the customer's as well, sure enough to restrict. */
  readonly probable: readonly RefKey[];
  readonly identifiersOf: (record: SourceRecord) => readonly Identifier[];
  /** What the requester has proved to be theirs. */
  readonly verified: readonly Identifier[];
}

/** @returns each sorted. */
export function closuresOf({
  anchor,
  members,
  explanation,
  probable,
  identifiersOf,
  verified,
}: Grounds): Closures {
  const profile = new Set(members.map(({ ref }) => refKey(ref)));
  const ruled = explanation.links.filter(({ rule }) => rule !== 'SCORE');
  const erase = new Set<RefKey>(profile.has(anchor) ? [anchor] : []);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { a, b } of ruled)
      if (erase.has(a) !== erase.has(b) && profile.has(a) && profile.has(b)) {
        erase.add(a).add(b);
        grown = true;
      }
  }
  const proved = new Set(verified.map(identifierKey));
  const access = members.filter(
    (record) =>
      erase.has(refKey(record.ref)) && identifiersOf(record).some((one) => proved.has(identifierKey(one))),
  );
  return {
    access: access.map(({ ref }) => refKey(ref)).sort(),
    erase: [...erase].sort(),
    profile: [...profile].sort(),
    restrict: [...new Set([...profile, ...probable])].sort(),
  };
}
