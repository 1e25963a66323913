/** One request as sources see it: how urgent it is, and until when somebody waits for their answers. */
import type { Lane } from '../../sources/contract.ts';
import { GatewayError } from '../model/errors.ts';
import { failed, type Outcome } from '../model/outcome.ts';
import type { Sweeper } from './sweeper.ts';
import type { Trace } from './trace.ts';

/** What a question is answered with when its time is over before its source has answered. */
export const late = failed(new GatewayError('SOURCE_TIMEOUT'));

export class Asker {
  readonly lane: Lane;
  /** Epoch milliseconds at which the request is answered with what is there. */
  readonly deadline: number;
  /** Where somebody wants to know which calls were made. */
  readonly trace: Trace | undefined;
  /** Most calls that had to be answered one after another so far. */
  depth = 0;
  #ended = false;
  #waiting: (() => void)[] = [];
  readonly #forget: () => void;

  constructor(deadline: number, lane: Lane, sweeper: Sweeper, trace?: Trace) {
    this.lane = lane;
    this.deadline = deadline;
    this.trace = trace;
    this.#forget = sweeper.until(
      (now) => now >= deadline,
      () => this.end(),
    );
  }

  /** Whether nobody waits any more: the deadline has passed, the client is gone, or the request is answered. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Call it when nobody waits any more. What was asked and is not answered yet counts as late. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    for (const giveUp of this.#waiting) giveUp();
    this.#waiting = [];
  }

  /** What a source answers, or that it came too late. */
  wait<T>(answer: Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (this.#ended) return Promise.resolve(late);
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(late));
      // Sources do not reject; a defect around them must not leave the question open.
      answer.then(resolve, (cause) => resolve(failed(new GatewayError('SOURCE_CONTRACT', { cause }))));
    });
  }
}
