/**
 * Resolving one customer. Warm, the cross-reference says where to look and one parallel read both answers and proves it
 * right; cold, waves of look-ups run to a fixpoint.
 */
import { type Answer, type Budget, defaultBudget, type SourcePort } from './answer.ts';
import { explore } from './explore.ts';
import { type Memory, type Names, recall } from './recall.ts';
import type { Door, Rules } from './resolution.ts';
import { revisit } from './revisit.ts';
import type { OnReached } from './scout.ts';
import type { Xref } from './xref.ts';

export interface ResolveOptions {
  readonly budget?: Budget;
  /** Sources whose records are needed; all where absent. Others are left alone while the memory of them is fresh. */
  readonly needed?: Names | undefined;
  /** Told of records as soon as they are found, where nothing is remembered. */
  readonly onReached?: OnReached | undefined;
}

/** @param memory - of this door, as recalled for this request. */
export async function resolve(
  door: Door,
  ports: readonly SourcePort[],
  rules: Rules,
  xref: Xref,
  { budget = defaultBudget, needed, onReached }: ResolveOptions = {},
  memory: Memory = recall(door, xref),
): Promise<Answer> {
  if (memory.kind === 'nobody') return nobodyAnswer;
  if (memory.kind === 'room') {
    const warm = await revisit(door, memory.room, ports, rules, xref, needed);
    if (warm !== undefined) return warm;
    xref.forget(memory.room);
  }
  return explore(door, ports, rules, xref, budget, onReached);
}

const nobodyAnswer: Answer = {
  members: [],
  neighbours: [],
  anchor: undefined,
  doubts: [],
  explain: () => ({ links: [], refused: [], probable: [], otherMatches: [] }),
  complete: true,
  cut: false,
  generic: false,
  failures: new Map(),
  waves: 0,
  warm: true,
  unread: [],
  unasked: new Set(),
  stale: false,
};
