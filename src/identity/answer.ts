/** What resolving a customer is asked of, and what it answers. */
import type { GatewayError } from '../model/errors.ts';
import type { Identifier } from '../model/identifier.ts';
import type { Outcome } from '../model/outcome.ts';
import {
  compareRefs,
  parseRef,
  type RecordId,
  type RecordRef,
  type RefKey,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../model/record.ts';
import type { ProbableLink } from './link.ts';
import type { Resolved, Rules } from './resolution.ts';

/** One source as identity sees it: what is wanted of a record is bound already, and calls of one wave are batched. */
export interface SourcePort {
  readonly name: SourceName;
  /** Identifier kinds it can be searched by, and whether it compares spelling. */
  readonly lookups: ReadonlyMap<string, 'bytes' | 'folded'>;
  /** Look-ups share calls that reads by id do not: a record known by the door's key is then read by it. */
  readonly findsTogether?: boolean;
  find(
    key: Identifier,
  ): Promise<
    Outcome<{ readonly records: readonly SourceRecord[]; readonly generic: boolean; readonly crowded?: true }>
  >;
  get(id: RecordId): Promise<Outcome<SourceRecord>>;
}

export interface Budget {
  readonly waves: number;
  readonly records: number;
}

export const defaultBudget: Budget = { waves: 4, records: 200 };

/** Why these records are one customer, and others are not. */
export type Explanation = Pick<Resolved, 'links' | 'refused' | 'probable' | 'otherMatches'>;

export interface Answer {
  /** The customer's records that could be read, in the order of their keys; none where nobody answers to the door. */
  readonly members: readonly SourceRecord[];
  /** Other records met on the way, which share a contact point or were refused. */
  readonly neighbours: readonly SourceRecord[];
  /** The record that names the customer; undefined where nobody answers. */
  readonly anchor: RecordRef | undefined;
  /** Pairs of a record of the customer's and a neighbour that may be theirs as well, strongest first. */
  readonly doubts: readonly Doubt[];
  /** Worked out when it is first asked for: most answers are not asked why. */
  readonly explain: () => Explanation;
  /** False when a source failed or the budget ran out: there may be more. */
  readonly complete: boolean;
  /** The budget ran out: any source may hold more. */
  readonly cut: boolean;
  /** The door is a value that too many records share to mean one customer. */
  readonly generic: boolean;
  /** Sources that did not answer a question that mattered. */
  readonly failures: ReadonlyMap<SourceName, GatewayError>;
  /** Rounds of parallel calls it took; 1 when warm. */
  readonly waves: number;
  readonly warm: boolean;
  /** Records known to be the customer's that could not be read now. */
  readonly unread: readonly RefKey[];
  /** Sources that hold records of the customer and were not asked for them, because nothing needs them now. */
  readonly unasked: ReadonlySet<SourceName>;
  /** The sources were searched so long ago that they should be again. */
  readonly stale: boolean;
}

/** Two records that may be one person. `a` sorts before `b`; `weight` in bits, `confidence` 0 … 1. */
export type Doubt = Pick<ProbableLink, 'a' | 'b' | 'weight' | 'confidence'>;

/** Doubts kept of one customer: a steward sees to the strongest first, and an objection needs but one. */
const mostDoubts = 20;

export function doubtsOf({ probable }: Pick<Resolved, 'probable'>): readonly Doubt[] {
  return probable.slice(0, mostDoubts).map(({ a, b, weight, confidence }) => ({ a, b, weight, confidence }));
}

/** How sure it is that each neighbour is the customer as well: by the strongest of its links, where there is any. */
export function confidenceByNeighbour({
  doubts,
  neighbours,
}: Pick<Answer, 'doubts' | 'neighbours'>): ReadonlyMap<RefKey, number> {
  if (doubts.length === 0) return none;
  const outside = new Set(neighbours.map(({ ref }) => refKey(ref)));
  const confidences = new Map<RefKey, number>();
  for (const { a, b, confidence } of doubts)
    for (const key of [a, b])
      if (outside.has(key)) confidences.set(key, Math.max(confidence, confidences.get(key) ?? 0));
  return confidences;
}

const none: ReadonlyMap<RefKey, number> = new Map();

/** The record that names the customer: the one of the source that comes first in the configured precedence. */
export function anchorOf(keys: readonly RefKey[], rules: Rules): RecordRef | undefined {
  return keys
    .map(parseRef)
    .filter((ref) => ref !== undefined)
    .sort((a, b) => rules.rank(a.source) - rules.rank(b.source) || compareRefs(a, b))[0];
}
