/** A source that answers when a test says so, requests that ask it, and a clock that only the test moves. */
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Call, CollectPage, Lane, Manifest, Source, Want } from '../../sources/contract.ts';
import { Asker } from '../../src/loading/asker.ts';
import { departed, type GuardOptions, guarded } from '../../src/loading/guarded.ts';
import { type LoadedSource, type LoadOptions, loaded } from '../../src/loading/loaded.ts';
import { Sweeper } from '../../src/loading/sweeper.ts';
import type { Operation, Trace } from '../../src/loading/trace.ts';
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { record } from '../identity/records.ts';

export const want: Want = { attributes: ['email'], references: false, consent: 'none', collections: [] };
export const page: CollectPage = { first: 10, attributes: [] };

/** One call that reached the source. */
export interface Asked {
  readonly operation: Operation | 'describe';
  /** Spellings, ids or parents; for a search the values of its conditions, as one. */
  readonly keys: readonly string[];
  readonly call: Call;
  /** Answers with these, or for each key with what it names. */
  readonly answer: (outcomes?: readonly Outcome<unknown>[]) => void;
  readonly fail: (cause: unknown) => void;
}

/** What each call asked for, in the order in which they came. */
export function keysOf(asked: readonly Asked[]): readonly (readonly string[])[] {
  return asked.map(({ keys }) => keys);
}

export interface WaitingOptions {
  /** Keys in one call. */
  readonly batch?: number;
  readonly quota?: Manifest['quota'];
  /** Called for each call that reaches it, which may answer it; where it is left out the test answers. */
  readonly onAsked?: (asked: Asked) => void;
  /** Instead of waiting: an adapter that does not keep its promises. */
  readonly get?: Source['get'];
  readonly price?: Source['price'];
}

export function waitingSource({
  batch = 100,
  quota = {},
  onAsked,
  get,
  price = () => 1,
}: WaitingOptions = {}) {
  const asked: Asked[] = [];
  /** What is asked for one key each; outcomes a test makes up are taken at their word. */
  function ask<T>(
    operation: Asked['operation'],
    keys: readonly string[],
    call: Call,
    named: (key: string) => T,
  ) {
    return new Promise<readonly Outcome<T>[]>((resolve, reject) => {
      const all = () => keys.map((key) => found(named(key)));
      const answer = (outcomes: readonly Outcome<unknown>[] = all()) =>
        resolve(outcomes as readonly Outcome<T>[]);
      const one = { operation, keys, call, answer, fail: reject };
      asked.push(one);
      onAsked?.(one);
    });
  }
  const source: Source = {
    name: 'app',
    kind: 'memory',
    manifest: {
      region: undefined,
      steward: undefined,
      lookups: [{ kind: 'email', compares: 'folded' }],
      attributes: [],
      collections: [],
      keyedCollections: [],
      references: [],
      filters: [],
      batch: { find: batch, get: batch, collect: batch },
      quota,
      duplicateFree: false,
      consent: [],
      restricts: false,
      writes: [],
    },
    find: (keys, _want, call) => {
      const spellings = keys.map(({ spelling }) => spelling);
      return ask('find', spellings, call, (key) => ({ records: [recordOf(key)], generic: false }));
    },
    get: get ?? ((ids, _want, call) => ask('get', ids, call, recordOf)),
    collect: (_collection, parents, _page, call) =>
      ask('collect', parents, call, (key) => ({ items: [{ id: key, at: null, values: {} }], more: false })),
    search: async (filter, _page, _want, call) => {
      const values = filter.map(({ value }) => value).join(' ');
      const [outcome] = await ask('search', [values], call, () => ({
        items: filter.map(({ value }) => recordOf(value)),
        more: false,
      }));
      return outcome ?? failed(new GatewayError('SOURCE_CONTRACT'));
    },
    price,
    describe: async (call) => {
      const [outcome] = await ask('describe', [''], call, () => ({
        server: 'a test',
        columns: [],
        unmapped: [],
      }));
      return outcome ?? failed(new GatewayError('SOURCE_CONTRACT'));
    },
    close: async () => {},
  };
  return { source, asked };
}

function recordOf(id: string): SourceRecord {
  return record(`app:${id}`, {});
}

/** An outcome in a word: the record's id, the error's code, or `absent`. */
export function said(outcome: Outcome<SourceRecord>): string {
  if (outcome.kind === 'found') return outcome.value.ref.id;
  return outcome.kind === 'failed' ? outcome.error.code : outcome.kind;
}

export function failing(code: ErrorCode, retryAfter?: number): Outcome<never> {
  return failed(new GatewayError(code, retryAfter === undefined ? {} : { retryAfter }));
}

/** Never refuses, never asks again: for tests of what is around it. */
export const unguarded: GuardOptions = { breakAfter: 0, breakFor: 1000, retries: 0 };

/** One key's answer, in a word where there is one. */
export type Told = Outcome<unknown> | ErrorCode | 'found';

/** What answers a call: this for all keys, one for each, or nothing ever. */
export type Reply = Told | readonly Told[] | 'never';

function outcomeOf(one: Told, key: string): Outcome<unknown> {
  if (typeof one !== 'string') return one;
  return one === 'found' ? found(recordOf(key)) : failing(one);
}

/** A guarded source that gives these replies, call by call, and then finds everything. */
export function told(
  replies: readonly Reply[],
  options: Partial<GuardOptions> = {},
  quota: Manifest['quota'] = {},
) {
  const left = [...replies];
  const { source: bare, asked } = waitingSource({
    quota,
    onAsked({ keys, answer }) {
      const reply = left.shift();
      if (reply === undefined) answer();
      else if (reply !== 'never')
        answer(keys.map((key, at) => outcomeOf(isList(reply) ? (reply[at] ?? 'found') : reply, key)));
    },
  });
  const source = guarded(bare, { breakAfter: 0, breakFor: 10_000, retries: 0, ...options });
  return { source, asked };
}

function isList(reply: Reply): reply is readonly Told[] {
  return Array.isArray(reply);
}

/** A call for records that may take so many milliseconds, and how it is cut short. */
export function asking(
  source: Source,
  ids: readonly string[] = ['1'],
  within = 1000,
  lane: Lane = 'interactive',
) {
  const controller = new AbortController();
  const outcomes = source.get(ids, want, {
    signal: controller.signal,
    deadline: Date.now() + within,
    lane,
  });
  return {
    answers: outcomes.then((all) => all.map(said)),
    /** Seconds, where the first key failed and it was said. */
    retryAfter: outcomes.then(([first]) => (first?.kind === 'failed' ? first.error.retryAfter : undefined)),
    /** Nobody waits any more. */
    depart: () => controller.abort(departed),
    /** Its time is over. */
    expire: () => controller.abort(),
  };
}

const begun: (() => unknown)[] = [];

/** A source as requests see it, and the requests. Times are milliseconds. */
export function opened({
  lanes = 1,
  perSecond,
  timeout = 500,
  guard = unguarded,
  ...options
}: Partial<LoadOptions> & WaitingOptions & { readonly guard?: GuardOptions } = {}) {
  const { source: bare, asked } = waitingSource(options);
  const sweeper = new Sweeper();
  const source: LoadedSource = loaded(guarded(bare, guard), { lanes, perSecond, timeout }, sweeper);
  begun.push(() => source.close());
  function asker(within = 1000, lane: Lane = 'interactive', trace?: Trace): Asker {
    const one = new Asker(Date.now() + within, lane, sweeper, trace);
    begun.push(() => one.end());
    return one;
  }
  async function get(id: string, on = asker(), wanted = want): Promise<string> {
    return said(await source.getting(wanted)(id, on));
  }
  return { source, asked, sweeper, asker, get };
}

/** Lets everything that is due now happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Lets time pass, and everything happen that is due by then.
 *
 * @param step - what is due within so many milliseconds happens at the end of them: for tests of long times.
 */
export async function pass(ms: number, step = 1): Promise<void> {
  await settle();
  for (let left = ms; left > 0; left -= step) {
    if (vi.getTimerCount() === 0) return void vi.advanceTimersByTime(left);
    vi.advanceTimersByTime(Math.min(step, left));
    await settle();
  }
}

/** Ends every request and closes every source that was opened so far; nothing of them may be left. */
export async function closeAll(): Promise<void> {
  for (const end of begun.splice(0)) await end();
  // The sweep that finds nothing to watch stops the timer.
  await pass(20);
  expect(vi.getTimerCount(), 'timers left behind').toBe(0);
}

/** The begin of a slot that activity is counted in, so that what a test does falls into one. */
const start = Date.UTC(2026, 0, 1);
/** What tells or waits for the time; turns of the event loop stay as they are. */
const clock = ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;

/** Call it where tests are described: each has its own time, and leaves nothing behind. */
export function onATestedClock(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: [...clock], now: start }));
  afterEach(async () => {
    await closeAll();
    vi.useRealTimers();
  });
}
