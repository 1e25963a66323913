/** Customer data goes to nobody but who asked: no SDK reports home, no page is fetched, no other host is looked for. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import nock from 'nock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  wholeCustomer,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;
const strangers: string[] = [];

const isLocal = (host: string) => /^(::ffff:)?127\.0\.0\.1$|^\[?::1\]?$|^localhost$/.test(host);
const meet = (host: string | undefined) =>
  void (host !== undefined && !isLocal(host) && strangers.push(host));

/** Every TCP connection of this process, whichever client opens it. */
const onSocket = (message: unknown) => {
  const { socket } = message as { socket: Socket };
  socket.on('lookup', (_error, address) => meet(address));
  socket.on('connect', () => meet(socket.remoteAddress));
};
const onUnmatched = (request: Request) => meet(new URL(request.url).hostname);

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  // What goes through Node's own HTTP clients is refused before a name is even looked up.
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/);
  nock.emitter.on('no match', onUnmatched);
  subscribe('net.client.socket', onSocket);
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  unsubscribe('net.client.socket', onSocket);
  nock.emitter.off('no match', onUnmatched);
  nock.enableNetConnect();
  nock.restore();
  await gateway?.close();
  await sandbox?.close();
});

it('asks the configured sources and nobody else, when all is well and when it is not', async () => {
  const ask = () =>
    gateway.query(`query($by: CustomerKey!) { customer(by: $by) { ...Whole } } ${wholeCustomer}`, {
      by: { email: 'ada.lindqvist@example.com' },
    });
  const { data } = await ask();
  expect(data.customer.sources.map(({ status }: { status: string }) => status)).toEqual([
    'OK',
    'OK',
    'OK',
    'OK',
  ]);
  await gateway.query('{ sources { name health { status } } }');
  for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'fail' });
  await ask();
  expect(strangers).toEqual([]);
});

it('would have noticed', async () => {
  await expect(fetch('http://telemetry.example/')).rejects.toThrow();
  expect(strangers).not.toEqual([]);
});
