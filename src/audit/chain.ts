/** Following a chain line by line: what one line must be, given all lines before it. */
import type { KeyObject } from 'node:crypto';
import { canonicalMembers, objectOf } from './canonical.ts';
import { type ClosingMark, closingMarks, hashOf, macOf, openingMarks } from './entry.ts';
import { genesis, type Head } from './head.ts';
import type { Segment } from './segment.ts';

/** Everything that can be wrong with a log, in words that hold nothing of what is written in it. */
export const faults = {
  TORN: 'the line is torn or overwritten: it is no whole entry',
  FORM: 'the entry was changed: it is not spelled as the log spells it',
  MAC: 'the entry was changed, or written under another secret: its mac does not fit',
  SEQUENCE: 'the entry was moved or put in, or entries before it are gone: its number is not the next',
  HASH: 'the entry before it was replaced: its hash is not the one this entry continues',
  OPENING: 'the segment is not the one its name says: its opening entry is missing or names another',
  ENDED: 'something follows the entry that ends the segment',
  MISSING: 'the segment is missing',
  ANCHOR: 'the anchored head is not in the chain: entries were cut off or replaced',
  NAME: 'no segment has such a name: the file was renamed or put in',
} as const;
export type FaultCode = keyof typeof faults;

/** How far a chain has been followed. */
export interface Position {
  readonly head: Head;
  /** What was said last, where nothing may follow in this segment. */
  readonly ended: ClosingMark | undefined;
}

export type Step =
  | { readonly kind: 'follows'; readonly position: Position; readonly at: string }
  | { readonly kind: 'fault'; readonly fault: FaultCode };

export function beginning(node: string): Position {
  return { head: { node, seq: 0, hash: genesis }, ended: undefined };
}

/** Where a segment begins; undefined behind the end of the chain, where none may. */
export function turn({ head, ended }: Position): Position | undefined {
  return ended === 'closed' ? undefined : { head, ended: undefined };
}

/**
 * @param line - without its end.
 * @param opens - the segment that the line is the first of; undefined for every other line.
 */
export function follow(position: Position, line: Buffer, opens: Segment | undefined, key: KeyObject): Step {
  if (position.ended !== undefined) return fault('ENDED');
  const read = readEntry(line);
  if (read === undefined) return fault('TORN');
  const { entry, members } = read;
  const { mac, at, seq, previous, mark } = entry;
  // Bytes, not text: those that are no UTF-8 would read as what they are not.
  if (typeof at !== 'string' || !Buffer.from(objectOf(members)).equals(line)) return fault('FORM');
  const body = objectOf(members.filter((member) => !member.startsWith('"mac":')));
  if (mac !== macOf(body, key)) return fault('MAC');
  const { node, seq: last, hash } = position.head;
  if (seq !== last + 1) return fault('SEQUENCE');
  if (previous !== hash) return fault('HASH');
  const opening = openingMarks.some((one) => one === mark);
  if (opening !== (opens !== undefined)) return fault('OPENING');
  if (opens !== undefined && !(entry['node'] === opens.node && entry['segment'] === opens.number))
    return fault('OPENING');
  const head = { node, seq, hash: hashOf(line) };
  return { kind: 'follows', position: { head, ended: closingMarks.find((one) => one === mark) }, at };
}

interface Read {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly members: readonly string[];
}

/** @returns undefined for what is no JSON object, or one so deep that the log never wrote it. */
function readEntry(line: Buffer): Read | undefined {
  try {
    const entry: unknown = JSON.parse(line.toString());
    return isObject(entry) ? { entry, members: canonicalMembers(entry) } : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(code: FaultCode): Step {
  return { kind: 'fault', fault: code };
}
