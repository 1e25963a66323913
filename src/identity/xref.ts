/**
 * The cross-reference cache: doors (keyed HMACs of identifiers) to a record, and records to the room they stand in. It
 * holds HMACs and record refs, never a value of a person, and it is only a memory of where to look: every answer reads
 * live records and checks that nothing by which they were brought together has changed.
 */
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Identifier, type IdentifierKind, identifierKey } from '../model/identifier.ts';
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
  /**
   * The door (its HMAC) it was found by where the search was cut off: another door may lead to more, so it is remembered
   * behind this one alone. Undefined for a room of which everything was found.
   */
  readonly cutBehind: string | undefined;
}

/** What a search found, to be remembered. */
export interface Found {
  readonly members: readonly SourceRecord[];
  readonly neighbours: readonly SourceRecord[];
  /** Each key that every source was asked for, with the record that names whoever answers to it, if any. */
  readonly doors: ReadonlyMap<string, RefKey | undefined>;
  /** Keys that too many records share. */
  readonly generic: ReadonlySet<string>;
  /** `changes` when the search began; now where absent. */
  readonly since?: number | undefined;
  /** Pairs of a member and a neighbour that may be one person. */
  readonly doubts?: readonly Doubt[];
  /** The door by which it was searched for, where the search was cut off. */
  readonly cutBehind?: string | undefined;
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
  /** By each member; those of searches that were cut off by the HMAC of their door. */
  readonly #rooms: LRUCache<string, Room>;
  /** A name of each room that rests on a record or a key: one that was met, or asked for, when it was found. */
  readonly #resting: LRUCache<string, readonly string[]>;
  /** Changed records and keys, with the number of the change. */
  readonly #changed: LRUCache<string, number>;
  #changes = 0;
  /** The number of the change that concerned everything. */
  #cleared = 0;
  /** Candidate keys that too many records were seen to hold, */
  readonly #crowded: LRUCache<string, true>;
  /** and their kinds: of most there are none, and looking a key up is not for free. */
  readonly #crowdedKinds = new Set<IdentifierKind>();
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
    this.#crowded = new LRUCache({ max: limits.entries, ttl: limits.refresh });
  }

  /** The record a door led to; `nobody` when all sources said so a moment ago; undefined when not known. */
  behind(door: string): RefKey | 'nobody' | undefined {
    const answer = this.#doors.get(this.#hash(door));
    return answer === nobody ? 'nobody' : answer;
  }

  roomOf(ref: RefKey): Room | undefined {
    return this.#rooms.get(ref);
  }

  /** What a search from this door found before it was cut off. */
  cutRoom(door: string): Room | undefined {
    return this.#rooms.get(this.#hash(door));
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

  /** Whether more records than the cap were seen to hold a candidate key, so short a time ago that they still will. */
  isCrowded(one: Identifier): boolean {
    return this.#crowdedKinds.has(one.kind) && this.#crowded.has(this.#hash(identifierKey(one)));
  }

  noteCrowded(one: Identifier): void {
    this.#crowdedKinds.add(one.kind);
    this.#crowded.set(this.#hash(identifierKey(one)), true);
  }

  /** How many changes it was told of so far: to be handed to `remember` by a search that begins now. */
  get changes(): number {
    return this.#changes;
  }

  /** Remembers what a search found, unless something it rests on was told to have changed since the search began. */
  remember({
    members,
    neighbours,
    doors,
    generic,
    since = this.#changes,
    doubts = [],
    cutBehind,
  }: Found): void {
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
      cutBehind: cutBehind === undefined ? undefined : this.#hash(cutBehind),
    };
    const names = namesOf(room);
    const [name] = names;
    if (name === undefined) return;
    const before = this.#rooms.get(name);
    if (before !== undefined && this.isUnrestricted(before) && before.members.join() === room.members.join())
      this.#unrestricted.add(room);
    for (const one of names) this.#rooms.set(one, room);
    if (room.cutBehind === undefined)
      for (const { hash, ref } of hashed) if (ref !== undefined) this.#doors.set(hash, ref);
    for (const ground of grounds) {
      const known = this.#resting.get(ground) ?? [];
      if (!known.includes(name)) this.#resting.set(ground, [...known, name]);
    }
  }

  /** @param since - `changes` when the search began. */
  rememberNobody(door: string, since: number = this.#changes): void {
    if (since < this.#cleared) return;
    const hash = this.#hash(door);
    if ((this.#changed.get(hash) ?? 0) <= since)
      this.#doors.set(hash, nobody, { ttl: this.#limits.absentTtl });
  }

  /** Drops a room: a record of it changed, or no longer carries the keys it was found by. */
  forget(room: Room): void {
    for (const name of [...namesOf(room), ...room.members]) this.#rooms.delete(name);
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
      this.#forgetNamed(key);
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
    for (const room of this.#resting.get(name) ?? []) this.#forgetNamed(room);
    this.#resting.delete(name);
  }

  #forgetNamed(name: string): void {
    const room = this.#rooms.get(name);
    if (room !== undefined) this.forget(room);
  }

  /** Forgets everything; what a search that is under way finds is not remembered either. */
  clear(): void {
    this.#changes++;
    this.#cleared = this.#changes;
    this.#doors.clear();
    this.#rooms.clear();
    this.#resting.clear();
    this.#crowded.clear();
  }

  /** Everything held, for tests that look for values of people in it. */
  dump(): readonly unknown[] {
    return [
      [...this.#doors.dump()],
      [...this.#rooms.entries()].map(([ref, room]) => [ref, { ...room, generic: [...room.generic] }]),
      [...this.#resting.dump()],
      [...this.#changed.dump()],
      [...this.#crowded.dump()],
    ];
  }

  #hash(text: string): string {
    return this.#hashes.of(text);
  }
}

/** Under which a room is found again. */
function namesOf({ members, cutBehind }: Room): readonly string[] {
  return cutBehind === undefined ? members : [cutBehind];
}
