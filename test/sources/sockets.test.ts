import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { buildConnector, Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { Sockets } from '../../sources/sockets.ts';

const open = new Set<() => Promise<unknown>>();
afterEach(async () => {
  await Promise.all([...open].map((close) => close()));
  open.clear();
});

/** A server that is asked over two sockets, and what it saw. */
async function start(serve: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen = { paths: [] as string[], connections: 0, closed: 0 };
  const server = createServer((request, response) => {
    seen.paths.push(request.url ?? '');
    response.on('close', () => {
      if (!response.writableFinished) seen.closed++;
    });
    serve(request, response);
  });
  server.on('connection', () => {
    seen.connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const pool = new Pool(origin, { connections: 2 });
  open.add(async () => {
    await pool.destroy();
    server.closeAllConnections();
    server.close();
  });
  const sockets = new Sockets(pool, 2);
  const ask = (path: string, signal = new AbortController().signal) =>
    sockets.ask({ path, method: 'GET' }, signal);
  return { seen, origin, pool, ask };
}

const echo = (request: IncomingMessage, response: ServerResponse) => response.end(request.url);

describe('sockets', () => {
  it('give an answer whole, in however many pieces it comes', async () => {
    const { ask } = await start(async (_, response) => {
      const text = Buffer.from('a fox: 🦊');
      response.writeHead(207, { 'X-Mood': 'good', 'Set-Cookie': ['a=1', 'b=2'] });
      for (const byte of text) {
        response.write(Buffer.of(byte));
        await pause(1);
      }
      response.end();
    });
    const answer = await ask('/');
    expect(answer).toMatchObject({
      status: 207,
      headers: { 'x-mood': 'good', 'set-cookie': ['a=1', 'b=2'] },
      body: 'a fox: 🦊',
    });
  });

  it('give an answer without a body, and none of what was said before it', async () => {
    const { ask } = await start((_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.writeHead(204).end());
    });
    expect(await ask('/')).toMatchObject({ status: 204, body: '' });
  });

  it('are few: further requests wait in order', async () => {
    const { ask, seen } = await start(
      (request, response) => void pause(5).then(() => echo(request, response)),
    );
    const paths = Array.from({ length: 20 }, (_, at) => `/${at}`);
    const answers = await Promise.all(paths.map((path) => ask(path)));
    expect(answers.map(({ body }) => body)).toEqual(paths);
    expect(seen.paths).toEqual(paths);
    expect(seen.connections).toBe(2);
  });

  it('ask nothing for a signal that has aborted', async () => {
    const { ask, seen } = await start(echo);
    const reason = new Error('gone');
    await expect(ask('/', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(seen.connections).toBe(0);
  });

  it('stop what is under way, and begin nothing else of a batch that is aborted', async () => {
    const { ask, seen } = await start((request, response) => {
      if (request.url === '/fine') echo(request, response);
    });
    const controllers = Array.from({ length: 20 }, () => new AbortController());
    const reason = new Error('gone');
    const asked = controllers.flatMap(({ signal }) => [ask('/batch', signal), ask('/batch', signal)]);
    await pause(50);
    const started = performance.now();
    for (const controller of controllers) controller.abort(reason);
    const settled = await Promise.allSettled(asked);
    expect(settled.every((one) => one.status === 'rejected' && one.reason === reason)).toBe(true);
    expect(performance.now() - started).toBeLessThan(100);
    expect((await ask('/fine')).body).toBe('/fine');
    expect(seen.paths).toEqual(['/batch', '/batch', '/fine']);
    expect(seen.closed).toBe(2);
    expect(seen.connections).toBeLessThanOrEqual(4);
  });

  it('stop one request of many, also while it waits, and serve the others', async () => {
    const { ask, seen } = await start(
      (request, response) => void pause(20).then(() => echo(request, response)),
    );
    const [running, waiting] = [new AbortController(), new AbortController()];
    const asked = [
      ask('/running', running.signal),
      ask('/1'),
      ask('/2'),
      ask('/waiting', waiting.signal),
      ask('/3'),
    ];
    await pause(10);
    running.abort();
    waiting.abort();
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(seen.paths).not.toContain('/waiting');
  });

  it('stop a request that still waits for its connection, and do not send it later', async () => {
    const { seen, origin, ask } = await start(echo);
    const connect = buildConnector({});
    const pool = new Pool(origin, {
      connections: 1,
      connect: (options, done) => void pause(50).then(() => connect(options, done)),
    });
    open.add(() => pool.destroy());
    const sockets = new Sockets(pool, 1);
    const controller = new AbortController();
    const reason = new Error('gone');
    const asked = sockets.ask({ path: '/stopped', method: 'GET' }, controller.signal);
    const next = sockets.ask({ path: '/next', method: 'GET' }, new AbortController().signal);
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(seen.connections).toBe(0);
    expect((await next).body).toBe('/next');
    await ask('/last');
    expect(seen.paths).toEqual(['/next', '/last']);
  });

  it('say what failed, to each of many that waited when the pool is closed', async () => {
    const { ask, pool } = await start(() => {});
    const asked = Promise.allSettled(Array.from({ length: 5000 }, () => ask('/')));
    await pause(20);
    await pool.destroy();
    const settled = await asked;
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(ask('/')).rejects.toThrow();
  });
});
