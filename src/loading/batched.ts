/**
 * Batch while busy: a source is asked at once while it has spare lanes; while it has none, the keys of all concurrent
 * requests gather and leave together as soon as a lane is free. Idle adds no latency; load adds batching instead of
 * connections.
 *
 * Only reads that have not left yet are shared. Joining one already under way could answer from before a change that
 * was committed before the joining request came: an opt-out, say.
 */
import type { Call, Source, Want } from '../../sources/contract.ts';
import { GatewayError } from '../model/errors.ts';
import { identifierKey } from '../model/identifier.ts';
import { failed, type Outcome } from '../model/outcome.ts';

/** @param lanes - calls under way at once. */
export function batched(source: Source, lanes: number): Source {
  const queue = new Queue(lanes);
  const { batch } = source.manifest;
  return {
    name: source.name,
    kind: source.kind,
    manifest: source.manifest,
    find: (keys, want, call) =>
      queue.ask(
        `find ${wantName(want)}`,
        batch.find,
        keys,
        (key) => `${identifierKey(key)}|${key.spelling}`,
        call,
        (all, shared) => source.find(all, want, shared),
      ),
    get: (ids, want, call) =>
      queue.ask(
        `get ${wantName(want)}`,
        batch.get,
        ids,
        (id) => id,
        call,
        (all, shared) => source.get(all, want, shared),
      ),
    collect: (collection, parents, page, call) =>
      queue.ask(
        `${collection} ${JSON.stringify(page)}`,
        batch.collect,
        parents,
        (parent) => parent,
        call,
        (all, shared) => source.collect(collection, all, page, shared),
      ),
    search: (filter, page, want, call) => source.search(filter, page, want, call),
    describe: (call) => source.describe(call),
    close: () => source.close(),
  };
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
  readonly answer: (outcomes: readonly Outcome<T>[]) => void;
}

/** Questions of one kind that have not left yet. */
interface Gathering<Key, T> {
  readonly name: string;
  readonly size: number;
  readonly textOf: (key: Key) => string;
  readonly run: Run<Key, T>;
  readonly entries: Entry<Key, T>[];
}

class Queue {
  readonly #lanes: number;
  #busy = 0;
  #scheduled = false;
  // Each gathering is handled only with the key and outcome types it was made with.
  readonly #gatherings = new Map<string, Gathering<unknown, unknown>>();

  constructor(lanes: number) {
    this.#lanes = lanes;
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
    const gathering = (this.#gatherings.get(name) ?? { name, size, textOf, run, entries: [] }) as Gathering<
      Key,
      T
    >;
    this.#gatherings.set(name, gathering as Gathering<unknown, unknown>);
    return new Promise((answer) => {
      gathering.entries.push({ keys, call, answer });
      this.#schedule();
    });
  }

  /** At the end of the current turn, so that what several requests ask in it leaves together. */
  #schedule(): void {
    if (this.#scheduled || this.#busy >= this.#lanes) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const gathering of this.#gatherings.values()) {
        if (this.#busy >= this.#lanes) return;
        this.#send(gathering);
      }
    });
  }

  #send<Key, T>(gathering: Gathering<Key, T>): void {
    const entries = takeUpTo(gathering.entries, gathering.size);
    // What remains goes to the back, so that one kind of question cannot keep the others waiting.
    this.#gatherings.delete(gathering.name);
    if (gathering.entries.length > 0)
      this.#gatherings.set(gathering.name, gathering as Gathering<unknown, unknown>);
    const present = entries.filter((entry) => !entry.call.signal.aborted);
    for (const entry of entries) if (!present.includes(entry)) entry.answer(entry.keys.map(() => cancelled));
    if (present.length === 0) {
      this.#schedule();
      return;
    }
    this.#busy++;
    void answerTogether(gathering, present).finally(() => {
      this.#busy--;
      this.#schedule();
    });
  }
}

const cancelled = failed(new GatewayError('SOURCE_TIMEOUT'));

/** Whole entries from the front, at least one, up to so many keys. */
function takeUpTo<Key, T>(entries: Entry<Key, T>[], size: number): Entry<Key, T>[] {
  let keys = 0;
  let taken = 0;
  for (const entry of entries) {
    keys += entry.keys.length;
    if (taken > 0 && keys > size) break;
    taken++;
  }
  return entries.splice(0, taken);
}

/** One call for all entries; where it fails for a reason that may lie in one key, each is asked again alone. */
async function answerTogether<Key, T>(
  { textOf, run }: Gathering<Key, T>,
  entries: readonly Entry<Key, T>[],
): Promise<void> {
  const keys = new Map<string, Key>();
  for (const entry of entries) for (const key of entry.keys) keys.set(textOf(key), key);
  const outcomes = await runShared(run, [...keys.values()], entries);
  const byText = new Map([...keys.keys()].map((text, at) => [text, outcomes[at] ?? broken]));
  await Promise.all(
    entries.map(async (entry) => {
      const own = entry.keys.map((key) => byText.get(textOf(key)) ?? broken);
      const suspect = entries.length > 1 && own.some(mayBeAnothersFault);
      entry.answer(suspect ? await runShared(run, entry.keys, [entry]) : own);
    }),
  );
}

const broken = failed(new GatewayError('SOURCE_CONTRACT'));

function mayBeAnothersFault(outcome: Outcome<unknown>): boolean {
  return (
    outcome.kind === 'failed' &&
    (outcome.error.code === 'SOURCE_CONTRACT' || outcome.error.code === 'SOURCE_PROTOCOL')
  );
}

/**
 * Runs one call for several requests: it is cancelled when the last of them is gone, and then counts as ended whatever
 * the adapter does, so that a lane is never lost.
 */
function runShared<Key, T>(
  run: Run<Key, T>,
  keys: readonly Key[],
  entries: readonly Entry<Key, T>[],
): Promise<readonly Outcome<T>[]> {
  const controller = new AbortController();
  let waiting = entries.length;
  return new Promise((resolve) => {
    const end = (outcomes: readonly Outcome<T>[]) => {
      for (const { call } of entries) call.signal.removeEventListener('abort', leave);
      resolve(outcomes);
    };
    const failAll = (error: GatewayError) => end(keys.map(() => failed(error)));
    const leave = () => {
      waiting--;
      if (waiting > 0) return;
      controller.abort();
      failAll(new GatewayError('SOURCE_TIMEOUT'));
    };
    for (const { call } of entries) {
      if (call.signal.aborted) waiting--;
      else call.signal.addEventListener('abort', leave, { once: true });
    }
    if (waiting === 0) return failAll(new GatewayError('SOURCE_TIMEOUT'));
    const deadline = Math.max(...entries.map(({ call }) => call.deadline));
    const lane = entries.some(({ call }) => call.lane === 'interactive') ? 'interactive' : 'bulk';
    run(keys, { signal: controller.signal, deadline, lane }).then(end, (cause: unknown) =>
      failAll(new GatewayError('SOURCE_CONTRACT', { cause })),
    );
  });
}
