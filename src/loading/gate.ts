/**
 * When a call may leave for a source. While lanes are free and the rate allows, at once; otherwise calls wait, those
 * somebody watches before those of the background, each in order of arrival. What waits goes on gathering keys, so load
 * makes calls fuller instead of more.
 */
import type { Lane } from '../../sources/contract.ts';

export interface GateOptions {
  /** Calls under way at once. */
  readonly lanes: number;
  /** Calls a second; unlimited where absent. */
  readonly perSecond?: number | undefined;
  /**
   * Milliseconds after which a call under way no longer holds its lane. For sources that take many calls at once: where
   * each takes long, waiting for one to end would cost more than a fuller call saves. Never, where absent.
   */
  readonly lendAfter?: number | undefined;
}

/** How busy a source is kept. */
export interface Queue {
  /** Calls that left and are not answered yet; more than the lanes where some take so long that theirs are lent. */
  readonly underWay: number;
  /** Calls that wait to leave, each of which may still gather keys. */
  readonly waiting: number;
  readonly lanes: number;
}

/** Calls under way at once in any case. */
const most = 64;

/** Seconds' worth of calls that may leave at once after a quiet time. */
const burst = 0.25;

export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: Readonly<Record<Lane, (() => void)[]>> = { interactive: [], bulk: [] };
  #busy = 0;
  #busyBulk = 0;
  #scheduled = false;
  #tokens: number;
  #filledAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  /** When the calls under way left, oldest first; when one ends, the oldest is taken to have ended. */
  readonly #departures: number[] = [];
  #lending: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#tokens = this.#most;
  }

  /** @param leave - called once, when the call may leave; whoever is called says `left` when it has ended. */
  enter(lane: Lane, leave: () => void): void {
    this.#waiting[lane].push(leave);
    this.#schedule();
  }

  /** @param called - false where nobody waited any more and the source was not asked: that is not held against the rate. */
  left(lane: Lane, called: boolean): void {
    this.#busy--;
    this.#departures.shift();
    if (lane === 'bulk') this.#busyBulk--;
    if (!called) this.#tokens = Math.min(this.#most, this.#tokens + 1);
    this.#schedule();
  }

  get queue(): Queue {
    const { interactive, bulk } = this.#waiting;
    return {
      underWay: this.#busy,
      waiting: interactive.length + bulk.length,
      lanes: this.#options.lanes,
    };
  }

  /** Stops waiting for the rate to allow more: nothing leaves afterwards. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#lending);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    if (this.#next() === undefined) {
      this.#waitToLend();
      return;
    }
    this.#scheduled = true;
    // Once every request and answer that has arrived by now has been taken in, so that what they ask leaves together.
    setImmediate(() => this.#send());
  }

  #send(): void {
    this.#scheduled = false;
    for (let lane = this.#next(); lane !== undefined && this.#take(); lane = this.#next()) {
      this.#busy++;
      this.#departures.push(Date.now());
      if (lane === 'bulk') this.#busyBulk++;
      this.#waiting[lane].shift()?.();
    }
    this.#waitToLend();
  }

  /** Looks again when the next call will have been under way so long that its lane is lent. */
  #waitToLend(): void {
    const { lendAfter } = this.#options;
    if (lendAfter === undefined || this.#closed || this.#waiting.interactive.length === 0) return;
    const next = this.#departures[this.#slow];
    if (next === undefined) return;
    this.#lending ??= setTimeout(
      () => {
        this.#lending = undefined;
        this.#schedule();
      },
      Math.max(1, next + lendAfter - Date.now()),
    );
  }

  /** Calls that have been under way so long that their lanes are lent. */
  get #slow(): number {
    const { lendAfter } = this.#options;
    if (lendAfter === undefined) return 0;
    const since = Date.now() - lendAfter;
    const quick = this.#departures.findIndex((left) => left > since);
    return quick < 0 ? this.#departures.length : quick;
  }

  /** Whose turn it is. The background leaves one lane free for whoever comes next, where there are several. */
  #next(): Lane | undefined {
    const { lanes } = this.#options;
    if (this.#closed || this.#busy >= Math.max(lanes, Math.min(most, lanes + this.#slow))) return undefined;
    if (this.#waiting.interactive.length > 0) return 'interactive';
    return this.#waiting.bulk.length > 0 && this.#busyBulk < Math.max(1, lanes - 1) ? 'bulk' : undefined;
  }

  get #most(): number {
    return Math.max(1, (this.#options.perSecond ?? 1) * burst);
  }

  /** Takes one call off what the rate allows; where it allows none, the next is tried when it will. */
  #take(): boolean {
    const { perSecond } = this.#options;
    if (perSecond === undefined) return true;
    const now = Date.now();
    // A clock that was put back takes nothing away.
    const passed = Math.max(0, now - this.#filledAt) / 1000;
    this.#tokens = Math.min(this.#most, this.#tokens + passed * perSecond);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens--;
      return true;
    }
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#schedule();
      },
      Math.ceil(((1 - this.#tokens) / perSecond) * 1000),
    );
    return false;
  }
}
