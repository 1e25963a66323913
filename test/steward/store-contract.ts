/** What every place of the stewards' log keeps to. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Decisions } from '../../src/steward/decisions.ts';
import type { StewardStore } from '../../src/steward/store.ts';
import { type Entry, type Log, maxReason } from '../../src/steward/verdict.ts';
import { history, refs, ruling, saying } from './histories.ts';

export interface Place {
  /** A store on the log of this place; any number of them at once where the place is shared. */
  open(): Promise<StewardStore>;
  /** Runs a statement beside the stores. */
  execute(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export function testStewardStore(label: string, make: () => Promise<Place>): void {
  describe(`the log of stewards in ${label}`, () => {
    let place: Place;
    beforeAll(async () => {
      place = await make();
    });
    beforeEach(() => place.execute('drop schema if exists onefold cascade'));
    afterAll(() => place.close());

    async function open(): Promise<StewardStore> {
      const store = await place.open();
      onTestFinished(() => store.close());
      return store;
    }

    it('gives each entry its place, and reads it back as it was said', async () => {
      const store = await open();
      const verdict = saying('app:1', 'NOT_SAME', 'crm:Zoë ☃ "\'\\', {
        reason: '🧑 two people;\nasked both'.padEnd(maxReason, '…'),
        fingerprints: { a: undefined, b: 'seal' },
      });
      const rule = ruling('00ff', 'SHARED', 'externalId.loyalty');
      const first = await store.append(verdict);
      const second = await store.append(rule);
      expect(first).toEqual({ ...verdict, id: first.id });
      expect(second).toEqual({ ...rule, id: second.id });
      expect(second.id).toBeGreaterThan(first.id);
      expect(first.id).toBeGreaterThan(0);
      expect(await store.load()).toEqual([first, second]);
      expect(await store.since(first.id)).toEqual([second]);
      expect(await store.since(second.id)).toEqual([]);
    });

    it('puts the records of a pair in order', async () => {
      const store = await open();
      const fingerprints = { a: 'of crm', b: 'of app' };
      const said = { ...saying('app:1', 'SAME', 'crm:1'), a: 'crm:1', b: 'app:1', fingerprints };
      const kept = await store.append(said);
      expect(kept).toMatchObject({ a: 'app:1', b: 'crm:1', fingerprints: { a: 'of app', b: 'of crm' } });
      expect(await store.load()).toEqual([kept]);
    });

    it('refuses what it cannot keep', async () => {
      const store = await open();
      const long = saying('app:1', 'SAME', 'crm:1', { reason: 's'.repeat(maxReason + 1) });
      await expect(store.append(long)).rejects.toThrow(RangeError);
      await expect(store.append({ ...saying('app:1', 'SAME', 'crm:1'), b: 'app:1' })).rejects.toThrow(
        RangeError,
      );
      expect(await store.load()).toEqual([]);
    });

    it('can be added to only', async () => {
      const store = await open();
      const kept = [
        await store.append(saying('app:1', 'SAME', 'crm:1')),
        await store.append(ruling('0a', 'BLOCKED')),
      ];
      for (const table of ['onefold.verdict', 'onefold.value_rule'])
        for (const change of [
          `update ${table} set actor = 'nobody'`,
          `delete from ${table}`,
          `delete from ${table} where false`,
          `truncate ${table}`,
        ])
          await expect(place.execute(change)).rejects.toThrow('append-only');
      expect(await store.load()).toEqual(kept);
    });

    it('chooses the place of an entry itself, whoever writes it', async () => {
      const store = await open();
      const { id } = await store.append(ruling('0a', 'BLOCKED'));
      await place.execute(
        `insert into onefold.verdict (id, a, b, kind, actor, at) values (${id}, 'app:1', 'crm:1', 'SAME', 'sql', now())`,
      );
      expect((await store.since(id)).map(({ actor }) => actor)).toEqual(['sql']);
    });

    it('shows the history newest first, of all or of some records, page by page', async () => {
      const store = await open();
      const said = [
        await store.append(saying('app:1', 'SAME', 'crm:1')),
        await store.append(saying('crm:2', 'UNSURE', 'shop:7')),
        await store.append(ruling('0a', 'SHARED')),
        await store.append(saying('app:1', 'WITHDRAWN', 'crm:1', { actor: 'noor' })),
        await store.append(saying('app:2', 'SAME', 'crm:1')),
      ];
      const [first, second, third, fourth, fifth] = said;
      expect(await store.history({ limit: 10 })).toEqual([fifth, fourth, third, second, first]);
      expect(await store.history({ limit: 2 })).toEqual([fifth, fourth]);
      expect(await store.history({ limit: 2, before: fourth?.id ?? 0 })).toEqual([third, second]);
      expect(await store.history({ refs: ['app:1', 'shop:7'], limit: 10 })).toEqual([fourth, second, first]);
      expect(await store.history({ refs: ['crm:1'], limit: 1, before: fifth?.id ?? 0 })).toEqual([fourth]);
      expect(await store.history({ refs: ['crm:3'], limit: 10 })).toEqual([]);
      expect(await store.history({ refs: [], limit: 10 })).toEqual([]);
      for (const limit of [0, 1.5, 1001]) await expect(store.history({ limit })).rejects.toThrow(RangeError);
    });

    it('has told this node of an entry when it is written', async () => {
      const store = await open();
      await store.append(saying('app:1', 'SAME', 'crm:1'));
      const heard: Log[] = [];
      let decisions = Decisions.of(await store.load());
      const stop = store.onChange((log) => {
        heard.push(log);
        decisions = decisions.after(log);
      }, decisions.version);
      const second = await store.append(saying('app:1', 'NOT_SAME', 'crm:1'));
      expect(decisions.inForce('app:1', 'crm:1')).toEqual(second);
      const others = await Promise.all(
        refs.slice(1).map((ref) => store.append(saying('app:1', 'SAME', ref))),
      );
      expect(decisions.partners('app:1')).toEqual([...refs.slice(1)]);
      expect(heard.flat()).toEqual([second, ...others.sort((x, y) => x.id - y.id)]);
      stop();
      await store.append(saying('app:1', 'WITHDRAWN', 'crm:1'));
      expect(heard.flat()).toHaveLength(refs.length);
    });

    it('tells who comes late what was said meanwhile', async () => {
      const store = await open();
      const first = await store.append(saying('app:1', 'SAME', 'crm:1'));
      const second = await store.append(saying('app:1', 'NOT_SAME', 'crm:1'));
      const heard = Promise.withResolvers<Log>();
      store.onChange(heard.resolve, first.id);
      expect(await heard.promise).toEqual([second]);
    });

    it('means what was said, whatever was', async () => {
      const store = await open();
      let version = 0;
      await fc.assert(
        fc.asyncProperty(history, async (log) => {
          const said: Entry[] = [];
          for (const { id: _, ...entry } of log) said.push(await store.append(entry));
          const read = await store.since(version);
          version = said.at(-1)?.id ?? version;
          expect(read).toEqual(said);
          expect(Decisions.of(read).pairs()).toEqual(Decisions.of(said).pairs());
        }),
        { numRuns: 10 },
      );
      const all = await store.load();
      expect(all.length).toBeGreaterThan(20);
      expect(await store.history({ limit: 1000 })).toEqual(all.toReversed());
    });

    it('fails by the catalogue when it is closed, which may be twice', async () => {
      const store = await open();
      await Promise.all([store.close(), store.close()]);
      await store.close();
      const entry = saying('app:1', 'SAME', 'crm:1');
      for (const ask of [() => store.load(), () => store.append(entry), () => store.history({ limit: 1 })])
        await expect(ask()).rejects.toMatchObject({ name: 'GatewayError', code: 'SOURCE_UNAVAILABLE' });
    });
  });
}
