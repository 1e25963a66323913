/** The consent matrix of a customer, as a privacy steward uses it. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

const emailMarketing = 'marketing.communications.email';

describe.skipIf(browserPath === undefined)('the consent matrix', () => {
  let console: ConsoleUnderTest;
  let bruno: string;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 20 } });
    bruno = await customerId('bruno.kessler@example.com');
  });
  afterEach(() => console.sandbox.systems.crm.setFault({ mode: 'ok', dropped: [] }));
  afterAll(() => console?.close());

  async function customerId(email: string): Promise<string> {
    const response = await fetch(`${console.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($email: String!) { customer(by: { email: $email }) { id } }',
        variables: { email },
      }),
    });
    const { data } = (await response.json()) as { data: { customer: { id: string } } };
    return data.customer.id;
  }

  async function open(options: Parameters<ConsoleUnderTest['open']>[1] = {}): Promise<Page> {
    const page = await console.open(`/customers/${bruno}/consent`, options);
    await page.getByRole('heading', { name: 'What they permit' }).waitFor();
    return page;
  }
  const focused = (page: Page) => page.evaluate('document.activeElement.getAttribute("aria-label")');

  it('tells a privacy steward why Bruno is denied, and what would permit it', async () => {
    const page = await open();
    const deciding = page.getByRole('button', { name: `Opted out: crm, ${emailMarketing}; decides` });
    await page.getByRole('button', { name: `Agreed: app, ${emailMarketing}`, exact: true }).waitFor();
    await console.shoot(page, 'consent');
    await deciding.click();
    const drawer = page.getByRole('dialog', { name: 'Marketing › communications › email' });
    await drawer.getByText('An opt-out outranks every grant').waitFor();
    await console.shoot(page, 'consent-why');
    const remedy = drawer.getByRole('region', { name: 'What would permit it' });
    expect(await remedy.textContent()).toMatch(
      /In crm, the opt-out recorded in the field HasOptedOutOfEmail of record 003\w+ is lifted/,
    );
    expect(await remedy.getByRole('link').getAttribute('href')).toBe('mailto:sales-operations@example.com');
    const ofApp = await drawer.getByRole('region', { name: 'app', exact: true }).textContent();
    expect(ofApp).toMatch(/Agreed.*marketing_opt_in.*Captured/);
    const ofShop = await drawer.getByRole('region', { name: 'shop', exact: true }).textContent();
    expect(ofShop).toContain('Nothing is recorded in its places: ');
  });

  it('is moved through by arrow keys, told by Enter, and left as it was', async () => {
    const page = await open();
    const first = page
      .getByRole('grid')
      .getByRole('button', { name: /^Permitted: essential/ })
      .first();
    await first.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('No say: shop, essential.service.operations.support');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Essential › service › operations › support' });
    await drawer.getByText('shop has no say in this.').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await expect.poll(() => focused(page)).toBe('No say: shop, essential.service.operations.support');
    // One stop: the next press of the tab key leaves the matrix.
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("[role=grid]") === null')).toBe(true);
  });

  it('shows only what is denied, or what goes by a channel', async () => {
    const page = await open();
    const rows = page.getByRole('rowheader', { name: /Consent|Contract|Legal|Legitimate/ });
    expect(await rows.count()).toBe(25);
    await page.getByText(/^Denied \d+$/).click();
    await page
      .getByRole('button', { name: /^Permitted/ })
      .first()
      .waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Channel' }).click();
    await page.getByRole('option', { name: 'By letter' }).click();
    await expect.poll(() => rows.allTextContents()).toEqual(['Communications › postConsent · by letter']);
    await page.getByText(/^Permitted \d+$/).click();
    await page.getByText('No purpose is like that.').waitFor();
  });

  it('says of a source that is down that it did not answer, and what that costs', async () => {
    await console.sandbox.systems.crm.setFault({ mode: 'down' });
    const page = await open();
    await page.getByText('crm did not answer, or is not understood.').waitFor();
    const cell = page.getByRole('button', { name: `No answer: crm, ${emailMarketing}; decides` });
    expect(await cell.getAttribute('title')).toBe('crm: it did not answer: denied to be safe');
    await cell.click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('It may hold an objection, so this is denied to be safe.').waitFor();
    await drawer.getByText('crm answers.').waitFor();
    await console.shoot(page, 'consent-crm-down');
  });

  it('shows the decisions alone to those who are not told why', async () => {
    const page = await console.open('/sources');
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const told = (await response.text()).replace('"consent:explain"', '"nothing"');
      await route.fulfill({ response, body: told });
    });
    await page.goto(`${console.gateway.url}/#/customers/${bruno}/consent`);
    await page.reload();
    await page.getByText('Reasons, and what each source says, need a right that you do not have').waitFor();
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['Purpose', 'Decision']);
    await page.getByRole('button', { name: `Denied: ${emailMarketing}`, exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Reasons are told to callers who have the right to know them').waitFor();
    expect(await drawer.getByText('What would permit it').count()).toBe(0);
    await page.unrouteAll({ behavior: 'wait' });
  });

  it.each(['light', 'dark'] as const)('can be used by everyone, in %s colours', async (colours) => {
    const page = await open({ colours });
    await console.expectAccessible(page);
    // With fewer cells behind it, what is told of one is looked through in a third of the time.
    await page.getByRole('combobox', { name: 'Channel' }).click();
    await page.getByRole('option', { name: 'By e-mail' }).click();
    await page.getByRole('button', { name: `Opted out: crm, ${emailMarketing}; decides` }).click();
    await page.getByRole('dialog').getByText('What each source says').waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, `consent-${colours}`);
  });

  it('becomes a list on a phone, which tells the same', async () => {
    const page = await open({ phone: true, colours: 'dark' });
    const row = page.getByRole('button', {
      name: 'Communications › email by e-mail · crm: opted out Denied',
    });
    await row.waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await console.expectAccessible(page);
    await console.shoot(page, 'consent-phone');
    await row.click();
    await page.getByRole('dialog').getByText('Lift the opt-out.').waitFor();
    await console.shoot(page, 'consent-phone-why');
  });
});
