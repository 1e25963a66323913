/** What pages of other sites, broken downloads and vanished files can do to a gateway that serves a console. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openConsole } from '../../src/gateway/console.ts';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

/** A console of one small and one large file, and what it reads of them. */
async function served() {
  const folder = mkdtempSync(join(tmpdir(), 'onefold-console-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'index.html'), 'the page');
  writeFileSync(join(folder, 'large.js'), Buffer.alloc(32_000_000));
  const files: Readable[] = [];
  const serving = openConsole({ open: true, explain: false, demo: false }, folder);
  const server = createServer((request, response) => {
    response.once('pipe', (file: Readable) => void files.push(file));
    serving.serve(request, response, () => response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { folder, files, port: (server.address() as AddressInfo).port };
}

describe('a file of the console', () => {
  it('is closed when whoever reads it goes away', async () => {
    const { files, port } = await served();
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /large.js HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.pause();
    socket.destroy();
    await expect.poll(() => files.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it('comes whole, whatever range of it is asked for', async () => {
    const { port } = await served();
    for (const range of [
      'bytes=5-2',
      'bytes=-3',
      'bytes=0-99999999999999999999',
      'lines=1-2',
      'bytes=900-',
    ]) {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { range } });
      expect([response.status, await response.text()], range).toEqual([200, 'the page']);
    }
  });

  it('that is gone since the start costs its own request and no other', async () => {
    const { folder, port } = await served();
    rmSync(join(folder, 'large.js'));
    await expect(
      fetch(`http://127.0.0.1:${port}/large.js`).then((response) => response.text()),
    ).rejects.toThrow();
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('the page');
  });
});

describe('a gateway that lets everyone in, on this machine alone', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ size: 1 });
    gateway = await runGateway(demoConfiguration(sandbox));
  });
  afterAll(async () => {
    await gateway?.close();
    await sandbox?.close();
  });

  async function statusOf({ url }: RunningGateway, path: string, host: string): Promise<number | undefined> {
    const asking = get(`${url}${path}`, { headers: { host, 'apollo-require-preflight': 'yes' } });
    const [answer] = await once(asking, 'response');
    answer.resume();
    return answer.statusCode;
  }

  it.each(['/', '/console.json', '/graphql?query={__typename}', '/healthz'])(
    'answers %s to no name that another site can have',
    async (path) => {
      for (const host of ['rebound.example', 'rebound.example:4000'])
        expect(await statusOf(gateway, path, host)).toBe(421);
      for (const host of ['localhost:4000', '127.0.0.1', '[::1]:4000'])
        expect(await statusOf(gateway, path, host)).toBe(200);
    },
  );

  it('answers to any name once it asks who is there', async () => {
    const configuration = demoConfiguration(sandbox);
    const keyed = await runGateway({
      ...configuration,
      gateway: {
        ...configuration.gateway,
        authentication: {
          apiKeys: [{ name: 'nobody', hash: '0'.repeat(64), roles: [], scopes: [], dataUses: [] }],
        },
      },
    });
    onTestFinished(() => keyed.close());
    expect(await statusOf(keyed, '/healthz', 'gateway.example')).toBe(200);
    expect(await statusOf(keyed, '/graphql?query={__typename}', 'gateway.example')).toBe(401);
  });
});
