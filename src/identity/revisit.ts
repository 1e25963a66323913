/** A remembered customer: one parallel read that both answers and proves the memory right. */
import type { GatewayError } from '../model/errors.ts';
import { identifierKey } from '../model/identifier.ts';
import { once } from '../model/once.ts';
import { found, type Outcome } from '../model/outcome.ts';
import { type RecordRef, type RefKey, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import { type Answer, anchorOf, type SourcePort } from './answer.ts';
import { type Names, residentsOf } from './recall.ts';
import { type Door, Resolution, type Rules } from './resolution.ts';
import type { Room, Xref } from './xref.ts';

/** Reads the records of a remembered room at once; undefined when they no longer justify it. */
export async function revisit(
  door: Door,
  room: Room,
  ports: readonly SourcePort[],
  rules: Rules,
  xref: Xref,
  needed: Names | undefined,
): Promise<Answer | undefined> {
  const asked = residentsOf(room, xref, needed);
  const outcomes = await Promise.all(asked.map(({ ref }) => reread(door, ref, ports)));
  const failures = new Map<SourceName, GatewayError>();
  const unread: RefKey[] = [];
  const read: SourceRecord[] = [];
  const members: SourceRecord[] = [];
  const neighbours: SourceRecord[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    const resident = asked[at];
    if (resident === undefined || outcome === undefined) continue;
    if (outcome.kind === 'absent') return undefined;
    if (outcome.kind === 'failed') {
      failures.set(resident.ref.source, outcome.error);
      if (resident.member) unread.push(resident.key);
      continue;
    }
    read.push(outcome.value);
    (resident.member ? members : neighbours).push(outcome.value);
  }
  // The same evidence comes to the same judgement, so nothing that is unchanged need be judged again.
  if (!isUnchanged(room, read, xref)) return undefined;
  return {
    members,
    neighbours,
    // The id stays the same while the source that gives it cannot be read.
    anchor: anchorOf(room.members, rules),
    doubts: room.doubts,
    explain: once(() => {
      const resolution = new Resolution(door, rules);
      resolution.absorb(read);
      for (const one of resolution.identifiers)
        if (xref.isGeneric(room, identifierKey(one))) resolution.markGeneric(one);
      return resolution.outcome(new Set(room.members), read.length === room.residents.length);
    }),
    complete: failures.size === 0 && room.cutBehind === undefined,
    cut: room.cutBehind !== undefined,
    generic: false,
    failures,
    waves: 1,
    warm: true,
    unread,
    unasked: new Set(
      room.residents
        .filter((resident) => resident.member && !asked.includes(resident))
        .map(({ ref }) => ref.source),
    ),
    stale: xref.isStale(room),
  };
}

/**
 * A remembered record as it is now: by the door's own key where the source answers many keys in one call but ids one by
 * one, and by its id otherwise; undefined where its source is no longer configured.
 */
async function reread(
  door: Door,
  { source, id }: RecordRef,
  ports: readonly SourcePort[],
): Promise<Outcome<SourceRecord> | undefined> {
  const port = ports.find(({ name }) => name === source);
  if (port === undefined) return undefined;
  if (port.findsTogether !== true || door.by !== 'identifier') return port.get(id);
  const [key] = door.identifiers;
  if (key === undefined || !port.lookups.has(key.kind)) return port.get(id);
  const matches = await port.find(key);
  if (matches.kind === 'failed') return matches;
  const record =
    matches.kind === 'found' ? matches.value.records.find(({ ref }) => ref.id === id) : undefined;
  return record === undefined ? port.get(id) : found(record);
}

function isUnchanged(room: Room, read: readonly SourceRecord[], xref: Xref): boolean {
  if (read.length === room.residents.length) return room.fingerprint === xref.fingerprint(...read);
  return read.every((record) => {
    const key = refKey(record.ref);
    const resident = room.residents.find((one) => one.key === key);
    return resident?.fingerprint === xref.fingerprint(record);
  });
}
