/** The console of a gateway that asks who one is. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

const key = 'key-of-a-support-agent';

describe.skipIf(browserPath === undefined)('signing in', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({
      sandbox: { size: 5 },
      configure: (configuration) => ({
        ...configuration,
        gateway: {
          ...configuration.gateway,
          authentication: {
            apiKeys: [
              {
                name: 'agent',
                hash: createHash('sha256').update(key).digest('hex'),
                roles: ['support'],
                scopes: [],
                dataUses: ['essential.service'],
              },
            ],
          },
        },
      }),
    });
  });
  afterAll(() => console?.close());

  it('lets nobody in by a wrong key, and shows with the right one what its roles allow', async () => {
    const page = await console.open();
    const field = page.getByLabel('Token or API key');
    await console.expectAccessible(page);
    // A browser complains of every answer that refuses; this one is meant to.
    await console.refused(async () => {
      await field.fill('no such key');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('It was not accepted.').waitFor();
    });
    await page.locator('input[type="password"]:focus').waitFor();
    await console.shoot(page, 'sign-in');
    await field.fill(key);
    await field.press('Enter');
    await page.getByRole('link', { name: 'Customers' }).waitFor();
    await page.getByText('Signed in as agent.').waitFor();
    expect(await page.getByRole('link', { name: 'Steward desk' }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Purpose' }).click();
    const purposes = await page.getByRole('option').allTextContents();
    expect(purposes).toContain('essential.service.operations.support');
    expect(purposes.every((purpose) => purpose.startsWith('essential.service'))).toBe(true);
    await page.keyboard.press('Escape');
    // It lasts for the tab, and no longer than one wants.
    await page.reload();
    await page.getByText('Signed in as agent.').waitFor();
    // What the explorer keeps of an operation may hold values of customers.
    await page.evaluate("sessionStorage.setItem('graphiql:query', 'ada')");
    await page.getByRole('button', { name: 'Sign out' }).click();
    await field.waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    expect(await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])')).not.toContain(
      key,
    );
  });
});
