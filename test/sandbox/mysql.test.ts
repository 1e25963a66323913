import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMysql } from '../../sandbox/mysql/server.ts';
import { type SqlSystem, startProxy } from '../../sandbox/sql/proxy.ts';
import { realServer, seedMysql } from '../../sandbox/sql/real.ts';
import { healthy } from '../../sandbox/system.ts';
import { babble, customers, hostile, orders } from './sql-tables.ts';

const tables = [customers(300), orders(900, 300)];
const realUrl = process.env['ONEFOLD_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql';

/** A database of our own on the real server, or the reason why there is none. */
async function realDatabase(): Promise<{ url: string; drop(): Promise<void> } | string> {
  const name = `onefold_sandbox_${process.pid}`;
  const admin = await mysql.createConnection({ uri: realUrl, connectTimeout: 2000 }).catch(() => undefined);
  if (admin === undefined) return 'no MySQL or MariaDB is listening';
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(realUrl);
  url.pathname = `/${name}`;
  await seedMysql(url.href, tables);
  return {
    url: url.href,
    async drop() {
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

const real = await realDatabase();
if (typeof real === 'string') console.warn(`real MySQL skipped: ${real}`);

const targets = {
  embedded: () => startMysql({ name: 'shop', tables }),
  ...(typeof real !== 'string' && {
    real: () =>
      startProxy({ name: 'shop', kind: 'mysql', url: real.url, backend: realServer('mysql', real.url) }),
  }),
};

afterAll(async () => {
  if (typeof real !== 'string') await real.drop();
});

type Row = mysql.RowDataPacket;

describe.each(Object.entries(targets))('mysql, %s', (kind, start) => {
  let system: SqlSystem;
  let pool: mysql.Pool;
  const embedded = kind === 'embedded';

  beforeAll(async () => {
    system = await start();
  }, 20_000);
  afterAll(() => system.close());

  beforeEach(() => {
    pool = poolOf();
    system.forget();
  });
  afterEach(async () => {
    await system.setFault(healthy);
    await pool.end();
  });

  function poolOf(config: mysql.PoolOptions = {}): mysql.Pool {
    return mysql.createPool({
      uri: system.url,
      connectionLimit: 3,
      timezone: 'Z',
      supportBigNumbers: true,
      ...config,
    });
  }

  async function connectionOf(): Promise<mysql.Connection> {
    const connection = await mysql.createConnection({ uri: system.url, timezone: 'Z' });
    connection.on('error', () => {});
    return connection;
  }

  async function rows(sql: string, values: (string | number | null)[] = []): Promise<Row[]> {
    const [text] = await pool.query<Row[]>(sql, values);
    const [binary] = await pool.execute<Row[]>(sql, values);
    expect(binary).toEqual(text);
    return binary;
  }

  it('has the types and values of the population in both protocols', async () => {
    const found = await rows('SELECT * FROM `customers` WHERE `id` IN (?, 2) ORDER BY id', [
      '9007199254740993',
    ]);
    expect(found[0]).toMatchObject({
      id: 2,
      email: null,
      opted_in: null,
      born: null,
      seen_at: null,
      spent: null,
    });
    expect(found[1]).toEqual({
      id: '9007199254740993',
      email: 'User0@Example.com',
      last_name: hostile,
      visits: 0,
      opted_in: 1,
      born: new Date('1980-02-29T00:00:00Z'),
      seen_at: new Date('2024-05-01T10:00:00.250Z'),
      spent: '1234567890.50',
    });
    const [, fields] = await pool.query(
      'SELECT opted_in, email, last_name, id, visits FROM customers LIMIT 0',
    );
    expect(fields.map((field) => [field.columnType, field.columnLength])).toEqual([
      [1, 1],
      [253, 1280],
      [252, expect.any(Number)],
      [8, 20],
      [3, 11],
    ]);
  });

  it('reads text as text: bytes outside ASCII, hostile values, dates as strings', async () => {
    expect(await rows('SELECT id FROM customers WHERE last_name = ?', [hostile])).toHaveLength(1);
    expect(await rows('SELECT id FROM customers WHERE email = ?', ["x' OR '1'='1"])).toEqual([]);
    expect(await rows('SELECT ? AS t, ? AS n', ['北京 \\ "', null])).toEqual([{ t: '北京 \\ "', n: null }]);
    const strings = poolOf({ dateStrings: true });
    const [found] = await strings.query<Row[]>('SELECT born, seen_at FROM customers WHERE id = 4');
    expect(found).toEqual([{ born: '1980-02-29', seen_at: '2024-05-01 10:00:00.250' }]);
    await strings.end();
  });

  it('compares text without regard to case, and has MySQL syntax', async () => {
    const hint =
      'SELECT /*+ MAX_EXECUTION_TIME(1500) */ `id`, `email` FROM `customers` WHERE `email` IN (?, ?) LIMIT 102';
    expect(await rows(hint, ['USER3@example.COM', 'nobody'])).toEqual([
      { id: 4, email: 'User3@Example.com' },
    ]);
    const window = `SELECT id, n FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY placed_at DESC, id) AS n
      FROM orders WHERE customer_id IN (?, ?)) o WHERE n <= 1 ORDER BY id`;
    expect(await rows(window, [4, 5])).toEqual([
      { id: 604, n: 1 },
      { id: 605, n: 1 },
    ]);
    const union =
      '(SELECT id FROM orders WHERE customer_id = 4 LIMIT 1) UNION ALL (SELECT id FROM orders WHERE customer_id = 5 LIMIT 1)';
    expect(await rows(union)).toEqual([{ id: 4 }, { id: 5 }]);
    expect(await rows('SELECT id FROM orders WHERE (customer_id, id) IN ((4, 304), (5, 4))')).toEqual([
      { id: 304 },
    ]);
    const after =
      'SELECT id, total FROM orders WHERE (placed_at, id) > (?, ?) ORDER BY placed_at, id LIMIT 1';
    expect(await rows(after, ['2024-01-01 00:03:00', 4])).toEqual([{ id: 5, total: '4.25' }]);
    const join =
      'SELECT c.id, COUNT(*) AS n FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = ? GROUP BY c.id';
    expect(await rows(join, [4])).toEqual([{ id: 4, n: 3 }]);
    expect(await rows('SELECT MAX(placed_at) AS last FROM orders')).toEqual([
      { last: new Date('2024-01-01T14:59:00.000Z') },
    ]);
    expect(await rows('SELECT id FROM customers WHERE email <=> NULL')).toEqual([{ id: 2 }]);
    expect(
      await rows(
        "SELECT id FROM customers WHERE email LIKE 'user\\_%' OR email LIKE 'user29_@%' AND id < 293",
      ),
    ).toHaveLength(2);
    expect(await rows("SELECT id FROM customers WHERE id = 4 AND '5% A_B' LIKE '5\\% a\\_b'")).toEqual([
      { id: 4 },
    ]);
    expect(
      await rows('SELECT id FROM customers WHERE email COLLATE utf8mb4_bin = ?', ['user3@example.com']),
    ).toEqual([]);
  });

  it('answers what drivers and adapters ask of a connection', async () => {
    const connection = await connectionOf();
    await connection.query('SET NAMES utf8mb4');
    await connection.query('SET SESSION sql_mode = ?', ['STRICT_TRANS_TABLES']);
    const [told] = await connection.query<Row[]>(
      'SELECT VERSION() AS v, DATABASE() AS d, CONNECTION_ID() AS c',
    );
    expect(told[0]?.['c']).toBe(connection.threadId);
    const [variables] = await connection.query<Row[]>('SELECT @@version');
    expect(variables).toEqual([{ '@@version': told[0]?.['v'] }]);
    if (embedded) expect(told[0]).toMatchObject({ v: '8.0.43-onefold-sandbox', d: 'shop' });
    await connection.ping();
    await connection.changeUser({});
    await connection.reset();
    const [one] = await connection.execute('SELECT 1');
    expect(one).toEqual([{ '1': 1 }]);
    await connection.unprepare('SELECT 1');
    await connection.execute('SELECT 1');
    await connection.end();
  });

  it.runIf(embedded)("takes MariaDB's time limit", async () => {
    const limited = 'SET STATEMENT max_statement_time=1.5 FOR SELECT id FROM customers WHERE id = ?';
    expect(await rows(limited, [4])).toEqual([{ id: 4 }]);
  });

  it('describes its tables in information_schema', async () => {
    const columns = await rows(
      `SELECT column_name AS name, data_type AS type, column_type AS full, character_maximum_length AS length,
       is_nullable AS nullable, collation_name AS collation FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = ? AND column_name IN ('email', 'opted_in') ORDER BY ordinal_position`,
      ['customers'],
    );
    expect(columns).toEqual([
      {
        name: 'email',
        type: 'varchar',
        full: 'varchar(320)',
        length: 320,
        nullable: 'YES',
        collation: 'utf8mb4_unicode_ci',
      },
      {
        name: 'opted_in',
        type: 'tinyint',
        full: 'tinyint(1)',
        length: null,
        nullable: 'YES',
        collation: null,
      },
    ]);
    const statistics = await rows(
      `SELECT index_name AS name, column_name AS col, seq_in_index AS seq, non_unique AS many
       FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'customers' ORDER BY index_name`,
    );
    expect(statistics).toEqual([
      { name: 'customers_email_idx', col: 'email', seq: 1, many: 1 },
      { name: 'PRIMARY', col: 'id', seq: 1, many: 0 },
    ]);
    const named = await rows(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
    );
    expect(named).toEqual([{ name: 'customers' }, { name: 'orders' }]);
  });

  it("gives MySQL's errors in MySQL's words, and the connection lives on", async () => {
    const connection = await connectionOf();
    const schema = new URL(system.url).pathname.slice(1);
    const cases = [
      ['SELECT nope FROM customers', 1054, '42S22', /^Unknown column 'nope' in '(field list|SELECT)'$/],
      [
        'SELECT id FROM customers WHERE nope = 1',
        1054,
        '42S22',
        /^Unknown column 'nope' in '(where clause|WHERE)'$/,
      ],
      [
        'SELECT `no``pe` FROM `customers`',
        1054,
        '42S22',
        /^Unknown column 'no`pe' in '(field list|SELECT)'$/,
      ],
      ['SELECT id FROM gone', 1146, '42S02', `Table '${schema}.gone' doesn't exist`],
      ['SELEC id', 1064, '42000', /^You have an error in your SQL syntax; .* near 'SELEC id' at line 1$/],
      [
        'SELECT 1; SELECT 2',
        1064,
        '42000',
        /^You have an error in your SQL syntax; .* near 'SELECT 2' at line 1$/,
      ],
    ] as const;
    for (const [sql, errno, sqlState, message] of cases) {
      const expected = {
        errno,
        sqlState,
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      };
      await expect(connection.query(sql)).rejects.toMatchObject(expected);
      await expect(connection.execute(sql)).rejects.toMatchObject(expected);
    }
    await expect(connection.query('KILL QUERY 4000000')).rejects.toMatchObject({ errno: 1094 });
    const insert = "INSERT INTO orders (id, customer_id, total, placed_at) VALUES (1, 1, 1, '2024-01-01')";
    await expect(connection.execute(insert)).rejects.toMatchObject({ errno: 1062, sqlState: '23000' });
    expect((await connection.execute('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
    await connection.end();
  });

  it('writes, and refuses to in a read-only session', async () => {
    const [reader, writer] = [await connectionOf(), await connectionOf()];
    await reader.query('SET SESSION TRANSACTION READ ONLY');
    const update = 'UPDATE customers SET visits = visits + 1 WHERE id = ?';
    await expect(reader.execute(update, [6])).rejects.toMatchObject({ errno: 1792, sqlState: '25006' });
    await writer.beginTransaction();
    const [done] = await writer.execute<mysql.ResultSetHeader>(update, [6]);
    expect(done.affectedRows).toBe(1);
    await writer.rollback();
    await writer.beginTransaction();
    await writer.execute(update, [6]);
    writer.destroy();
    await expect
      .poll(async () => (await reader.query('SELECT visits FROM customers WHERE id = 6'))[0])
      .toEqual([{ visits: 5 }]);
    await reader.end();
  });

  it('counts statements, and records text and values when told to', async () => {
    const connection = await connectionOf();
    await connection.query('SET NAMES utf8mb4');
    await connection.ping();
    await connection.query('SELECT 1');
    expect([system.calls, system.received]).toEqual([1, []]);
    system.record(true);
    await connection.execute('SELECT ?, ?', ['it', 5]);
    await connection.execute('SELECT ?, ?', ['at', null]);
    system.record(false);
    expect(system.calls).toBe(3);
    expect(system.received).toEqual([
      { operation: 'SELECT ?, ?', values: ['it', 5] },
      { operation: 'SELECT ?, ?', values: ['at', null] },
    ]);
    await connection.end();
  });

  it('is slow per statement, and then honours time limits and KILL QUERY', async () => {
    const [connection, killer] = [await connectionOf(), await connectionOf()];
    await system.setFault({ mode: 'slow', delayMs: 120 });
    const before = performance.now();
    await connection.execute('SELECT ?', [1]);
    expect(performance.now() - before).toBeGreaterThan(115);
    expect(performance.now() - before).toBeLessThan(230);
    await system.setFault({ delayMs: 5000 });
    const limited = connection.query('SELECT /*+ MAX_EXECUTION_TIME(50) */ 1');
    await expect(limited).rejects.toMatchObject({ errno: 3024 });
    if (embedded) {
      await killer.query('SET SESSION max_execution_time = 50');
      await expect(killer.query('SELECT 1')).rejects.toMatchObject({ errno: 3024 });
    }

    const running = expect(connection.query('SELECT 2')).rejects.toMatchObject({ errno: 1317 });
    const sent = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await killer.query(`KILL QUERY ${connection.threadId}`);
    await running;
    expect(performance.now() - sent).toBeLessThan(1000);
    await system.setFault(healthy);
    expect((await connection.query('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
    await Promise.all([connection.end(), killer.end()]);
  });

  it('hangs, connected or not, and answers when it is over', async () => {
    const connection = await connectionOf();
    await system.setFault({ mode: 'hang' });
    let answered = false;
    const asked = connection.query('SELECT 1').then(([found]) => {
      answered = true;
      return found;
    });
    const late = mysql.createConnection({ uri: system.url, connectTimeout: 150 });
    await expect(late).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(answered).toBe(false);
    await system.setFault({ mode: 'ok' });
    expect(await asked).toEqual([{ '1': 1 }]);
    await connection.end();
  });

  it('is down: connections reset, new ones too, and comes back at the same address', async () => {
    const connection = await connectionOf();
    await system.setFault({ mode: 'down' });
    await expect(connection.query('SELECT 1')).rejects.toThrow();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await system.setFault({ mode: 'ok' });
    expect((await pool.query('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
  });

  it('fails each statement and keeps the connection', async () => {
    const connection = await connectionOf();
    await system.setFault({ mode: 'fail' });
    await expect(connection.query('SELECT 1')).rejects.toMatchObject({ errno: 1105 });
    await expect(connection.execute('SELECT ?', [1])).rejects.toMatchObject({ errno: 1105 });
    await system.setFault({ mode: 'ok' });
    expect((await connection.execute('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
    await connection.end();
  });

  it('throttles: a limit for those connected, no room for others', async () => {
    const connection = await connectionOf();
    await system.setFault({ mode: 'throttle' });
    await expect(connection.query('SELECT 1')).rejects.toMatchObject({ errno: 1226 });
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ errno: 1040 });
    await system.setFault({ mode: 'ok' });
    expect((await pool.query('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
    await connection.end();
  });

  it('answers garbage, to those connected and to those who connect', async () => {
    const connection = await connectionOf();
    await system.setFault({ mode: 'garbage' });
    await expect(connection.query('SELECT 1')).rejects.toThrow();
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    await system.setFault({ mode: 'ok' });
    expect((await pool.query('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
  });

  it('hangs up on whoever does not speak the protocol', async () => {
    await babble(system.url, Buffer.from('00000001000000020000000300000003', 'hex'));
    expect((await pool.query('SELECT 1'))[0]).toEqual([{ '1': 1 }]);
  });

  it('drops a column and gives it back with its data', async () => {
    const connection = await connectionOf();
    const ask = async () =>
      (await connection.execute('SELECT last_name FROM customers WHERE id = ?', [4]))[0];
    const before = await ask();
    await system.setFault({ dropped: ['customers.last_name'] });
    await expect(ask()).rejects.toMatchObject({ errno: 1054 });
    const left = await rows(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'customers' AND column_name = 'last_name'",
    );
    expect(left).toEqual([]);
    await system.setFault({ dropped: [] });
    expect(await ask()).toEqual(before);
    await connection.end();
  });

  it('runs statements behind the count and the faults', async () => {
    await system.setFault({ mode: 'fail' });
    const found = await system.execute('SELECT id, visits, spent FROM customers WHERE id = ?', [4]);
    expect(found).toEqual([{ id: 4, visits: 3, spent: '1234567890.50' }]);
    expect(system.calls).toBe(0);
    await expect(system.setFault({ dropped: ['customers.no_such'] })).rejects.toMatchObject({
      message: /no_such/,
    });
    expect(system.fault).toMatchObject({ mode: 'fail', dropped: [] });
  });

  it('serves several connections at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        pool.execute<Row[]>('SELECT email FROM customers WHERE email = ?', [`user${n + 3}@example.com`]),
      ),
    );
    expect(answers.map(([found]) => found[0]?.['email'])).toEqual(
      Array.from({ length: 40 }, (_, n) => `User${n + 3}@Example.com`),
    );
  });
});
