/** What README tells a newcomer to do, done. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../src/config/load.ts';
import { written } from './config/files.ts';
import { either, inParts } from './e2e/deferring.ts';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './e2e/gateway.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

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

describe('README', () => {
  it('has a first query that brings one customer from four systems', async () => {
    const { data, errors } = await gateway.query(blocks('graphql')[0] ?? '');
    expect(errors).toBeUndefined();
    expect(data.customer.sources.map((one: { status: string }) => one.status)).toEqual([
      'OK',
      'OK',
      'OK',
      'OK',
    ]);
    expect(data.customer.provenance.some((one: { losing: unknown[] }) => one.losing.length > 0)).toBe(true);
    expect(data.customer.orders.nodes.length).toBeGreaterThan(0);
  });

  it('has a second query that shows an opt-out winning, and the other purpose it names shows the address', async () => {
    const query = blocks('graphql')[1] ?? '';
    const denied = await gateway.query(query);
    expect(denied.errors).toBeUndefined();
    expect(denied.data.customer).toMatchObject({
      email: null,
      consent: { decision: 'DENY', status: 'DENIED', decidedBy: { source: 'crm' } },
    });
    const support = await gateway.query(
      query.replace('marketing.communications.email', 'essential.service.operations.support'),
    );
    expect(support.data.customer.email).toBe('bruno.kessler@example.com');
  });

  it('shows what happens when a source goes down', async () => {
    const change = (mode: string) =>
      fetch(`${sandbox.controlUrl}/systems/crm`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode }),
      });
    expect((await change('hang')).status).toBe(200);
    const { data } = await gateway.query(blocks('graphql')[0] ?? '');
    expect(data.customer.sources).toContainEqual(
      expect.objectContaining({ source: 'crm', status: 'TIMEOUT' }),
    );
    expect(data.customer.orders.nodes.length).toBeGreaterThan(0);
    expect((await change('ok')).status).toBe(200);
  });

  it('has a query whose orders do not wait for a slow source', async () => {
    const change = (body: object) =>
      fetch(`${sandbox.controlUrl}/systems/crm`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const query = blocks('graphql')[2] ?? '';
    const { data } = await gateway.query(query);
    expect((await change({ mode: 'slow', delayMs: 700 })).status).toBe(200);
    const { parts } = await inParts(gateway, { query, accept: either });
    expect(parts[0]?.body.data.customer.orders).toEqual(data.customer.orders);
    expect(parts.at(-1)?.body.incremental[0]).toMatchObject({
      label: 'crm',
      data: { displayName: data.customer.displayName },
    });
    expect((await change({ mode: 'ok' })).status).toBe(200);
  });

  it('has a configuration that is valid', () => {
    const env = {
      ONEFOLD_SECRET: 'a secret of the tests, which is no secret',
      APP_DATABASE_URL: 'postgres://localhost/app',
      SF_URL: 'https://example.my.salesforce.com',
      SF_TOKEN: 'token',
      STRIPE_KEY: 'sk_test_readme',
    };
    expect(loadConfiguration(written({ 'onefold.yaml': blocks('yaml')[0] ?? '' }), env).sources).toHaveLength(
      3,
    );
  });

  it('names only scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const named = [...readme.matchAll(/npm (?:run )?(demo|test|bench|[a-z]+)\b/g)].map(([, name]) => name);
    for (const name of new Set(named))
      if (name !== 'ci' && name !== 'comes') expect(Object.keys(scripts)).toContain(name);
    for (const [, path = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g))
      expect(() => readFileSync(new URL(`../${path}`, import.meta.url)), path).not.toThrow();
  });
});
