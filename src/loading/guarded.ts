/**
 * A source with what guards it and those who ask it. Every question is answered when its call ends, whatever the adapter
 * does: a throw becomes a failed outcome, an answer of the wrong length counts as none. What failed and may succeed is
 * asked again while there is time. A source that keeps failing is left alone for a while, each operation by itself, and
 * one that asked for patience is left alone until then; what is left of a day's allowance is kept for those who wait.
 */
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { Call, Lane, Source } from '../../sources/contract.ts';
import { GatewayError } from '../model/errors.ts';
import { failed, type Outcome } from '../model/outcome.ts';
import { Activity, type History } from './activity.ts';
import { late } from './asker.ts';
import { type Operation, operations } from './trace.ts';

export interface GuardOptions {
  /** Failures in a row after which an operation is not tried for a while; 0 never stops trying. */
  readonly breakAfter: number;
  /** Milliseconds until it is tried again, by one call first. */
  readonly breakFor: number;
  /** How often what failed is asked again, at most. */
  readonly retries: number;
}

/** Whether an operation is tried: as always, not for so many seconds, or by one call for which others wait. */
export interface Breaker {
  readonly operation: Operation;
  readonly state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Seconds until it is tried again; null unless it is open. */
  readonly retryAfter: number | null;
}

/** How a source fares behind its guard. */
export interface Standing extends History {
  /** One for each operation. */
  readonly breakers: readonly Breaker[];
  /** Seconds for which it asked to be left alone; null where it did not. */
  readonly throttledFor: number | null;
}

export interface GuardedSource extends Source {
  standing(): Standing;
}

/** Share of the daily allowance that is kept for what somebody waits for. */
export const reserve = 0.2;
/** Milliseconds before the first retry, at most; each further one waits up to twice as long. */
const patience = 40;

/** Why a call was stopped early: nobody waits for it. It says nothing about the source. */
export const departed = new Error('nobody waits for the answer any more');

type Ask<Key, T> = (keys: readonly Key[], call: Call) => Promise<readonly Outcome<T>[]>;

export function guarded(source: Source, options: GuardOptions): GuardedSource {
  const throttle: Throttle = { until: 0 };
  const activity = new Activity();
  const guards = operations.map(() => new Guard(source, options, throttle, activity));
  const [find, get, collect, search] = guards;
  if (!find || !get || !collect || !search) throw new TypeError('there is a guard for each operation');
  return {
    name: source.name,
    kind: source.kind,
    manifest: source.manifest,
    find: (keys, want, call) => find.ask(keys, call, (some, one) => source.find(some, want, one)),
    get: (ids, want, call) => get.ask(ids, call, (some, one) => source.get(some, want, one)),
    collect: (collection, parents, page, call) =>
      collect.ask(parents, call, (some, one) => source.collect(collection, some, page, one)),
    search: async (filter, page, want, call) =>
      only(
        await search.ask([filter], call, async (_, one) => [await source.search(filter, page, want, one)]),
      ),
    price: (question) => source.price(question),
    // Asked by who wants to know how the source is, so that no breaker stands before it.
    describe: async (call) => only(await held(1, call, async () => [await source.describe(call)])),
    close: () => source.close(),
    standing: () => ({
      ...activity.history(),
      breakers: operations.map((operation, at) => ({ operation, ...(guards[at] ?? find).breaker })),
      throttledFor: throttle.until > Date.now() ? after(throttle.until).retryAfter : null,
    }),
  };
}

const broken = failed(new GatewayError('SOURCE_CONTRACT'));

function only<T>([outcome]: readonly Outcome<T>[]): Outcome<T> {
  return outcome ?? broken;
}

interface Attempt<T> {
  readonly outcomes: readonly Outcome<T>[];
  /** Whether it shows the source to be in trouble. */
  readonly trouble: boolean;
}

/** Until when a source asked to be left alone, in epoch milliseconds: one for all its operations. */
interface Throttle {
  until: number;
}

class Guard {
  readonly #source: Source;
  readonly #options: GuardOptions;
  readonly #breaker: CircuitBreakerPolicy | undefined;
  /** Whether the last call showed trouble, so that the breaker counts, or is open. */
  #troubled = false;
  /** Epoch milliseconds until which nothing is asked, because the breaker is open. */
  #brokenUntil = 0;
  readonly #throttle: Throttle;
  readonly #activity: Activity;

  constructor(source: Source, options: GuardOptions, throttle: Throttle, activity: Activity) {
    this.#source = source;
    this.#options = options;
    this.#throttle = throttle;
    this.#activity = activity;
    if (options.breakAfter === 0) return;
    const breaker = circuitBreaker(
      handleWhenResult((result) => (result as Attempt<unknown>).trouble),
      { halfOpenAfter: options.breakFor, breaker: new ConsecutiveBreaker(options.breakAfter) },
    );
    breaker.onBreak(() => {
      this.#brokenUntil = Date.now() + options.breakFor;
    });
    this.#breaker = breaker;
  }

  /** What the next call meets; while nothing was in trouble lately, the breaker is not asked. */
  get breaker(): Omit<Breaker, 'operation'> {
    if (!this.#troubled || this.#breaker === undefined || this.#breaker.state === CircuitState.Closed)
      return { state: 'CLOSED', retryAfter: null };
    return this.#brokenUntil > Date.now()
      ? { state: 'OPEN', ...after(this.#brokenUntil) }
      : { state: 'HALF_OPEN', retryAfter: null };
  }

  async ask<Key, T>(keys: readonly Key[], call: Call, ask: Ask<Key, T>): Promise<readonly Outcome<T>[]> {
    let outcomes = await this.#once(keys, call, ask);
    for (let attempt = 0; attempt < this.#options.retries; attempt++) {
      const again = outcomes.flatMap((outcome, at) => (mayYetSucceed(outcome) ? [at] : []));
      // An open breaker is not waited for: it is there to answer at once.
      if (again.length === 0 || this.#brokenUntil > Date.now()) break;
      const asked = Math.max(...again.map((at) => 1000 * retryAfterOf(outcomes[at])));
      const wait = asked + patience * 2 ** attempt * (0.5 + Math.random() / 2);
      if (Date.now() + wait >= call.deadline || !(await pause(wait, call.signal))) break;
      const some = again.map((at) => keys[at] as Key);
      const second = await this.#once(some, call, ask);
      const answers = new Map(again.map((at, position) => [at, second[position] ?? broken]));
      outcomes = outcomes.map((outcome, at) => answers.get(at) ?? outcome);
    }
    return outcomes;
  }

  async #once<Key, T>(keys: readonly Key[], call: Call, ask: Ask<Key, T>): Promise<readonly Outcome<T>[]> {
    const refusal = this.#refusal(call.lane);
    if (refusal !== undefined) {
      this.#activity.refused();
      return keys.map(() => failed(refusal));
    }
    const attempt = async (): Promise<Attempt<T>> => {
      // It may have waited until now for the one call that tries a broken source.
      if (call.signal.aborted) throw departed;
      const left = performance.now();
      const outcomes = await held(keys.length, call, () => ask(keys, call));
      const isGivenUp = call.signal.reason === departed;
      this.#activity.called(
        isGivenUp ? undefined : performance.now() - left,
        !isGivenUp && outcomes.some(isFailed),
      );
      // What is thrown says nothing about the source; only the call that tries a broken one must see it work.
      if (isGivenUp && this.#breaker?.state !== CircuitState.HalfOpen) throw departed;
      return { outcomes, trouble: outcomes.every(isTrouble) };
    };
    try {
      const { outcomes } = await this.#attempted(attempt);
      for (const outcome of outcomes) this.#heed(outcome);
      return outcomes;
    } catch (error) {
      if (error === departed) return keys.map(() => late);
      if (!(error instanceof BrokenCircuitError)) throw error;
      this.#activity.refused();
      const unavailable = failed(new GatewayError('SOURCE_UNAVAILABLE', after(this.#brokenUntil)));
      return keys.map(() => unavailable);
    }
  }

  /** Counted by the breaker, unless there is nothing to count: no trouble now, and none before. */
  async #attempted<T>(attempt: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
    const breaker = this.#breaker;
    if (breaker === undefined) return attempt();
    if (this.#troubled) {
      const counted = await breaker.execute(attempt);
      this.#troubled = counted.trouble;
      return counted;
    }
    const made = await attempt();
    if (!made.trouble) return made;
    this.#troubled = true;
    // An open breaker was opened by calls that left before this one was answered.
    return breaker.state === CircuitState.Closed ? breaker.execute(async () => made) : made;
  }

  /** A source that asks for patience is given it. */
  #heed(outcome: Outcome<unknown>): void {
    if (outcome.kind !== 'failed' || outcome.error.code !== 'SOURCE_THROTTLED') return;
    const { retryAfter } = outcome.error;
    if (retryAfter !== undefined)
      this.#throttle.until = Math.max(this.#throttle.until, Date.now() + 1000 * retryAfter);
  }

  /** Why the source is not to be called now, if it is not. */
  #refusal(lane: Lane): GatewayError | undefined {
    const { until } = this.#throttle;
    if (until > Date.now()) return new GatewayError('SOURCE_THROTTLED', after(until));
    const { perDay, leftToday } = this.#source.manifest.quota;
    return lane === 'bulk' && perDay !== undefined && leftToday !== undefined && leftToday < perDay * reserve
      ? new GatewayError('SOURCE_THROTTLED')
      : undefined;
  }
}

/** @param until - epoch milliseconds. */
function after(until: number): { readonly retryAfter: number } {
  return { retryAfter: Math.max(1, Math.ceil((until - Date.now()) / 1000)) };
}

/** Whatever the adapter does, there are as many outcomes as keys when the call ends. */
function held<T>(
  keys: number,
  { signal }: Call,
  ask: () => Promise<readonly Outcome<T>[]>,
): Promise<readonly Outcome<T>[]> {
  const all = (outcome: Outcome<T>) => Array.from({ length: keys }, () => outcome);
  const answer = async () => {
    const outcomes = await ask();
    const whole = outcomes.length === keys && !(outcomes as readonly unknown[]).includes(undefined);
    return whole ? outcomes : all(broken);
  };
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(all(late)), { once: true });
    answer().then(resolve, (cause: unknown) =>
      resolve(
        all(failed(cause instanceof GatewayError ? cause : new GatewayError('SOURCE_CONTRACT', { cause }))),
      ),
    );
  });
}

function isFailed({ kind }: Outcome<unknown>): boolean {
  return kind === 'failed';
}

function isTrouble(outcome: Outcome<unknown>): boolean {
  if (outcome.kind !== 'failed') return false;
  const { code } = outcome.error;
  return code === 'SOURCE_TIMEOUT' || code === 'SOURCE_UNAVAILABLE' || code === 'SOURCE_PROTOCOL';
}

/** Time that ran out does not come back; what is wrong with credentials, mappings or adapters stays wrong. */
function mayYetSucceed(outcome: Outcome<unknown>): boolean {
  if (outcome.kind !== 'failed') return false;
  const { code, retryAfter } = outcome.error;
  if (code === 'SOURCE_THROTTLED') return retryAfter !== undefined;
  return code === 'SOURCE_UNAVAILABLE' || code === 'SOURCE_PROTOCOL';
}

function retryAfterOf(outcome: Outcome<unknown> | undefined): number {
  return outcome?.kind === 'failed' ? (outcome.error.retryAfter ?? 0) : 0;
}

/** @returns false where the signal aborted first. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
