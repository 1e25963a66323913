/**
 * Runs ahead of a search that waits for a slow source. What the others have said is followed at once, as if the slow one
 * had nothing to add, so that its later questions are under way already when the search comes to ask them. A scout only
 * asks: what is known is judged by the search alone, wave by wave, so an answer never depends on who was quick. Questions
 * asked twice within a request are answered once.
 */
import type { SourceName, SourceRecord } from '../model/record.ts';
import type { Budget, SourcePort } from './answer.ts';
import { askSource, questionsFor, type SourceAnswer } from './questions.ts';
import { type Door, type Manner, Resolution, type Rules } from './resolution.ts';

/** Milliseconds for which answers that come together are waited for: while all sources are quick, nothing is asked ahead. */
const patience = 4;

/** Told of the records that are linked to the door as far as is known, so that what hangs off them can be asked for. */
export type OnReached = (records: readonly SourceRecord[]) => void;

export class Scout {
  readonly #ports: readonly SourcePort[];
  readonly #budget: Budget;
  readonly #onReached: OnReached | undefined;
  readonly #resolution: Resolution;
  readonly #failed = new Set<SourceName>();
  /** Answers not looked at yet. */
  readonly #heard: SourceAnswer[] = [];
  #open = 0;
  #steps = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    door: Door,
    ports: readonly SourcePort[],
    rules: Rules,
    budget: Budget,
    isCrowded: NonNullable<Manner['isCrowded']>,
    onReached: OnReached | undefined,
  ) {
    this.#ports = ports;
    this.#budget = budget;
    this.#onReached = onReached;
    // It hurries: what only looks alike is asked for, and compared by the search itself.
    this.#resolution = new Resolution(door, rules, { compares: false, isCrowded });
  }

  /** Takes an answer in as soon as it comes. */
  watch(answer: Promise<SourceAnswer>): Promise<SourceAnswer> {
    this.#open++;
    // What goes wrong with an answer goes wrong in the search as well, which says so.
    answer.then((one) => this.#take(one)).catch(() => {});
    return answer;
  }

  /** Call it when the search has ended: nothing is asked afterwards. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #take(answer: SourceAnswer): void {
    this.#open--;
    if (this.#stopped) return;
    this.#heard.push(answer);
    if (this.#open > 0 && answer.records.length > 0)
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        try {
          if (this.#open > 0) this.#runAhead();
        } catch {
          // What goes wrong here goes wrong in the search as well, which says so; out of a timer it would end the process.
        }
      }, patience);
  }

  /** While the search waits: what came in is looked at, followed, and told of. */
  #runAhead(): void {
    for (const { name, records, generic, failure } of this.#heard.splice(0)) {
      if (failure !== undefined) this.#failed.add(name);
      this.#resolution.absorb(records);
      for (const key of generic) this.#resolution.markGeneric(key);
    }
    this.#onReached?.(this.#resolution.reached().map(({ record }) => record));
    this.#ask();
  }

  #ask(): void {
    if (this.#steps === this.#budget.waves || this.#resolution.size > this.#budget.records) return;
    const ask = this.#resolution.next();
    if (ask === undefined) return;
    this.#steps++;
    for (const questions of questionsFor(this.#ports, ask, this.#failed))
      void this.watch(askSource(questions));
  }
}
