/** Customers who are asked for long after the sources were last searched for them: searched for again, in the background. */
import type { Want } from '../../sources/contract.ts';
import type { Budget } from '../identity/answer.ts';
import { explore } from '../identity/explore.ts';
import { doorsOf } from '../identity/recall.ts';
import type { Door, Rules } from '../identity/resolution.ts';
import type { Xref } from '../identity/xref.ts';
import { Asker } from '../loading/asker.ts';
import type { LoadedSource } from '../loading/loaded.ts';
import { Reading } from '../loading/reading.ts';
import type { Sweeper } from '../loading/sweeper.ts';
import { refKey } from '../model/record.ts';

export interface RefresherOptions {
  readonly sources: readonly LoadedSource[];
  readonly sweeper: Sweeper;
  readonly rules: Rules;
  readonly budget: Budget;
  readonly xref: Xref;
  /** What identity compares; equal wants are one object. */
  readonly want: Want;
  readonly now: () => Date;
}

/** Searches at once: the background takes what the sources have to spare. */
const most = 8;
/** Milliseconds a search may take: nobody waits for it. */
const patience = 10_000;

export class Refresher {
  readonly #options: RefresherOptions;
  readonly #running = new Map<string, Asker>();

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** Begins a search, unless one for the same door is under way or there are many; what it finds is remembered. */
  refresh(door: Door): void {
    const name = nameOf(door);
    if (this.#running.has(name) || this.#running.size >= most) return;
    const { sources, sweeper, rules, budget, xref, want, now } = this.#options;
    const asker = new Asker(now().getTime() + patience, 'bulk', sweeper);
    this.#running.set(name, asker);
    const end = () => {
      asker.end();
      this.#running.delete(name);
    };
    // What goes wrong here goes wrong in the next search that somebody waits for, which says so.
    explore(door, new Reading(sources, asker).ports(want), rules, xref, budget).then(end, end);
  }

  /** Gives up what is under way. */
  close(): void {
    for (const asker of this.#running.values()) asker.end();
  }
}

/** In memory only, while the search runs. */
function nameOf(door: Door): string {
  return door.by === 'record' ? refKey(door.ref) : door.identifiers.flatMap(doorsOf).join();
}
