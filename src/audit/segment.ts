/** The files of a chain, by name: `20261122T144943123Z-9f3a1c22.000001.jsonl`. */

export interface Segment {
  /** When the process began to write, and a number drawn by chance: two processes never share one. */
  readonly node: string;
  /** From 1, without gaps. */
  readonly number: number;
}

const shape = /^(\d{8}T\d{9}Z-[0-9a-f]{8})\.(\d{6,9})\.jsonl$/;

/** @param chance - eight hexadecimal digits. */
export function nodeName(start: Date, chance: string): string {
  return `${start.toISOString().replace(/[-:.]/g, '')}-${chance}`;
}

export function segmentName({ node, number }: Segment): string {
  return `${node}.${String(number).padStart(6, '0')}.jsonl`;
}

/** @returns undefined for what `segmentName` did not write. */
export function parseSegmentName(name: string): Segment | undefined {
  const [, node, digits] = shape.exec(name) ?? [];
  if (node === undefined || digits === undefined) return undefined;
  const segment = { node, number: Number(digits) };
  return segment.number > 0 && segmentName(segment) === name ? segment : undefined;
}
