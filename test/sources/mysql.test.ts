import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import type { Condition, Source } from '../../sources/contract.ts';
import { mysqlDriver } from '../../sources/mysql/connection.ts';
import { mysql } from '../../sources/mysql/index.ts';
import { mysqlServers } from '../servers.ts';
import { answersTo, candidatesOf, ofKinds } from './candidate-probe.ts';
import { testSourceContract } from './contract.ts';
import { fixtureTables, movingTools } from './fixture.ts';
import { attributesOf, calling, idsFor, keyOf, page, prepare, said, walk, wanting } from './sql-probe.ts';

for (const server of await mysqlServers()) {
  testSourceContract(server.label, async () => {
    const { tables, customer, collections, ...seeded } = fixtureTables();
    const system = await server.open(tables);
    const tools = movingTools();
    const config = mysql.config.parse({ kind: 'mysql', url: system.url, customer, collections });
    const reopen = () => mysql.create('shop', config, tools);
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

  describe(`mysql on ${server.label}`, { timeout: 30_000 }, () => {
    let system: SqlSystem;
    const sources: Source[] = [];
    const made = new Set<string>();
    beforeAll(async () => {
      system = await server.open([]);
    }, 30_000);
    afterEach(async () => {
      for (const source of sources.splice(0)) await source.close();
      system.record(false);
      system.forget();
      for (const drop of made) await system.execute(drop);
      made.clear();
    });
    afterAll(() => system.close());

    async function open(...statements: readonly string[]): Promise<void> {
      for (const [, kind, name] of statements.map((one) => /^create (table|view) (\S+)/.exec(one) ?? []))
        if (name !== undefined) made.add(`drop ${kind} ${name}`);
      await prepare(system, ...statements);
    }

    function connect(config: Partial<z.input<typeof mysql.config>>): Source {
      const customer = { table: 'people', id: 'id', attributes: {}, consent: 'none' as const };
      const parsed = mysql.config.parse({ kind: 'mysql', url: system.url, customer, ...config });
      const source = mysql.create('shop', parsed, movingTools());
      sources.push(source);
      return source;
    }

    const people = (attributes: Readonly<Record<string, string>>, table = 'people') => ({
      customer: { table, id: 'id', attributes, consent: 'none' as const },
    });

    const orders = {
      orders: { table: 'orders', id: 'id', customer: 'person', attributes: { placedAt: 'at' } },
    };

    async function adviceFor(source: Source, column: string): Promise<readonly unknown[]> {
      const description = said(await source.describe(calling()));
      if (typeof description !== 'object') throw new Error(description);
      const report = description.columns.find((each) => each.column === column);
      return [report?.index, report?.advice];
    }

    it('asks lists of many lengths by few texts', async () => {
      await open('create table people (id bigint primary key, email varchar(99))');
      const source = connect(people({ email: 'email' }));
      await source.find([keyOf('email', 'a@example.org')], wanting(), calling());
      system.record(true);
      const counts = Array.from({ length: 60 }, (_, n) => n * 8 + 1);
      for (const count of counts) {
        const keys = Array.from({ length: count }, (_, n) => keyOf('email', `user${n}@example.org`));
        await source.find(keys, wanting(), calling());
      }
      const texts = system.received.map(({ operation }) => operation);
      expect(texts).toHaveLength(counts.length);
      expect(new Set(texts).size).toBeLessThanOrEqual(10);
    });

    it('keeps every digit of large ids, in look-ups as in pages', async () => {
      await open(
        'create table people (id bigint primary key, ref bigint)',
        'insert into people values (9007199254740992, 1), (9007199254740993, 9007199254740995), (9007199254740994, 2)',
      );
      const source = connect(people({ 'externalId.ref': 'ref' }));
      const ids = ['9007199254740993', '9007199254740991', '09007199254740993', '9'.repeat(25), 'x'];
      const outcomes = await source.get(ids, wanting('externalId.ref'), calling());
      expect(outcomes.map(({ kind }) => kind)).toEqual(['found', ...Array(4).fill('absent')]);
      expect(said(outcomes[0])).toMatchObject({ attributes: { 'externalId.ref': ['9007199254740995'] } });
      expect(await idsFor(source, keyOf('externalId.ref', '9007199254740995'))).toEqual(['9007199254740993']);
      expect(await idsFor(source, keyOf('externalId.ref', '9007199254740994'))).toBe('absent');
      const next = await source.search([], { first: 5, after: '9007199254740992' }, wanting(), calling());
      expect(said(next)).toMatchObject({
        items: [{ ref: { id: '9007199254740993' } }, { ref: { id: '9007199254740994' } }],
      });
    });

    it('keeps parents apart that a collation takes for one', async () => {
      await open(
        'create table people (id bigint primary key)',
        'create table orders (id bigint, person varchar(20), at datetime(3))',
        `insert into orders values (1, 'abc', '2020-01-01 00:00:00.000'), (2, 'ABC', '2021-01-01 00:00:00.000'), (3, 'ABC', '2022-01-01 00:00:00.000')`,
      );
      const source = connect({ collections: orders });
      const outcomes = await source.collect('orders', ['abc', 'ABC', 'Abc'], page(1), calling());
      expect(outcomes.map(said)).toMatchObject([
        { items: [{ id: '1' }], more: false },
        { items: [{ id: '3' }], more: true },
        { items: [], more: false },
      ]);
    });

    it('reads DATETIME as UTC, or in the zone it is told', async () => {
      await open(
        'create table people (id bigint primary key, at datetime(3))',
        `insert into people values (1, '2024-06-01 12:00:00.250')`,
      );
      const source = connect(people({ createdAt: 'at' }));
      const [outcome] = await source.get(['1'], wanting('createdAt'), calling());
      expect(said(outcome)).toMatchObject({ attributes: { createdAt: ['2024-06-01T12:00:00.250Z'] } });
    });

    it('comes back by itself when the server drops its connections', async () => {
      await open('create table people (id bigint primary key)', 'insert into people values (1)');
      const source = connect({});
      await source.get(['1'], wanting(), calling());
      await system.setFault({ mode: 'down' });
      await system.setFault({ mode: 'ok' });
      await sleep(50);
      expect((await source.get(['1'], wanting(), calling())).map(({ kind }) => kind)).toEqual(['found']);
    });

    it('reads in read-only transactions', async () => {
      await open('create table people (id bigint primary key)');
      const connection = await mysqlDriver(system.url, 5000).connect();
      const writing = connection.run({ text: 'insert into people values (?)', values: ['1'] });
      // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
      await expect(writing).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', cause: { errno: 1792 } });
      await connection.end();
    });

    it('finds the last digits of numbers that are written in one form', async () => {
      await open(
        'create table people (id bigint primary key, tel varchar(40), digits bigint)',
        `insert into people values (1, '+49 30 9018201', 49309018201), (2, '+49 89 9018201', 49899018201), (3, '+49 30 9018202', 49309018202)`,
      );
      const lookups = { phone: { column: 'digits', as: 'digits' as const } };
      const source = connect({ customer: { ...people({ phone: 'tel' }).customer, lookups } });
      expect(source.manifest.lookups.map(({ kind }) => kind)).toEqual(['phone', 'match.lastDigits']);
      expect(await answersTo(source, candidatesOf({ phone: ['+43 1 9018201'] }))).toEqual({
        lastDigits: '1,2',
      });
    });

    it('calls a candidate key generic when more rows were found than were read, though none is seen to match', async () => {
      await open(
        'create table people (id bigint primary key, last varchar(40), born date)',
        `insert into people values ${Array.from({ length: 60 }, (_, n) => `(${n}, 'Baker', '1980-05-05')`).join()}, (61, 'Baum', '1980-05-06')`,
      );
      const source = connect(people({ 'name.family': 'last', birthDate: 'born' }));
      const strange = candidatesOf({ 'name.family': ['Boltzmann'], birthDate: ['1980-05-05'] });
      expect(await answersTo(source, ofKinds(strange, 'soundAndBirthDate', 'nameAndBirthYear'))).toEqual({
        soundAndBirthDate: 'generic',
        nameAndBirthYear: 'absent',
      });
      const other = candidatesOf({ 'name.family': ['Baum'], birthDate: ['1980-05-06'] });
      expect(await answersTo(source, ofKinds(other, 'soundAndBirthDate', 'nameAndBirthDay'))).toEqual({
        soundAndBirthDate: '61',
        nameAndBirthDay: '61',
      });
    });

    describe.skipIf(server.embedded)('with what only a real server has', () => {
      it('asks a large table for candidate keys only where an index serves them, and doctor names the one that would', async () => {
        await open(
          `create table people (id bigint primary key auto_increment, first varchar(40), last varchar(40), mail varchar(99) collate utf8mb4_bin, born date)
            default charset utf8mb4 collate utf8mb4_unicode_ci`,
          `insert into people (first, last, mail, born) values ('First', 'Last', 'a@example.org', '1950-01-01'), ('Müller', 'Jürgen', 'j.mueller@example.org', '1980-12-09')`,
          ...Array.from(
            { length: 16 },
            (_, n) => `insert into people (first, last, mail, born)
              select concat('First', id), concat('Last', id), concat('user', id, '@example.org'), date '1940-01-01' + interval (id * ${n + 1}) mod 9999 day from people`,
          ),
          'analyze table people',
        );
        const named = { 'name.given': 'first', 'name.family': 'last', email: 'mail', birthDate: 'born' };
        const keys = candidatesOf({
          'name.given': ['Jurgen'],
          'name.family': ['Muller'],
          email: ['j.mueller@elsewhere.example'],
          birthDate: ['1980-12-09'],
        });
        const some = ofKinds(
          keys,
          'emailUser',
          'fullName',
          'nameLetters',
          'nameAndBirthYear',
          'nameAndBirthDay',
          'birthDate',
        );
        const source = connect(people(named));
        expect(new Set(Object.values(await answersTo(source, some)))).toEqual(new Set(['absent']));
        const [, last] = await adviceFor(source, 'last');
        expect(last).toContain(
          'Nobody is looked for by fullName, nameLetters, nameAndBirthYear, nameAndBirthDay, soundAndBirthYear, which would read this large table whole: create index … on `people` (`last`)',
        );
        expect((await adviceFor(source, 'born'))[1]).toContain('create index … on `people` (`born`)');
        expect((await adviceFor(source, 'mail'))[1]).toContain('collate utf8mb4_unicode_ci');
        await prepare(
          system,
          'create index people_first on people (first)',
          'create index people_last on people (last)',
          'create index people_born on people (born)',
          'analyze table people',
        );
        const indexed = connect(people(named));
        const answers = await answersTo(indexed, some);
        // The collation leaves accents out, as the keys do.
        expect(answers).toMatchObject({
          emailUser: 'absent',
          fullName: '2',
          nameLetters: '2',
          nameAndBirthDay: '2',
        });
        expect(answers['birthDate']?.split(',')).toContain('2');
        system.record(true);
        const [fullName] = ofKinds(keys, 'fullName');
        if (fullName !== undefined) await indexed.find([fullName], wanting(), calling());
        const asked = system.received.at(-1);
        // What is bound is quoted here, and no limit can be.
        const text = `explain ${asked?.operation.replace('limit ?', 'limit 51')}`;
        const plan = await system.execute(text, (asked?.values ?? []).slice(0, -1));
        expect(plan.map((row) => row['type'])).not.toContain('ALL');
      });

      it('compares columns of other character sets and types, and days of a time in its zone', async () => {
        await open(
          `create table people (id bigint primary key, last varchar(40) character set latin1 collate latin1_bin, zip int, born datetime, street char(20))
            default charset utf8mb4 collate utf8mb4_unicode_ci`,
          `insert into people values (1, 'Émile', 10117, '1980-12-10 01:00:00', 'Am Markt 5'), (2, 'ÉMILE', 10117, '1980-12-10 02:00:00', 'Markt 5'),
            (3, 'Émile', 10118, '1980-12-09 02:00:00', 'Am Markt 5')`,
        );
        const attributes = {
          'name.family': 'last',
          'address.postalCode': 'zip',
          'address.street': 'street',
          birthDate: 'born',
        };
        const source = connect({ ...people(attributes), timezone: '+02:00' });
        const keys = candidatesOf({
          'name.family': ['Émile'],
          'address.postalCode': ['10117'],
          'address.street': ['Markt 5'],
          birthDate: ['1980-12-09'],
        });
        const alone = await Promise.all(keys.map((key) => answersTo(source, [key])));
        expect(Object.assign({}, ...alone)).toEqual({
          nameAndPostcode: '1,2',
          nameAndBirthYear: '1,2,3',
          nameAndBirthDay: '1,3',
          birthDate: '1,3',
          soundAndBirthDate: '1,3',
          soundAndBirthYear: '1,2,3',
          houseAndPostcode: '1,2',
        });
      });

      it('looks e-mails up by the collation of the column', async () => {
        await open(
          `create table people (id bigint primary key, folded varchar(99), bytes varchar(99) collate utf8mb4_bin, key folded_key (folded), key bytes_key (bytes))
            default charset utf8mb4 collate utf8mb4_unicode_ci`,
          `insert into people values (1, 'Ada@Example.org', 'Ada@Example.org')`,
        );
        const folded = connect(people({ email: 'folded' }));
        expect(await idsFor(folded, keyOf('email', 'ADA@example.org'))).toEqual(['1']);
        expect(await adviceFor(folded, 'folded')).toEqual(['folded_key', undefined]);
        const bytes = connect(people({ email: 'bytes' }));
        expect(await idsFor(bytes, keyOf('email', 'ADA@example.org'))).toEqual(['1']);
        const [index, advice] = await adviceFor(bytes, 'bytes');
        expect(index).toBeNull();
        expect(advice).toMatch(/^Each look-up reads the whole table: .*collate/);
      });

      it('compares without regard to case, but not without regard to accents', async () => {
        await open(
          'create table people (id bigint primary key, name varchar(99)) default charset utf8mb4 collate utf8mb4_unicode_ci',
          `insert into people values (1, 'Jose'), (2, 'José'), (3, 'JOSÉ'), (4, 'José '), (5, 'Josef')`,
        );
        const source = connect(people({ 'name.given': 'name' }));
        const found = async (operator: Condition['operator'], value: string) => {
          const condition = { attribute: 'name.given', operator, value } as const;
          const slice = said(await source.search([condition], { first: 9 }, wanting(), calling()));
          return typeof slice === 'object' ? slice.items.map(({ ref }) => ref.id) : slice;
        };
        expect(await found('equals', 'josé')).toEqual(['2', '3']);
        expect(await found('startsWith', 'jose')).toEqual(['1', '5']);
        expect(await found('startsWith', 'JOSÉ')).toEqual(['2', '3', '4']);
      });

      it('keeps every digit and bit, and text of other character sets', async () => {
        await open(
          `create table people (id bigint unsigned primary key, exact decimal(30, 4), flag tinyint(1), bits bit(1), doc json, kind enum('a', 'b'),
            latin varchar(20) character set latin1, real8 double, born year)`,
          `insert into people values (18446744073709551615, 12345678901234567890.1230, 1, b'1', '{"a": 1}', 'b', 'Jürgen', 1.5, 1999)`,
        );
        const names = ['exact', 'flag', 'bits', 'doc', 'kind', 'latin', 'real8', 'born'];
        const source = connect({
          customer: {
            table: 'people',
            id: 'id',
            attributes: {
              ...Object.fromEntries(names.map((name) => [`custom.${name}`, name])),
              'externalId.latin': 'latin',
            },
            consent: [
              {
                purpose: 'marketing.communications.email',
                channel: 'EMAIL',
                column: 'bits',
                granted: [true],
                denied: [false],
              },
            ],
          },
        });
        const id = '18446744073709551615';
        expect(await attributesOf(source, id, ...names)).toEqual({
          exact: '12345678901234567890.1230',
          flag: 1,
          bits: 1,
          doc: '{"a": 1}',
          kind: 'b',
          latin: 'Jürgen',
          real8: 1.5,
          born: 1999,
        });
        const [outcome] = await source.get([id], { ...wanting(), consent: 'all' }, calling());
        expect(said(outcome)).toMatchObject({ consent: [{ status: 'GRANTED' }] });
        expect(await idsFor(source, keyOf('externalId.latin', 'Jürgen'))).toEqual([id]);
        expect(await idsFor(source, keyOf('externalId.latin', '🦊'))).toBe('absent');
        const condition = { attribute: 'custom.latin', operator: 'equals', value: 'JÜRGEN' } as const;
        expect(said(await source.search([condition], { first: 2 }, wanting(), calling()))).toMatchObject({
          items: [{ ref: { id } }],
        });
      });

      it.each(['datetime(6)', 'datetime', 'timestamp(6) null', 'date'])(
        'pages through rows by a %s, which may tell more than milliseconds',
        async (type) => {
          await open(
            'create table people (id bigint primary key)',
            `create table orders (id varchar(20), person varchar(20) character set latin1, at ${type})`,
            `insert into orders values ${Array.from({ length: 12 }, (_, n) => `('${n + 1}', 'Jürgen', '2024-05-01 10:00:00.123${n % 3}')`)}`,
            `insert into orders values ('none', 'Jürgen', null), ('new', 'Jürgen', '2025-01-01')`,
          );
          const ties = Array.from({ length: 12 }, (_, n) => String(n + 1)).sort();
          for (const timezone of ['Z', '+05:30'])
            expect(await walk(connect({ timezone, collections: orders }), 'Jürgen')).toEqual([
              'new',
              ...ties,
              'none',
            ]);
        },
      );

      it('reads DATETIME in the zone it is told, and TIMESTAMP in its own', async () => {
        await open(
          'create table people (id bigint primary key, at datetime(3), stamp timestamp(3) null)',
          `insert into people values (1, '2024-06-01 12:00:00.250', from_unixtime(1717243200))`,
        );
        const source = connect({
          timezone: '+02:00',
          ...people({ createdAt: 'at', lastActivityAt: 'stamp' }),
        });
        const [outcome] = await source.get(['1'], wanting('createdAt', 'lastActivityAt'), calling());
        expect(said(outcome)).toMatchObject({
          attributes: {
            createdAt: ['2024-06-01T10:00:00.250Z'],
            lastActivityAt: ['2024-06-01T12:00:00.000Z'],
          },
        });
        const found = async (...conditions: readonly Condition[]) => {
          const slice = said(await source.search(conditions, { first: 2 }, wanting(), calling()));
          return typeof slice === 'object' ? slice.items.length : slice;
        };
        const [from, to] = ['2024-06-01T10:00:00.250Z', '2024-06-01T10:00:00.251Z'];
        expect(await found({ attribute: 'createdAt', operator: 'atLeast', value: from })).toBe(1);
        expect(await found({ attribute: 'createdAt', operator: 'atLeast', value: to })).toBe(0);
        expect(await found({ attribute: 'createdAt', operator: 'before', value: from })).toBe(0);
        const noon = '2024-06-01T12:00:00.000Z';
        expect(await found({ attribute: 'lastActivityAt', operator: 'atLeast', value: noon })).toBe(1);
        expect(await found({ attribute: 'lastActivityAt', operator: 'before', value: noon })).toBe(0);
      });

      it('quotes whatever names a mapping has, in any case', async () => {
        await open(
          "create table `odd``Table` (`Id` bigint primary key, `E Mail` varchar(99), `select` text, `x' y` text, key `odd index` (`E Mail`))",
          "insert into `odd``Table` values (1, 'a@example.org', 'here', 'there')",
        );
        const source = connect({
          customer: {
            table: `${new URL(system.url).pathname.slice(1)}.odd\`Table`,
            id: 'ID',
            attributes: { email: 'e mail', 'custom.word': 'select', 'custom.quoted': "x' y" },
            consent: 'none',
          },
        });
        expect(await idsFor(source, keyOf('email', 'A@example.org'))).toEqual(['1']);
        expect(await attributesOf(source, '1', 'word', 'quoted')).toEqual({ word: 'here', quoted: 'there' });
        expect(await adviceFor(source, 'e mail')).toEqual(['odd index', undefined]);
      });

      it('stops the statement of a call that is aborted', async () => {
        await open(
          'create table naps (id bigint primary key)',
          'insert into naps values (1)',
          'create view people as select id, sleep(20) as nap from naps',
        );
        const source = connect({ timeout: 30_000, ...people({ 'custom.nap': 'nap' }) });
        const running = async () => {
          const rows = await system.execute(
            "select count(*) as n from information_schema.processlist where db = database() and info like '%nap%' and info not like '%processlist%' and command = 'Execute'",
          );
          return Number(rows[0]?.['n']);
        };
        const controller = new AbortController();
        const asked = source.get(['1'], wanting('custom.nap'), { ...calling(), signal: controller.signal });
        await vi.waitFor(async () => expect(await running()).toBe(1), { timeout: 3000 });
        controller.abort();
        expect((await asked).map(said)).toEqual(['SOURCE_TIMEOUT']);
        await vi.waitFor(async () => expect(await running()).toBe(0), { timeout: 1000 });
      });

      it('has the server keep the time-out, and goes on with the connection', async () => {
        await open(
          'create table naps (id bigint primary key)',
          'insert into naps values (1)',
          'create view people as select id, sleep(20) as nap from naps',
        );
        const source = connect({ timeout: 300, ...people({ 'custom.nap': 'nap' }) });
        const [outcome] = await source.get(['1'], wanting('custom.nap'), calling());
        expect(said(outcome)).toBe('SOURCE_TIMEOUT');
        const { connections } = system;
        expect((await source.describe(calling())).kind).toBe('found');
        expect(system.connections).toBe(connections);
      });

      it('says whom the server does not let in', async () => {
        const url = new URL(system.url);
        url.username = 'onefold_nobody';
        url.password = 'wrong';
        const nobody = connect({ url: url.href });
        expect((await nobody.get(['1'], wanting(), calling())).map(said)).toEqual(['SOURCE_UNAUTHORIZED']);
        const lost = new URL(system.url);
        lost.pathname = '/onefold_no_such_database';
        const nowhere = connect({ url: lost.href });
        expect((await nowhere.get(['1'], wanting(), calling())).map(said)).toEqual(['SOURCE_DRIFTED']);
      });
    });
  });
}
