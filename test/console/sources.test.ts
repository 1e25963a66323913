/** The Sources page, as whoever looks after the systems uses it. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { counted } from '../../console/src/parts/in-words.ts';
import { bars } from '../../console/src/sources/bars.ts';
import { driftOf } from '../../console/src/sources/drift.ts';
import {
  breakersInWords,
  duration,
  healthInWords,
  queueInWords,
  quotaInWords,
  summaryOf,
} from '../../console/src/sources/figures.ts';
import { holdingsOf } from '../../console/src/sources/holdings.ts';
import type { Slot, Source } from '../../console/src/sources/source.ts';
import { browserPath } from '../browser.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

const from = '2026-01-15T00:00:00.000Z';
const idle: Slot = { from, calls: 0, failures: 0, refused: 0, medianMs: null, p95Ms: null };

describe('the figures of a source', () => {
  it('sum up the slots: a median by calls, and the slowest of the slow', () => {
    expect(summaryOf([idle, idle])).toEqual({
      calls: 0,
      failures: 0,
      refused: 0,
      usualMs: null,
      slowMs: null,
    });
    const slots = [
      { ...idle, calls: 1, medianMs: 900, p95Ms: 900 },
      idle,
      { ...idle, calls: 9, failures: 2, medianMs: 4, p95Ms: 30 },
      { ...idle, calls: 2, refused: 3, medianMs: 2, p95Ms: 5 },
    ];
    expect(summaryOf(slots)).toEqual({ calls: 12, failures: 2, refused: 3, usualMs: 4, slowMs: 900 });
  });

  it('are drawn as bars, none of which is too low to be seen', () => {
    expect(bars([0, 1, 100, 0, 50])).toEqual([
      { at: 1, amount: 1, height: 0.08 },
      { at: 2, amount: 100, height: 1 },
      { at: 4, amount: 50, height: 0.5 },
    ]);
    expect(bars([0, 0])).toEqual([]);
    expect(bars([])).toEqual([]);
  });

  it('are written with their units', () => {
    expect([0.44, 9.96, 12.4, 999, 1_000, 3_240].map(duration)).toEqual([
      '0.4 ms',
      '10 ms',
      '12 ms',
      '999 ms',
      '1 s',
      '3.2 s',
    ]);
    expect([counted(1, 'call'), counted(15_000, 'call')]).toEqual(['1 call', '15,000 calls']);
  });

  it('say what is left of an allowance, and what is not known of it', () => {
    const none = { perSecond: null, perDay: null, leftToday: null, reserve: 0 };
    expect(quotaInWords(none)).toEqual({ text: 'No limit is known', left: null });
    expect(quotaInWords({ ...none, perSecond: 100 }).text).toBe('100 calls a second at most');
    expect(quotaInWords({ ...none, perDay: 200, leftToday: 50, reserve: 0.2, perSecond: 1 })).toEqual({
      text: '50 of 200 calls left today, of which 20 % is kept for calls that somebody waits for; 1 call a second at most',
      left: 25,
    });
    expect(quotaInWords({ ...none, perDay: 200 })).toEqual({
      text: '200 calls a day; what is left today it has not told yet',
      left: null,
    });
    expect(quotaInWords({ ...none, perDay: 200, leftToday: 300 }).left).toBe(100);
  });

  it('say which operations are spared, and how busy a source is', () => {
    expect(
      breakersInWords([
        { operation: 'find', state: 'OPEN', retryAfter: 12 },
        { operation: 'get', state: 'HALF_OPEN', retryAfter: null },
        { operation: 'collect', state: 'CLOSED', retryAfter: null },
        { operation: 'search', state: 'OPEN', retryAfter: null },
      ]),
    ).toEqual(['find: not tried for 12 s', 'get: being tried once', 'search: not tried for now']);
    expect(queueInWords({ underWay: 1, waiting: 0, lanes: 2 })).toBe(
      '1 call under way on 2 lanes, 0 waiting',
    );
  });

  it('name whoever is not as it should be', () => {
    const sourceOf = (name: string, status: string) => ({ name, health: { status } }) as unknown as Source;
    expect(healthInWords([sourceOf('app', 'OK'), sourceOf('crm', 'OK')])).toBe(
      '2 sources, all of which answer.',
    );
    expect(healthInWords([sourceOf('app', 'OK'), sourceOf('crm', 'DRIFTED')])).toBe(
      '2 sources; crm is not as it should be.',
    );
    expect(healthInWords([sourceOf('app', 'TIMEOUT'), sourceOf('crm', 'DRIFTED')])).toBe(
      '2 sources; app, crm are not as they should be.',
    );
  });
});

describe('drift', () => {
  const column = {
    object: 'users',
    column: 'phone',
    use: 'LOOKUP',
    exists: true,
    index: 'users_phone',
    advice: null,
  } as const;
  const other = { object: 'users', column: 'note', type: 'text', looksLike: null, reason: null };

  it('is nothing where every mapped column is there and served', () => {
    expect(
      driftOf({ columns: [column, { ...column, use: 'READ', index: null }], unmapped: [other] }),
    ).toEqual({
      gone: [],
      overlooked: [],
      advised: [],
      others: ['users.note'],
    });
  });

  it('says what depends on a column that is gone', () => {
    const { gone } = driftOf({
      columns: [
        { ...column, exists: false, index: null },
        { ...column, column: 'title', use: 'READ', exists: false },
      ],
      unmapped: [],
    });
    expect(gone.map(({ place }) => place)).toEqual(['users.phone', 'users.title']);
    expect(gone.map(({ text }) => text)).toEqual([
      'No customer is found here by it, and the field it feeds is missing.',
      'The field it feeds is missing; if it says something of consent, that is not understood, and denies.',
    ]);
  });

  it('tells of columns that nobody maps, consent first, and of look-ups that nothing serves', () => {
    const { overlooked, advised } = driftOf({
      columns: [
        { ...column, index: null },
        { ...column, column: 'mail', advice: 'create an index' },
      ],
      unmapped: [
        { ...other, column: 'mobile', looksLike: 'phone', reason: 'its name says mobile' },
        { ...other, column: 'unsubscribed', looksLike: 'consent' },
      ],
    });
    expect(overlooked).toEqual([
      {
        place: 'users.unsubscribed',
        text: 'It looks like consent. An objection in it would be missed.',
      },
      { place: 'users.mobile', text: 'It looks like a telephone number: its name says mobile.' },
    ]);
    expect(advised).toEqual([
      {
        place: 'users.phone',
        text: 'Records are looked up by it, and nothing serves that: give it an index.',
      },
      { place: 'users.mail', text: 'Create an index.' },
    ]);
  });
});

it('puts together what a source holds by what is alike', () => {
  const source: Source = {
    name: 'app',
    kind: 'postgres',
    region: null,
    steward: null,
    identifiers: ['email', 'match.birthDate'],
    attributes: ['email', 'birthDate'],
    collections: [],
    filters: [
      { attribute: 'email', operators: ['equals', 'startsWith'] },
      { attribute: 'createdAt', operators: ['atLeast', 'before'] },
      { attribute: 'phone', operators: ['equals', 'startsWith'] },
    ],
    consent: [
      { purpose: '*', channel: 'ANY' },
      { purpose: 'marketing', channel: 'EMAIL' },
      { purpose: 'analytics', channel: 'EMAIL' },
      { purpose: 'analytics.reporting', channel: 'EMAIL' },
      { purpose: 'analytics', channel: 'NONE' },
    ],
    duplicateFree: false,
    columns: [],
    unmapped: [],
    health: { status: 'OK', server: null, latencyMs: 1, checkedAt: from, blindDenials: null },
    activity: null,
  };
  expect(holdingsOf(source).map(({ label, lists }) => [label, lists])).toEqual([
    ['Found by', [{ items: ['email'] }]],
    ['Compared by', [{ items: ['birthDate'] }]],
    ['Attributes', [{ items: ['email', 'birthDate'] }]],
    ['Collections', []],
    [
      'Filters by',
      [
        { heading: 'the whole, the beginning', items: ['email', 'phone'] },
        { heading: 'from, until', items: ['createdAt'] },
      ],
    ],
    [
      'Consent',
      [
        { heading: 'by any channel', items: ['every purpose'] },
        { heading: 'by e-mail', items: ['Marketing', 'Analytics'] },
        { heading: 'without contact', items: ['Analytics'] },
      ],
    ],
  ]);
});

describe.skipIf(browserPath === undefined)('the page of sources', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 20 } });
    await ask();
  });
  afterEach(async () => {
    for (const system of Object.values(console.sandbox.systems))
      await system.setFault({ mode: 'ok', dropped: [] });
  });
  afterAll(() => console?.close());

  /** Something for the sources to do. */
  async function ask(): Promise<void> {
    const query = `{ customer(by: { email: "ada.lindqvist@example.com" }) { displayName jobTitle
      orders { nodes { number } } cases { nodes { subject } } invoices { nodes { number } } } }`;
    const response = await fetch(`${console.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    await response.json();
  }
  const cardOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  it('tells of each system what it is, who answers for it, and how it fares', async () => {
    const page = await console.open('/sources');
    await page.getByText('4 sources, all of which answer.').waitFor();
    const crm = cardOf(page, 'crm');
    const told = await crm.textContent();
    expect(told).toContain('salesforce, Salesforce');
    expect(told).toMatch(/[\d,]+ of 15,000 calls left today/);
    expect(told).toContain('All are tried as always.');
    expect(await crm.getByRole('link', { name: 'sales-operations@example.com' }).getAttribute('href')).toBe(
      'mailto:sales-operations@example.com',
    );
    await crm.getByRole('img', { name: /^Calls: [1-9]\d*, in 10 minutes$/ }).waitFor();
    await crm.getByRole('img', { name: /^Time a call takes: [\d.]+ m?s, at its slowest/ }).waitFor();
    await crm.getByText('What it holds').click();
    await crm.getByText('cases, opportunities, consents').waitFor();
    await cardOf(page, 'shop').getByText('What it holds').click();
    await cardOf(page, 'shop').getByText('It promises one record per person').waitFor();
    await console.shoot(page, 'sources');
  });

  it('tells who asks for patience, and for how long', async () => {
    await console.sandbox.systems.billing.setFault({ mode: 'throttle', retryAfterSeconds: 40 });
    await ask();
    const page = await console.open('/sources');
    const billing = cardOf(page, 'billing');
    await billing.getByText(/^It asks for patience: it is left alone for \d+ s\.$/).waitFor();
    await console.shoot(page, 'sources-throttled');
  });

  it('tells which mapped column is gone, and what depends on it', async () => {
    await console.sandbox.systems.crm.setFault({ dropped: ['Contact.Title'] });
    await console.sandbox.systems.app.setFault({ dropped: ['users.phone'] });
    const page = await console.open('/sources');
    const crm = cardOf(page, 'crm');
    await crm.getByText('1 mapped column is gone').waitFor();
    await crm.getByText('columns are gone', { exact: true }).waitFor();
    const finding = await crm.getByRole('listitem').filter({ hasText: 'Contact.Title' }).textContent();
    expect(finding).toContain('The field it feeds is missing');
    await cardOf(page, 'app').getByText('No customer is found here by it').waitFor();
    await cardOf(page, 'app').getByText('Columns', { exact: true }).click();
    await cardOf(page, 'app').getByRole('region', { name: 'Columns of app' }).waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'sources-drift');
  });

  it('asks again by itself, until it is told to pause', async () => {
    const page = await console.open('/sources');
    await page.getByText('4 sources, all of which answer.').waitFor();
    await console.sandbox.systems.shop.setFault({ mode: 'down' });
    await cardOf(page, 'shop').getByText('unavailable', { exact: true }).waitFor();
    await page.getByRole('switch', { name: 'Ask every 5 seconds' }).press('Space');
    let asked = 0;
    page.on('request', () => asked++);
    await page.waitForTimeout(5_500);
    expect(asked).toBe(0);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await expect.poll(() => asked).toBe(1);
  });

  it.each(['light', 'dark'] as const)('can be used by everyone, in %s colours', async (colours) => {
    await console.sandbox.systems.crm.setFault({ mode: 'down' });
    const page = await console.open('/sources', { colours });
    await cardOf(page, 'crm').getByText('unavailable', { exact: true }).waitFor();
    await cardOf(page, 'crm').getByText('What it holds').click();
    await console.expectAccessible(page);
    await console.shoot(page, `sources-${colours}`);
  });

  it('fits a phone', async () => {
    const page = await console.open('/sources', { phone: true });
    await cardOf(page, 'billing').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await console.expectAccessible(page);
    await console.shoot(page, 'sources-phone');
  });
});
