/** What every place of the stewards' log keeps to. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Decisions } from '../../src/steward/decisions.ts';
import type { StewardStore } from '../../src/steward/store.ts';
import { type Entry, type Log, maxReason } from '../../src/steward/verdict.ts';
import { actorOf, history, refs, ruling, saying, seeing, suppressing } from './histories.ts';

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

    it('keeps what is suppressed and which vetoes were seen, in their place among the rest', async () => {
      const store = await open();
      const until = '2027-01-01T00:00:00.000Z';
      const said = [
        await store.append(
          suppressing('00ff', { channel: 'SMS', purpose: 'marketing', until, reason: 'asked' }),
        ),
        await store.append(ruling('0a', 'SHARED')),
        await store.append(suppressing('00ff', { channel: 'SMS', purpose: 'marketing', lifted: true })),
        await store.append(seeing('0c')),
      ];
      await store.appendVetoes([]);
      await store.appendVetoes([seeing('0d'), seeing('0e', '2026-03-01')]);
      const log = await store.load();
      expect(log.slice(0, 4)).toEqual(said);
      expect(log.slice(4)).toMatchObject([seeing('0d'), seeing('0e', '2026-03-01')]);
      expect(new Set(log.map(({ id }) => id)).size).toBe(6);
      // Nobody wrote what the gateway saw.
      expect(await store.history({ limit: 10 })).toEqual(said.slice(0, 3).toReversed());
    });

    it('tells of vetoes that were seen, whoever wrote them', async () => {
      const store = await open();
      const heard: Log[] = [];
      store.onChange((log) => heard.push(log), 0);
      await store.append(suppressing('0a'));
      await store.appendVetoes([seeing('0c')]);
      await vi.waitFor(() => expect(heard.flat().at(-1)).toMatchObject(seeing('0c')), 5000);
    });

    it('brings a log of an older release up to date, with all it holds', async () => {
      const old = await open();
      const said = await old.append(saying('app:1', 'SAME', 'crm:1'));
      await place.execute('drop table onefold.suppression, onefold.veto_seen');
      await place.execute('delete from onefold.migration where step > 1');
      const store = await open();
      const next = await store.append(suppressing('0a'));
      expect(await store.load()).toEqual([said, next]);
    });

    it('shows pages of verdicts that are full of them', async () => {
      const store = await open();
      const verdicts = [
        await store.append(saying('app:1', 'SAME', 'crm:1')),
        await store.append(saying('app:2', 'SAME', 'crm:1')),
      ];
      for (const hash of ['0a', '0b', '0c']) await store.append(suppressing(hash));
      expect(await store.history({ limit: 2, verdictsOnly: true })).toEqual(verdicts.toReversed());
    });

    it('knows how far it has heard, and by whose clock', async () => {
      const store = await open();
      expect(Math.abs(store.clockSkew())).toBeLessThan(1000);
      store.onChange(() => {}, 0);
      await vi.waitFor(() => expect(Date.now() - store.caughtUpAt()).toBeLessThan(1000), 5000);
      const before = Date.now();
      await store.append(ruling('0a', 'BLOCKED'));
      expect(store.caughtUpAt()).toBeGreaterThanOrEqual(before);
      await store.close();
      const closed = store.caughtUpAt();
      await sleep(20);
      expect(store.caughtUpAt()).toBe(closed);
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
        await store.append(suppressing('0a')),
        await store.append(seeing('0c')),
      ];
      for (const table of ['verdict', 'value_rule', 'suppression', 'veto_seen'].map(
        (name) => `onefold.${name}`,
      ))
        for (const change of [
          `update ${table} set at = now()`,
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
      expect((await store.since(id)).map(actorOf)).toEqual(['sql']);
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
      expect(await store.history({ limit: 1000 })).toEqual(
        all.filter((entry) => !('veto' in entry)).toReversed(),
      );
    });

    it('fails by the catalogue when it is closed, which may be twice', async () => {
      const store = await open();
      await Promise.all([store.close(), store.close()]);
      await store.close();
      const entry = saying('app:1', 'SAME', 'crm:1');
      for (const ask of [
        () => store.load(),
        () => store.append(entry),
        () => store.appendVetoes([seeing('0c')]),
        () => store.history({ limit: 1 }),
      ])
        await expect(ask()).rejects.toMatchObject({ name: 'GatewayError', code: 'SOURCE_UNAVAILABLE' });
    });
  });
}
