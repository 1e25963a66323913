/** The last entry of a chain, and how it is written down elsewhere, so that a chain cannot be cut short unseen. */

export interface Head {
  /** The name of the chain: the process that wrote it. */
  readonly node: string;
  /** The number of its last entry, and so of its entries; 0 for a chain without any. */
  readonly seq: number;
  /** SHA-256 of the last entry's line, in hexadecimal. */
  readonly hash: string;
}

/** What the first entry of a chain continues. */
export const genesis = '0'.repeat(64);

/** `node:seq:hash` */
export function formatHead({ node, seq, hash }: Head): string {
  return `${node}:${seq}:${hash}`;
}

/** @returns undefined for what `formatHead` did not write. */
export function parseHead(text: string): Head | undefined {
  const [, node, seq, hash] = /^([0-9A-Za-z-]+):([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (node === undefined || seq === undefined || hash === undefined) return undefined;
  return { node, seq: Number(seq), hash };
}
