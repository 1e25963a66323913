/**
 * Load without pause on a real gateway, with clients who leave and systems that hang, throttle and break in turns. Nobody
 * who stays gets less than a whole answer, and when it is over nothing is left of it: no memory, socket, timer, listener.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { drive } from './soak/clients.ts';
import { type GatewayProcess, startGatewayProcess } from './soak/gateway-process.ts';
import { disturb } from './soak/mischief.ts';
import type { Vitals } from './soak/probe.ts';
import { questionsOf } from './soak/questions.ts';

/** Of load in all. */
const seconds = Number(process.env['ONEFOLD_SOAK_SECONDS'] ?? 20);
/** Of that, what caches, pools and compiled code take to reach their size. */
const warmUp = 5;
const load = { clients: 32, leavingOfTen: 3 };

/** Milliseconds: so that a system that hangs does not hold the load up for long. */
const deadline = 1000;
/** Twice what was seen to come and go where nothing leaks; the longer the run, the less of a leak it takes to pass it. */
const leakBytes = 6 * 2 ** 20;
/** The demo's two SQL pools keep two connections each; whatever HTTP keeps is given up within seconds. */
const keptSockets = 4;
const quietMs = 10_000;

let sandbox: Sandbox;
let gateway: GatewayProcess;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'onefold-soak-'));
  sandbox = await startSandbox({ size: 60 });
  const demo = readFileSync(new URL('../../sandbox/onefold.yaml', import.meta.url), 'utf8');
  const file = join(directory, 'onefold.yaml');
  writeFileSync(file, demo.replace('deadline: 3000', `deadline: ${deadline}`));
  gateway = await startGatewayProcess(file, sandbox.env);
});
afterAll(async () => {
  await gateway?.stop();
  await sandbox?.close();
  rmSync(directory, { recursive: true });
});

async function soak(seconds: number) {
  const stop = disturb(Object.values(sandbox.systems));
  const toll = await drive(`${gateway.url}/graphql`, questionsOf(sandbox), { ...load, seconds });
  await stop();
  return toll;
}

/** What is open beyond what may stay so. */
function leftOver({ resources }: Vitals, atRest: Vitals): Readonly<Record<string, number>> {
  const may = (kind: string) => (kind === 'TCPSocketWrap' ? keptSockets : (atRest.resources[kind] ?? 0));
  return Object.fromEntries(Object.entries(resources).filter(([kind, count]) => count > may(kind)));
}

/** The process when everything has come to rest, or when it has had time enough to. */
async function atRest(first: Vitals | undefined): Promise<Vitals> {
  const end = performance.now() + quietMs;
  for (;;) {
    const vitals = await gateway.vitals();
    const left = leftOver(vitals, first ?? { ...vitals, resources: nothingElse });
    if (Object.keys(left).length === 0 || performance.now() > end) return vitals;
    await sleep(250);
  }
}

/** The port it listens on, and its standard output and error. */
const nothingElse = { TCPServerWrap: 1, PipeWrap: 2 };

it(`leaves nothing behind after ${seconds} s`, { timeout: (seconds + 90) * 1000 }, async () => {
  const fresh = await atRest(undefined);
  const warming = await soak(warmUp);
  const early = await atRest(fresh);
  const toll = await soak(seconds - warmUp);
  const late = await atRest(fresh);
  console.log(
    `soak: ${toll.answered} answered, ${toll.cut} cut, the slowest after ${Math.round(toll.longest)} ms; ` +
      `${mebibytes(early.heapUsed)} MiB, then ${mebibytes(late.heapUsed)} MiB`,
  );
  expect([...warming.faults, ...toll.faults]).toEqual([]);
  expect(Math.min(toll.answered, toll.cut)).toBeGreaterThan(seconds);
  expect(late.heapUsed - early.heapUsed).toBeLessThan(leakBytes);
  expect(leftOver(late, fresh)).toEqual({});
  expect(late.listeners).toBe(fresh.listeners);
  expect(late.complaints).toEqual([]);
  expect(gateway.logged().split('\n').filter(isComplaint)).toEqual([]);
  expect(await gateway.stop()).toBe(0);
});

/** What is said besides: a client who left while sending, and the MySQL driver of what it cannot read. */
const forgiven = [/"code":"ECONNRESET"/, /got packets out of order/];

/** At its level it logs what nobody foresaw. */
function isComplaint(line: string): boolean {
  return line !== '' && !forgiven.some((one) => one.test(line));
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
