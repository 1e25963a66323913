/**
 * Which vetoes were seen, and when last: on this node at once, in the log behind the request, so that every node knows
 * and none forgets. It only ever grows, so no order of arrival matters.
 */
import type { Entry, VetoSeen } from './verdict.ts';

/** A veto that was seen: `at` in epoch milliseconds. */
export interface Sighting {
  /** Keyed HMAC of what the veto is about, in lower-case hexadecimal. */
  readonly veto: string;
  readonly at: number;
  /** Epoch milliseconds at which the source says it was made, where it does. */
  readonly capturedAt?: number | undefined;
}

export interface VetoMemoryOptions {
  /** Writes to the log. */
  readonly write: (vetoes: readonly Omit<VetoSeen, 'id'>[]) => Promise<void>;
  /** Waits before what failed is tried again. */
  readonly pause: () => Promise<unknown>;
}

/** Vetoes a statement writes at most. */
const batch = 1000;
/** Vetoes that wait for the store at most; one that is not taken is seen again by whoever asks next. */
const mostWaiting = 100_000;
/**
 * Milliseconds (30 days) after which a veto that still stands is written again: where its source gives no dates, one
 * that was lifted and made anew looks like the old one.
 */
const again = 30 * 86_400_000;

export class VetoMemory {
  readonly #options: VetoMemoryOptions;
  /** When each veto was last seen, as far as it is known. */
  readonly #seen = new Map<string, number>();
  readonly #waiting = new Map<string, number>();
  readonly #closing = Promise.withResolvers<void>();
  #writing: Promise<void> | undefined;
  #closed = false;
  #failures = 0;

  constructor(options: VetoMemoryOptions) {
    this.#options = options;
  }

  /** Whether no veto was ever seen, so that nobody need hash one to know. */
  get isEmpty(): boolean {
    return this.#seen.size === 0;
  }

  /** Writings that failed, each of which is tried again; and vetoes that only this node knows as yet. */
  get unsaved(): { readonly failures: number; readonly waiting: number } {
    return { failures: this.#failures, waiting: this.#waiting.size };
  }

  /** Epoch milliseconds at which it was last seen, as far as it is remembered. */
  seenAt(veto: string): number | undefined {
    return this.#seen.get(veto);
  }

  /** What the log says; entries of other kinds change nothing. */
  take(entries: Iterable<Entry>): void {
    for (const entry of entries) if ('veto' in entry) this.#note(entry.veto, Date.parse(entry.at));
  }

  /** Remembers what is not remembered yet. Never throws, and waits for nothing. */
  remember(sightings: Iterable<Sighting>): void {
    for (const sighting of sightings) {
      const { veto, at } = sighting;
      if (this.#closed || !this.#isNews(sighting) || this.#waiting.size >= mostWaiting) continue;
      this.#note(veto, at);
      this.#waiting.set(veto, at);
    }
    if (this.#waiting.size > 0) this.#writing ??= this.#write();
  }

  /** Resolves when what waits is written, or cannot be. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#closing.resolve();
    await this.#writing;
  }

  #isNews({ veto, at, capturedAt }: Sighting): boolean {
    const known = this.#seen.get(veto);
    return known === undefined || at - known > again || (capturedAt !== undefined && capturedAt > known);
  }

  #note(veto: string, at: number): void {
    this.#seen.set(veto, Math.max(at, this.#seen.get(veto) ?? at));
  }

  /** One writing at a time: what comes meanwhile goes with the next. */
  async #write(): Promise<void> {
    // What comes in the same turn goes with it.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const some = [...this.#waiting].slice(0, batch);
      try {
        await this.#options.write(some.map(([veto, at]) => ({ veto, at: new Date(at).toISOString() })));
        for (const [veto, at] of some) if (this.#waiting.get(veto) === at) this.#waiting.delete(veto);
      } catch {
        this.#failures++;
        if (!this.#closed) await Promise.race([this.#options.pause(), this.#closing.promise]);
        if (this.#closed) break;
      }
    }
    this.#writing = undefined;
  }
}
