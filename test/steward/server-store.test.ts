import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import { Decisions } from '../../src/steward/decisions.ts';
import { openServerStore, type ServerOptions } from '../../src/steward/postgres-store.ts';
import type { StewardStore } from '../../src/steward/store.ts';
import type { Entry } from '../../src/steward/verdict.ts';
import { postgresServers } from '../servers.ts';
import { actorOf, refs, ruling, saying, suppressing } from './histories.ts';
import { testStewardStore } from './store-contract.ts';

const hour = 3_600_000;
const unavailable = { name: 'GatewayError', code: 'SOURCE_UNAVAILABLE' };

for (const server of await postgresServers()) {
  testStewardStore(server.label, async () => {
    const system = await server.open([]);
    return {
      open: () => openServerStore(system.url),
      execute: (sql) => system.execute(sql),
      close: () => system.close(),
    };
  });

  describe(`nodes that share the log of stewards in ${server.label}`, () => {
    let system: SqlSystem;
    beforeAll(async () => {
      system = await server.open([]);
    });
    beforeEach(() => system.execute('drop schema if exists onefold cascade'));
    afterEach(() => system.setFault({ mode: 'ok', delayMs: 0 }));
    afterAll(() => system.close());

    async function open(options?: ServerOptions): Promise<StewardStore> {
      const store = await openServerStore(system.url, options);
      onTestFinished(() => store.close());
      return store;
    }

    /** What a node knows, kept up to date. */
    function following(store: StewardStore, version = 0) {
      const heard: Entry[] = [];
      store.onChange((log) => heard.push(...log), version);
      return heard;
    }

    it('may start all at once on an empty server', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => open()));
      for (const store of stores) await store.append(ruling('0a', 'BLOCKED'));
      expect(await stores[0]?.load()).toHaveLength(4);
    });

    it('look for themselves, should nobody tell them', async () => {
      const store = await open({ poll: 200 });
      const heard = following(store);
      const said = await store.append(saying('app:1', 'SAME', 'crm:1'));
      // By then all connections stand, and what each rang for is over.
      await sleep(500);
      await system.execute('alter table onefold.verdict disable trigger place');
      await system.execute(
        `insert into onefold.verdict (id, a, b, kind, actor, at) values (99, 'app:1', 'crm:1', 'UNSURE', 'silent', now())`,
      );
      await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual([said.id, 99]), 5000);
    });

    it('hear everything once and in order, however many speak at once', async () => {
      const [one, other] = [await open({ poll: 20 }), await open({ poll: 20 })];
      const reader = await open();
      const [heardByOne, heardByOther, read] = [following(one), following(other), [] as Entry[]];
      let speaking = true;
      const reading = (async () => {
        while (speaking) read.push(...(await reader.since(read.at(-1)?.id ?? 0)));
      })();
      await Promise.all(
        Array.from({ length: 60 }, (_, at) => {
          const speaker = at % 2 === 0 ? one : other;
          return speaker.append(
            at % 5 === 0 ? ruling('0a', 'SHARED') : saying(refs[at % 6] ?? '', 'SAME', 'shop:7'),
          );
        }),
      );
      speaking = false;
      await reading;
      read.push(...(await reader.since(read.at(-1)?.id ?? 0)));
      const log = await reader.load();
      expect(log).toHaveLength(60);
      expect(read).toEqual(log);
      await vi.waitFor(() => {
        expect(heardByOne).toEqual(log);
        expect(heardByOther).toEqual(log);
      }, 5000);
      expect(Decisions.of(heardByOther).pairs()).toEqual(Decisions.of(log).pairs());
    });

    it('fail by the catalogue while the server is away, and go on when it is back', async () => {
      const store = await open({ poll: 50, timeout: 1000 });
      const heard = following(store);
      for (const mode of ['down', 'fail', 'garbage', 'throttle', 'hang'] as const) {
        await system.setFault({ mode });
        const entry = saying('app:1', 'SAME', 'crm:secret', { reason: 'secret' });
        await expect(store.append(entry)).rejects.toMatchObject(unavailable);
        await expect(store.since(0)).rejects.not.toThrow(/secret/);
        if (mode === 'down') await expect(openServerStore(system.url)).rejects.toMatchObject(unavailable);
        await system.setFault({ mode: 'ok' });
        // A server that hung may have got what it was sent: the log is what it holds.
        const said = await vi.waitFor(() => store.append(ruling('0b', 'SHARED')), 10_000);
        expect((await store.load()).at(-1)).toEqual(said);
        await vi.waitFor(() => expect(heard.at(-1)).toEqual(said), 5000);
      }
      expect(heard).toEqual(await store.load());
    });

    it('know since when they have heard nothing, and catch up', async () => {
      const store = await open({ poll: 50, timeout: 2000 });
      const heard = following(store);
      await vi.waitFor(() => expect(Date.now() - store.caughtUpAt()).toBeLessThan(200), 5000);
      // It does not even say that it is away.
      await system.setFault({ mode: 'hang' });
      await sleep(200);
      const lost = store.caughtUpAt();
      await sleep(300);
      expect(store.caughtUpAt()).toBe(lost);
      await system.setFault({ mode: 'ok' });
      await vi.waitFor(() => expect(Date.now() - store.caughtUpAt()).toBeLessThan(200), 10_000);
      const said = await store.append(suppressing('0a'));
      expect(heard).toEqual([said]);
    });

    it("know how far their clocks and the server's are apart, and are not misled by a slow answer", async () => {
      const tenMinutes = 600_000;
      for (const off of [-tenMinutes, 0, tenMinutes]) {
        const store = await open({ clock: () => Date.now() - off });
        await store.load();
        expect(store.clockSkew()).toBeGreaterThan(off - 1000);
        expect(store.clockSkew()).toBeLessThan(off + 1000);
      }
      // An answer that took two minutes says nothing of a minute.
      let asks = false;
      const clock = () => {
        asks = !asks;
        return Date.now() + (asks ? -60_000 : 60_000);
      };
      const store = await open({ clock });
      await store.load();
      expect(store.clockSkew()).toBe(0);
    });

    it('part from a server that does not answer', async () => {
      const store = await open({ timeout: 300 });
      await system.setFault({ mode: 'hang' });
      const asked = expect(store.load()).rejects.toMatchObject(unavailable);
      await store.close();
      await asked;
    });

    it('part from a server that does not take leave', async () => {
      const { port, hostname } = new URL(system.url);
      const silent = createServer({ allowHalfOpen: true }, (socket) => {
        const behind = connect(Number(port), hostname);
        socket.on('data', (bytes) => behind.write(bytes)).on('error', () => {});
        behind.on('data', (bytes) => socket.write(bytes)).on('error', () => {});
        onTestFinished(() => void [socket.destroy(), behind.destroy()]);
      }).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      onTestFinished(() => void silent.close());
      const address = silent.address();
      const own = new URL(system.url);
      own.port = String(typeof address === 'object' ? address?.port : '');
      const store = await openServerStore(own.href, { timeout: 300 });
      // By then its connections are idle, so that they say goodbye instead of being cut.
      await sleep(300);
      const asked = performance.now();
      await store.close();
      expect(performance.now() - asked).toBeLessThan(5000);
    });

    // One session serves all connections of the embedded server: it neither holds locks between them nor tells of news.
    describe.skipIf(server.embedded)('by its own means', () => {
      it('are told of what others say', async () => {
        const [one, other] = [await open({ poll: hour }), await open({ poll: hour })];
        const heard = following(other);
        const said = await one.append(saying('app:1', 'SAME', 'crm:1'));
        await vi.waitFor(() => expect(heard).toEqual([said]), 5000);
        const withdrawn = await one.append(saying('app:1', 'WITHDRAWN', 'crm:1'));
        await vi.waitFor(() => expect(heard).toEqual([said, withdrawn]), 5000);
      });

      it('hear after a lost connection what was said meanwhile, and what is said then', async () => {
        const store = await open({ poll: hour });
        const heard = following(store);
        /** Said by a node whose way to the server is not cut. */
        const say = (actor: string) =>
          system.execute(
            `insert into onefold.value_rule (kind, hash, rule, actor, at) values ('email', '0a', 'SHARED', '${actor}', now())`,
          );
        const actors = () => heard.map(actorOf);
        await say('ada');
        await vi.waitFor(() => expect(actors()).toEqual(['ada']), 5000);
        // By then no statement runs: what breaks is idle, and nobody waits for it.
        await sleep(300);
        await system.setFault({ mode: 'down' });
        await say('mia');
        await sleep(500);
        expect(actors()).toEqual(['ada']);
        await system.setFault({ mode: 'ok' });
        await vi.waitFor(() => expect(actors()).toEqual(['ada', 'mia']), 10_000);
        await say('noor');
        await vi.waitFor(() => expect(actors()).toEqual(['ada', 'mia', 'noor']), 5000);
      });

      it('are not overtaken: what is written waits for what was written before and is not yet visible', async () => {
        const store = await open();
        const slow = new Client({ connectionString: system.url });
        await slow.connect();
        onTestFinished(() => slow.end());
        await slow.query('begin');
        await slow.query(
          `insert into onefold.value_rule (kind, hash, rule, actor, at) values ('email', '0a', 'SHARED', 'slow', now())`,
        );
        let written = false;
        const append = store.append(saying('app:1', 'SAME', 'crm:1')).then((entry) => {
          written = true;
          return entry;
        });
        await sleep(300);
        expect(written).toBe(false);
        expect(await store.load()).toEqual([]);
        await slow.query('commit');
        const { id } = await append;
        expect((await store.load()).map(actorOf)).toEqual(['slow', 'mia']);
        expect((await store.since(id - 1)).map(actorOf)).toEqual(['mia']);
      });
    });
  });
}
