/** The explorer, as an analyst uses it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleGroups } from '../../console/src/explorer/examples.ts';
import { browserPath } from '../browser.ts';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from '../e2e/gateway.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

describe('every example', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ size: 60 });
    gateway = await runGateway(demoConfiguration(sandbox));
  });
  afterAll(async () => {
    await gateway?.close();
    await sandbox?.close();
  });

  it.each(exampleGroups.flatMap(({ who, examples }) => examples.map((example) => ({ who, ...example }))))(
    'brings a $who something: $name',
    async ({ query, variables }) => {
      const { data, errors } = await gateway.query(query, variables);
      expect(errors).toBeUndefined();
      expect(Object.values(data).every((one) => one !== null && JSON.stringify(one) !== '[]')).toBe(true);
    },
  );
});

describe.skipIf(browserPath === undefined)('the explorer', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  it('runs a saved query and draws what it took', async () => {
    const page = await console.open('/explorer');
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.getByRole('button', { name: 'The whole customer, in one call' }).click();
    await page.getByRole('button', { name: 'Execute query' }).click();
    const panel = page.getByRole('region', { name: 'Plan and trace' });
    await panel.getByText('as foretold', { exact: true }).waitFor();
    await panel.getByText('searched for; ').waitFor();
    await panel.getByText('The same in numbers').click();
    expect(await panel.getByRole('row', { name: /billing find/ }).count()).toBeGreaterThan(0);
    await console.shoot(page, 'explorer');
    // Asked again, the customer is remembered, and only what is needed is asked.
    await page.getByRole('button', { name: 'Execute query' }).click();
    await panel.getByText('remembered: their records were read at once').waitFor();
    await panel.getByText('as foretold', { exact: true }).waitFor();
    await console.expectAccessible(page, { without: '.graphiql-container' });
  });

  it('asks for the purpose that is picked, and keeps to the one a document declares', async () => {
    const page = await console.open('/explorer');
    const asked: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('Newsletter') || request.postData()?.includes('WhoDenied'))
        asked.push(request.headers()['x-data-use']);
    });
    await page.getByRole('combobox', { name: 'Purpose' }).click();
    await page.getByRole('option', { name: 'essential.privacy_request' }).click();
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.getByRole('button', { name: 'Who denied it, and what would permit it' }).click();
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.getByText('remembered').or(page.getByText('searched for;')).first().waitFor();
    await page.getByRole('button', { name: 'A newsletter, for whoever permits it' }).click();
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.getByText('Rests on what the customer says').first().waitFor();
    expect(new Set(asked)).toEqual(new Set(['essential.privacy_request', undefined]));
  });

  it('shows the schema in words, a query builder and what was asked before', async () => {
    const page = await console.open('/explorer', { colours: 'dark' });
    await page.getByRole('button', { name: 'Documentation Explorer' }).click();
    await page.getByText('A GraphQL schema provides').waitFor();
    await page.getByRole('button', { name: 'GraphiQL Explorer' }).click();
    await page.getByText('consentCheck').first().waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await console.shoot(page, 'explorer-dark');
    await console.expectAccessible(page, { without: '.graphiql-container' });
  });
});
