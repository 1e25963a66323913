/**
 * Resolving one customer: the shell around `resolution.ts` that asks the sources. Warm, the cross-reference says where
 * to look and one parallel read both answers and proves it right; cold, waves of look-ups run to a fixpoint.
 */
import type { GatewayError } from '../model/errors.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import type { Outcome } from '../model/outcome.ts';
import {
  compareRefs,
  compareText,
  parseRef,
  type RecordId,
  type RecordRef,
  type RefKey,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../model/record.ts';
import { type Ask, type Door, Resolution, type Resolved, type Rules } from './resolution.ts';
import type { Room, Xref } from './xref.ts';

/** One source as identity sees it: what is wanted of a record is bound already, and calls of one wave are batched. */
export interface SourcePort {
  readonly name: SourceName;
  /** Identifier kinds it can be searched by, and whether it compares spelling. */
  readonly lookups: ReadonlyMap<string, 'bytes' | 'folded'>;
  find(
    key: Identifier,
  ): Promise<Outcome<{ readonly records: readonly SourceRecord[]; readonly generic: boolean }>>;
  get(id: RecordId): Promise<Outcome<SourceRecord>>;
}

export interface Budget {
  readonly waves: number;
  readonly records: number;
}

export const defaultBudget: Budget = { waves: 4, records: 200 };

/** Why these records are one customer, and others are not. */
export type Explanation = Pick<Resolved, 'links' | 'refused' | 'otherMatches'>;

export interface Answer {
  /** The customer's records that could be read, in the order of their keys; none where nobody answers to the door. */
  readonly members: readonly SourceRecord[];
  /** Other records met on the way, which share a contact point or were refused. */
  readonly neighbours: readonly SourceRecord[];
  /** The record that names the customer; undefined where nobody answers. */
  readonly anchor: RecordRef | undefined;
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
}

export async function resolve(
  door: Door,
  ports: readonly SourcePort[],
  rules: Rules,
  xref: Xref,
  budget: Budget = defaultBudget,
): Promise<Answer> {
  const start = doorRef(door, xref);
  if (start === 'nobody') return nobodyAnswer;
  const room = start === undefined ? undefined : xref.roomOf(start);
  if (room !== undefined) {
    const warm = await revisit(door, room, ports, rules, xref);
    if (warm !== undefined) return warm;
    if (start !== undefined) xref.forget(start);
  }
  return explore(door, ports, rules, xref, budget);
}

/** Records a door is remembered to lead to, so that what hangs off them can be asked for at once. */
export function remembered(door: Door, xref: Xref): readonly RecordRef[] {
  const start = doorRef(door, xref);
  const room = start === undefined || start === 'nobody' ? undefined : xref.roomOf(start);
  return (room?.members ?? []).map(parseRef).filter((ref) => ref !== undefined);
}

function doorRef(door: Door, xref: Xref): RefKey | 'nobody' | undefined {
  if (door.by === 'record') return refKey(door.ref);
  // A number that reads as several is looked up afresh: which of them is meant depends on who answers.
  const [only, ...others] = door.identifiers;
  return only === undefined || others.length > 0
    ? undefined
    : xref.behind(doorText(identifierKey(only), only.spelling.trim()));
}

/** Sources compare spelling, so an identifier in another spelling is another door: it may lead to more. */
function doorText(key: string, spelling: string): string {
  return `${key}|${spelling}`;
}

const nobodyAnswer: Answer = {
  members: [],
  neighbours: [],
  anchor: undefined,
  explain: () => ({ links: [], refused: [], otherMatches: [] }),
  complete: true,
  cut: false,
  generic: false,
  failures: new Map(),
  waves: 0,
  warm: true,
  unread: [],
};

/** Reads the records of a remembered room at once; undefined when they no longer justify it. */
async function revisit(
  door: Door,
  room: Room,
  ports: readonly SourcePort[],
  rules: Rules,
  xref: Xref,
): Promise<Answer | undefined> {
  const portOf = new Map(ports.map((port) => [port.name, port]));
  const failures = new Map<SourceName, GatewayError>();
  const unread: RefKey[] = [];
  const read = new Map<RefKey, SourceRecord>();
  let gone = false;
  await Promise.all(
    [...room.fingerprints.keys()].map(async (key) => {
      const ref = parseRef(key);
      const port = ref === undefined ? undefined : portOf.get(ref.source);
      if (ref === undefined || port === undefined) return;
      const outcome = await port.get(ref.id);
      if (outcome.kind === 'found') read.set(key, outcome.value);
      else if (outcome.kind === 'absent') gone = true;
      else {
        failures.set(ref.source, outcome.error);
        unread.push(key);
      }
    }),
  );
  if (gone) return undefined;
  // The same evidence comes to the same judgement, so nothing that is unchanged need be judged again.
  for (const [key, record] of read)
    if (room.fingerprints.get(key) !== xref.fingerprint(record)) return undefined;
  const inside = new Set(room.members);
  const missed = unread.filter((key) => inside.has(key)).sort();
  const sorted = [...read].sort(([a], [b]) => compareText(a, b));
  return {
    members: sorted.filter(([key]) => inside.has(key)).map(([, record]) => record),
    neighbours: sorted.filter(([key]) => !inside.has(key)).map(([, record]) => record),
    // The id stays the same while the source that gives it cannot be read.
    anchor: anchorOf(room.members, rules),
    explain: once(() => {
      const resolution = new Resolution(door, rules);
      resolution.absorb([...read.values()]);
      for (const one of resolution.identifiers)
        if (xref.isGeneric(room, identifierKey(one))) resolution.markGeneric(one);
      return resolution.outcome(inside, unread.length === 0);
    }),
    complete: failures.size === 0,
    cut: false,
    generic: false,
    failures,
    waves: 1,
    warm: true,
    unread: missed,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

async function explore(
  door: Door,
  ports: readonly SourcePort[],
  rules: Rules,
  xref: Xref,
  budget: Budget,
): Promise<Answer> {
  const resolution = new Resolution(door, rules);
  const failures = new Map<SourceName, GatewayError>();
  let waves = 0;
  let cut = false;
  for (;;) {
    const ask = resolution.next();
    if (ask === undefined) break;
    const questions = ports
      // A source that failed is not asked again: its answer would be late, and it counts as unknown anyway.
      .filter((port) => !failures.has(port.name))
      .map((port) => questionsFor(port, ask))
      .filter(({ keys, ids }) => keys.length + ids.length > 0);
    if (questions.length === 0) continue;
    if (waves === budget.waves || resolution.size > budget.records) {
      cut = true;
      break;
    }
    waves++;
    for (const answer of await Promise.all(questions.map(askSource))) {
      resolution.absorb(answer.records);
      for (const key of answer.generic) resolution.markGeneric(key);
      if (answer.failure !== undefined) failures.set(answer.name, answer.failure);
    }
  }
  const resolved = resolution.outcome();
  const complete = !cut && failures.size === 0;
  const generic = resolution.doorIsGeneric;
  if (complete && !generic) remember(door, resolution, resolved, xref);
  return {
    members: resolved.members.map(({ record }) => record),
    neighbours: resolved.neighbours.map(({ record }) => record),
    anchor: resolved.anchor,
    explain: () => resolved,
    complete,
    cut,
    generic,
    failures,
    waves,
    warm: false,
    unread: [],
  };
}

interface Questions {
  readonly port: SourcePort;
  readonly keys: readonly Identifier[];
  readonly ids: readonly RecordId[];
}

/** What of a wave one source can answer. */
function questionsFor(port: SourcePort, ask: Ask): Questions {
  return {
    port,
    keys: [
      ...[...ask.keys, ...ask.respelled].filter((key) => port.lookups.has(key.kind)),
      ...ask.recased.filter((key) => port.lookups.get(key.kind) === 'bytes'),
    ],
    ids: ask.refs.filter((ref) => ref.source === port.name).map((ref) => ref.id),
  };
}

interface SourceAnswer {
  readonly name: SourceName;
  readonly records: readonly SourceRecord[];
  readonly generic: readonly Identifier[];
  readonly failure: GatewayError | undefined;
}

async function askSource({ port, keys, ids }: Questions): Promise<SourceAnswer> {
  const [matches, gets] = await Promise.all([
    Promise.all(keys.map((key) => port.find(key))),
    Promise.all(ids.map((id) => port.get(id))),
  ]);
  const records: SourceRecord[] = [];
  const generic: Identifier[] = [];
  let failure: GatewayError | undefined;
  for (const [at, outcome] of matches.entries()) {
    const key = keys[at];
    if (outcome.kind === 'failed') failure ??= outcome.error;
    else if (outcome.kind === 'found' && key !== undefined) {
      if (outcome.value.generic) generic.push(key);
      else records.push(...outcome.value.records);
    }
  }
  for (const outcome of gets) {
    if (outcome.kind === 'failed') failure ??= outcome.error;
    else if (outcome.kind === 'found') records.push(outcome.value);
  }
  return { name: port.name, records, generic, failure };
}

function anchorOf(keys: readonly RefKey[], rules: Rules): RecordRef | undefined {
  return keys
    .map(parseRef)
    .filter((ref) => ref !== undefined)
    .sort((a, b) => rules.rank(a.source) - rules.rank(b.source) || compareRefs(a, b))[0];
}

function remember(door: Door, resolution: Resolution, resolved: Resolved, xref: Xref): void {
  if (resolved.members.length === 0) {
    if (door.by === 'identifier')
      for (const [key, spellings] of resolved.askedKeys)
        for (const spelling of spellings) xref.rememberNobody(doorText(key, spelling));
    return;
  }
  const doors = new Map<string, RefKey>();
  for (const [key, spellings] of resolved.askedKeys) {
    const [first] = resolution.holdersOf(new Set([key]));
    if (first !== undefined) for (const spelling of spellings) doors.set(doorText(key, spelling), first.key);
  }
  xref.remember(
    resolved.members.map(({ record }) => record),
    resolved.neighbours.map(({ record }) => record),
    doors,
    resolution.generic,
  );
}
