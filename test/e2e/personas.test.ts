import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byRecord,
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  wholeCustomer,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 200 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const who = `query Who($by: CustomerKey!) { customer(by: $by) { id identity { complete waves records { source id } } } }`;

async function recordsBehind(key: object): Promise<{ id: string; records: string[]; waves: number }> {
  const { data, errors } = await gateway.query(who, { by: key });
  expect(errors).toBeUndefined();
  expect(data.customer.identity.complete).toBe(true);
  const { records, waves } = data.customer.identity;
  return {
    id: data.customer.id,
    waves,
    records: records.map((r: { source: string; id: string }) => `${r.source}:${r.id}`).sort(),
  };
}

describe('personas', () => {
  it('are each found whole, with the same id, by every one of their records', async () => {
    const wrong: unknown[] = [];
    for (const persona of sandbox.population.truth.personas) {
      const ids = new Set<string>();
      for (const ref of persona.records) {
        const { id, records } = await recordsBehind(byRecord(ref));
        ids.add(id);
        if (JSON.stringify(records) !== JSON.stringify([...persona.records].sort()))
          wrong.push({ persona: persona.name, from: ref, records, expected: persona.records });
      }
      if (ids.size > 1) wrong.push({ persona: persona.name, ids: [...ids] });
    }
    expect(wrong).toEqual([]);
  });

  it('are decided as their stories say', async () => {
    const wrong: unknown[] = [];
    for (const persona of sandbox.population.truth.personas)
      for (const expected of persona.expect.consent) {
        const { data, errors } = await gateway.query(
          `query($by: CustomerKey!, $purpose: DataUse!, $channel: Channel!, $point: String) { customer(by: $by) {
             consent(purpose: $purpose, channel: $channel, contactPoint: $point) { decision status decidedBy { source } evidence { source status field record reason capturedAt } } } }`,
          {
            by: byRecord(persona.records[0] ?? ''),
            purpose: expected.purpose,
            channel: expected.channel,
            point: 'contactPoint' in expected ? expected.contactPoint : undefined,
          },
        );
        expect(errors).toBeUndefined();
        const { decision, status, decidedBy, evidence } = data.customer.consent;
        const got = { decision, status, source: decidedBy?.source ?? '-' };
        if (
          got.decision !== expected.decision ||
          got.status !== expected.status ||
          got.source !== expected.source
        )
          wrong.push({ persona: persona.name, expected, got, evidence });
      }
    expect(wrong).toEqual([]);
  });

  it('show Ada merged from four systems, with what each of them knows', async () => {
    const { data, status } = await gateway.query(
      `query($by: CustomerKey!) { customer(by: $by) { ...Whole } } ${wholeCustomer}`,
      { by: { email: 'ada.lindqvist@example.com' } },
    );
    expect(status).toBe(200);
    const { customer } = data;
    expect(customer.sources.map((s: { source: string; status: string }) => [s.source, s.status])).toEqual([
      ['app', 'OK'],
      ['shop', 'OK'],
      ['crm', 'OK'],
      ['billing', 'OK'],
    ]);
    expect(new Set(customer.orders.nodes.map((o: { source: string }) => o.source))).toEqual(
      new Set(['app', 'shop']),
    );
    for (const collection of ['invoices', 'subscriptions', 'payments', 'opportunities', 'cases'])
      expect(customer[collection].nodes.length, collection).toBeGreaterThan(0);
  });
});
