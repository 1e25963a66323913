import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withConfiguration } from '../../bench/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';

const demo = fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url));
const env = {
  ONEFOLD_SECRET: 'a secret of the tests, which is no secret',
  SANDBOX_APP_URL: 'postgres://localhost/app',
  SANDBOX_SHOP_URL: 'mysql://localhost/shop',
  SANDBOX_CRM_URL: 'http://localhost:1',
  SANDBOX_CRM_TOKEN: 'token',
  SANDBOX_BILLING_URL: 'http://localhost:2',
  SANDBOX_BILLING_KEY: 'sk_test_bench',
};

describe('the configuration of a measured gateway', () => {
  it.each(['strict', 'search'] as const)('is that of the demo with reads %s', async (reads) => {
    const configured = await withConfiguration(reads, async (file) => loadConfiguration(file, env));
    const expected = loadConfiguration(demo, env);
    expect(configured.sources.find(({ name }) => name === 'billing')?.options).toMatchObject({ reads });
    const withoutReads = ({ sources, ...others }: typeof expected) => ({
      ...others,
      sources: sources.map(({ options, ...source }) => ({ ...source, options: { ...options, reads: '' } })),
    });
    // Who asks is known, as in production.
    const { authentication } = configured.gateway;
    expect(authentication).toMatchObject({ apiKeys: [{ name: 'bench', roles: ['support'] }] });
    const open = { ...configured, gateway: { ...configured.gateway, authentication: 'open' as const } };
    expect(withoutReads(open)).toEqual(withoutReads(expected));
  });

  it('is gone when it was used, also in vain', async () => {
    const files: string[] = [];
    await withConfiguration('search', async (file) => files.push(file));
    await expect(
      withConfiguration('search', async (file) => {
        files.push(file);
        throw new Error('in vain');
      }),
    ).rejects.toThrow('in vain');
    expect(files.map((file) => existsSync(file))).toEqual([false, false]);
  });
});
