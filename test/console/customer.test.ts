/** A customer in the console: found by whatever is known of them, and shown with what is not. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser.ts';
import { addOrder, addUser } from '../e2e/newcomers.ts';
import { withKeys } from '../e2e/roles.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

async function search(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'E-mail, telephone, name or id' });
  await box.fill(text);
  await box.press('Enter');
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 2, name });

async function choosePurpose(page: Page, purpose: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Purpose' }).fill(purpose);
  await page.getByRole('option', { name: purpose, exact: true }).click();
}

/** What of a field's row is read. */
const field = (page: Page, label: string) =>
  page.locator('dl > div').filter({ has: page.locator(`dt:text-is("${label}")`) });

describe.skipIf(browserPath === undefined)('a customer in the console', { timeout: 60_000 }, () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 10 } });
  });
  afterEach(() => console.sandbox.systems.crm.setFault({ mode: 'ok' }));
  afterAll(() => console?.close());

  it('opens by a telephone number as it is dialled, is announced, and leads back to what was found', async () => {
    const page = await console.open();
    await page.getByRole('heading', { name: 'People of the demo' }).waitFor();
    await console.shoot(page, 'search');
    await console.expectAccessible(page);
    await search(page, '070-174 06 05');
    await title(page, 'Adelaide Lindqvist').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Adelaide Lindqvist');
    expect(page.url()).not.toContain('0605');
    await page.getByRole('link', { name: 'Back to the search' }).click();
    await page.getByText('Found by telephone number').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('link', { name: 'Adelaide Lindqvist' }).waitFor();
    // A new tab begins with nothing: it was in memory only.
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toMatch(
      /Lindqvist|cust_|0605/,
    );
  });

  it('is found by name, by a record, by a loyalty number and among people of the demo', async () => {
    const page = await console.open();
    await search(page, 'Ada Lindqv');
    await page.getByText('Found by name, in app').waitFor();
    await page.getByRole('link', { name: 'Adelaide Lindqvist' }).press('Enter');
    await title(page, 'Adelaide Lindqvist').waitFor();
    for (const text of ['10001', 'shop:10001', 'L9000001']) {
      await page.getByRole('link', { name: 'Back to the search' }).click();
      await search(page, text);
      await title(page, 'Adelaide Lindqvist').waitFor();
    }
    await page.getByRole('link', { name: 'Back to the search' }).click();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: /^Daniel agreed for two years/ }).click();
    await title(page, 'Daniel Sommerfeld').waitFor();
  });

  it('is not taken for whoever shares their mailbox, and nobody is told of as nobody', async () => {
    const page = await console.open('/', { colours: 'dark' });
    await search(page, 'familie.albrecht@example.com');
    await page.getByText('2 customers found').waitFor();
    for (const name of ['Ines Albrecht', 'Volker Albrecht'])
      expect(await page.getByRole('link', { name }).count()).toBe(1);
    await console.expectAccessible(page);
    await console.shoot(page, 'search-dark');
    await search(page, '123456');
    await page.getByText('It is not a telephone number here.').waitFor();
    await search(page, 'Qqqq');
    await page.getByText('By name, shop and billing cannot be searched.').waitFor();
    await console.expectAccessible(page);
  });

  it('is not said to be nobody where the question failed', async () => {
    const page = await console.open();
    const fault = {
      message: 'Something broke.',
      path: ['customersByKey', 0],
      extensions: { code: 'INTERNAL' },
    };
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('SearchByKeys') !== true) return route.continue();
      return route.fulfill({ json: { data: { customersByKey: [null] }, errors: [fault] } });
    });
    await search(page, 'ada.lindqvist@example.com');
    await page.getByRole('alert').getByText('Something broke.').waitFor();
    expect(await page.getByText('Nobody was found').count()).toBe(0);
  });

  it('shows of each value which record it comes from, and what others say', async () => {
    const page = await console.open();
    await search(page, 'ada.lindqvist@example.com');
    const toggle = page.getByRole('button', { name: 'Where name comes from' });
    await toggle.press('Enter');
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');
    const given = page.getByRole('region', { name: 'Where name comes from' });
    await given.getByRole('row', { name: /Given name Adelaide \(shown\) crm:003/ }).waitFor();
    await given.getByRole('row', { name: /^Ada app:1/ }).waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'customer');
  });

  it('shows older orders when asked for them', async () => {
    const user = await addUser(console.sandbox, {
      given: 'Wilhelmina',
      family: 'Oftbuyer',
      email: 'wilhelmina.oftbuyer@example.org',
    });
    for (let order = 0; order < 13; order++) await addOrder(console.sandbox, user, `W-${order}`);
    const page = await console.open();
    await search(page, 'wilhelmina.oftbuyer@example.org');
    await page.getByRole('tab', { name: 'Activity' }).click();
    const orders = page.getByRole('region', { name: 'Orders', exact: true }).getByRole('row');
    await orders.nth(10).waitFor();
    expect(await orders.count()).toBe(11);
    await page.getByRole('button', { name: 'Older orders' }).click();
    await orders.nth(13).waitFor();
    expect(await orders.count()).toBe(14);
    expect(await page.getByRole('button', { name: 'Older orders' }).count()).toBe(0);
    await page.getByText('No invoices are known.').waitFor();
  });

  it('tells in one order what happened in which system, of the kinds and sources one wants', async () => {
    const page = await console.open('/', { phone: true });
    await search(page, 'app:1');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const events = page.getByRole('tabpanel').getByRole('listitem');
    await events.filter({ hasText: 'Consent: confirmed' }).first().waitFor();
    await events.filter({ hasText: 'Case closed: Return of an order' }).waitFor();
    await events.filter({ hasText: 'Invoice OF-000001' }).waitFor();
    const times = await Promise.all(
      (await events.locator('time').all()).map((time) => time.getAttribute('datetime')),
    );
    expect(times).toEqual(times.toSorted().toReversed());
    await console.shoot(page, 'timeline-phone');
    await console.expectAccessible(page);
    for (const kind of ['Consent', 'Cases', 'Invoices', 'Payments', 'Subscriptions', 'Opportunities'])
      await page.getByRole('checkbox', { name: kind }).press(' ');
    await page.getByRole('checkbox', { name: 'app' }).press(' ');
    await events.nth(2).waitFor({ state: 'detached' });
    expect(await events.allTextContents()).toEqual([
      expect.stringContaining('Order 50002'),
      expect.stringContaining('Order 50001'),
    ]);
  });

  it('stays useful while a source is down, says what may be missing, and is whole when it is back', async () => {
    await console.sandbox.systems.crm.setFault({ mode: 'down' });
    const page = await console.open('/', { colours: 'dark' });
    await search(page, 'ada.lindqvist@example.com');
    await title(page, 'Ada Lindqvist').waitFor();
    await page.getByText('unavailable', { exact: true }).waitFor();
    expect(await field(page, 'Job title').textContent()).toContain(
      'perhaps known to crm, which did not answer',
    );
    expect(await field(page, 'Telephone').textContent()).toContain('+46701740605');
    await console.expectAccessible(page);
    await console.shoot(page, 'customer-down-dark');
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.getByText('crm did not answer: there may be cases that are not shown.').waitFor();
    await page.getByRole('cell', { name: 'A-000003' }).waitFor();
    await console.sandbox.systems.crm.setFault({ mode: 'ok' });
    await page.getByRole('button', { name: 'Ask again', exact: true }).click();
    await title(page, 'Adelaide Lindqvist').waitFor();
    await page.getByRole('cell', { name: 'Delivery to another address' }).waitFor();
    await page.getByRole('tab', { name: 'Profile' }).click();
    expect(await field(page, 'Job title').textContent()).toContain('Founder');
  });

  it('shows what has been answered while the rest is still asked for', async () => {
    const page = await console.open();
    await search(page, 'ada.lindqvist@example.com');
    await title(page, 'Adelaide Lindqvist').waitFor();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (/CustomerProfile|CustomerInvoices/.test(route.request().postData() ?? '')) await released;
      await route.continue();
    });
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.reload();
    await page.getByRole('cell', { name: 'A-000003' }).waitFor();
    await page.getByText('Asking for invoices').waitFor();
    await page.getByText('Asking for the customer').waitFor();
    release();
    await title(page, 'Adelaide Lindqvist').waitFor();
    await page.getByRole('cell', { name: 'OF-000001' }).waitFor();
  });

  it('leaves a source alone for as long as it asks', async () => {
    await console.sandbox.systems.crm.setFault({ mode: 'throttle', retryAfterSeconds: 2 });
    const page = await console.open('/', { phone: true, colours: 'dark' });
    await search(page, 'ada.lindqvist@example.com');
    const again = page.getByRole('button', { name: 'Ask again: crm' });
    await again.waitFor();
    expect(await again.isDisabled()).toBe(true);
    await console.shoot(page, 'customer-throttled-phone-dark');
    await console.sandbox.systems.crm.setFault({ mode: 'ok' });
    await again.click();
    await title(page, 'Adelaide Lindqvist').waitFor();
  });

  it('is asked for anew when the purpose changes, and says who denied it', async () => {
    const page = await console.open();
    await search(page, 'bruno.kessler@example.com');
    await title(page, 'Bruno Keßler').waitFor();
    await choosePurpose(page, 'marketing.communications.email');
    await page.getByText('Not shown for this purpose').waitFor();
    await page.getByText('Decided by crm, in HasOptedOutOfEmail').waitFor();
    expect(await page.getByText('Keßler').count()).toBe(0);
    await console.expectAccessible(page);
    await console.shoot(page, 'customer-denied');
    await page.getByRole('link', { name: /^What all sources say/ }).click();
    await page.getByRole('tab', { name: 'Consent', selected: true }).waitFor();
    expect(page.url()).toMatch(/\/consent$/);
  });

  it('says of each value that may not be shown that it may not, which is not that there is none', async () => {
    const page = await console.open();
    await choosePurpose(page, 'marketing.communications.email');
    await search(page, 'ada.lindqvist@example.com');
    await title(page, 'Adelaide Lindqvist').waitFor();
    expect(await field(page, 'Telephone').textContent()).toContain(
      'not permitted for this purpose (crm: not asked)',
    );
    expect(await field(page, 'Date of birth').textContent()).toContain(
      'may not be used for it, whoever asks',
    );
    expect(await field(page, 'E-mail').textContent()).toContain('ada.lindqvist@example.com');
  });

  it('is told apart from an address that names nobody', async () => {
    const page = await console.open('/customers/cust_cutoff');
    await page.getByText('No customer has this address').waitFor();
  });
});

describe.skipIf(browserPath === undefined)('callers who are not told of denials', { timeout: 60_000 }, () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 5 }, configure: (demo) => withKeys(demo) });
  });
  afterAll(() => console?.close());

  async function signIn(page: Page, role: string): Promise<void> {
    await page.getByLabel('Token or API key').fill(`key-of-${role}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('are shown nobody, by search and by address, whether there is somebody or not', async () => {
    const agent = await console.open();
    await signIn(agent, 'support');
    await search(agent, 'bruno.kessler@example.com');
    await title(agent, 'Bruno Keßler').waitFor();
    const { hash } = new URL(agent.url());

    const page = await console.open(hash.slice(1));
    await signIn(page, 'marketing');
    await title(page, 'Customer').waitFor();
    await choosePurpose(page, 'marketing.communications.email');
    await page.getByText('Nobody is shown for this purpose').waitFor();
    expect(await page.getByRole('tab').count()).toBe(0);
    expect(await page.getByText(/Keßler|HasOptedOut|opted out|003Ws/).count()).toBe(0);
    await console.expectAccessible(page);
    await page.getByRole('link', { name: 'Back to the search' }).click();
    const answers: (string | null)[] = [];
    for (const email of ['bruno.kessler@example.com', 'nobody.at.all@example.com']) {
      await search(page, email);
      await page.getByText('No source knows anybody by that').waitFor();
      answers.push(await page.getByRole('main').textContent());
    }
    expect(answers[0]).toBe(answers[1]);
  });
});
