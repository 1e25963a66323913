/** The example front end, as a customer's engineer would build it: in a folder of its own, by its own scripts. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../browser.ts';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from '../e2e/gateway.ts';
import { patient } from '../e2e/patient.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
let project: string;
let built: Ran;

beforeAll(async () => {
  // Beside the original, so that it finds the schema and the packages where that does.
  project = await mkdtemp(join(examples, '.support-desk-'));
  const isGenerated = (path: string) => /[\\/](node_modules|dist|gql)$/.test(path);
  await cp(join(examples, 'support-desk'), project, {
    recursive: true,
    filter: (path) => !isGenerated(path),
  });
  built = await run('build');
}, 180_000);
afterAll(async () => {
  if (project !== undefined) await rm(project, { recursive: true });
});

describe('the types of the support desk', { timeout: 60_000 }, () => {
  it('are generated, fit what uses them, and it builds', () => {
    expect(built).toMatchObject({ code: 0 });
  });

  it('have nothing that the schema does not have', async () => {
    const source = `import { useQuery } from '@apollo/client/react';
import { graphql } from './gql';
import type { PersonFragment } from './gql/graphql';
export const useIt = () => useQuery(graphql(\`query It { sources { nonsense } }\`));
export const of = (person: PersonFragment) => person.nonsense;
export const day = (date: Date) => date;
`;
    await inProject('src/unknown.ts', source, async () => {
      const { code, output } = await run('exec', '--', 'tsc', '--noEmit');
      expect(code).not.toBe(0);
      expect(output).toMatch(/src\/unknown\.ts\(4,\d+\): error TS\d+: /);
      expect(output).toMatch(/src\/unknown\.ts\(5,\d+\): error TS2339: Property 'nonsense' does not exist/);
      expect(output).not.toContain('unknown.ts(6');
      const checked = await run('check');
      expect(checked.code).not.toBe(0);
      expect(checked.output).toContain('Cannot query field "nonsense" on type "Source"');
    });
  });

  it('say what deferred fields are before they are there, and that all are in the end', async () => {
    const source = `import { useQuery } from '@apollo/client/react';
import { CustomerByEmailDocument, type CustomerByEmailQuery } from './gql/graphql';
type Customer = NonNullable<CustomerByEmailQuery['customer']>;
export const name = (customer: Customer): string | null => customer.displayName;
export const count = ({ orders }: Customer): number | undefined => orders?.nodes.length;
export function useWhole(email: string): number | undefined {
  const { data, dataState } = useQuery(CustomerByEmailDocument, { variables: { email } });
  return dataState === 'complete' ? data.customer?.sources.length : undefined;
}
`;
    await inProject('src/deferred.ts', source, async () => {
      const { output } = await run('exec', '--', 'tsc', '--noEmit');
      expect(output).toMatch(/src\/deferred\.ts\(4,\d+\): error TS2322: .*undefined/);
      expect(output.match(/deferred\.ts\(/g)).toHaveLength(1);
    });
  });
});

describe.skipIf(browserPath === undefined)('the support desk in a browser', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let server: Server;
  let browser: Browser | undefined;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
    sandbox = await startTestSandbox({ size: 20 });
    gateway = await runGateway(patient(demoConfiguration(sandbox)));
    server = serving(join(project, 'dist'), gateway.url).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    await browser?.close();
    server?.close().closeAllConnections();
    await gateway?.close();
    await sandbox?.close();
  });
  beforeEach(async () => {
    problems.length = 0;
    if (browser === undefined) throw new Error('there is no browser');
    page = await browser.newPage();
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (entry) => entry.type() === 'error' && problems.push(entry.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterEach(async () => {
    for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'ok', delayMs: 0 });
    await page?.close();
    expect(problems).toEqual([]);
  });

  async function find(email: string): Promise<void> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Find' }).click();
  }
  const section = (name: string) => page.getByRole('region', { name });

  it('shows a customer of four systems', async () => {
    await find('ada.lindqvist@example.com');
    await page.getByRole('heading', { name: 'Lindqvist' }).waitFor();
    const contacts = page.getByRole('list', { name: 'Contact points' });
    expect(await contacts.textContent()).toContain('ada.lindqvist@example.com');
    expect(await section('Orders').getByRole('row').count()).toBeGreaterThan(2);
    expect(await section('Cases').getByRole('listitem').count()).toBeGreaterThan(0);
    expect(await section('Sources').getByRole('listitem').allTextContents()).toEqual(
      ['app', 'shop', 'crm', 'billing'].map((name) => `${name}: answered`),
    );
    expect(page.url()).not.toContain('ada');
  });

  it('shows the orders while a slow source is waited for, and then the rest', async () => {
    await find('ada.lindqvist@example.com');
    await section('Sources').waitFor();
    await page.reload();
    await sandbox.systems.crm.setFault({ mode: 'slow', delayMs: 1500 });
    const asked = performance.now();
    await find('ada.lindqvist@example.com');
    await section('Orders').getByRole('row').first().waitFor();
    expect(performance.now() - asked).toBeLessThan(1200);
    expect(await page.getByText('Asking who this is').isVisible()).toBe(true);
    expect(await section('Cases').count()).toBe(0);
    await page.getByRole('heading', { name: 'Lindqvist' }).waitFor();
    await section('Cases').getByRole('listitem').first().waitFor();
    expect(performance.now() - asked).toBeGreaterThan(1400);
    expect(await page.getByText('Asking').count()).toBe(0);
  });

  it('says what is missing where a source is down', async () => {
    await find('ada.lindqvist@example.com');
    await section('Sources').waitFor();
    await page.reload();
    await sandbox.systems.crm.setFault({ mode: 'down' });
    await find('ada.lindqvist@example.com');
    await section('Cases').getByRole('alert').waitFor();
    expect(await section('Cases').textContent()).toContain('Incomplete: no answer from crm.');
    expect(await section('Sources').textContent()).toContain('crm: is not available');
    await page.getByText('Marketing by e-mail: not permitted').waitFor();
  });

  it('shows whether marketing is permitted', async () => {
    await find('ada.lindqvist@example.com');
    await page.getByText('Marketing by e-mail: permitted').waitFor();
    await find('bruno.kessler@example.com');
    await page.getByText('Marketing by e-mail: not permitted').waitFor();
  });

  it('says so where nobody is found', async () => {
    await find('nobody.at.all@example.com');
    await page.getByText('Nobody was found by this address.').waitFor();
  });
});

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** A script of the project, or what follows `exec --`. */
function run(...args: readonly string[]): Promise<Ran> {
  const command = args[0] === 'exec' ? [...args] : ['run', ...args];
  // What the tests run in is no concern of the project: with it, codegen is silent and React is its own slow self.
  const env = { ...process.env, NODE_ENV: undefined };
  return new Promise((resolve) =>
    execFile('npm', command, { cwd: project, env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : 1, output: out + err }),
    ),
  );
}

async function inProject(path: string, source: string, check: () => Promise<void>): Promise<void> {
  const file = join(project, path);
  await writeFile(file, source);
  try {
    await check();
  } finally {
    await rm(file);
  }
}

/** Serves built files, and passes questions on as a reverse proxy would. */
function serving(folder: string, gateway: string): Server {
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
  };
  return createServer((asked, answer) => {
    const { url = '/', method, headers } = asked;
    if (url === '/graphql') {
      const passed = request(`${gateway}${url}`, { method, headers }, (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
      });
      passed.once('error', () => answer.destroy());
      asked.pipe(passed);
      return;
    }
    const file = join(folder, normalize(url === '/' ? '/index.html' : url));
    answer.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    createReadStream(file)
      .once('error', () => answer.writeHead(404).end())
      .pipe(answer);
  });
}
