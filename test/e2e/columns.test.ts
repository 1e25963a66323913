/** What clients learn of the columns of sources: those that are mapped, and those that nobody mapped. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

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

const query = `{ sources { name columns { object column use exists index advice } unmapped { object column type looksLike reason } } }`;

async function sourceNamed(running: RunningGateway, name: string): Promise<Json> {
  const { data, errors } = await running.query(query);
  expect(errors).toBeUndefined();
  return data.sources.find((one: Json) => one.name === name);
}

describe('the columns of a source', () => {
  it('are told with what serves look-ups by them', async () => {
    const { columns } = await sourceNamed(gateway, 'app');
    expect(columns).toContainEqual(
      expect.objectContaining({ object: 'users', column: 'email', use: 'LOOKUP', exists: true }),
    );
    expect(columns).toContainEqual(
      expect.objectContaining({
        object: 'users',
        column: 'company',
        use: 'READ',
        exists: true,
        advice: null,
      }),
    );
  });

  it('are told with those that nobody mapped, and what they look like', async () => {
    await sandbox.systems.app.execute('alter table users add column secondary_email text');
    await sandbox.systems.app.execute('alter table users add column favourite_colour text');
    const fresh = await runGateway(demoConfiguration(sandbox));
    try {
      const { unmapped } = await sourceNamed(fresh, 'app');
      expect(unmapped).toContainEqual({
        object: 'users',
        column: 'secondary_email',
        type: 'text',
        looksLike: 'email',
        reason: expect.stringContaining('email'),
      });
      expect(unmapped).toContainEqual({
        object: 'users',
        column: 'favourite_colour',
        type: 'text',
        looksLike: null,
        reason: null,
      });
      const crm = await sourceNamed(fresh, 'crm');
      expect(crm.unmapped).toContainEqual(
        expect.objectContaining({ object: 'Contact', column: 'HomePhone', looksLike: 'phone' }),
      );
      expect((await sourceNamed(fresh, 'billing')).unmapped).toEqual([]);
    } finally {
      await sandbox.systems.app.execute('alter table users drop column secondary_email');
      await sandbox.systems.app.execute('alter table users drop column favourite_colour');
      await fresh.close();
    }
  });

  it('are not told to callers who are not told how answers come about', async () => {
    const { gateway: own, ...rest } = demoConfiguration(sandbox);
    const anonymous = { roles: [], scopes: [], dataUses: ['*'] };
    const shut = await runGateway({
      ...rest,
      gateway: { ...own, authentication: { apiKeys: [], anonymous } },
    });
    try {
      const { columns, unmapped } = await sourceNamed(shut, 'app');
      expect([columns, unmapped]).toEqual([[], []]);
    } finally {
      await shut.close();
    }
  });
});
