/**
 * The cross-reference cache: doors (keyed HMACs of identifiers) to a record, and records to the room they stand in. It
 * holds HMACs and record refs, never a value of a person, and it is only a memory of where to look: every answer reads
 * the live records and checks that nothing by which they were brought together has changed.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import { identifyingText } from './person.ts';

/** The records to read for a customer, and what each looked like when the room was found. */
export interface Room {
  /** The customer's records, sorted. */
  readonly members: readonly RefKey[];
  /** Fingerprint of each record, by ref: the members' and those of the neighbours met on the way. */
  readonly fingerprints: ReadonlyMap<RefKey, string>;
  /** HMACs of keys that too many records shared. */
  readonly generic: ReadonlySet<string>;
}

export interface XrefLimits {
  readonly entries: number;
  /** Milliseconds a room is remembered. */
  readonly ttl: number;
  /** Milliseconds for which "nobody has this" is believed. */
  readonly absentTtl: number;
}

const nobody = Symbol('nobody');
export const defaultXrefLimits: XrefLimits = { entries: 100_000, ttl: 24 * 3_600_000, absentTtl: 30_000 };

export class Xref {
  readonly #key: KeyObject;
  readonly #doors: LRUCache<string, RefKey | typeof nobody>;
  readonly #rooms: LRUCache<RefKey, Room>;
  readonly #limits: XrefLimits;

  /** @param key - the look-up key; rotating it only forgets. */
  constructor(key: KeyObject, limits: XrefLimits = defaultXrefLimits) {
    this.#key = key;
    this.#limits = limits;
    this.#doors = new LRUCache({ max: limits.entries, ttl: limits.ttl });
    this.#rooms = new LRUCache({ max: limits.entries, ttl: limits.ttl });
  }

  /** The record a door led to; `nobody` when all sources said so a moment ago; undefined when not known. */
  behind(door: string): RefKey | 'nobody' | undefined {
    const answer = this.#doors.get(this.#hash(door));
    return answer === nobody ? 'nobody' : answer;
  }

  roomOf(ref: RefKey): Room | undefined {
    return this.#rooms.get(ref);
  }

  /** What identity compares of a record, as the source writes it; changes when any of it does. */
  fingerprint(record: SourceRecord): string {
    return this.#hash(identifyingText(record));
  }

  /** Whether a key was too common to tell people apart when the room was found. */
  isGeneric(room: Room, key: string): boolean {
    return room.generic.size > 0 && room.generic.has(this.#hash(key));
  }

  /**
   * Remembers a complete answer.
   * @param doors - each key that every source was asked for, with the record that names whoever answers to it.
   * @param generic - keys that too many records share.
   */
  remember(
    members: readonly SourceRecord[],
    neighbours: readonly SourceRecord[],
    doors: ReadonlyMap<string, RefKey>,
    generic: ReadonlySet<string>,
  ): void {
    const room: Room = {
      members: members.map(({ ref }) => refKey(ref)),
      fingerprints: new Map(
        [...members, ...neighbours].map((record) => [refKey(record.ref), this.fingerprint(record)]),
      ),
      generic: new Set([...generic].map((key) => this.#hash(key))),
    };
    for (const key of room.members) this.#rooms.set(key, room);
    for (const [door, ref] of doors) this.#doors.set(this.#hash(door), ref);
  }

  rememberNobody(door: string): void {
    this.#doors.set(this.#hash(door), nobody, { ttl: this.#limits.absentTtl });
  }

  /** Drops what is known through a record: it changed, or no longer carries the keys it was found by. */
  forget(ref: RefKey): void {
    for (const member of this.#rooms.get(ref)?.members ?? []) this.#rooms.delete(member);
  }

  clear(): void {
    this.#doors.clear();
    this.#rooms.clear();
  }

  /** Everything held, for tests that look for values of people in it. */
  dump(): readonly unknown[] {
    return [
      [...this.#doors.dump()],
      [...this.#rooms.entries()].map(([ref, room]) => [
        ref,
        { ...room, fingerprints: [...room.fingerprints], generic: [...room.generic] },
      ]),
    ];
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, 24);
  }
}
