import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import type { Source } from '../../sources/contract.ts';
import { postgresDriver } from '../../sources/postgres/connection.ts';
import { postgres } from '../../sources/postgres/index.ts';
import { smallTable } from '../../sources/sql/candidates.ts';
import { postgresServers } from '../servers.ts';
import { answersTo, candidatesOf, ofKinds } from './candidate-probe.ts';
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
      addColumn: async (name) => void (await system.execute(`alter table people add column ${name} boolean`)),
      removeColumn: async (name) => void (await system.execute(`alter table people drop column ${name}`)),
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

    describe('candidate keys', () => {
      const named = { 'name.given': 'first', 'name.family': 'last', email: 'mail', birthDate: 'born' };
      const crowd = (rows: number, columns = 'first text, last text') =>
        [
          `create table people (id bigint primary key, ${columns}, mail text, born date)`,
          `insert into people select n, 'First' || n % 1000, 'Last' || n % 997, 'user' || n || '@example.org',
            date '1940-01-01' + (n % 20000)::int from generate_series(1, ${rows}) n`,
        ] as const;
      const seventh = candidatesOf({
        'name.given': ['First7'],
        'name.family': ['Last7'],
        email: ['user7@example.org'],
        birthDate: ['1940-01-08'],
      });
      const found = (ids: string, ...kinds: readonly string[]) =>
        Object.fromEntries(kinds.map((kind) => [kind, ids]));

      it('are asked of a large table only where an index serves them, and doctor names the one that would', async () => {
        const columns = `first text collate "und-x-icu", last text collate "und-x-icu"`;
        await prepare(system, ...crowd(120_000, columns), 'analyze people');
        const all = ofKinds(seventh, 'emailUser', 'fullName', 'nameLetters', 'nameAndBirthDay', 'birthDate');
        const source = connect(people(named));
        expect(await answersTo(source, all)).toEqual(
          found('absent', 'emailUser', 'fullName', 'nameLetters', 'nameAndBirthDay', 'birthDate'),
        );
        system.record(true);
        await source.find(all, wanting(), calling());
        expect(system.received).toEqual([]);
        const [, last] = await adviceFor(source, 'last');
        expect(last).toContain(
          'Nobody is looked for by fullName, nameLetters, nameAndBirthYear, nameAndBirthDay, soundAndBirthYear,',
        );
        const advised = 'create index on "people" (lower("last") text_pattern_ops)';
        expect(last).toContain(advised);
        expect((await adviceFor(source, 'born'))[1]).toContain('create index on "people" ("born")');
        const [, mail] = await adviceFor(source, 'mail');
        expect(mail).toContain('by emailUser, which would read this large table whole: create index on');
        expect(mail).toContain(
          'by emailDomain, which would read this large table whole: no index serves it.',
        );
        await prepare(system, 'create index on people (lower(last))');
        expect(await answersTo(connect(people(named)), all)).toEqual({
          ...found('7', 'fullName'),
          ...found('absent', 'emailUser', 'nameLetters', 'nameAndBirthDay', 'birthDate'),
        });
        await prepare(system, advised, 'create index on people (born)', 'analyze people');
        const indexed = connect(people(named));
        expect(await answersTo(indexed, all)).toEqual({
          ...found('7', 'fullName'),
          ...found('100007,20007,40007,60007,7,80007', 'birthDate'),
          ...found('generic', 'nameLetters'),
          ...found('absent', 'emailUser', 'nameAndBirthDay'),
        });
        expect((await adviceFor(indexed, 'born'))[1]).toBeUndefined();
        system.record(true);
        await indexed.find(ofKinds(seventh, 'fullName', 'birthDate'), wanting(), calling());
        const asked = system.received.at(-1);
        const plan = JSON.stringify(
          await system.execute(`explain ${asked?.operation}`, [...(asked?.values ?? [])]),
        );
        expect(plan).toMatch(/Index/);
        expect(plan).not.toContain('Seq Scan');
      });

      it('read beginnings by an index of bytes, whatever else the database sorts by', async () => {
        await prepare(
          system,
          ...crowd(5000, 'first text, last text collate "C"'),
          `insert into people values (9999, 'Zora', 'Xanthippe')`,
          'create index last_lower on people (lower(last))',
          'analyze people',
          `update pg_class set reltuples = 1e7 where oid = 'people'::regclass`,
        );
        const source = connect(people(named));
        const [key] = ofKinds(
          candidatesOf({ 'name.given': ['Zora'], 'name.family': ['Xanthippe'] }),
          'nameLetters',
        );
        if (key === undefined) throw new TypeError('no key');
        system.record(true);
        expect(await answersTo(source, [key])).toEqual({ nameLetters: '9999' });
        const asked = system.received.at(-1);
        const plan = await system.execute(`explain ${asked?.operation}`, [...(asked?.values ?? [])]);
        expect(JSON.stringify(plan)).toMatch(/last_lower/);
      });

      it('count the rows of tables in parts, of those never analysed by their size, and of views not at all', async () => {
        await prepare(
          system,
          'create table parts (id bigint, born date) partition by range (id)',
          'create table part1 partition of parts for values from (0) to (1000)',
          'create table part2 partition of parts for values from (1000) to (2000000)',
          `insert into parts select n, '1980-01-01' from generate_series(1, 10) n`,
          'create table fresh (id bigint, born date, filler text)',
          `insert into fresh select n, '1980-01-01', repeat('x', 1000) from generate_series(1, 10) n`,
          'create view seen as select * from fresh',
        );
        const [key] = candidatesOf({ birthDate: ['1980-01-01'] });
        if (key === undefined) throw new TypeError('no key');
        const ids = Array.from({ length: 10 }, (_, n) => String(n + 1))
          .sort()
          .join();
        const answer = (table: string) => answersTo(connect(people({ birthDate: 'born' }, table)), [key]);
        expect(await answer('parts')).toEqual({ birthDate: ids });
        expect(await answer('fresh')).toEqual({ birthDate: ids });
        expect(await answer('seen')).toEqual({ birthDate: 'absent' });
        await prepare(
          system,
          `insert into parts select n, '1970-02-01' from generate_series(1000, ${smallTable + 5000}) n`,
          'analyze part2',
          `insert into fresh select n, '1970-02-01', repeat('x', 1000) from generate_series(11, 12000) n`,
        );
        expect(await answer('parts')).toEqual({ birthDate: 'absent' });
        expect(await answer('fresh')).toEqual({ birthDate: 'absent' });
      });

      it('are generic when more rows were found than were read, though none of those read is seen to match', async () => {
        await prepare(
          system,
          'create table people (id bigint primary key, last text, born date)',
          `insert into people select n, 'Baker', '1980-05-05' from generate_series(1, 60) n`,
          `insert into people values (61, 'Baum', '1980-05-06')`,
        );
        const source = connect(people({ 'name.family': 'last', birthDate: 'born' }));
        const strange = candidatesOf({ 'name.family': ['Boltzmann'], birthDate: ['1980-05-05'] });
        const keys = ofKinds(strange, 'soundAndBirthDate', 'nameAndBirthYear');
        expect(await answersTo(source, keys)).toEqual({
          soundAndBirthDate: 'generic',
          nameAndBirthYear: 'absent',
        });
        const [outcome] = await source.find(keys, wanting(), calling());
        expect(said(outcome)).toEqual({ records: [], generic: true });
        const other = candidatesOf({ 'name.family': ['Baum'], birthDate: ['1980-05-06'] });
        expect(await answersTo(source, ofKinds(other, 'soundAndBirthDate', 'nameAndBirthDay'))).toEqual(
          found('61', 'soundAndBirthDate', 'nameAndBirthDay'),
        );
      });

      it('find the last digits of numbers that are written in one form', async () => {
        await prepare(
          system,
          'create table people (id bigint primary key, tel text, digits bigint)',
          `insert into people values (1, '+49 30 9018201', 49309018201), (2, '+49 89 9018201', 49899018201), (3, '+49 30 9018202', 49309018202)`,
        );
        const lookups = { phone: { column: 'digits', as: 'digits' as const } };
        const source = connect({ customer: { ...people({ phone: 'tel' }).customer, lookups } });
        expect(source.manifest.lookups.map(({ kind }) => kind)).toEqual(['phone', 'match.lastDigits']);
        const keys = candidatesOf({ phone: ['+43 1 9018201'] });
        expect(await answersTo(source, keys)).toEqual({ lastDigits: '1,2' });
      });

      it('compare columns of all types, and days of a time in UTC', async () => {
        await prepare(
          system,
          `create table people (id bigint primary key, last varchar(40) collate "C", zip integer, born timestamptz, street char(20), text_born text)`,
          `insert into people values (1, 'Émile', 10117, '1980-12-10 01:00:00+02', 'Am Markt 5', '1980-12-09'),
            (2, 'ÉMILE', 10117, '1980-12-09 23:59:59Z', 'Markt 5', '1980-12-09'), (3, 'Émile', 10118, '1980-12-10', 'Am Markt 5', '1980-12-09')`,
        );
        const attributes = { 'name.family': 'last', 'address.postalCode': 'zip', 'address.street': 'street' };
        const source = connect(people({ ...attributes, birthDate: 'born' }));
        const keys = candidatesOf({
          'name.family': ['Émile'],
          'address.postalCode': ['10117'],
          'address.street': ['Markt 5'],
          birthDate: ['1980-12-09'],
        });
        // One by one: what one key brings is given to others that it is seen to have.
        const alone = await Promise.all(keys.map((key) => answersTo(source, [key])));
        expect(Object.assign({}, ...alone)).toEqual({
          // The column knows the case of ASCII letters only.
          nameAndPostcode: '1,2',
          nameAndBirthYear: '1,2,3',
          nameAndBirthDay: '1,2',
          birthDate: '1,2',
          soundAndBirthDate: '1,2',
          soundAndBirthYear: '1,2,3',
          houseAndPostcode: '1,2',
        });
        const texts = connect(people({ birthDate: 'text_born' }));
        expect(await answersTo(texts, ofKinds(keys, 'birthDate'))).toEqual({ birthDate: 'absent' });
        expect((await adviceFor(texts, 'text_born'))[1]).toBe(
          'Nobody is looked for by birthDate: map a column of a date or timestamp type.',
        );
      });

      it.skipIf(server.embedded)('are not kept prepared on the server', async () => {
        await prepare(system, ...crowd(10));
        const source = connect({ ...people(named), pool: { max: 1 } });
        system.record(true);
        expect(await answersTo(source, ofKinds(seventh, 'birthDate'))).toEqual({ birthDate: '7' });
        const statement = {
          text: system.received.at(-1)?.operation ?? '',
          values: ['1940-01-08', '1940-01-09', 51],
        };
        const connection = await postgresDriver(system.url, 5000).connect();
        const text = `select count(*)::int as n from pg_prepared_statements where statement like '(select%'`;
        await connection.run({ ...statement, once: true });
        expect(await connection.run({ text, values: [] })).toEqual([{ n: 0 }]);
        await connection.run(statement);
        expect(await connection.run({ text, values: [] })).toEqual([{ n: 1 }]);
        await connection.end();
      });
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
