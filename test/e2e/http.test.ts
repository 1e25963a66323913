/** The gateway as an HTTP server: what it answers beside GraphQL, what it refuses, and how it starts and stops. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const ada = { by: { email: 'ada.lindqvist@example.com' } };
const who = 'query($by: CustomerKey!) { customer(by: $by) { id displayName sources { source status } } }';

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${gateway.url}${path}`, init);
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json ? JSON.parse(text) : undefined,
  };
}

const post = (body: string, contentType = 'application/json') =>
  ask('/graphql', { method: 'POST', headers: { 'content-type': contentType }, body });

const codes = (body: Json) => body.errors?.map((error: Json) => error.extensions.code);

describe('beside GraphQL', () => {
  it('says that it lives and is ready', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('serves the console, which may load nothing from elsewhere', async () => {
    const { status, headers, text } = await ask('/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html;charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(text) ?? [];
    expect(script).toMatch(/^\/assets\//);
    const part = await ask(script, { headers: { 'accept-encoding': 'br' } });
    expect(part.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(part.headers.get('content-encoding')).toBe('br');
    expect(part.headers.get('x-content-type-options')).toBe('nosniff');
    expect(part.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('tells the console what it has to know before it knows who asks', async () => {
    expect(await ask('/console.json')).toMatchObject({
      status: 200,
      body: { open: true, explain: true, demo: false },
    });
  });

  it('serves no file but those of the console', async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/assets/../../package.json',
      '/console.json/',
      '/.env',
    ])
      expect((await ask(path)).status).toBe(404);
    expect((await ask('/', { method: 'POST' })).status).toBe(404);
  });

  it('has nothing else', async () => {
    const { status, body } = await ask('/customers/17');
    expect(status).toBe(404);
    expect(codes(body)).toEqual(['NOT_FOUND']);
  });

  it('forbids keeping any answer', async () => {
    const query = JSON.stringify({ query: who, variables: ada });
    const answers = [await post(query), await post('{'), await ask('/healthz'), await ask('/none')];
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('a request that is refused', () => {
  it.each([
    ['not JSON', () => post('{"query":'), 400],
    ['no JSON by its content type', () => post('{"query":"{ __typename }"}', 'text/plain'), 400],
    ['a form', () => post('query={__typename}', 'application/x-www-form-urlencoded'), 400],
    ['an array', () => post('[{"query":"{ __typename }"}]'), 400],
    ['empty', () => post(''), 400],
    [
      'of another method',
      () => ask('/graphql', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' }),
      405,
    ],
    ['a GET that any page could send', () => ask('/graphql?query={__typename}'), 400],
  ])('because it is %s', async (_, send, status) => {
    const { status: got, body } = await send();
    expect(got).toBe(status);
    expect(body === undefined || codes(body)).not.toContain('INTERNAL');
  });

  it('because it is too large, whether or not it says so', async () => {
    const query = JSON.stringify({ query: '{ __typename }', variables: { filler: 'x'.repeat(3_000_000) } });
    for (const body of [query, new Blob([query]).stream()]) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        ...(typeof body === 'string' ? {} : { duplex: 'half' }),
      });
      expect(response.status).toBe(413);
      expect(codes(await response.json())).toEqual(['BAD_REQUEST']);
    }
  });

  it('because it is too large, does not spoil the connection for the next', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    const answers = text(socket);
    const size = 3_000_000;
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`,
    );
    socket.write('x'.repeat(size));
    socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect(await answers).toMatch(/413 Payload Too Large[\s\S]*200 OK[\s\S]*"ok"/);
  });
});

describe('an operation', () => {
  it('may not be nested too deeply, in fragments neither', async () => {
    const customers = (inner: string) => `customers(first: 1) { edges { node { ${inner} } } }`;
    const orders = 'orders(first: 1) { edges { node { record { id } } } }';
    expect((await gateway.query(`{ ${customers(orders)} }`)).errors).toBeUndefined();
    const low = { ...demoConfiguration(sandbox) };
    const strict = await runGateway({
      ...low,
      gateway: { ...low.gateway, limits: { ...low.gateway.limits, depth: 6, aliases: 3 } },
    });
    try {
      expect(
        (await strict.query(`{ ${customers('orders(first: 1) { nodes { number } }')} }`)).errors,
      ).toBeUndefined();
      for (const document of [
        `{ ${customers(orders)} }`,
        `{ ...Page } fragment Page on Query { ${customers('...Orders')} } fragment Orders on Customer { ${orders} }`,
        `{ ... on Query { ${customers(`... { ${orders} }`)} } }`,
      ]) {
        const { status, errors } = await strict.query(document);
        expect([status, codes({ errors })]).toEqual([400, ['OPERATION_TOO_DEEP']]);
      }
      const { status, errors } = await strict.query(
        '{ a: __typename b: __typename ...C } fragment C on Query { c: __typename d: __typename }',
      );
      expect([status, codes({ errors })]).toEqual([400, ['OPERATION_TOO_MANY_ALIASES']]);
      expect((await strict.query(getIntrospectionQuery())).data.__schema.queryType.name).toBe('Query');
    } finally {
      await strict.close();
    }
  });

  it('with fragments that contain each other is refused at once', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `F${at}`);
    const spread = names.map((name) => `...${name}`).join(' ');
    const cyclic = `{ ${spread} } ${names.map((name) => `fragment ${name} on Query { ${spread} }`).join(' ')}`;
    const { status, errors, ms } = await gateway.query(cyclic);
    expect(status).toBe(400);
    expect(new Set(codes({ errors }))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
    expect(ms).toBeLessThan(2000);
  });
});

describe('a client that goes away', () => {
  it('takes its questions to the sources along', async () => {
    let open = 0;
    const silent = createServer((_, response) => {
      open++;
      response.once('close', () => open--);
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const patient = await runGateway(
      demoConfiguration({ ...sandbox, env: { ...sandbox.env, SANDBOX_BILLING_URL: url } }),
    );
    try {
      // The gateway's own first look at the source is not the client's.
      await patient.query('{ sources { health { status } } }');
      await expect.poll(() => open).toBe(0);
      const gone = new AbortController();
      const asking = fetch(`${patient.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: who, variables: ada }),
        signal: gone.signal,
      });
      await expect.poll(() => open).toBeGreaterThan(0);
      const left = performance.now();
      gone.abort();
      await expect(asking).rejects.toThrow();
      await expect.poll(() => open).toBe(0);
      expect(performance.now() - left).toBeLessThan(400);
    } finally {
      silent.closeAllConnections();
      silent.close();
      await patient.close();
    }
  });
});

describe('starting and stopping', () => {
  it('finishes what is under way, and says meanwhile that it is stopping', async () => {
    const ending = await runGateway(demoConfiguration(sandbox));
    await ending.query(who, ada);
    await sandbox.systems.app.setFault({ mode: 'slow', delayMs: 500 });
    try {
      const port = Number(new URL(ending.url).port);
      const probe = connect(port, '127.0.0.1');
      const answers: string[] = [];
      probe.on('data', (bytes) => void answers.push(bytes.toString()));
      // A probe in the middle of a request: an idle connection would be closed at once.
      probe.write('GET /readyz HTTP/1.1\r\nhost: localhost\r\n');
      const asking = ending.query(who, ada);
      await sleep(100);
      const closing = ending.close();
      probe.write('\r\n');
      await expect.poll(() => answers.join('')).toContain('503');
      expect(answers.join('')).toContain('{"status":"stopping"}');
      const { status, data } = await asking;
      expect([status, data.customer.displayName]).toEqual([200, expect.stringContaining('Lindqvist')]);
      const finished = performance.now();
      await closing;
      // Connections that are kept for a next request do not hold it up.
      expect(performance.now() - finished).toBeLessThan(1000);
      await expect(fetch(`${ending.url}/healthz`)).rejects.toThrow();
      await ending.close();
    } finally {
      await sandbox.systems.app.setFault({ mode: 'ok', delayMs: 0 });
    }
  });

  it('starts with every source down, says so, and recovers with them', async () => {
    const systems = Object.values(sandbox.systems);
    for (const system of systems) await system.setFault({ mode: 'down' });
    const early = await runGateway(demoConfiguration(sandbox));
    try {
      expect((await fetch(`${early.url}/readyz`)).status).toBe(200);
      const { status, data, extensions } = await early.query(who, ada);
      expect([status, data]).toEqual([200, { customer: null }]);
      expect(extensions.sources.map((one: Json) => one.status)).toEqual(systems.map(() => 'UNAVAILABLE'));
      const { data: inventory } = await early.query('{ sources { name health { status } } }');
      expect(inventory.sources.map((one: Json) => one.health.status)).toEqual(
        systems.map(() => 'UNAVAILABLE'),
      );
      for (const system of systems) await system.setFault({ mode: 'ok' });
      const statuses = async () =>
        (await early.query(who, ada)).data.customer?.sources.map((one: Json) => one.status).join();
      await expect.poll(statuses, { timeout: 10_000, interval: 200 }).toBe('OK,OK,OK,OK');
    } finally {
      for (const system of systems) await system.setFault({ mode: 'ok' });
      await early.close();
    }
  });
});
