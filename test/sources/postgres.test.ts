import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import type { Source } from '../../sources/contract.ts';
import { postgresDriver } from '../../sources/postgres/connection.ts';
import { postgres } from '../../sources/postgres/index.ts';
import { postgresServers } from '../servers.ts';
import { testSourceContract } from './contract.ts';
import { fixtureTables, movingTools } from './fixture.ts';
import { attributesOf, calling, idsFor, keyOf, page, prepare, said, walk, wanting } from './sql-probe.ts';

for (const server of await postgresServers()) {
  testSourceContract(server.label, async () => {
    const { tables, customer, collections, ...seeded } = fixtureTables();
    const system = await server.open(tables);
    const tools = movingTools();
    const config = postgres.config.parse({ kind: 'postgres', url: system.url, customer, collections });
    const reopen = () => postgres.create('app', config, tools);
    return {
      ...seeded,
      tools,
      system,
      pool: config.pool.max,
      source: reopen(),
      reopen,
      close: () => system.close(),
    };
  });

  describe(`postgres on ${server.label}`, { timeout: 30_000 }, () => {
    let system: SqlSystem;
    const sources: Source[] = [];
    beforeAll(async () => {
      system = await server.open([]);
    }, 30_000);
    afterEach(async () => {
      for (const source of sources.splice(0)) await source.close();
      system.record(false);
      system.forget();
      await prepare(
        system,
        'drop schema if exists "odd Schema" cascade',
        'drop schema public cascade',
        'create schema public',
        'grant usage on schema public to public',
      );
    });
    afterAll(() => system.close());

    function connect(config: Partial<z.input<typeof postgres.config>>, tools = movingTools()): Source {
      const customer = { table: 'people', id: 'id', attributes: {}, consent: 'none' as const };
      const parsed = postgres.config.parse({ kind: 'postgres', url: system.url, customer, ...config });
      const source = postgres.create('app', parsed, tools);
      sources.push(source);
      return source;
    }

    const people = (attributes: Readonly<Record<string, string>>, table = 'people') => ({
      customer: { table, id: 'id', attributes, consent: 'none' as const },
    });

    async function adviceFor(source: Source, column: string): Promise<readonly unknown[]> {
      const description = said(await source.describe(calling()));
      if (typeof description !== 'object') throw new Error(description);
      const report = description.columns.find((each) => each.column === column);
      return [report?.index, report?.advice];
    }

    it('looks e-mails up by the index the table has', async () => {
      await prepare(
        system,
        `create table people (id bigint primary key, bare text, lowered text, narrow varchar(99), plain text unique)`,
        `insert into people values (1, 'Ada@Example.org', 'Ada@Example.org', 'Ada@Example.org', 'Ada@Example.org')`,
        'create index lowered_lower on people (lower(lowered))',
        'create index narrow_lower on people (lower(narrow))',
        `create index bare_partly on people (lower(bare)) where bare <> ''`,
      );
      const advice = (column: string) =>
        `Each look-up reads the whole table: create index on "people" (lower("${column}")).`;
      for (const [column, expected] of [
        ['bare', [null, advice('bare')]],
        ['lowered', ['lowered_lower', undefined]],
        ['narrow', ['narrow_lower', undefined]],
        ['plain', [null, advice('plain')]],
      ] as const) {
        const source = connect(people({ email: column }));
        expect(await idsFor(source, keyOf('email', 'ADA@example.org'))).toEqual(['1']);
        expect(await adviceFor(source, column)).toEqual(expected);
      }
    });

    it('reads with an index, however many keys are asked for', async () => {
      await prepare(
        system,
        'create table people (id bigint primary key, mail varchar(99), tel text, loyalty integer)',
        `insert into people select n, 'User' || n || '@example.org', '+4930' || 1000000 + n, n from generate_series(1, 5000) n`,
        'create index on people (lower(mail))',
        'create index on people (tel)',
        'create index on people (loyalty)',
        'analyze people',
      );
      const source = connect(people({ email: 'mail', phone: 'tel', 'externalId.loyalty': 'loyalty' }));
      const keys = [
        keyOf('email', 'user7@example.org'),
        keyOf('phone', '+49301000008'),
        keyOf('externalId.loyalty', '9'),
      ];
      await source.find(keys.slice(0, 1), wanting(), calling());
      system.record(true);
      const outcomes = await source.find(keys, wanting(), calling());
      expect(outcomes.map(said)).toMatchObject(['7', '8', '9'].map((id) => ({ records: [{ ref: { id } }] })));
      const [asked] = system.received;
      const plan = await system.execute(`explain ${asked?.operation}`, [...(asked?.values ?? [])]);
      const lines = JSON.stringify(plan);
      expect(lines.match(/Index (Only )?Scan|Bitmap Index Scan/g)).toHaveLength(3);
      expect(lines).not.toContain('Seq Scan');
    });

    it('asks any number of keys by one text, prepared once', async () => {
      await prepare(system, 'create table people (id bigint primary key, email text)');
      const source = connect({ ...people({ email: 'email' }), pool: { max: 1 } });
      system.record(true);
      for (const count of [1, 2, 3, 50, 999]) {
        const keys = Array.from({ length: count }, (_, n) => keyOf('email', `user${n}@example.org`));
        await source.find(keys, wanting(), calling());
      }
      const texts = system.received
        .map(({ operation }) => operation)
        .filter((text) => !/pg_index/.test(text));
      expect(texts).toHaveLength(5);
      expect(new Set(texts).size).toBe(1);
    });

    it('keeps every digit, and gives dates and times no time zone of this machine', async () => {
      await prepare(
        system,
        `create table people (id numeric(30) primary key, big bigint, exact numeric(30, 4), small int, real8 float8, flag boolean,
          day date, zoned timestamptz, bare timestamp, doc jsonb, label varchar(9), fixed char(5))`,
        `insert into people values ('123456789012345678901234567890', 9007199254740993, '12345678901234567890.1230', 7, 1.5, true,
          '2024-02-29', '2024-06-01 12:00:00.5+02', '2024-06-01 12:00:00.25', '{"a": 1}', ' ä ', 'ab')`,
        `create domain shade as text check (value <> '')`,
        `alter table people add shade shade default 'blue'`,
      );
      const names = ['big', 'exact', 'small', 'real8', 'flag', 'doc', 'label', 'zoned', 'bare', 'shade'];
      const source = connect({
        customer: {
          table: 'people',
          id: 'id',
          attributes: {
            ...Object.fromEntries(names.map((name) => [`custom.${name}`, name])),
            birthDate: 'day',
            createdAt: 'zoned',
            lastActivityAt: 'bare',
            'externalId.shade': 'shade',
          },
          consent: 'none',
        },
      });
      const id = '123456789012345678901234567890';
      expect(await attributesOf(source, id, ...names)).toEqual({
        big: '9007199254740993',
        exact: '12345678901234567890.1230',
        small: 7,
        real8: 1.5,
        flag: true,
        doc: '{"a": 1}',
        label: ' ä ',
        zoned: '2024-06-01 10:00:00.5+00',
        bare: '2024-06-01 12:00:00.25',
        shade: 'blue',
      });
      const [outcome] = await source.get(
        [id],
        wanting('birthDate', 'createdAt', 'lastActivityAt'),
        calling(),
      );
      expect(said(outcome)).toMatchObject({
        attributes: {
          birthDate: ['2024-02-29'],
          createdAt: ['2024-06-01T10:00:00.500Z'],
          lastActivityAt: ['2024-06-01T12:00:00.250Z'],
        },
      });
      expect(await idsFor(source, keyOf('externalId.shade', 'blue'))).toEqual([id]);
    });

    it.each(['timestamptz', 'timestamp', 'timestamp(3)', 'date'])(
      'pages through rows by a %s, which may tell more than milliseconds',
      async (type) => {
        await prepare(
          system,
          'create table people (id uuid primary key)',
          `create table orders (id text, person uuid, at ${type})`,
          `insert into orders select n, '00000000-0000-0000-0000-00000000000a', timestamp '2024-05-01 10:00:00.123' + (n % 3) * interval '100 microseconds'
            from generate_series(1, 12) n`,
          `insert into orders values ('none', '00000000-0000-0000-0000-00000000000a', null), ('new', '00000000-0000-0000-0000-00000000000a', '2025-01-01')`,
        );
        const source = connect({
          customer: { table: 'people', id: 'id', attributes: {}, consent: 'none' },
          collections: {
            orders: { table: 'orders', id: 'id', customer: 'person', attributes: { placedAt: 'at' } },
          },
        });
        const ties = Array.from({ length: 12 }, (_, n) => String(n + 1)).sort();
        expect(await walk(source, '00000000-0000-0000-0000-00000000000a')).toEqual(['new', ...ties, 'none']);
        const [stranger] = await source.collect('orders', ['no uuid'], page(5), calling());
        expect(said(stranger)).toEqual({ items: [], more: false });
      },
    );

    it('refuses to order rows by what is no time, and says so', async () => {
      await prepare(
        system,
        'create table people (id bigint primary key)',
        'create table orders (id bigint, person bigint, at text)',
      );
      const source = connect({
        collections: {
          orders: { table: 'orders', id: 'id', customer: 'person', attributes: { placedAt: 'at' } },
        },
      });
      const [outcome] = await source.collect('orders', ['1'], page(5), calling());
      expect(said(outcome)).toBe('SOURCE_DRIFTED');
      expect((await adviceFor(source, 'at'))[1]).toMatch(/date or timestamp/);
      expect((await adviceFor(source, 'person'))[1]).toContain('create index on "orders" ("person")');
    });

    it('quotes whatever names a mapping has', async () => {
      await prepare(
        system,
        'create schema "odd Schema"',
        `create table "odd Schema"."Peo""ple" ("Id" bigint primary key, "E Mail" text, "select" text, "x' y" text)`,
        `insert into "odd Schema"."Peo""ple" values (1, 'a@example.org', 'here', 'there')`,
        'create index "odd index" on "odd Schema"."Peo""ple" (lower("E Mail"))',
      );
      const source = connect({
        customer: {
          table: 'odd Schema.Peo"ple',
          id: 'Id',
          attributes: { email: 'E Mail', 'custom.word': 'select', 'custom.quoted': "x' y" },
          consent: 'none',
        },
      });
      expect(await idsFor(source, keyOf('email', 'A@example.org'))).toEqual(['1']);
      expect(await attributesOf(source, '1', 'word', 'quoted')).toEqual({ word: 'here', quoted: 'there' });
      expect(await adviceFor(source, 'E Mail')).toEqual(['odd index', undefined]);
    });

    it('is told of a change of type, and of a table that comes and goes', async () => {
      await prepare(
        system,
        'create table people (id bigint primary key, label integer)',
        'insert into people values (1, 7)',
      );
      const tools = movingTools();
      const source = connect(
        { pool: { max: 1 }, ...people({ 'custom.label': 'label', 'externalId.label': 'label' }) },
        tools,
      );
      expect(await attributesOf(source, '1', 'label')).toEqual({ label: 7 });
      expect(await idsFor(source, keyOf('externalId.label', '7'))).toEqual(['1']);
      await prepare(system, 'alter table people alter label type text');
      expect(await attributesOf(source, '1', 'label')).toEqual({ label: '7' });
      expect(await idsFor(source, keyOf('externalId.label', '7'))).toEqual(['1']);
      await prepare(system, 'alter table people rename to persons');
      expect(await idsFor(source, keyOf('externalId.label', '7'))).toBe('SOURCE_DRIFTED');
      await prepare(system, 'alter table persons rename to people');
      expect(await idsFor(source, keyOf('externalId.label', '7'))).toBe('SOURCE_DRIFTED');
      tools.pass(31_000);
      expect(await idsFor(source, keyOf('externalId.label', '7'))).toEqual(['1']);
    });

    it('takes texts that PostgreSQL cannot hold for absent, and harms no other key by them', async () => {
      await prepare(
        system,
        'create table people (id text primary key, email text, loyalty text)',
        `insert into people values ('a', 'a@example.org', 'L1')`,
      );
      const source = connect(people({ email: 'email', 'externalId.loyalty': 'loyalty' }));
      const keys = [
        keyOf('externalId.loyalty', 'L\0'),
        keyOf('externalId.loyalty', 'L\ud800'),
        keyOf('externalId.loyalty', 'L1'),
      ];
      const outcomes = await source.find(keys, wanting(), calling());
      expect(outcomes.map(({ kind }) => kind)).toEqual(['absent', 'absent', 'found']);
      expect((await source.get(['a\0', 'a'], wanting(), calling())).map(({ kind }) => kind)).toEqual([
        'absent',
        'found',
      ]);
      const condition = { attribute: 'externalId.loyalty', operator: 'equals', value: '\0' } as const;
      expect(said(await source.search([condition], { first: 5 }, wanting(), calling()))).toEqual({
        items: [],
        more: false,
      });
    });

    it('reads in read-only transactions, with the options of the url kept', async () => {
      await prepare(
        system,
        `create view people as select 1 as id, current_setting('transaction_read_only') as read_only,
          current_setting('statement_timeout') as patience, current_setting('timezone') as zone, current_setting('work_mem') as memory`,
      );
      const url = new URL(system.url);
      url.searchParams.set('options', '-c work_mem=123kB -c default_transaction_read_only=off');
      const names = ['read_only', 'patience', 'zone', 'memory'];
      const source = connect({
        url: url.href,
        timeout: 777,
        ...people(Object.fromEntries(names.map((name) => [`custom.${name}`, name]))),
      });
      expect(await attributesOf(source, '1', ...names)).toEqual({
        read_only: 'on',
        patience: '777ms',
        zone: 'UTC',
        memory: '123kB',
      });
    });

    it.skipIf(server.embedded)('leaves no more than some statements prepared on the server', async () => {
      const connection = await postgresDriver(system.url, 5000).connect();
      for (let n = 0; n < 510; n++) await connection.run({ text: `select ${n}`, values: [] });
      const text = 'select count(*)::int as n from pg_prepared_statements';
      expect(await connection.run({ text, values: [] })).toEqual([{ n: 500 }]);
      await connection.end();
    });

    it.skipIf(server.embedded)('stops the statement of a call that is aborted', async () => {
      await prepare(system, 'create view people as select 1::bigint as id, pg_sleep(20)::text as nap');
      const source = connect({ timeout: 30_000, ...people({ 'custom.nap': 'nap' }) });
      const running = async () => {
        const rows = await system.execute(
          `select count(*)::int as n from pg_stat_activity where application_name = 'onefold' and state = 'active' and datname = current_database()`,
        );
        return rows[0]?.['n'];
      };
      const controller = new AbortController();
      const asked = source.get(['1'], wanting('custom.nap'), { ...calling(), signal: controller.signal });
      await vi.waitFor(async () => expect(await running()).toBe(1), { timeout: 3000 });
      controller.abort();
      expect((await asked).map(said)).toEqual(['SOURCE_TIMEOUT']);
      await vi.waitFor(async () => expect(await running()).toBe(0), { timeout: 1000 });
    });

    it.skipIf(server.embedded)(
      'has the server keep the time-out, and goes on with the connection',
      async () => {
        await prepare(system, 'create view people as select 1::bigint as id, pg_sleep(20)::text as nap');
        const source = connect({ timeout: 200, ...people({ 'custom.nap': 'nap' }) });
        const [outcome] = await source.get(['1'], wanting('custom.nap'), calling());
        expect(said(outcome)).toBe('SOURCE_TIMEOUT');
        const { connections } = system;
        expect((await source.describe(calling())).kind).toBe('found');
        expect(system.connections).toBe(connections);
      },
    );

    it.skipIf(server.embedded)('says whom the server does not let in, and what it may not read', async () => {
      await prepare(system, 'create table people (id bigint primary key)');
      const url = new URL(system.url);
      url.username = 'onefold_nobody';
      const nobody = connect({ url: url.href });
      expect((await nobody.get(['1'], wanting(), calling())).map(said)).toEqual(['SOURCE_UNAUTHORIZED']);
      url.username = new URL(system.url).username;
      url.searchParams.set('options', '-c role=pg_monitor');
      const stranger = connect({ url: url.href });
      expect((await stranger.get(['1'], wanting(), calling())).map(said)).toEqual(['SOURCE_UNAUTHORIZED']);
      url.pathname = '/onefold_no_such_database';
      const lost = connect({ url: url.href });
      expect((await lost.get(['1'], wanting(), calling())).map(said)).toEqual(['SOURCE_DRIFTED']);
    });

    it.skipIf(server.embedded)('comes back by itself when the server drops its connections', async () => {
      await prepare(system, 'create table people (id bigint primary key)', 'insert into people values (1)');
      const source = connect({});
      await source.get(['1'], wanting(), calling());
      await system.execute(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'onefold' and datname = current_database()`,
      );
      await sleep(50);
      expect((await source.get(['1'], wanting(), calling())).map(({ kind }) => kind)).toEqual(['found']);
    });
  });
}
