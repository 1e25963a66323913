/**
 * What stands around a source. It batches while busy: the source is asked at once while it has spare lanes; while it has
 * none, the keys of all concurrent requests gather and leave together as soon as a lane is free. Idle adds no latency;
 * load adds batching instead of connections. And it holds the source to its promises: every question is answered by its
 * deadline whatever the adapter does, a throw becomes a failed outcome, an answer of the wrong length counts as none.
 *
 * Only reads that have not left yet are shared. Joining one already under way could answer from before a change that
 * was committed before the joining request came: an opt-out, say.
 */
import type { Call, Source, Want } from '../../sources/contract.ts';
import { GatewayError } from '../model/errors.ts';
import { identifierKey } from '../model/identifier.ts';
import { failed, type Outcome } from '../model/outcome.ts';
import { Sweeper } from './sweeper.ts';

export interface BatchOptions {
  /** Calls under way at once. */
  readonly lanes: number;
  /** Milliseconds one call may take, within the request's own deadline. */
  readonly timeout: number;
}

export function batched(source: Source, options: BatchOptions): Source {
  const queue = new Queue(options);
  const { batch } = source.manifest;
  const alone = <T>(call: Call, run: (call: Call) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
    queue
      .ask(`alone ${nextAlone++}`, 1, [0], String, call, async (_, shared) => [await run(shared)])
      .then(([outcome]) => outcome ?? broken);
  return {
    name: source.name,
    kind: source.kind,
    manifest: source.manifest,
    find: (keys, want, call) =>
      queue.ask(`find ${wantName(want)}`, batch.find, keys, spelledKey, call, (all, shared) =>
        source.find(all, want, shared),
      ),
    get: (ids, want, call) =>
      queue.ask(`get ${wantName(want)}`, batch.get, ids, String, call, (all, shared) =>
        source.get(all, want, shared),
      ),
    collect: (collection, parents, page, call) =>
      queue.ask(
        `${collection} ${JSON.stringify(page)}`,
        batch.collect,
        parents,
        String,
        call,
        (all, shared) => source.collect(collection, all, page, shared),
      ),
    search: (filter, page, want, call) => alone(call, (shared) => source.search(filter, page, want, shared)),
    describe: (call) => alone(call, (shared) => source.describe(shared)),
    close: () => source.close(),
  };
}

/** Questions that are never shared have names of their own. */
let nextAlone = 0;

function spelledKey(key: Parameters<typeof identifierKey>[0]): string {
  return `${identifierKey(key)}|${key.spelling}`;
}

const wantNames = new WeakMap<Want, string>();

/** Equal wants have equal names, whatever objects they are. */
function wantName(want: Want): string {
  let name = wantNames.get(want);
  if (name === undefined) {
    name = JSON.stringify([want.attributes, want.references, want.consent, want.collections]);
    wantNames.set(want, name);
  }
  return name;
}

type Run<Key, T> = (keys: readonly Key[], call: Call) => Promise<readonly Outcome<T>[]>;

/** What one request asks of a batch. */
interface Entry<Key, T> {
  readonly keys: readonly Key[];
  readonly call: Call;
  /** Epoch milliseconds by which it is answered in any case. */
  readonly deadline: number;
  readonly answer: (outcomes: readonly Outcome<T>[]) => void;
  answered: boolean;
}

/** Questions of one kind that have not left yet. */
interface Gathering<Key, T> {
  readonly name: string;
  readonly size: number;
  readonly textOf: (key: Key) => string;
  readonly run: Run<Key, T>;
  entries: Entry<Key, T>[];
}

const late = failed(new GatewayError('SOURCE_TIMEOUT'));
const broken = failed(new GatewayError('SOURCE_CONTRACT'));

class Queue {
  readonly #options: BatchOptions;
  readonly #sweeper = new Sweeper();
  #busy = 0;
  #scheduled = false;
  // Each gathering is handled only with the key and outcome types it was made with.
  readonly #gatherings = new Map<string, Gathering<unknown, unknown>>();

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  ask<Key, T>(
    name: string,
    size: number,
    keys: readonly Key[],
    textOf: (key: Key) => string,
    call: Call,
    run: Run<Key, T>,
  ): Promise<readonly Outcome<T>[]> {
    if (keys.length === 0) return Promise.resolve([]);
    if (call.signal.aborted) return Promise.resolve(keys.map(() => late));
    let gathering = this.#gatherings.get(name) as Gathering<Key, T> | undefined;
    if (gathering === undefined) {
      gathering = { name, size, textOf, run, entries: [] };
      this.#gatherings.set(name, gathering as Gathering<unknown, unknown>);
    }
    const { entries } = gathering;
    return new Promise((resolve) => {
      const entry: Entry<Key, T> = {
        keys,
        call,
        deadline: Math.min(call.deadline, Date.now() + this.#options.timeout),
        answered: false,
        answer(outcomes) {
          entry.answered = true;
          forget();
          resolve(outcomes);
        },
      };
      const forget = this.#sweeper.until(
        (now) => now >= entry.deadline || call.signal.aborted,
        () => entry.answer(keys.map(() => late)),
      );
      entries.push(entry);
      this.#schedule();
    });
  }

  /** At the end of the current turn, so that what several requests ask in it leaves together. */
  #schedule(): void {
    if (this.#scheduled || this.#busy >= this.#options.lanes) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const gathering of this.#gatherings.values()) {
        if (this.#busy >= this.#options.lanes) return;
        this.#send(gathering);
      }
    });
  }

  #send<Key, T>(gathering: Gathering<Key, T>): void {
    // What remains goes to the back, so that one kind of question cannot keep the others waiting.
    this.#gatherings.delete(gathering.name);
    const waiting = gathering.entries.filter((entry) => !entry.answered);
    const taken = howManyFit(waiting, gathering.size);
    if (taken < waiting.length)
      this.#gatherings.set(gathering.name, { ...gathering, entries: waiting.slice(taken) } as Gathering<
        unknown,
        unknown
      >);
    if (taken === 0) return;
    this.#busy++;
    void this.#answerTogether(gathering, waiting.slice(0, taken)).finally(() => {
      this.#busy--;
      this.#schedule();
    });
  }

  /** One call for all entries; where it fails for a reason that may lie in one key, each is asked again alone. */
  async #answerTogether<Key, T>(
    gathering: Gathering<Key, T>,
    entries: readonly Entry<Key, T>[],
  ): Promise<void> {
    const { textOf } = gathering;
    const [only] = entries;
    if (entries.length === 1 && only !== undefined) {
      only.answer(await this.#run(gathering, only.keys, entries));
      return;
    }
    const keys = new Map<string, Key>();
    for (const entry of entries) for (const key of entry.keys) keys.set(textOf(key), key);
    const outcomes = await this.#run(gathering, [...keys.values()], entries);
    const byText = new Map<string, Outcome<T>>();
    let at = 0;
    for (const text of keys.keys()) byText.set(text, outcomes[at++] ?? broken);
    await Promise.all(
      entries.map(async (entry) => {
        const own = entry.keys.map((key) => byText.get(textOf(key)) ?? broken);
        entry.answer(own.some(mayBeAnothersFault) ? await this.#run(gathering, entry.keys, [entry]) : own);
      }),
    );
  }

  /**
   * Runs one call for several requests. When the last of them has been answered otherwise, for being late or gone, the
   * call is cancelled and counts as ended whatever the adapter does, so that a lane is never lost.
   */
  #run<Key, T>(
    { run }: Gathering<Key, T>,
    keys: readonly Key[],
    entries: readonly Entry<Key, T>[],
  ): Promise<readonly Outcome<T>[]> {
    const controller = new AbortController();
    const deadline = entries.reduce((latest, entry) => Math.max(latest, entry.deadline), 0);
    const lane = entries.some(({ call }) => call.lane === 'interactive') ? 'interactive' : 'bulk';
    return new Promise((resolve) => {
      const forget = this.#sweeper.until(
        () => entries.every((entry) => entry.answered),
        () => {
          controller.abort();
          resolve(keys.map(() => late));
        },
      );
      const end = (outcomes: readonly Outcome<T>[]) => {
        forget();
        resolve(outcomes);
      };
      run(keys, { signal: controller.signal, deadline, lane }).then(
        (outcomes) => end(outcomes.length === keys.length ? outcomes : keys.map(() => broken)),
        (cause: unknown) => {
          const error =
            cause instanceof GatewayError ? cause : new GatewayError('SOURCE_CONTRACT', { cause });
          end(keys.map(() => failed(error)));
        },
      );
    });
  }
}

/** Whole entries from the front, at least one, up to so many keys. */
function howManyFit(entries: readonly { readonly keys: readonly unknown[] }[], size: number): number {
  let keys = 0;
  for (const [at, entry] of entries.entries()) {
    keys += entry.keys.length;
    if (at > 0 && keys > size) return at;
  }
  return entries.length;
}

/** A key the source cannot take fails its whole batch; a source that is down fails for everyone, however asked. */
function mayBeAnothersFault(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'failed' && outcome.error.code === 'SOURCE_CONTRACT';
}
