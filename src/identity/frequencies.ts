/**
 * How common values are, without the values: a count-min sketch under a keyed hash. It tells an upper bound of how often
 * a value was counted, and nothing can be read out of it that was not known to whoever asks.
 */
import type { Field } from './comparison.ts';
import { KeyedHash } from './keyed-hash.ts';
import type { Frequencies } from './model.ts';
import type { Person } from './person.ts';
import { deriveKey } from './seal.ts';

/** Fields whose values are counted: names, and towns. */
export const countedFields = ['given', 'family', 'address'] as const satisfies readonly Field[];
export type CountedField = (typeof countedFields)[number];

function isCounted(field: Field): field is CountedField {
  return (countedFields as readonly Field[]).includes(field);
}

const rows = 4;
const width = 8192;
/** Numbers that the counts of one field are kept in. */
export const cellsOfField = rows * width;
/** Shares kept, because hashing a value takes longer than all else about it. */
const kept = 20_000;

/** The counts of one field. */
export interface Counts {
  readonly total: number;
  /** Row by row, `rows` of them. */
  readonly cells: Uint32Array;
}

/** @param lookupSecret - of the gateway: rotated, it takes the counts with it. */
export function frequencyKey(lookupSecret: string): string {
  return deriveKey(lookupSecret, 'frequencies').export().toString('hex');
}

/** How common the names and towns of these people are. */
export function frequenciesOf(people: Iterable<Person>, key: string): FrequencySketch {
  const sketch = new FrequencySketch(key);
  for (const person of people) {
    const { given, family, address } = person.traits();
    if (given !== undefined) sketch.add('given', given);
    if (family !== undefined) sketch.add('family', family);
    if (address?.city !== undefined) sketch.add('address', address.city);
  }
  return sketch;
}

export class FrequencySketch implements Frequencies {
  readonly #hash: KeyedHash;
  readonly #counts = new Map<CountedField, { total: number; cells: Uint32Array }>();
  readonly #shares = new Map<string, number>();

  /** @param key - up to 64 ASCII characters: under another key the counts mean nothing. */
  constructor(key: string, counts: ReadonlyMap<CountedField, Counts> = new Map()) {
    this.#hash = new KeyedHash(key);
    for (const [field, { total, cells }] of counts) {
      if (cells.length !== cellsOfField) throw new RangeError(`the counts of ${field} are not whole`);
      this.#counts.set(field, { total, cells: cells.slice() });
    }
  }

  /** @param value - folded, as it is compared. */
  add(field: CountedField, value: string, count = 1): void {
    let counts = this.#counts.get(field);
    if (counts === undefined) {
      counts = { total: 0, cells: new Uint32Array(cellsOfField) };
      this.#counts.set(field, counts);
    }
    counts.total += count;
    for (const cell of this.#cellsOf(field, value)) counts.cells[cell] = (counts.cells[cell] ?? 0) + count;
    this.#shares.clear();
  }

  of(field: Field, value: string): number | undefined {
    const counts = isCounted(field) ? this.#counts.get(field) : undefined;
    if (counts === undefined || counts.total === 0) return undefined;
    const name = `${field}|${value}`;
    let share = this.#shares.get(name);
    if (share === undefined) {
      let least = Number.POSITIVE_INFINITY;
      for (const cell of this.#cellsOf(field, value)) least = Math.min(least, counts.cells[cell] ?? 0);
      share = least / counts.total;
      if (this.#shares.size >= kept) this.#shares.clear();
      this.#shares.set(name, share);
    }
    return share;
  }

  get counts(): ReadonlyMap<CountedField, Counts> {
    return this.#counts;
  }

  /** Tells whether two sketches have one key, and nothing else of it. */
  get keyMark(): string {
    return this.#hash.of('the key of a sketch').slice(0, 12);
  }

  #cellsOf(field: Field, value: string): readonly number[] {
    const digest = Buffer.from(this.#hash.of(`${field}|${value}`), 'base64url');
    return Array.from({ length: rows }, (_, row) => row * width + (digest.readUInt32BE(row * 4) % width));
  }
}
