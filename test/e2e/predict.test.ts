/** What a question would take, told without asking anybody: as exact as the answer shows it to be, and for few. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  gateway = await runGateway({ ...demoConfiguration(sandbox), store: 'memory' });
  await gateway.query('{ sources { health { status } } }');
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const ada = { by: { email: 'ada.lindqvist@example.com' } };
const document =
  'query($by: CustomerKey!) { customer(by: $by) { displayName email orders(first: 2) { nodes { number } } } }';
const predict = { 'x-explain': 'predict' };
const nobody = { app: 0, shop: 0, crm: 0, billing: 0 };

const told = (calls: readonly Json[]) =>
  calls.map(({ source, operation, keys, price }) => ({ source, operation, keys, price }));

describe('a prediction', () => {
  it('asks nobody, and tells the calls that the question then makes first', async () => {
    let prediction: Json;
    const { calls } = await whatIsAsked(sandbox, async () => {
      const answer = await gateway.query(document, ada, predict);
      expect(answer.data).toBeUndefined();
      ({ prediction } = answer.extensions);
    });
    expect(calls).toEqual(nobody);
    gateway.installation.xref.clear();
    const { extensions } = await gateway.query(document, ada, { 'x-explain': 'true' });
    const first = extensions.plan.calls.filter(({ level }: Json) => level === 1);
    expect(told(prediction.first)).toEqual(told(first));
    expect(prediction.first.length).toBeGreaterThan(0);
  });

  it('leaves what is remembered and how the sources are as it was', async () => {
    await gateway.query(document, ada);
    await gateway.query(document, ada, predict);
    await gateway.query('{ sources { name health { status } } }', {}, predict);
    const { extensions } = await gateway.query(document, ada, { 'x-explain': 'true' });
    expect(extensions.plan.customers).toMatchObject([{ memory: 'REMEMBERED' }]);
    const { data } = await gateway.query('{ sources { health { status } } }');
    expect(data.sources.map(({ health }: Json) => health.status)).toEqual(['OK', 'OK', 'OK', 'OK']);
  });

  it('is the same however often it is asked for', async () => {
    const predicted = async () => (await gateway.query(document, ada, predict)).extensions.prediction;
    const before = await predicted();
    expect(before.first.length).toBeGreaterThan(0);
    expect(await predicted()).toEqual(before);
  });

  it('is one answer, whatever is deferred and delivered in parts', async () => {
    const { data, extensions } = await gateway.query(
      '{ __typename ... @defer { customer(by: { email: "ada.lindqvist@example.com" }) { id } } }',
      {},
      { ...predict, accept: 'multipart/mixed;deferSpec=20220824, application/json' },
    );
    expect(data).toBeUndefined();
    expect(extensions.prediction.first.length).toBeGreaterThan(0);
  });

  it.each(['Predict', 'true, predict', 'predict,true'])('is what X-Explain: %s asks for', async (explain) => {
    const { calls } = await whatIsAsked(sandbox, async () => {
      const { extensions } = await gateway.query(document, ada, { 'x-explain': explain });
      expect(Object.keys(extensions)).toEqual(['prediction']);
    });
    expect(calls).toEqual(nobody);
  });

  it('decides nothing', async () => {
    const [a, b] = ['1', '2'].map((id) => ({ source: 'app', id }));
    const { errors } = await gateway.query(
      'mutation($a: RecordKey!, $b: RecordKey!) { giveVerdict(a: $a, b: $b, kind: SAME) { id } }',
      { a, b },
      predict,
    );
    expect(errors[0].extensions.code).toBe('STEWARD_REQUIRED');
    const { data } = await gateway.query('{ verdicts { id } }');
    expect(data.verdicts).toEqual([]);
  });

  it('is for whoever may be told what an answer took, and refused to others rather than answered', async () => {
    const key = 'key-of-a-support-agent';
    const configuration = demoConfiguration(sandbox);
    const agent: Configuration['gateway']['authentication'] = {
      apiKeys: [
        {
          name: 'agent',
          hash: createHash('sha256').update(key).digest('hex'),
          roles: ['support'],
          scopes: ['plan:explain'],
          dataUses: ['essential.service'],
        },
      ],
    };
    const other = await runGateway({
      ...configuration,
      gateway: { ...configuration.gateway, authentication: agent },
    });
    onTestFinished(() => other.close());
    // It asks how the sources are when it starts.
    await other.query('{ sources { health { status } } }', {}, { 'x-api-key': key });
    const { calls } = await whatIsAsked(sandbox, async () => {
      const { status, errors } = await other.query(document, ada, { ...predict, 'x-api-key': key });
      expect([status, errors[0].extensions.code]).toEqual([403, 'SCOPE_REQUIRED']);
    });
    expect(calls).toEqual(nobody);
  });
});
