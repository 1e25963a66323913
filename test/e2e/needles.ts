/** Looks for thousands of values at once in any bytes: as they are, folded, and hashed without a key. */
import { hash } from 'node:crypto';

/** Shorter values are found in any text. */
export const shortest = 5;

const digests = ['sha256', 'sha1', 'md5'] as const;

interface Needle {
  readonly bytes: Uint8Array;
  /** The value and the form of it. */
  readonly name: string;
}

/** Lower case, without accents. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export class Needles {
  /** By the first four bytes. */
  readonly #plain = new Sought();
  /** Looked for in lower case. */
  readonly #folded = new Sought();

  /** @param values - shorter ones are left out. */
  constructor(values: Iterable<string>) {
    for (const value of new Set(values)) {
      if (value.length < shortest) continue;
      this.#plain.add(Buffer.from(value), value);
      this.#folded.add(Buffer.from(folded(value)), `${value}, folded`);
      for (const form of new Set([value, folded(value)]))
        for (const digest of digests) {
          const bytes = hash(digest, form, 'buffer');
          const name = `${digest} of ${form}`;
          this.#plain.add(bytes, name);
          this.#plain.add(Buffer.from(bytes.toString('base64').replace(/=+$/, '')), `${name}, base64`);
          this.#plain.add(Buffer.from(bytes.toString('base64url')), `${name}, base64url`);
          this.#folded.add(Buffer.from(bytes.toString('hex')), `${name}, hex`);
        }
    }
  }

  /** The names of what is there, sorted. */
  in(haystack: string | Uint8Array): readonly string[] {
    const bytes = Buffer.from(haystack);
    // Of text, accents go as well; of a file that is none, bytes are all there is.
    const lower = typeof haystack === 'string' ? Buffer.from(folded(haystack)) : lowerCase(bytes);
    return [...new Set([...this.#plain.in(bytes), ...this.#folded.in(lower)])].sort();
  }
}

function lowerCase(bytes: Uint8Array): Uint8Array {
  const lower = Uint8Array.from(bytes);
  for (let at = 0; at < lower.length; at++) {
    const byte = lower[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) lower[at] = byte + 0x20;
  }
  return lower;
}

/** Needles by how they start. */
class Sought {
  readonly #needles = new Map<number, Needle[]>();
  /** Which starts there are, by a few of their bits: most places of a file need no other look. */
  readonly #starts = new Uint8Array(1 << 22);

  add(bytes: Uint8Array, name: string): void {
    const start = startAt(bytes, 0);
    const known = this.#needles.get(start);
    if (known === undefined) this.#needles.set(start, [{ bytes, name }]);
    else known.push({ bytes, name });
    this.#starts[slotOf(start)] = 1;
  }

  in(bytes: Uint8Array): readonly string[] {
    const found: string[] = [];
    for (let at = 0; at + 4 <= bytes.length; at++) {
      const start = startAt(bytes, at);
      if (this.#starts[slotOf(start)] !== 1) continue;
      for (const needle of this.#needles.get(start) ?? [])
        if (isAt(bytes, at, needle.bytes)) found.push(needle.name);
    }
    return found;
  }
}

function startAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function slotOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> 10;
}

function isAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let index = 4; index < needle.length; index++) if (bytes[at + index] !== needle[index]) return false;
  return true;
}
