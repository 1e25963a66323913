/** The switches of the demo: a visitor breaks the systems and mends them, and sees what becomes of the answers. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  changeTo,
  type Disturbed,
  disturbedInWords,
  isDisturbed,
  modes,
  whatToLookFor,
} from '../../console/src/demo/disturbance.ts';
import { faultModes, healthy } from '../../sandbox/system.ts';
import { browserPath } from '../browser.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

const crm: Disturbed = { name: 'crm', kind: 'salesforce', fault: healthy };
const asCrm = (fault: Partial<Disturbed['fault']>): Disturbed => ({
  ...crm,
  fault: { ...healthy, ...fault },
});

describe('how a system can be disturbed', () => {
  it('is all that the sandbox can do, each with what to look for', () => {
    expect(modes).toEqual(faultModes);
    expect(new Set(modes.map((mode) => whatToLookFor(asCrm({ mode })))).size).toBe(modes.length);
    expect(whatToLookFor(asCrm({ mode: 'down' }))).toContain('cases, opportunities and job titles');
  });

  it('is to be felt at once, and keeps an amount that was chosen', () => {
    expect(changeTo('slow', crm)).toEqual({ mode: 'slow', delayMs: 1_500 });
    expect(changeTo('slow', asCrm({ delayMs: 300 }))).toEqual({ mode: 'slow' });
    expect(changeTo('throttle', crm)).toEqual({ mode: 'throttle', retryAfterSeconds: 10 });
    expect(changeTo('down', crm)).toEqual({ mode: 'down' });
  });

  it('counts who misbehaves or lacks a column', () => {
    const all = [crm, asCrm({ mode: 'hang' }), asCrm({ dropped: ['Contact.Title'] })];
    expect(all.map(isDisturbed)).toEqual([false, true, true]);
    expect([0, 1, 2].map(disturbedInWords)).toEqual([
      'Break something',
      '1 system disturbed',
      '2 systems disturbed',
    ]);
  });
});

describe.skipIf(browserPath === undefined)('the switches of the demo', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 20 } });
  });
  afterEach(async () => {
    for (const system of Object.values(console.sandbox.systems))
      await system.setFault({ mode: 'ok', dropped: [] });
  });
  afterAll(() => console?.close());

  async function openSwitches(page: Page) {
    await page.getByRole('button', { name: 'Break something' }).click();
    const drawer = page.getByRole('dialog', { name: 'Break something' });
    await drawer.getByText('All systems are healthy.').waitFor();
    return { drawer, of: (name: string) => drawer.getByRole('region', { name }) };
  }

  it('let a visitor kill the crm, see Sources tell it, and mend everything', async () => {
    const page = await console.open('/sources');
    const crm = page.getByRole('region', { name: 'crm' }).first();
    await crm.getByText('answered', { exact: true }).waitFor();
    const { drawer, of } = await openSwitches(page);
    await of('crm').getByText('Down', { exact: true }).click();
    await of('crm').getByText('It drops every connection').waitFor();
    await drawer.getByText('Disturbed: crm.').waitFor();
    await console.shoot(page, 'demo-switches');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: '1 system disturbed' }).waitFor();
    await crm.getByText('unavailable', { exact: true }).waitFor();
    await page.getByText('crm is not as it should be').waitFor();
    await console.shoot(page, 'sources-crm-down');
    expect(console.sandbox.systems.crm.fault.mode).toBe('down');

    await page.getByRole('button', { name: '1 system disturbed' }).click();
    await drawer.getByRole('button', { name: 'Mend everything' }).click();
    await drawer.getByText('All systems are healthy.').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Break something' }).waitFor();
    await crm.getByText('answered', { exact: true }).waitFor();
    expect(console.sandbox.systems.crm.fault.mode).toBe('ok');
  });

  it('have whatever is shown asked again at once: consent is denied to be safe, and permitted once mended', async () => {
    const page = await console.open('/');
    await page.getByRole('textbox').first().fill('ada.lindqvist@example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Consent' }).click();
    const cell = (status: string) =>
      page.getByRole('button', {
        name: new RegExp(`^${status}: crm, marketing.communications.email(; decides)?$`),
      });
    await cell('Agreed').waitFor();
    const { drawer, of } = await openSwitches(page);
    await of('crm').getByText('Failing', { exact: true }).click();
    await drawer.getByText('Disturbed: crm.').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await cell('No answer').waitFor();
    await page.getByText('crm did not answer, or is not understood.').waitFor();
    await page.getByRole('button', { name: '1 system disturbed' }).click();
    await drawer.getByRole('button', { name: 'Mend everything' }).click();
    await drawer.getByText('All systems are healthy.').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await cell('Agreed').waitFor();
  });

  it('take a column away, and set how slow a system is, by keyboard alone', async () => {
    const page = await console.open('/sources');
    const { drawer, of } = await openSwitches(page);
    await of('crm').getByRole('switch', { name: 'A column is gone: Contact.Title' }).press('Space');
    await of('crm').getByText('The field that Contact.Title feeds is missing').waitFor();
    expect(await of('billing').getByRole('switch').count()).toBe(0);
    await of('shop').getByRole('radio', { name: 'Healthy' }).press('ArrowRight');
    await of('shop').getByText('It answers 1500 ms late.').waitFor();
    await of('shop').getByRole('textbox', { name: 'Milliseconds late' }).press('ArrowDown');
    await of('shop').getByText('It answers 1000 ms late.').waitFor();
    const changes: (string | null)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') changes.push(request.postData());
    });
    const amount = of('shop').getByRole('textbox', { name: 'Milliseconds late' });
    await amount.press('ControlOrMeta+a');
    await amount.pressSequentially('2500');
    await of('shop').getByText('It answers 2500 ms late.').waitFor();
    expect(changes).toEqual(['{"delayMs":2500}']);
    await drawer.getByText('Disturbed: shop, crm.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '2 systems disturbed' }).waitFor();
    const { crm, shop } = console.sandbox.systems;
    expect(crm.fault.dropped).toEqual(['Contact.Title']);
    expect(shop.fault).toMatchObject({ mode: 'slow', delayMs: 2_500 });
  });

  it.each(['light', 'dark'] as const)('can be used by everyone, in %s colours', async (colours) => {
    await console.sandbox.systems.app.setFault({ mode: 'throttle', retryAfterSeconds: 5 });
    const page = await console.open('/sources', { colours });
    await page.getByRole('button', { name: '1 system disturbed' }).click();
    const drawer = page.getByRole('dialog', { name: 'Break something' });
    await drawer.getByText('It says that it is asked too much, and to wait 5 s.').waitFor();
    await console.expectAccessible(page);
  });

  it('fit a phone, where a list takes the place of the row of choices', async () => {
    const page = await console.open('/sources', { phone: true });
    const { drawer, of } = await openSwitches(page);
    await of('app').getByRole('combobox', { name: 'How app behaves' }).selectOption('Garbage');
    await of('app').getByText('bytes that no client can read').waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'demo-phone');
    await drawer.getByRole('button', { name: 'Mend everything' }).click();
    await drawer.getByText('All systems are healthy.').waitFor();
  });
});
