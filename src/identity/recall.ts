/** What is remembered of a door before anything is asked, and which records that makes a request read. */
import { type Identifier, identifierKey } from '../model/identifier.ts';
import { type RefKey, refKey, type SourceName } from '../model/record.ts';
import { type Door, spellingsOf } from './resolution.ts';
import type { Resident, Room, Xref } from './xref.ts';

/** What a request remembers of a door before it asks anything. */
export type Memory =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'room'; readonly room: Room };

/** What is remembered behind a door. */
export function recall(door: Door, xref: Xref): Memory {
  const start = doorRef(door, xref);
  if (start === 'nobody') return { kind: 'nobody' };
  const room = (start === undefined ? undefined : xref.roomOf(start)) ?? cutRoom(door, xref);
  return room === undefined ? { kind: 'unknown' } : { kind: 'room', room };
}

/** Names of sources. */
export interface Names {
  has(source: SourceName): boolean;
}

/** The records of a room that a request has to read. */
export function residentsOf(room: Room, xref: Xref, needed: Names | undefined): readonly Resident[] {
  if (needed === undefined || xref.isStale(room)) return room.residents;
  const some = room.residents.filter(({ ref }) => needed.has(ref.source));
  // An answer rests on at least one record that was read for it.
  return some.some(({ member }) => member) ? some : room.residents;
}

function doorRef(door: Door, xref: Xref): RefKey | 'nobody' | undefined {
  if (door.by === 'record') return refKey(door.ref);
  // A number that reads as several is looked up afresh: which of them is meant depends on who answers.
  const [only, ...others] = door.identifiers;
  if (only === undefined || others.length > 0) return undefined;
  const key = identifierKey(only);
  const answer = xref.behind(doorText(key, only.spelling.trim()));
  // Nobody is believed of the key itself: a record that came since may be known by another spelling of it.
  return answer === 'nobody' ? xref.behind(doorText(key, only.value)) : answer;
}

function cutRoom(door: Door, xref: Xref): Room | undefined {
  const text = textOf(door);
  return text === undefined ? undefined : xref.cutRoom(text);
}

/** The door as it is remembered; undefined for a number that reads as several. */
export function textOf(door: Door): string | undefined {
  if (door.by === 'record') return refKey(door.ref);
  const [only, ...others] = door.identifiers;
  return only === undefined || others.length > 0
    ? undefined
    : doorText(identifierKey(only), only.spelling.trim());
}

/** Sources compare spelling, so an identifier in another spelling is another door: it may lead to more. */
export function doorText(key: string, spelling: string): string {
  return `${key}|${spelling}`;
}

/** Every text under which an identifier may be remembered as a door. */
export function doorsOf(one: Identifier): readonly string[] {
  const key = identifierKey(one);
  return [...new Set([...spellingsOf(one), one.spelling.trim()])].map((spelling) => doorText(key, spelling));
}
