import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres } from '../../sandbox/postgres/server.ts';
import { type SqlSystem, startProxy } from '../../sandbox/sql/proxy.ts';
import { realServer, seedPostgres } from '../../sandbox/sql/real.ts';
import { healthy } from '../../sandbox/system.ts';
import { babble, customers, hostile, orders } from './sql-tables.ts';

const tables = [customers(300), orders(900, 300)];
const realUrl = process.env['ONEFOLD_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A database of our own on the real server, or the reason why there is none. */
async function realDatabase(): Promise<{ url: string; drop(): Promise<void> } | string> {
  const name = `onefold_sandbox_${process.pid}`;
  const admin = new pg.Client({ connectionString: realUrl, connectionTimeoutMillis: 2000 });
  try {
    await admin.connect();
  } catch {
    return 'no PostgreSQL is listening';
  }
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(realUrl);
  url.pathname = `/${name}`;
  await seedPostgres(url.href, tables);
  return {
    url: url.href,
    async drop() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

const real = await realDatabase();
if (typeof real === 'string') console.warn(`real PostgreSQL skipped: ${real}`);

const targets = {
  embedded: () => startPostgres({ name: 'app', tables }),
  ...(typeof real !== 'string' && {
    real: () =>
      startProxy({ name: 'app', kind: 'postgres', url: real.url, backend: realServer('postgres', real.url) }),
  }),
};

afterAll(async () => {
  if (typeof real !== 'string') await real.drop();
});

describe.each(Object.entries(targets))('postgres, %s', (kind, start) => {
  let system: SqlSystem;
  let pool: pg.Pool;

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

  function poolOf(config: pg.PoolConfig = {}): pg.Pool {
    const made = new pg.Pool({ connectionString: system.url, max: 3, ...config });
    made.on('error', () => {});
    return made;
  }

  /** A client whose errors are ours to see, not uncaught ones. */
  async function clientOf(config: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: system.url, ...config });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  it('has the types and values of the population', async () => {
    const { rows } = await pool.query('SELECT * FROM customers WHERE id IN ($1, 2) ORDER BY id', [
      '9007199254740993',
    ]);
    expect(rows[0]).toMatchObject({ id: '2', email: null, opted_in: null, spent: null });
    expect(rows[1]).toMatchObject({
      id: '9007199254740993',
      last_name: hostile,
      visits: 0,
      opted_in: true,
      seen_at: new Date('2024-05-01T10:00:00.250Z'),
      spent: '1234567890.50',
    });
    const { rows: plan } = await pool.query("SELECT indexdef FROM pg_indexes WHERE tablename = 'customers'");
    expect(plan.map((row) => row.indexdef).join()).toContain('lower(email)');
  });

  it('answers arrays of keys through one named statement on several connections at once', async () => {
    const ask = (text: string, values: unknown[]) => pool.query({ name: 'by_key', text, values });
    const texts = 'SELECT email FROM customers WHERE lower(email) = ANY($1::text[]) ORDER BY email';
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => ask(texts, [[`user${n + 3}@example.com`]])),
    );
    expect(answers.map((answer) => answer.rows[0]?.email)).toEqual(
      Array.from({ length: 30 }, (_, n) => `User${n + 3}@Example.com`),
    );
    const ids = await pool.query('SELECT id FROM customers WHERE id = ANY($1::bigint[]) ORDER BY id', [
      ['3', '4'],
    ]);
    expect(ids.rows).toEqual([{ id: '3' }, { id: '4' }]);
  });

  it('keeps one name for different statements on two connections apart', async () => {
    const [one, two] = [await clientOf(), await clientOf()];
    for (let round = 0; round < 2; round++) {
      expect((await one.query({ name: 's', text: 'SELECT 1 AS a' })).rows).toEqual([{ a: 1 }]);
      expect((await two.query({ name: 's', text: 'SELECT $1::text AS b', values: ['x'] })).rows).toEqual([
        { b: 'x' },
      ]);
    }
    await one.end();
    expect((await two.query({ name: 's', text: 'SELECT $1::text AS b', values: ['y'] })).rows).toEqual([
      { b: 'y' },
    ]);
    await two.end();
  });

  it('recovers after an error, in simple and extended protocol', async () => {
    const client = await clientOf();
    await expect(client.query('SELECT nope FROM customers')).rejects.toMatchObject({ code: '42703' });
    await expect(client.query('SELECT nope FROM customers WHERE id = $1', [1])).rejects.toMatchObject({
      code: '42703',
    });
    await expect(client.query('SELECT $1::int AS n', ['x'])).rejects.toMatchObject({ code: '22P02' });
    await expect(client.query({ name: 'bad', text: 'SELECT * FROM gone' })).rejects.toMatchObject({
      code: '42P01',
    });
    expect((await client.query('SELECT $1::int AS n', [7])).rows).toEqual([{ n: 7 }]);
    await client.end();
  });

  it('does not let transactions of two connections interleave', async () => {
    const [one, two] = [await clientOf(), await clientOf()];
    await one.query('BEGIN');
    await one.query('UPDATE customers SET visits = 99 WHERE id = 5');
    const seen = two.query('SELECT visits FROM customers WHERE id = 5');
    await one.query('ROLLBACK');
    expect((await seen).rows).toEqual([{ visits: 4 }]);
    await one.query('BEGIN');
    await one.query('UPDATE customers SET visits = 99 WHERE id = 5');
    await one.end();
    expect((await two.query('SELECT visits FROM customers WHERE id = 5')).rows).toEqual([{ visits: 4 }]);
    await two.end();
  });

  it('keeps settings per connection: start-up options, parameters and SET', async () => {
    const reader = await clientOf({
      options: '-c default_transaction_read_only=on',
      statement_timeout: 1500,
    });
    const writer = await clientOf();
    const update = 'UPDATE customers SET visits = visits WHERE id = 3';
    for (let round = 0; round < 2; round++) {
      await expect(reader.query(update)).rejects.toMatchObject({ code: '25006' });
      expect((await writer.query(update)).rowCount).toBe(1);
    }
    await writer.query("SET statement_timeout = '2s'");
    expect((await writer.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '2s' }]);
    expect((await reader.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '1500ms' }]);
    await system.execute(update);
    expect((await reader.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '1500ms' }]);
    await Promise.all([reader.end(), writer.end()]);
    await expect(clientOf({ options: '-c no_such_setting=1' })).rejects.toMatchObject({ code: '42704' });
  });

  it('counts statements, and records text and values when told to', async () => {
    await pool.query('SET statement_timeout = 1000');
    await pool.query('SELECT 1');
    expect([system.calls, system.received]).toEqual([1, []]);
    system.record(true);
    await pool.query({ name: 'r', text: 'SELECT $1::text, $2::int', values: ['it', null] });
    await pool.query({ name: 'r', text: 'SELECT $1::text, $2::int', values: ['at', 5] });
    system.record(false);
    expect(system.calls).toBe(3);
    expect(system.received).toEqual([
      { operation: 'SELECT $1::text, $2::int', values: ['it', null] },
      { operation: 'SELECT $1::text, $2::int', values: ['at', '5'] },
    ]);
    system.forget();
    expect([system.calls, system.received]).toEqual([0, []]);
  });

  it('is slow per statement, and then honours statement_timeout and cancel', async () => {
    const client = await clientOf({ statement_timeout: 400 });
    await system.setFault({ mode: 'slow', delayMs: 120 });
    const before = performance.now();
    await client.query({ name: 'slow', text: 'SELECT $1::int', values: [1] });
    expect(performance.now() - before).toBeGreaterThan(115);
    expect(performance.now() - before).toBeLessThan(230);
    await system.setFault({ delayMs: 5000 });
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '57014', message: /timeout/ });

    const patient = await clientOf();
    const running = patient.query('SELECT 1');
    const cancelled = expect(running).rejects.toMatchObject({ code: '57014', message: /user request/ });
    const sent = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await cancel(patient);
    await cancelled;
    expect(performance.now() - sent).toBeLessThan(1000);
    await system.setFault(healthy);
    expect((await patient.query('SELECT 1 AS ok')).rows).toEqual([{ ok: 1 }]);
    await Promise.all([client.end(), patient.end()]);
  });

  it('hangs, connected or not, and answers when it is over', async () => {
    const client = await clientOf();
    await system.setFault({ mode: 'hang' });
    let answered = false;
    const asked = client.query('SELECT 1 AS ok').then(({ rows }) => {
      answered = true;
      return rows;
    });
    const late = poolOf({ connectionTimeoutMillis: 150 });
    await expect(late.query('SELECT 1')).rejects.toThrow(/timeout/);
    expect(answered).toBe(false);
    await system.setFault({ mode: 'ok' });
    expect(await asked).toEqual([{ ok: 1 }]);
    await Promise.all([client.end(), late.end()]);
  });

  it('is down: connections reset, new ones too, and comes back at the same address', async () => {
    const client = await clientOf();
    await system.setFault({ mode: 'down' });
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await system.setFault({ mode: 'ok' });
    expect((await pool.query('SELECT 1 AS ok')).rows).toEqual([{ ok: 1 }]);
  });

  it('fails each statement and keeps the connection', async () => {
    const client = await clientOf();
    const named = { name: 'again', text: 'SELECT $1::int AS n', values: [1] };
    await system.setFault({ mode: 'fail' });
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: 'XX000' });
    await expect(client.query(named)).rejects.toMatchObject({ code: 'XX000' });
    await system.setFault({ mode: 'ok' });
    expect((await client.query(named)).rows).toEqual([{ n: 1 }]);
    await client.end();
  });

  it('throttles: cuts what is connected and refuses new connections', async () => {
    const client = await clientOf();
    const cut = new Promise((resolve) => client.once('error', resolve));
    await system.setFault({ mode: 'throttle' });
    expect(await cut).toMatchObject({ code: '53300' });
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: '53300' });
    await system.setFault({ mode: 'ok' });
    expect((await pool.query('SELECT 1 AS ok')).rows).toEqual([{ ok: 1 }]);
  });

  it('answers garbage, to those connected and to those who connect', async () => {
    const client = await clientOf();
    await system.setFault({ mode: 'garbage' });
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    await system.setFault({ mode: 'ok' });
    expect((await pool.query('SELECT 1 AS ok')).rows).toEqual([{ ok: 1 }]);
  });

  it('hangs up on whoever does not speak the protocol', async () => {
    await babble(system.url, Buffer.alloc(64));
    expect((await pool.query('SELECT 1 AS ok')).rows).toEqual([{ ok: 1 }]);
  });

  it('drops a column and gives it back with its data', async () => {
    const ask = () =>
      pool.query({ name: 'drop', text: 'SELECT last_name FROM customers WHERE id = $1', values: [4] });
    const { rows } = await ask();
    await system.setFault({ dropped: ['customers.last_name'] });
    await expect(ask()).rejects.toMatchObject({ code: '42703' });
    expect((await pool.query('SELECT email FROM customers WHERE id = 4')).rows).toEqual([
      { email: 'User3@Example.com' },
    ]);
    await system.setFault({ dropped: [] });
    expect((await ask()).rows).toEqual(rows);
  });

  it('survives clients that vanish in the middle of a statement', async () => {
    await system.setFault({ mode: 'slow', delayMs: 100 });
    const client = await clientOf();
    const asked = client.query('SELECT 1').catch(() => 'gone');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socketOf(client).destroy();
    expect(await asked).toBe('gone');
    await system.setFault(healthy);
    expect((await pool.query('SELECT count(*)::int AS n FROM customers')).rows).toEqual([{ n: 300 }]);
  });

  it.runIf(kind === 'embedded')('says that it is a sandbox', async () => {
    const client = new pg.Client({ connectionString: system.url });
    const notice = new Promise<string | undefined>((resolve) =>
      client.once('notice', (message) => resolve(message.message)),
    );
    await client.connect();
    expect(await notice).toContain('sandbox');
    await client.end();
  });
});

/** pg's own cancel: a connection of its own that names the victim. */
async function cancel(victim: pg.Client): Promise<void> {
  const canceller = new pg.Client({ host: victim.host, port: victim.port });
  const closed = new Promise<void>((resolve) => {
    canceller.on('error', () => resolve());
    connectionOf(canceller).on('end', () => resolve());
  });
  Reflect.get(canceller, 'cancel').call(
    canceller,
    victim,
    Reflect.get(victim, '_getActiveQuery')?.call(victim),
  );
  await closed;
}

function connectionOf(client: pg.Client): NodeJS.EventEmitter {
  return Reflect.get(client, 'connection');
}

function socketOf(client: pg.Client): { destroy(): void } {
  return Reflect.get(connectionOf(client), 'stream');
}
