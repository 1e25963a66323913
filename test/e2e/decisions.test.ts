/** Every answer about a customer is in the decision log before it is given, and whoever keeps its head can prove it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyUse } from '../../src/audit/entry.ts';
import { parseHead } from '../../src/audit/head.ts';
import { subjectToken } from '../../src/audit/subject.ts';
import { verify } from '../../src/audit/verify.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { deriveKey } from '../../src/identity/seal.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { as, keyOf, withKeys } from './roles.ts';

const folder = mkdtempSync(join(tmpdir(), 'onefold-decisions-'));
const marketing = 'marketing.communications.email';
const support = 'essential.service.operations.support';
const bruno = { by: { email: 'bruno.kessler@example.com' } };
const document = 'query ($by: CustomerKey!) { customer(by: $by) { id displayName } }';

let sandbox: Sandbox;
let configuration: Configuration;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  const apiKeys = [keyOf('marketing'), keyOf('support'), keyOf('auditor')];
  configuration = {
    ...withKeys(demoConfiguration(sandbox), { apiKeys }),
    audit: { folder, durable: true },
  };
  gateway = await runGateway(configuration);
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

const entries = (): readonly Json[] =>
  readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line));
const key = () => deriveKey(configuration.gateway.secret, keyUse);

describe('the decision log', () => {
  it('says who asked, what for, and what was decided of whom, without a value of anybody', async () => {
    const { data, extensions } = await gateway.query(document, bruno, as('marketing', marketing));
    expect(data.customer).toBeNull();
    const found = entries().find(({ id }) => id === extensions.consent.auditId);
    expect(found).toMatchObject({
      action: 'READ',
      actor: 'marketing',
      purpose: marketing,
      policy: extensions.consent.policyVersion,
      excluded: 1,
      subjects: [{ decision: 'DENY', status: 'DENIED', source: 'crm' }],
    });
    expect(JSON.stringify(entries())).not.toMatch(/bruno|kessler|cust_/i);
  });

  it('knows the same customer by the same token, whoever asks, and its head shows what was cut off', async () => {
    await gateway.query(document, bruno, as('support', support));
    const subjects = entries().flatMap((entry) => entry.subjects ?? []);
    expect(subjects.length).toBeGreaterThan(1);
    expect(new Set(subjects.map(({ subject }: Json) => subject)).size).toBe(1);
    const { data, errors } = await gateway.query('{ auditHead }', {}, as('auditor'));
    expect(errors).toBeUndefined();
    const anchors = [parseHead(data.auditHead)].filter((one) => one !== undefined);
    expect(anchors).toHaveLength(1);
    await gateway.close();
    expect((await verify(folder, key(), anchors)).nodes.map(({ state }) => state.kind)).toEqual(['intact']);
    const [name = ''] = readdirSync(folder);
    const whole = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
    truncateSync(join(folder, name), Buffer.byteLength(`${whole.slice(0, 2).join('\n')}\n`));
    expect((await verify(folder, key(), anchors)).nodes.map(({ state }) => state.kind)).toEqual(['broken']);
    gateway = await runGateway(configuration);
  });

  it('says of whom a check of consent was, by the same token, and of nobody that it was nobody', async () => {
    const check = async (by: Json) => {
      const { data, errors } = await gateway.query(
        'query ($by: CustomerKey!, $use: DataUse!) { consentCheck(by: $by, purpose: $use) }',
        { by, use: marketing },
        as('marketing'),
      );
      expect([errors, data]).toEqual([undefined, { consentCheck: 'DENY' }]);
      return entries().findLast(({ checks }) => checks !== undefined);
    };
    const { data } = await gateway.query(document, bruno, as('support', support));
    const subject = subjectToken(key(), data.customer.id);
    expect(entries().at(-1)?.subjects).toMatchObject([{ subject }]);
    const about = { purpose: marketing, channel: 'EMAIL', decision: 'DENY' };
    // Denied once all have answered, and by what is remembered.
    gateway.installation.xref.clear();
    for (const by of [bruno.by, bruno.by]) expect((await check(by)).checks).toEqual([{ ...about, subject }]);
    expect((await check({ email: 'nobody@nowhere.example' })).checks).toEqual([about]);
    expect(JSON.stringify(entries())).not.toMatch(/bruno|kessler|nobody|cust_/i);
  });

  it('tells its head to auditors only', async () => {
    const { data, errors } = await gateway.query('{ auditHead }', {}, as('support'));
    expect([data.auditHead, errors[0].extensions.code]).toEqual([null, 'SCOPE_REQUIRED']);
  });
});
