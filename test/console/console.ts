/** The console as its users have it: built, served by a gateway over the sandbox, in a browser. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { SandboxOptions } from '../../sandbox/index.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { type Gateway, startGateway } from '../../src/gateway/start.ts';
import { openBrowser } from '../browser.ts';
import { demoConfiguration, type Sandbox, startTestSandbox } from '../e2e/gateway.ts';

const artifacts = fileURLToPath(new URL('../../artifacts/console/', import.meta.url));

/** Rules of WCAG 2.2 at the levels A and AA, and what axe holds to be good practice. */
const serious: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical']);

export interface ConsoleUnderTest {
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  /** A page of its own, with nothing remembered. Faults it tells of on its own console fail `close`. */
  open(
    path?: string,
    options?: { readonly colours?: 'light' | 'dark'; readonly phone?: boolean },
  ): Promise<Page>;
  /** A screenshot, kept as an artifact. */
  shoot(page: Page, name: string): Promise<void>;
  /** Holds the page to what axe can tell of accessibility, but for parts made by others. */
  expectAccessible(page: Page, options?: { readonly without?: string }): Promise<void>;
  /** Runs what the gateway refuses, of which a browser complains: that is no fault then. */
  refused(run: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface ConsoleOptions {
  readonly sandbox?: SandboxOptions;
  /** Whatever else is configured, beside the demo's configuration with a store in memory. */
  readonly configure?: (configuration: Configuration) => Configuration;
}

export async function openTestConsole({
  sandbox: options,
  configure,
}: ConsoleOptions = {}): Promise<ConsoleUnderTest> {
  const sandbox = await startTestSandbox({ size: 60, ...options });
  const demonstrated: Configuration = { ...demoConfiguration(sandbox), store: 'memory' };
  const consoleFolder = process.env['ONEFOLD_TEST_CONSOLE'];
  const gateway = await startGateway(configure?.(demonstrated) ?? demonstrated, {
    log: pino({ level: 'silent' }),
    mounted: { demo: sandbox.control },
    ...(consoleFolder === undefined ? {} : { consoleFolder }),
  });
  const browser = await openBrowser();
  if (browser === undefined) throw new Error('there is no browser: skip what needs one by browserPath');
  mkdirSync(artifacts, { recursive: true });
  /** What should not have happened on any page. */
  const faults: string[] = [];
  let refusing = false;
  return {
    sandbox,
    gateway,
    async open(path = '/', { colours = 'light', phone = false } = {}) {
      const context = await browser.newContext({
        colorScheme: colours,
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 800 },
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== gateway.url)
          faults.push(`a request left for ${origin}`);
      });
      page.on('pageerror', ({ message }) => faults.push(`a script failed: ${message}`));
      page.on('console', (line) => {
        if (refusing && line.text().startsWith('Failed to load resource')) return;
        if (line.type() === 'error') faults.push(`the page complained: ${line.text()}`);
      });
      await page.goto(`${gateway.url}/#${path}`);
      return page;
    },
    async shoot(page, name) {
      await page.screenshot({ path: `${artifacts}${name}.png`, fullPage: true });
    },
    async expectAccessible(page, { without } = {}) {
      const axe = new AxeBuilder({ page });
      const { violations } = await (without === undefined ? axe : axe.exclude(without)).analyze();
      const found = violations
        .filter(({ impact }) => serious.has(impact))
        .flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
        );
      expect(found).toEqual([]);
    },
    async refused(run) {
      refusing = true;
      await run();
      refusing = false;
    },
    async close() {
      await browser.close();
      await gateway.close();
      await sandbox.close();
      expect(faults).toEqual([]);
    },
  };
}
