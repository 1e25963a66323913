/**
 * What a source has been doing: how many calls it was made lately, how many failed, and how long they took. Counts and
 * times, no key and no value. What is kept has one size from the start, and noting a call allocates nothing: a ring of
 * slots of time, each with a histogram. A slot is emptied when it is written again a round later, so no timer is needed,
 * and a clock that is put forward or back mixes no times up.
 */

/** Milliseconds of a slot; slots begin at multiples of it. */
export const slotLength = 10_000;
/** Slots that are remembered, the one that is still filling among them. */
export const slotCount = 60;

/**
 * Times are counted in buckets, each a tenth wider than the one before: what is read from them is off by less than 5 %
 * (half a bucket, and the rounding to four digits). Between these milliseconds, that is: what is shorter or longer, no
 * call may take so long, counts as these.
 */
export const shortest = 0.1;
export const longest = 60_000;
const growth = 1.1;
const perBucket = 1 / Math.log(growth);
const bucketCount = 1 + Math.ceil(Math.log(longest / shortest) * perBucket);

/** Ten seconds of a source. */
export interface ActivitySlot {
  /** ISO instant at which it begins. */
  readonly from: string;
  /** Calls that ended in it. */
  readonly calls: number;
  /** Those of them that left at least one key without an answer, as a call is told of in a trace. */
  readonly failures: number;
  /** Milliseconds, failures included and calls that were given up by those who asked left out; null where none is left. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  /** How often it was to be asked and was not: the breaker was open, it asked for patience, or the allowance is kept. */
  readonly refused: number;
}

export interface History {
  /** ISO instant since when it is counted. */
  readonly startedAt: string;
  /** Since then. */
  readonly calls: number;
  readonly failures: number;
  /** Oldest first, without a gap; the last is still filling. */
  readonly slots: readonly ActivitySlot[];
}

export class Activity {
  readonly #now: () => number;
  readonly #startedAt: number;
  #allCalls = 0;
  #allFailures = 0;
  /** Which slot of all time each place of the ring holds; a place that was never written holds none. */
  readonly #held = new Float64Array(slotCount).fill(-1);
  readonly #calls = new Uint32Array(slotCount);
  readonly #failures = new Uint32Array(slotCount);
  readonly #refused = new Uint32Array(slotCount);
  /** Place by place, the calls whose time fell into each bucket. */
  readonly #times = new Uint32Array(slotCount * bucketCount);

  /** @param now - epoch milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#startedAt = now();
  }

  /**
   * Counts a call that has ended.
   * @param ms - how long it took; undefined where it was given up before the source was done.
   */
  called(ms: number | undefined, isFailed: boolean): void {
    const place = this.#place();
    this.#allCalls++;
    this.#calls[place] = (this.#calls[place] ?? 0) + 1;
    if (isFailed) {
      this.#allFailures++;
      this.#failures[place] = (this.#failures[place] ?? 0) + 1;
    }
    if (ms === undefined) return;
    const bucket = place * bucketCount + bucketOf(ms);
    this.#times[bucket] = (this.#times[bucket] ?? 0) + 1;
  }

  /** Counts a call that was refused before it reached the source. */
  refused(): void {
    const place = this.#place();
    this.#refused[place] = (this.#refused[place] ?? 0) + 1;
  }

  history(): History {
    const last = slotAt(this.#now());
    return {
      startedAt: new Date(this.#startedAt).toISOString(),
      calls: this.#allCalls,
      failures: this.#allFailures,
      slots: Array.from({ length: slotCount }, (_, at) => this.#read(last - slotCount + 1 + at)),
    };
  }

  /** The place of the slot of now, emptied of what it held a round ago. */
  #place(): number {
    const slot = slotAt(this.#now());
    const place = slot % slotCount;
    if (this.#held[place] === slot) return place;
    this.#held[place] = slot;
    this.#calls[place] = 0;
    this.#failures[place] = 0;
    this.#refused[place] = 0;
    this.#times.fill(0, place * bucketCount, (place + 1) * bucketCount);
    return place;
  }

  #read(slot: number): ActivitySlot {
    const from = new Date(slot * slotLength).toISOString();
    const place = slot % slotCount;
    if (this.#held[place] !== slot)
      return { from, calls: 0, failures: 0, medianMs: null, p95Ms: null, refused: 0 };
    const times = this.#times.subarray(place * bucketCount, (place + 1) * bucketCount);
    return {
      from,
      calls: this.#calls[place] ?? 0,
      failures: this.#failures[place] ?? 0,
      medianMs: percentile(times, 0.5),
      p95Ms: percentile(times, 0.95),
      refused: this.#refused[place] ?? 0,
    };
  }
}

/** @param at - epoch milliseconds, after 1970. */
function slotAt(at: number): number {
  return Math.floor(at / slotLength);
}

/** The first bucket holds all up to `shortest`; each further one what is up to a tenth longer. */
function bucketOf(ms: number): number {
  const bucket = Math.ceil(Math.log(ms / shortest) * perBucket);
  return bucket > 0 ? Math.min(bucket, bucketCount - 1) : 0;
}

/** Milliseconds that are as far, in proportion, from the shortest time of a bucket as from its longest. */
const middles = Array.from({ length: bucketCount }, (_, bucket) => {
  const middle = bucket === 0 ? shortest : (shortest * growth ** bucket * 2) / (1 + growth);
  return Number(middle.toPrecision(4));
});

/** The time that a share of all is not longer than, by nearest rank; null where there is none. */
function percentile(times: Uint32Array, share: number): number | null {
  const all = times.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let left = Math.ceil(all * share);
  const bucket = times.findIndex((count) => {
    left -= count;
    return left <= 0;
  });
  return middles[bucket] ?? null;
}
