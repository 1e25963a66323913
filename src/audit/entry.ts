/**
 * One entry of a decision log: a line of canonical JSON with the payload's members and these of the log's own: `seq` (from
 * 1), `at` (ISO 8601), `previous` (the hash of the line before), `mac` (HMAC-SHA-256, in hexadecimal, of the entry without
 * it) and, where the log speaks of itself, `mark`.
 */
import { createHmac, hash, type KeyObject } from 'node:crypto';
import { canonicalMember } from './canonical.ts';
import type { Head } from './head.ts';
import type { Segment } from './segment.ts';

/** Begin a segment: the first one, one after a full one, one after a write that failed. */
export const openingMarks = ['opened', 'continued', 'resumed'] as const;
export type OpeningMark = (typeof openingMarks)[number];

/** End a segment that is full, and a chain. */
export const closingMarks = ['rotated', 'closed'] as const;
export type ClosingMark = (typeof closingMarks)[number];

/** Names that a payload must not use. */
export const reservedNames = ['at', 'mac', 'mark', 'previous', 'seq'] as const;

/** What the key of a log is derived from a secret for. */
export const keyUse = 'decision-log';

/** Characters of an entry without what its place adds. With all of them three bytes long its line still stays below `longestLine`. */
export const longestPayload = 256 * 1024;
/** Bytes. Reading needs no more memory than this, whatever lies in a file. */
export const longestLine = 1024 * 1024;

const format = 1;

/**
 * An entry that has no place in a chain yet: its members in order, as text, cut where those go that only its place
 * decides. Each member but the first of all has its comma before it; `at` is always there, so there is a first.
 */
export interface Draft {
  readonly untilMac: string;
  readonly untilPrevious: string;
  readonly untilSeq: string;
  readonly rest: string;
}

/**
 * @param at - an instant, as text.
 * @throws {TypeError} when the payload uses a reserved name, is no JSON, or is too long.
 */
export function draftOf(payload: Readonly<Record<string, unknown>>, at: string): Draft {
  for (const name of reservedNames)
    if (Object.hasOwn(payload, name))
      throw new TypeError(`${name} is a member of the log's own; call the payload's otherwise.`);
  return drafted({ ...payload, at });
}

/** Names the segment it stands in, so that a file under another's name is seen. */
export function openingDraft(mark: OpeningMark, { node, number }: Segment, at: string): Draft {
  return drafted({ at, format, mark, node, segment: number });
}

export function closingDraft(mark: ClosingMark, at: string): Draft {
  return drafted({ at, mark });
}

function drafted(entry: Readonly<Record<string, unknown>>): Draft {
  const parts: [string, string, string, string] = ['', '', '', ''];
  let length = 0;
  for (const name of Object.keys(entry).sort()) {
    if (entry[name] === undefined) continue;
    const part = name < 'mac' ? 0 : name < 'previous' ? 1 : name < 'seq' ? 2 : 3;
    const text = canonicalMember(name, entry[name]);
    parts[part] += length === 0 ? text : `,${text}`;
    length += text.length + 1;
  }
  if (length > longestPayload)
    throw new TypeError(`An entry has at most ${longestPayload} characters; write less into its payload.`);
  const [untilMac, untilPrevious, untilSeq, rest] = parts;
  return { untilMac, untilPrevious, untilSeq, rest };
}

/** Gives a draft its place behind `head`. The line has no line end. */
export function seal(
  draft: Draft,
  head: Head,
  key: KeyObject,
): { readonly line: string; readonly head: Head } {
  const { untilMac, untilPrevious, untilSeq, rest } = draft;
  const seq = head.seq + 1;
  const after = `${untilPrevious},"previous":"${head.hash}"${untilSeq},"seq":${seq}${rest}}`;
  const mac = macOf(`{${untilMac}${after}`, key);
  const line = `{${untilMac},"mac":"${mac}"${after}`;
  return { line, head: { node: head.node, seq, hash: hashOf(line) } };
}

/** Of an entry without its mac, as canonical JSON. */
export function macOf(body: string, key: KeyObject): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

/** Of a line without its end. */
export function hashOf(line: string | Buffer): string {
  return hash('sha256', line, 'hex');
}
