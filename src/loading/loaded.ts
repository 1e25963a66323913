/**
 * A source as requests ask it: one key at a time, without a thought for others. It batches while busy: a call leaves at
 * once while the source has spare lanes; while it has none, the keys of all concurrent requests gather and leave together
 * as soon as a lane is free. Idle adds no latency; load makes calls fuller instead of more.
 *
 * Only reads that have not left yet are shared. Joining one already under way could answer from before a change that
 * was committed before the joining request came: an opt-out, say. What is shared is what the source answers under the
 * gateway's own credentials; every caller's purpose and consent are applied to it afterwards.
 */
import type {
  CollectPage,
  Condition,
  Description,
  Manifest,
  Matches,
  SearchPage,
  Want,
} from '../../sources/contract.ts';
import type { Collection, Row, Slice } from '../model/collection.ts';
import { type Identifier, identifierKey } from '../model/identifier.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../model/record.ts';
import type { Asker } from './asker.ts';
import { Gate, type GateOptions, type Queue } from './gate.ts';
import { type AskOne, asking } from './gathering.ts';
import { type GuardedSource, reserve, type Standing } from './guarded.ts';
import type { Sweeper } from './sweeper.ts';

export interface LoadOptions extends GateOptions {
  /** Milliseconds one call may take, retries among it, within the deadlines of those who wait for it. */
  readonly timeout: number;
}

/** What it has been doing, and what it may be asked yet. */
export interface SourceActivity extends Standing {
  readonly queue: Queue;
  readonly quota: {
    /** Calls a second that are let through, as configured or else as the source is known to take. */
    readonly perSecond: number | null;
    readonly perDay: number | null;
    /** As the source itself last told. */
    readonly leftToday: number | null;
    /** Share of a day's that is kept for calls that somebody waits for. */
    readonly reserve: number;
  };
}

export interface LoadedSource {
  readonly name: SourceName;
  readonly kind: string;
  readonly manifest: Manifest;
  /** Identifier kinds it can be searched by, and whether it compares spelling. */
  readonly lookups: ReadonlyMap<string, 'bytes' | 'folded'>;
  /** What the rows of a collection hang off: the id of a record, or a key in it; undefined where it has none. */
  hangsOff(collection: Collection): 'id' | 'key' | undefined;
  /** The same want, page or operation gives the same function; equal ones should be the same object. */
  finding(want: Want): AskOne<Identifier, Matches>;
  getting(want: Want): AskOne<RecordId, SourceRecord>;
  collecting(collection: Collection, page: CollectPage): AskOne<string, Slice<Row>>;
  search(
    filter: readonly Condition[],
    page: SearchPage,
    want: Want,
    asker: Asker,
  ): Promise<Outcome<Slice<SourceRecord>>>;
  activity(): SourceActivity;
  /** @param deadline - epoch milliseconds. */
  describe(deadline: number): Promise<Outcome<Description>>;
  close(): Promise<void>;
}

/** @param source - guarded, so that it answers every call whose signal aborts. */
export function loaded(source: GuardedSource, options: LoadOptions, sweeper: Sweeper): LoadedSource {
  const gate = new Gate(options);
  const { batch, lookups, collections, keyedCollections } = source.manifest;
  const parents = new Map(
    collections.map((name) => [name, keyedCollections.includes(name) ? 'key' : 'id'] as const),
  );
  const { timeout, perSecond } = options;
  const calls = { source, gate, sweeper, timeout, rated: perSecond !== undefined };
  const finders = new WeakMap<Want, AskOne<Identifier, Matches>>();
  const getters = new WeakMap<Want, AskOne<RecordId, SourceRecord>>();
  const collectors = new Map<Collection, WeakMap<CollectPage, AskOne<string, Slice<Row>>>>();
  return {
    name: source.name,
    kind: source.kind,
    manifest: source.manifest,
    lookups: new Map(lookups.map(({ kind, compares }) => [kind, compares])),
    hangsOff: (collection) => parents.get(collection),
    finding: (want) =>
      kept(finders, want, () =>
        asking(
          calls,
          {
            name: 'find',
            size: batch.find,
            textOf: spelledKey,
            question: (some) => ({ operation: 'find', keys: some }),
          },
          (keys, call) => source.find(keys, want, call),
        ),
      ),
    getting: (want) =>
      kept(getters, want, () =>
        asking(
          calls,
          {
            name: 'get',
            size: batch.get,
            textOf: String,
            question: (ids) => ({ operation: 'get', ids }),
          },
          (ids, call) => source.get(ids, want, call),
        ),
      ),
    collecting(collection, page) {
      let pages = collectors.get(collection);
      if (pages === undefined) {
        pages = new WeakMap();
        collectors.set(collection, pages);
      }
      return kept(pages, page, () =>
        asking(
          calls,
          {
            name: 'collect',
            collection,
            size: batch.collect,
            textOf: String,
            question: (parents) => ({ operation: 'collect', collection, parents, page }),
          },
          (parents, call) => source.collect(collection, parents, page, call),
        ),
      );
    },
    search: (filter, page, want, asker) =>
      asking(
        calls,
        {
          name: 'search',
          size: 1,
          textOf: () => '',
          question: () => ({ operation: 'search', filter, page }),
        },
        async (_, call) => [await source.search(filter, page, want, call)],
      )(undefined, asker),
    activity() {
      const { perDay = null, leftToday = null } = source.manifest.quota;
      const quota = { perSecond: perSecond ?? null, perDay, leftToday, reserve };
      return { ...source.standing(), queue: gate.queue, quota };
    },
    async describe(deadline) {
      const controller = new AbortController();
      const forget = sweeper.until(
        (now) => now >= deadline,
        () => controller.abort(),
      );
      const outcome = await source.describe({ signal: controller.signal, deadline, lane: 'bulk' });
      forget();
      return outcome;
    },
    close() {
      gate.close();
      return source.close();
    },
  };
}

function kept<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function spelledKey(key: Identifier): string {
  return `${identifierKey(key)}|${key.spelling}`;
}
