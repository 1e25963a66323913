/** What stands around every page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

describe.skipIf(browserPath === undefined)('the console', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 5 } });
  });
  afterAll(() => console?.close());

  it('shows who may ask for what, and leads to every page by keyboard', async () => {
    const page = await console.open();
    await page.getByRole('link', { name: 'Customers' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
    for (const name of ['Steward desk', 'Sources', 'Explorer', 'Customers']) {
      await page.getByRole('link', { name }).press('Enter');
      await page.locator(`a[aria-current="page"]`, { hasText: name }).waitFor();
      expect(await page.title()).toBe(`${name} – Onefold`);
    }
    await console.expectAccessible(page);
    await console.shoot(page, 'frame');
  });

  it('keeps standing around a page that cannot be loaded', async () => {
    const page = await console.open();
    await page.route('**/assets/sources-*.js', (route) => route.abort());
    await console.refused(async () => {
      await page.getByRole('link', { name: 'Sources' }).click();
      await page.getByText('This page could not be shown.').waitFor();
    });
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.getByRole('heading', { name: 'Find a customer' }).waitFor();
    await page.unroute('**/assets/sources-*.js');
    await page.getByRole('link', { name: 'Sources' }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Sources' }).waitFor();
  });
});
