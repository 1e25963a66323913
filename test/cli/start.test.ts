import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayText, sourcesText, written } from '../config/files.ts';
import { onefold } from './process.ts';

const configured = () => ['--config', written({ 'onefold.yaml': gatewayText + sourcesText })];

describe('onefold start', { timeout: 30_000 }, () => {
  it('prints one line when it listens, and ends in order when asked to', async () => {
    const gateway = onefold(['start', ...configured()], { PORT: '0' });
    const url = await gateway.ready();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exit()).toBe(0);
    expect(gateway.output.out).toBe(`ready ${url}\n`);
  });

  it('logs to standard error that it is open, as JSON', async () => {
    const gateway = onefold(['start', ...configured()], { PORT: '0' });
    await gateway.ready();
    gateway.child.kill('SIGINT');
    expect(await gateway.exit()).toBe(0);
    const entries = gateway.output.err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining('open') }),
    );
  });

  it('logs as much as LOG_LEVEL says', async () => {
    const gateway = onefold(['start', ...configured()], { PORT: '0', LOG_LEVEL: 'silent' });
    await gateway.ready();
    gateway.child.kill('SIGTERM');
    await gateway.exit();
    expect(gateway.output.err).toBe('');
  });

  it('ends at once when asked a second time', async () => {
    const gateway = onefold(['start', ...configured()], { PORT: '0' });
    const { port, hostname } = new URL(await gateway.ready());
    // A request whose body never comes holds the first, orderly ending.
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    await sleep(200);
    gateway.child.kill('SIGTERM');
    await sleep(300);
    expect(gateway.child.exitCode).toBeNull();
    gateway.child.kill('SIGTERM');
    expect(await gateway.exit()).toBe(1);
  });

  it('says which port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? `${address?.port}` : '';
    const gateway = onefold(['start', ...configured()], { PORT: port });
    expect(await gateway.exit()).toBe(1);
    expect(gateway.output).toEqual({
      out: '',
      err: `onefold: cannot listen on 127.0.0.1 port ${port}: the port is taken; choose another by PORT or gateway.port\n`,
    });
  });

  it.each([
    [
      'a decision log that cannot be written',
      'audit: { folder: taken/decisions }',
      'audit.folder cannot be written to; name a folder that this process may write to (ENOTDIR)',
    ],
    [
      'a folder that the store cannot be kept in',
      'store: { folder: taken/stewards }',
      'the store cannot be used; name a server that answers, or a folder that this process alone writes to (ENOTDIR)',
    ],
    [
      'a server of the store that does not answer',
      'store: { url: "postgres://somebody:a-secret@127.0.0.1:1/onefold" }',
      'the store cannot be used; name a server that answers, or a folder that this process alone writes to (ECONNREFUSED)',
    ],
  ])('says in one line that it cannot start with %s', async (_, setting, said) => {
    const file = written({ 'onefold.yaml': `${gatewayText + sourcesText}${setting}\n`, taken: '' });
    const gateway = onefold(['start', '--config', file], { PORT: '0' });
    expect(await gateway.exit()).toBe(1);
    expect(gateway.output).toEqual({ out: '', err: `onefold: ${said}\n` });
  });

  it('does not start on a configuration with faults', async () => {
    const gateway = onefold(['start', ...configured()], { PORT: 'all' });
    expect(await gateway.exit()).toBe(1);
    expect(gateway.output.out).toBe('');
    expect(gateway.output.err).toContain('PORT must be a whole number');
  });
});

describe('onefold demo', { timeout: 60_000 }, () => {
  it('serves made-up people and says so', async () => {
    const demo = onefold(['demo', '--size', '20'], { PORT: '0' });
    const url = await demo.ready();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ sources { name } }' }),
    });
    expect(await response.json()).toMatchObject({ data: { sources: { length: 4 } } });
    expect(demo.output.err).toContain('THIS IS A DEMO');
    expect(demo.output.err).toContain(`open ${url}`);
    demo.child.kill('SIGTERM');
    expect(await demo.exit()).toBe(0);
    expect(demo.output.out).toBe(`ready ${url}\n`);
  });
});
