import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { realServer } from '../../sandbox/sql/real.ts';
import type { Call, Source, Want } from '../../sources/contract.ts';
import { openSource } from '../../sources/registry.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import type { PublicCollection } from '../../src/model/collection.ts';
import { personaNamed, recordOf } from './personas.ts';

const names = ['app', 'shop', 'crm', 'billing'] as const;
const configurationFile = fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url));

/** The sources of the demo's configuration, which read with the vendors' own clients. */
function sourcesOf({ env }: Sandbox): ReadonlyMap<string, Source> {
  const { gateway, sources } = loadConfiguration(configurationFile, env);
  const tools = { now: () => new Date(), country: gateway.country };
  return new Map(
    sources.map(({ name, options }) => [name, openSource(name, { ...options, timeout: 20_000 }, tools)]),
  );
}

const call = (): Call => ({
  signal: AbortSignal.timeout(20_000),
  deadline: Date.now() + 20_000,
  lane: 'interactive',
});
const want: Want = {
  attributes: ['email', 'phone', 'birthDate', 'externalId.loyalty'],
  references: true,
  consent: 'all',
  collections: [],
};

/** A persona's record as a source knows it, or the code of the source's failure. */
async function read(
  sources: ReadonlyMap<string, Source>,
  sandbox: Sandbox,
  source: string,
  persona = 'merged',
) {
  const { id } = recordOf(personaNamed(sandbox.population, persona), source);
  const [outcome] = (await sources.get(source)?.get([id], want, call())) ?? [];
  return outcome?.kind === 'failed'
    ? outcome.error.code
    : outcome?.kind === 'found'
      ? outcome.value
      : undefined;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const portOf = (url: string | undefined) => Number(new URL(url ?? '').port);

describe('the sandbox', () => {
  let sandbox: Sandbox;
  let sources: ReadonlyMap<string, Source>;
  let ports: Readonly<Record<(typeof names)[number] | 'control', number>>;

  beforeAll(async () => {
    const [app = 0, shop = 0, crm = 0, billing = 0, control = 0] = await freePorts(5);
    ports = { app, shop, crm, billing, control };
    sandbox = await startSandbox({ size: 40, ports, dailyRequests: 777 });
    sources = sourcesOf(sandbox);
  });
  afterEach(async () => {
    for (const system of Object.values(sandbox.systems)) {
      await system.setFault({ mode: 'ok', delayMs: 0, dropped: [] });
      system.record(false);
      system.forget();
    }
  });
  afterAll(async () => {
    await Promise.all([...sources.values()].map((source) => source.close()));
    await sandbox.close();
  });

  async function control(path: string, method = 'GET', body?: unknown) {
    const response = await fetch(`${sandbox.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return {
      status: response.status, // biome-ignore lint/suspicious/noExplicitAny: answers are compared with expectations, which say what shape they have
      body: (await response.json()) as any,
    };
  }

  it('is read by the real clients, each of which finds the persona everybody knows', async () => {
    const records = await Promise.all(names.map((name) => read(sources, sandbox, name)));
    expect(records).toMatchObject([
      {
        attributes: { email: ['ada.lindqvist@example.com'], birthDate: ['1987-04-12'] },
        references: [{ source: 'billing' }, { source: 'crm' }],
      },
      {
        attributes: { email: ['Ada.Lindqvist@Example.com'], 'externalId.loyalty': ['L9000001'] },
        references: [{ source: 'app', id: '1' }],
      },
      { attributes: { email: ['ADA.LINDQVIST@example.com'] }, references: [{ source: 'app', id: '1' }] },
      { attributes: { phone: ['0046701740605'] }, references: [{ source: 'app', id: '1' }] },
    ]);
  });

  it('has every column of its configuration, and an index wherever records are looked up', async () => {
    for (const [name, source] of sources) {
      const description = await source.describe(call());
      if (description.kind !== 'found') throw new Error(`${name} does not describe itself`);
      const { columns } = description.value;
      expect(columns.length).toBeGreaterThan(0);
      expect(columns.filter((one) => !one.exists || (one.use === 'lookup' && one.index === null))).toEqual(
        [],
      );
    }
  });

  it('has something in every collection', async () => {
    const expected = {
      app: { orders: { total: { amount: '2195.00', currency: 'SEK' }, status: 'shipped' } },
      shop: { orders: { total: { amount: '189.50', currency: 'SEK' }, status: 'DONE' } },
      crm: {
        opportunities: { amount: { amount: '48000', currency: 'SEK' } },
        cases: { subject: 'Delivery to another address' },
      },
      billing: {
        invoices: { status: 'open', total: { amount: '199.00', currency: 'SEK' } },
        subscriptions: { plan: 'Standard', price: { amount: '199.00', currency: 'SEK' }, status: 'active' },
        payments: { status: 'requires_payment_method', amount: { amount: '199.00', currency: 'SEK' } },
      },
    } as const;
    const ada = personaNamed(sandbox.population, 'merged');
    for (const name of names)
      for (const [collection, row] of Object.entries(expected[name])) {
        const page = { first: 1, attributes: Object.keys(row) };
        const parents = [recordOf(ada, name).id];
        const [outcome] =
          (await sources.get(name)?.collect(collection as PublicCollection, parents, page, call())) ?? [];
        const newest = outcome?.kind === 'found' ? outcome.value.items[0]?.values : outcome;
        expect(newest, `${name} ${collection}`).toMatchObject(row);
      }
  });

  it('says by what a payment was made, when it was', async () => {
    const parents = [recordOf(personaNamed(sandbox.population, 'merged'), 'billing').id];
    const page = { first: 3, attributes: ['status', 'method'] };
    const [outcome] = (await sources.get('billing')?.collect('payments', parents, page, call())) ?? [];
    expect(outcome?.kind === 'found' && outcome.value.items.map((row) => row.values)).toEqual([
      { status: 'requires_payment_method' },
      { status: 'succeeded', method: 'card' },
      { status: 'succeeded', method: 'card' },
    ]);
  });

  it('gives the org the day’s allowance it is told', async () => {
    const { url, accessToken } = sandbox.systems.crm;
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(`${url}/services/data/v66.0/sobjects/Contact/describe`, { headers });
    expect(response.headers.get('sforce-limit-info')).toMatch(/\/777$/);
  });

  describe('control', () => {
    it('tells what it is and how each system is', async () => {
      const { status, body } = await control('/');
      expect(status).toBe(200);
      expect(body.what).toContain('sandbox');
      expect(body.routes).toContain('PATCH /systems/{name}');
      expect(body.systems.map((one: { name: string; kind: string }) => [one.name, one.kind])).toEqual([
        ['app', 'postgres'],
        ['shop', 'mysql'],
        ['crm', 'salesforce'],
        ['billing', 'stripe'],
      ]);
      expect((await control('/systems')).body).toEqual(body.systems);
      expect(JSON.stringify(body)).not.toContain(sandbox.systems.app.url);
    });

    it('disturbs one system and leaves the others alone', async () => {
      for (const name of names) {
        const { status, body } = await control(`/systems/${name}`, 'PATCH', { mode: 'throttle' });
        expect([status, body.fault.mode]).toEqual([200, 'throttle']);
        const answers = await Promise.all(names.map((other) => read(sources, sandbox, other)));
        expect(answers.map((answer) => (typeof answer === 'object' ? 'found' : answer))).toEqual(
          names.map((other) => (other === name ? 'SOURCE_THROTTLED' : 'found')),
        );
        await control(`/systems/${name}`, 'PATCH', { mode: 'ok' });
        expect(await read(sources, sandbox, name)).toHaveProperty('attributes');
      }
    });

    it('keeps the parts of a fault that are not named', async () => {
      await control('/systems/crm', 'PATCH', { delayMs: 120, dropped: ['Contact.Title'] });
      const { body } = await control('/systems/crm', 'PATCH', { mode: 'slow', retryAfterSeconds: 7 });
      expect(body.fault).toEqual({
        mode: 'slow',
        delayMs: 120,
        retryAfterSeconds: 7,
        dropped: ['Contact.Title'],
      });
      expect((await control('/systems/crm')).body).toEqual(body);
    });

    it('counts calls, and shows them when it is told to record', async () => {
      await read(sources, sandbox, 'billing');
      expect((await control('/systems/billing')).body.calls).toBe(1);
      expect((await control('/systems/billing/received')).body).toEqual([]);
      expect((await control('/systems/billing/forget', 'POST')).body.calls).toBe(0);

      expect((await control('/systems/billing/record', 'POST', { on: true })).status).toBe(200);
      await read(sources, sandbox, 'billing');
      const { id } = recordOf(personaNamed(sandbox.population, 'merged'), 'billing');
      expect((await control('/systems/billing/received')).body).toMatchObject([
        { operation: `GET /v1/customers/${id}` },
      ]);
    });

    it.each([
      [{ mode: 'broken' }, 'mode: '],
      [{ delayMs: -1 }, 'delayMs: '],
      [{ dropped: ['email'] }, 'dropped.0: must be table.column'],
      [{ dropped: ['users.nothing'] }, 'dropped: must name columns that the system has'],
      [{ colour: 'red' }, 'colour'],
      ['{', 'not JSON'],
      ['"'.padEnd(70_000), 'longer than 65536 bytes'],
    ])('refuses %j and says why', async (change, words) => {
      const { status, body } = await control('/systems/app', 'PATCH', change);
      expect(status).toBe(words.startsWith('longer') ? 413 : 400);
      expect(body.error).toContain(words);
      expect(sandbox.systems.app.fault).toMatchObject({ mode: 'ok', delayMs: 0, dropped: [] });
    });

    it('changes nothing for a page of another site', async () => {
      const { controlUrl } = sandbox;
      const from = async (site: string) => {
        const response = await fetch(`${controlUrl}/systems/app/record`, {
          method: 'POST',
          headers: { 'content-type': 'text/plain', 'sec-fetch-site': site },
          body: '{"on":false}',
        });
        return response.status;
      };
      expect(await Promise.all(['cross-site', 'same-site', 'same-origin', 'none'].map(from))).toEqual([
        403, 403, 200, 200,
      ]);
    });

    it('knows its routes and systems and nothing else', async () => {
      for (const path of ['/nothing', '/systems/app/nothing', '/systems/constructor'])
        expect((await control(path)).status, path).toBe(404);
      expect((await control('/systems/app', 'DELETE')).status).toBe(404);
      expect((await control('/systems/ledger')).body.error).toContain('app, shop, crm, billing');
    });

    it('tells the truth: who the personas are, what to expect, and how many records there are', async () => {
      const { body: truth } = await control('/truth');
      const { people, personOf, personas } = sandbox.population.truth;
      expect(truth.personas).toEqual(personas);
      expect(truth.people).toBe(people.size);
      const records: Record<string, number> = truth.records;
      expect(Object.keys(records).sort()).toEqual([...names].sort());
      expect(Object.values(records).reduce((sum, one) => sum + one)).toBe(personOf.size);
      const groups: Record<string, number> = truth.peopleByRecords;
      expect(Object.entries(groups).reduce((sum, [count, size]) => sum + Number(count) * size, 0)).toBe(
        personOf.size,
      );

      const { body: introductions } = await control('/personas');
      const { story, email } = personaNamed(sandbox.population, 'merged');
      expect(introductions[0]).toMatchObject({ name: 'merged', story, email });
      expect(introductions[0]).not.toHaveProperty('expect');
    });
  });

  it('starts nothing when it cannot start everything', async () => {
    const [crm = 0] = await freePorts(1);
    const taken = { crm, control: ports.control };
    await expect(startSandbox({ size: 0, ports: taken })).rejects.toThrow('EADDRINUSE');
    expect(await isOpen(crm)).toBe(false);
  });

  it('listens where it is told, and frees its ports when it is closed', async () => {
    const { env, controlUrl } = sandbox;
    const urls = [env['SANDBOX_APP_URL'], env['SANDBOX_SHOP_URL'], env['SANDBOX_CRM_URL']];
    urls.push(env['SANDBOX_BILLING_URL'], controlUrl);
    expect(urls.map(portOf)).toEqual(Object.values(ports));
    expect(await Promise.all(urls.map((url) => isOpen(portOf(url))))).toEqual(urls.map(() => true));
    await sandbox.close();
    await sandbox.close();
    expect(await Promise.all(urls.map((url) => isOpen(portOf(url))))).toEqual(urls.map(() => false));
  });
});

describe('the sandbox in a process of its own', () => {
  const main = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

  it('announces itself in one line and ends when it is told', async () => {
    const child = spawn(process.execPath, [main, '--size', '3', '--daily-requests', '777', '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    const exited = once(child, 'exit');
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { env, controlUrl } = JSON.parse(line);
    expect(() => loadConfiguration(configurationFile, env)).not.toThrow();
    const personas = (await (await fetch(`${controlUrl}/truth`)).json()) as {
      readonly people: number;
      readonly personas: readonly unknown[];
    };
    expect(personas.people).toBe(3 + personas.personas.length);
    const { headers } = await fetch(`${env['SANDBOX_CRM_URL']}/services/data/v66.0/limits`, {
      headers: { authorization: `Bearer ${env['SANDBOX_CRM_TOKEN']}` },
    });
    expect(headers.get('sforce-limit-info')).toMatch(/\/777$/);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await isOpen(portOf(controlUrl))).toBe(false);
  });

  it.each([['--size', 'many'], ['--daily-requests', '1.5'], ['--sise', '3'], ['3']])(
    'refuses %s',
    async (...args) => {
      const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      onTestFinished(() => void child.kill());
      const [said, exit] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      expect(said).toContain('Usage: node sandbox/main.ts');
      expect(exit).toEqual([2, null]);
    },
  );
});

const real = {
  postgres: process.env['ONEFOLD_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  mysql: process.env['ONEFOLD_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql',
} as const;

/** Whether a real server has a database of that name. @throws when it cannot be reached. */
async function hasDatabase(kind: keyof typeof real, name: string): Promise<boolean> {
  const sql = {
    postgres: `select 1 from pg_database where datname = '${name}'`,
    mysql: `select 1 from information_schema.schemata where schema_name = '${name}'`,
  };
  return (await realServer(kind, real[kind]).execute(sql[kind])).length > 0;
}

async function areReachable(): Promise<boolean> {
  try {
    await hasDatabase('postgres', 'none');
    await hasDatabase('mysql', 'none');
    return true;
  } catch {
    process.stderr.write('tests: no real PostgreSQL and MySQL for the sandbox to use\n');
    return process.env['CI'] === 'true';
  }
}

describe.skipIf(!(await areReachable()))('the sandbox on real servers', () => {
  it('reads from databases of its own, disturbs them, and drops them when it is closed', async () => {
    const sandbox = await startSandbox({ size: 40, postgresUrl: real.postgres, mysqlUrl: real.mysql });
    const sources = sourcesOf(sandbox);
    const [app, shop] = [sandbox.env['SANDBOX_APP_URL'], sandbox.env['SANDBOX_SHOP_URL']].map((url) =>
      new URL(url ?? '').pathname.slice(1),
    );
    try {
      expect(await read(sources, sandbox, 'app')).toMatchObject({
        attributes: { email: ['ada.lindqvist@example.com'], birthDate: ['1987-04-12'] },
      });
      expect(await read(sources, sandbox, 'shop')).toMatchObject({
        attributes: { email: ['Ada.Lindqvist@Example.com'], birthDate: ['1987-04-12'] },
      });
      expect(await hasDatabase('postgres', app ?? '')).toBe(true);
      expect(await hasDatabase('mysql', shop ?? '')).toBe(true);
      await sandbox.systems.shop.setFault({ mode: 'fail' });
      expect(await read(sources, sandbox, 'shop')).toBe('SOURCE_UNAVAILABLE');
    } finally {
      await sandbox.close();
      await Promise.all([...sources.values()].map((source) => source.close()));
    }
    expect(await hasDatabase('postgres', app ?? '')).toBe(false);
    expect(await hasDatabase('mysql', shop ?? '')).toBe(false);
  });
});
