/**
 * Denials that rest on not knowing, counted by the source that was not heard: to keep quiet where one might have spoken is
 * what failing closed costs, and nobody would notice otherwise (consent.md F12).
 */
import type { Decision } from '../consent/decide.ts';
import { tierOf, tiers } from '../consent/lattice.ts';

/** Milliseconds between two warnings of one source. */
export const warnEvery = 60_000;

/** Told of a source, of its denials since it was last told of, and of all of them. */
export type Warn = (source: string, denials: number, total: number) => void;

interface Count {
  total: number;
  /** Since the last warning. */
  untold: number;
  /** Epoch milliseconds. */
  warnedAt: number;
}

export class BlindDenials {
  readonly #counts = new Map<string, Count>();
  readonly #warn: Warn;
  readonly #now: () => number;

  /** @param now - epoch milliseconds. */
  constructor(warn: Warn = () => {}, now: () => number = Date.now) {
    this.#warn = warn;
    this.#now = now;
  }

  /** Counts a decision if it denied because a source, or the suppression list, did not answer or was not understood. */
  note({ decision, decidedBy }: Pick<Decision, 'decision' | 'decidedBy'>): void {
    if (decision !== 'DENY' || decidedBy === undefined || tierOf(decidedBy.status) !== tiers.BLIND) return;
    const { source } = decidedBy.ref;
    const count = this.#counts.get(source) ?? { total: 0, untold: 0, warnedAt: Number.NEGATIVE_INFINITY };
    this.#counts.set(source, count);
    count.total++;
    count.untold++;
    const now = this.#now();
    if (now - count.warnedAt < warnEvery) return;
    this.#warn(source, count.untold, count.total);
    count.untold = 0;
    count.warnedAt = now;
  }

  /** Since the start. */
  of(source: string): number {
    return this.#counts.get(source)?.total ?? 0;
  }
}
