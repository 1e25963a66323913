/**
 * The cross-reference cache: doors (keyed HMACs of identifiers) to a record, and records to the room they stand in. It
 * holds HMACs and record refs, never a value of a person, and it is only a memory of where to look: every answer reads
 * live records and checks that nothing by which they were brought together has changed.
 */
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type RecordId,
  type RecordRef,
  type RefKey,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../model/record.ts';
import type { Doubt } from './answer.ts';
import { KeyedHash } from './keyed-hash.ts';
import { identifyingText } from './person.ts';

/** A record to read for a customer. */
export interface Resident {
  readonly key: RefKey;
  readonly ref: RecordRef;
  /** One of the customer's records; otherwise a neighbour met on the way. */
  readonly member: boolean;
  /** HMAC of what identity compares of it. */
  readonly fingerprint: string;
}

/** The records to read for a customer, and what they looked like when the room was found. */
export interface Room {
  /** The customer's records, sorted. */
  readonly members: readonly RefKey[];
  /** Members and neighbours, sorted by key. */
  readonly residents: readonly Resident[];
  /** HMAC of what identity compares of all of them: one comparison where all were read. */
  readonly fingerprint: string;
  /** HMACs of keys that too many records shared. */
  readonly generic: ReadonlySet<string>;
  /** Pairs of a member and a neighbour that may be one person. */
  readonly doubts: readonly Doubt[];
  /** Epoch milliseconds at which the sources were searched for it. */
  readonly exploredAt: number;
}

export interface XrefLimits {
  readonly entries: number;
  /** Milliseconds a room is remembered. */
  readonly ttl: number;
  /** Milliseconds for which "nobody has this" is believed. */
  readonly absentTtl: number;
  /** Milliseconds after which a room is stale: still used, and searched for afresh meanwhile. */
  readonly refresh: number;
}

const nobody = Symbol('nobody');
export const defaultXrefLimits: XrefLimits = {
  entries: 100_000,
  ttl: 24 * 3_600_000,
  absentTtl: 30_000,
  refresh: 300_000,
};

/** Milliseconds for which a change is kept in mind: longer than any search for a customer takes. */
const changeTtl = 120_000;

export class Xref {
  readonly #hashes: KeyedHash;
  readonly #doors: LRUCache<string, RefKey | typeof nobody>;
  readonly #rooms: LRUCache<RefKey, Room>;
  /** A member of each room that rests on a record or a key: one that was met, or asked for, when it was found. */
  readonly #resting: LRUCache<string, readonly RefKey[]>;
  /** Changed records and keys, with the number of the change. */
  readonly #changed: LRUCache<string, number>;
  #changes = 0;
  /** The number of the change that concerned everything. */
  #cleared = 0;
  /** Rooms of customers whose records were all heard not to restrict processing. */
  readonly #unrestricted = new WeakSet<Room>();
  readonly #limits: XrefLimits;
  readonly #now: () => number;

  /**
   * @param key - the look-up key; rotating it only forgets.
   * @param now - epoch milliseconds.
   */
  constructor(key: KeyObject, limits: XrefLimits = defaultXrefLimits, now: () => number = () => Date.now()) {
    this.#hashes = new KeyedHash(key.export().toString('hex'));
    this.#limits = limits;
    this.#now = now;
    this.#doors = new LRUCache({ max: limits.entries, ttl: limits.ttl });
    this.#rooms = new LRUCache({ max: limits.entries, ttl: limits.ttl });
    this.#resting = new LRUCache({ max: limits.entries, ttl: limits.ttl });
    this.#changed = new LRUCache({ max: limits.entries, ttl: changeTtl });
  }

  /** The record a door led to; `nobody` when all sources said so a moment ago; undefined when not known. */
  behind(door: string): RefKey | 'nobody' | undefined {
    const answer = this.#doors.get(this.#hash(door));
    return answer === nobody ? 'nobody' : answer;
  }

  roomOf(ref: RefKey): Room | undefined {
    return this.#rooms.get(ref);
  }

  /** Whether the sources were searched so long ago that they should be again. */
  isStale(room: Room): boolean {
    return this.#now() - room.exploredAt >= this.#limits.refresh;
  }

  /** Whether every source that may restrict the processing of a customer's data was heard not to, when last asked. */
  isUnrestricted(room: Room): boolean {
    return this.#unrestricted.has(room);
  }

  noteRestriction(room: Room, restricted: boolean): void {
    if (restricted) this.#unrestricted.delete(room);
    else this.#unrestricted.add(room);
  }

  /** What identity compares of records, as the sources write it; changes when any of it does. */
  fingerprint(...records: readonly SourceRecord[]): string {
    let text = '';
    for (const record of records) text += `${identifyingText(record)}\n`;
    return this.#hash(text);
  }

  /** Whether a key was too common to tell people apart when the room was found. */
  isGeneric(room: Room, key: string): boolean {
    return room.generic.size > 0 && room.generic.has(this.#hash(key));
  }

  /** How many changes it was told of so far: to be handed to `remember` by a search that begins now. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Remembers a complete answer, unless something it rests on was told to have changed since the search began.
   * @param doors - each key that every source was asked for, with the record that names whoever answers to it, if any.
   * @param generic - keys that too many records share.
   * @param since - `changes` when the search began.
   * @param doubts - pairs of a member and a neighbour that may be one person.
   */
  remember(
    members: readonly SourceRecord[],
    neighbours: readonly SourceRecord[],
    doors: ReadonlyMap<string, RefKey | undefined>,
    generic: ReadonlySet<string>,
    since: number = this.#changes,
    doubts: readonly Doubt[] = [],
  ): void {
    if (since < this.#cleared) return;
    const inside = new Set(members.map(({ ref }) => refKey(ref)));
    const records = [...members, ...neighbours]
      .map((record) => ({ key: refKey(record.ref), record }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const hashed = [...doors].map(([door, ref]) => ({ hash: this.#hash(door), ref }));
    const grounds = [...records.map(({ key }) => key), ...hashed.map(({ hash }) => hash)];
    const fresh = (name: string) => (this.#changed.get(name) ?? 0) <= since;
    if (since < this.#changes && !grounds.every(fresh)) return;
    const room: Room = {
      members: members.map(({ ref }) => refKey(ref)),
      residents: records.map(({ key, record }) => ({
        key,
        ref: record.ref,
        member: inside.has(key),
        fingerprint: this.fingerprint(record),
      })),
      fingerprint: this.fingerprint(...records.map(({ record }) => record)),
      generic: new Set([...generic].map((key) => this.#hash(key))),
      doubts,
      exploredAt: this.#now(),
    };
    const [first = ''] = room.members;
    const before = this.#rooms.get(first);
    if (before !== undefined && this.isUnrestricted(before) && before.members.join() === room.members.join())
      this.#unrestricted.add(room);
    for (const key of room.members) this.#rooms.set(key, room);
    for (const { hash, ref } of hashed) if (ref !== undefined) this.#doors.set(hash, ref);
    const [member] = room.members;
    if (member === undefined) return;
    for (const name of grounds) {
      const known = this.#resting.get(name) ?? [];
      if (!known.includes(member)) this.#resting.set(name, [...known, member]);
    }
  }

  /** @param since - `changes` when the search began. */
  rememberNobody(door: string, since: number = this.#changes): void {
    if (since < this.#cleared) return;
    const hash = this.#hash(door);
    if ((this.#changed.get(hash) ?? 0) <= since)
      this.#doors.set(hash, nobody, { ttl: this.#limits.absentTtl });
  }

  /** Drops what is known through a record: it changed, or no longer carries the keys it was found by. */
  forget(ref: RefKey): void {
    const room = this.#rooms.get(ref);
    for (const member of room?.members ?? []) this.#rooms.delete(member);
    this.#rooms.delete(ref);
  }

  /**
   * Forgets whatever rests on records that changed, and on keys they carry or carried: the next question about any of
   * their customers searches the sources afresh. A search that is under way is not remembered either.
   * @param doors - the keys, in each spelling they may be asked in.
   */
  changed(source: SourceName, ids: readonly RecordId[], doors: readonly string[]): void {
    this.#changes++;
    for (const key of ids.map((id) => refKey({ source, id }))) {
      this.#changed.set(key, this.#changes);
      this.forget(key);
      this.#forgetRoomsOn(key);
    }
    for (const hash of doors.map((door) => this.#hash(door))) {
      this.#doors.delete(hash);
      this.#changed.set(hash, this.#changes);
      this.#forgetRoomsOn(hash);
    }
  }

  /** People share keys, so more than one room may rest on what changed. */
  #forgetRoomsOn(name: string): void {
    for (const member of this.#resting.get(name) ?? []) this.forget(member);
    this.#resting.delete(name);
  }

  /** Forgets everything; what a search that is under way finds is not remembered either. */
  clear(): void {
    this.#changes++;
    this.#cleared = this.#changes;
    this.#doors.clear();
    this.#rooms.clear();
    this.#resting.clear();
  }

  /** Everything held, for tests that look for values of people in it. */
  dump(): readonly unknown[] {
    return [
      [...this.#doors.dump()],
      [...this.#rooms.entries()].map(([ref, room]) => [ref, { ...room, generic: [...room.generic] }]),
      [...this.#resting.dump()],
      [...this.#changed.dump()],
    ];
  }

  #hash(text: string): string {
    return this.#hashes.of(text);
  }
}
