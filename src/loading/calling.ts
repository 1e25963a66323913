/** One call of a source, made for all requests that wait for it. */
import type { Lane, Source, Question as SourceQuestion } from '../../sources/contract.ts';
import type { Collection } from '../model/collection.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Asker } from './asker.ts';
import type { Gate } from './gate.ts';
import { departed } from './guarded.ts';
import type { Sweeper } from './sweeper.ts';
import type { Operation } from './trace.ts';

/** What all calls of one source have in common. */
export interface Calls {
  readonly source: Source;
  readonly gate: Gate;
  readonly sweeper: Sweeper;
  /** Milliseconds a call may take. */
  readonly timeout: number;
  /** Whether calls may have to wait for the rate. */
  readonly rated: boolean;
}

/** Questions that may share a call. */
export interface Kind<Key> {
  readonly name: Operation;
  readonly collection?: Collection;
  readonly question: (keys: readonly Key[]) => SourceQuestion;
  /** Keys in one call. */
  readonly size: number;
  readonly textOf: (key: Key) => string;
}

/** One call. */
export type Run<Key, T> = (
  keys: readonly Key[],
  call: { readonly signal: AbortSignal; readonly deadline: number; readonly lane: Lane },
) => Promise<readonly Outcome<T>[]>;

/** One key, asked for by one request. */
export interface Question<Key> {
  readonly key: Key;
  readonly asker: Asker;
  /** Epoch milliseconds by which it is answered in any case: waiting for a lane counts. */
  readonly deadline: number;
  /** How many calls had to be answered before it could be asked, and this one. */
  readonly level: number;
  /** Milliseconds since its request began; 0 where nobody traces. */
  readonly asked: number;
}

/** Ends by the latest time at which anyone waits for it, and as soon as nobody does. */
export async function callOnce<Key, T>(
  { source, sweeper, timeout }: Calls,
  kind: Kind<Key>,
  run: Run<Key, T>,
  lane: Lane,
  keys: readonly Key[],
  questions: readonly Question<Key>[],
): Promise<readonly Outcome<T>[]> {
  const answered = tell(source, kind, keys, questions);
  const controller = new AbortController();
  const latest = questions.reduce((most, { deadline }) => Math.max(most, deadline), 0);
  const deadline = Math.min(latest, Date.now() + timeout);
  const forget = sweeper.until(
    (now) => now >= deadline || questions.every(({ asker }) => asker.ended),
    () => controller.abort(Date.now() >= deadline ? undefined : departed),
  );
  const outcomes = await run(keys, { signal: controller.signal, deadline, lane });
  forget();
  answered?.(outcomes);
  return outcomes;
}

/**
 * Tells each request that traces of the call that leaves for it.
 * @returns what to call with the answer; undefined where nobody traces.
 */
function tell<Key>(
  source: Source,
  kind: Kind<Key>,
  keys: readonly Key[],
  questions: readonly Question<Key>[],
): ((outcomes: readonly Outcome<unknown>[]) => void) | undefined {
  const traced = questions.filter(({ asker }) => asker.trace !== undefined);
  if (traced.length === 0) return undefined;
  const price = source.price(kind.question(keys));
  const told = [...Map.groupBy(traced, ({ asker }) => asker)].map(([{ trace }, own]) =>
    trace?.left({
      source: source.name,
      operation: kind.name,
      collection: kind.collection ?? null,
      level: Math.max(...own.map(({ level }) => level)),
      price,
      keys: keys.length,
      own: new Set(own.map(({ key }) => kind.textOf(key))).size,
      asked: Math.min(...own.map(({ asked }) => asked)),
      left: trace.now(),
    }),
  );
  return (outcomes) => {
    const failure = outcomes.find((outcome) => outcome.kind === 'failed');
    const outcome = failure?.kind === 'failed' ? failure.error.code : 'OK';
    for (const answered of told) answered?.(outcome);
  };
}
