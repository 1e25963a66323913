/** A customer nothing is remembered of: waves of batched look-ups, until nothing new is learned. */
import type { GatewayError } from '../model/errors.ts';
import type { Identifier } from '../model/identifier.ts';
import type { RefKey, SourceName } from '../model/record.ts';
import { type Answer, type Budget, doubtsOf, type SourcePort } from './answer.ts';
import { isCandidateKind } from './candidate.ts';
import { askSource, questionsFor } from './questions.ts';
import { doorText, textOf } from './recall.ts';
import { type Door, Resolution, type Resolved, type Rules } from './resolution.ts';
import { type OnReached, Scout } from './scout.ts';
import type { Xref } from './xref.ts';

/**
 * Searches the sources in waves, whatever is remembered.
 * @param onReached - told of what is found as soon as it is.
 */
export async function explore(
  door: Door,
  ports: readonly SourcePort[],
  rules: Rules,
  xref: Xref,
  budget: Budget,
  onReached?: OnReached,
): Promise<Answer> {
  const isCrowded = (one: Identifier) => xref.isCrowded(one);
  const scout = new Scout(door, ports, rules, budget, isCrowded, onReached);
  const since = xref.changes;
  const resolution = new Resolution(door, rules, { isCrowded });
  const failures = new Map<SourceName, GatewayError>();
  let waves = 0;
  let cut = false;
  for (;;) {
    const ask = resolution.next();
    if (ask === undefined) break;
    const questions = questionsFor(ports, ask, failures);
    if (questions.length === 0) continue;
    if (waves === budget.waves || resolution.size > budget.records) {
      cut = true;
      break;
    }
    waves++;
    for (const answer of await Promise.all(questions.map((one) => scout.watch(askSource(one))))) {
      resolution.absorb(answer.records);
      for (const key of answer.generic) resolution.markGeneric(key);
      for (const key of answer.crowded) if (isCandidateKind(key.kind)) xref.noteCrowded(key);
      if (answer.failure !== undefined) failures.set(answer.name, answer.failure);
    }
    onReached?.(resolution.reached().map(({ record }) => record));
  }
  scout.stop();
  const resolved = resolution.outcome();
  const complete = !cut && failures.size === 0;
  const generic = resolution.doorIsGeneric;
  if (failures.size === 0 && !generic) remember(door, resolution, resolved, xref, since, cut);
  return {
    members: resolved.members.map(({ record }) => record),
    neighbours: resolved.neighbours.map(({ record }) => record),
    anchor: resolved.anchor,
    doubts: doubtsOf(resolved),
    explain: () => resolved,
    complete,
    cut,
    generic,
    failures,
    waves,
    warm: false,
    unread: [],
    unasked: new Set(),
    stale: false,
  };
}

/**
 * What is cut off is cut off the next time as well, so it is remembered too; no key of it leads on, since of some the
 * sources were not asked.
 */
function remember(
  door: Door,
  resolution: Resolution,
  resolved: Resolved,
  xref: Xref,
  since: number,
  cut: boolean,
): void {
  if (resolved.members.length === 0) {
    if (door.by === 'identifier' && !cut)
      for (const [key, spellings] of resolved.askedKeys)
        for (const spelling of spellings) xref.rememberNobody(doorText(key, spelling), since);
    return;
  }
  const cutBehind = cut ? textOf(door) : undefined;
  if (cut && cutBehind === undefined) return;
  const doors = new Map<string, RefKey | undefined>();
  for (const [key, spellings] of resolved.askedKeys) {
    const [first] = resolution.holdersOf(new Set([key]));
    for (const spelling of spellings) doors.set(doorText(key, spelling), first?.key);
  }
  xref.remember({
    members: resolved.members.map(({ record }) => record),
    neighbours: resolved.neighbours.map(({ record }) => record),
    doors,
    generic: resolution.generic,
    since,
    doubts: doubtsOf(resolved),
    cutBehind,
  });
}
