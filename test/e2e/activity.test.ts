/** What each source has been doing, as the console asks for it: while it works, while it does not, and who is told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { as, withCallers } from './consent-callers.ts';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
});
afterAll(() => sandbox?.close());

const gateways: RunningGateway[] = [];
afterEach(async () => {
  for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'ok' });
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
});

async function start(configuration: Configuration): Promise<RunningGateway> {
  const gateway = await runGateway(configuration);
  gateways.push(gateway);
  // Each source reads its catalogue once, before anything is counted.
  await gateway.query('{ sources { health { status } } }', {}, as('tracer'));
  return gateway;
}

/** The demo's, with breakers that open after two failures and stay so. */
function breaking(): Configuration {
  const { sources, ...rest } = patient(demoConfiguration(sandbox));
  const breaker = { failures: 2, pause: 60_000 };
  return { ...rest, sources: sources.map((one) => ({ ...one, options: { ...one.options, breaker } })) };
}

const activity = `{ sources { name activity {
  startedAt calls failures throttledFor
  slots { from calls failures medianMs p95Ms refused }
  breakers { operation state retryAfter }
  queue { underWay waiting lanes }
  quota { perSecond perDay leftToday reserve }
} } }`;

/** What a source has been doing, with the sum of what was refused. */
async function activityOf(gateway: RunningGateway, name: string): Promise<Json> {
  const { data, errors } = await gateway.query(activity);
  expect(errors).toBeUndefined();
  const told = data.sources.find((source: Json) => source.name === name).activity;
  const refused = told.slots.reduce((sum: number, slot: Json) => sum + slot.refused, 0);
  return { ...told, refused };
}

async function ask(gateway: RunningGateway, ref: string): Promise<Json> {
  const { data, errors } = await gateway.query(
    'query($by: CustomerKey!) { customer(by: $by) { id sources { source status } } }',
    { by: byRecord(ref) },
  );
  expect(errors).toBeUndefined();
  return Object.fromEntries(
    data.customer.sources.map(({ source, status }: Json) => [source, status] as const),
  );
}

/** Different people of the app, so that nobody is remembered. */
function someone(at: number): string {
  const refs = [...sandbox.population.truth.people.values()].flat();
  return refs.filter((ref) => ref.startsWith('app:'))[at] ?? '';
}

describe('the activity of a source', () => {
  it('is told to whoever asks an open gateway, as the demo is', async () => {
    const gateway = await start(demoConfiguration(sandbox));
    const before = await activityOf(gateway, 'app');
    expect(before).toMatchObject({ calls: 0, failures: 0, refused: 0, throttledFor: null });
    expect(before.slots).toHaveLength(60);
    await ask(gateway, someone(0));
    const after = await activityOf(gateway, 'app');
    expect(after.calls).toBeGreaterThan(0);
    expect(after.failures).toBe(0);
    const asked = after.slots.filter(({ calls }: Json) => calls > 0);
    expect(asked.length).toBeGreaterThan(0);
    for (const { medianMs, p95Ms } of asked) {
      expect(medianMs).toBeGreaterThan(0);
      expect(p95Ms).toBeGreaterThanOrEqual(medianMs);
    }
    expect(after.breakers.map(({ operation }: Json) => operation)).toEqual([
      'find',
      'get',
      'collect',
      'search',
    ]);
    expect(after.queue).toEqual({ underWay: 0, waiting: 0, lanes: 2 });
    expect(Date.parse(after.startedAt)).toBeLessThanOrEqual(Date.now());
  });

  it('shows failures and an open breaker where it is down, and that it is not asked any more', async () => {
    const gateway = await start(breaking());
    await sandbox.systems.crm.setFault({ mode: 'down' });
    let at = 0;
    for (let told = await activityOf(gateway, 'crm'); told.failures < 2 && at < 10; at++) {
      expect(await ask(gateway, someone(at))).toMatchObject({ crm: 'UNAVAILABLE' });
      told = await activityOf(gateway, 'crm');
    }
    const broken = await activityOf(gateway, 'crm');
    expect(broken.failures).toBe(broken.calls);
    const open = broken.breakers.filter(({ state }: Json) => state === 'OPEN');
    expect(open.length).toBeGreaterThan(0);
    for (const { retryAfter } of open) expect(retryAfter).toBeLessThanOrEqual(60);
    expect(await ask(gateway, someone(at))).toMatchObject({ crm: 'UNAVAILABLE' });
    const later = await activityOf(gateway, 'crm');
    expect(later.refused).toBeGreaterThan(broken.refused);
    expect(later.calls).toBe(broken.calls);
    const app = await activityOf(gateway, 'app');
    expect(app.failures).toBe(0);
    expect(app.breakers.every(({ state }: Json) => state === 'CLOSED')).toBe(true);
  });

  it('shows for how long it asked to be left alone', async () => {
    const gateway = await start(patient(demoConfiguration(sandbox)));
    await sandbox.systems.crm.setFault({ mode: 'throttle', retryAfterSeconds: 60 });
    expect(await ask(gateway, someone(0))).toMatchObject({ crm: 'THROTTLED' });
    const { throttledFor, failures } = await activityOf(gateway, 'crm');
    expect(failures).toBeGreaterThan(0);
    expect(throttledFor).toBeGreaterThan(50);
    expect(throttledFor).toBeLessThanOrEqual(60);
    expect((await activityOf(gateway, 'app')).throttledFor).toBeNull();
  });

  it('shows what is left of the allowance of a day, as far as the source tells it', async () => {
    const gateway = await start(patient(demoConfiguration(sandbox)));
    const before = await activityOf(gateway, 'crm');
    expect(before.quota.leftToday).toBeLessThanOrEqual(before.quota.perDay);
    await ask(gateway, someone(0));
    const after = await activityOf(gateway, 'crm');
    expect(after.quota.perDay).toBe(before.quota.perDay);
    expect(after.quota.leftToday).toBeLessThanOrEqual(before.quota.leftToday - (after.calls - before.calls));
    expect(after.calls).toBeGreaterThan(before.calls);
    expect((await activityOf(gateway, 'app')).quota).toMatchObject({ perDay: null, leftToday: null });
  });

  it('is told only to callers who are told how answers come about', async () => {
    const callers = {
      none: { roles: ['support'] },
      planner: { roles: ['support'], scopes: ['plan:explain'] },
      explainer: { roles: ['support'], scopes: ['consent:explain'] },
      tracer: { roles: ['support'], scopes: ['plan:explain', 'consent:explain'] },
    };
    const roles = { support: { purposes: ['essential.service'], categories: ['user'], scopes: [] } };
    const gateway = await start(withCallers(patient(demoConfiguration(sandbox)), callers, roles));
    const toldTo = async (caller: string) => {
      const { data, errors } = await gateway.query(activity, {}, as(caller));
      expect(errors).toBeUndefined();
      return data.sources.map((source: Json) => source.activity !== null);
    };
    expect(await toldTo('tracer')).toEqual([true, true, true, true]);
    for (const caller of ['none', 'planner', 'explainer'])
      expect(await toldTo(caller), caller).toEqual([false, false, false, false]);
  });
});
