/** A gateway over the assembled sandbox, in this process, asked as a client would ask it: over HTTP. */
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import type { SandboxSystem } from '../../sandbox/system.ts';
import type { Table } from '../../sandbox/table.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { type Gateway, startGateway } from '../../src/gateway/start.ts';
import { realServerUrls } from '../servers.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** The assembled sandbox, on real PostgreSQL and MySQL or MariaDB where they are reachable. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ ...(await realServerUrls()), ...options });
}

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with expectations, which say what shape they have
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly data: Json;
  readonly errors: Json;
  readonly extensions: Json;
}

export interface RunningGateway extends Gateway {
  /** Every line logged since the start. */
  readonly logs: readonly string[];
  query(document: string, variables?: Json, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

const configurationFile = fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url));

/** The demo's, but for breakers: what a test does to a source would outlive the test. */
export function demoConfiguration(sandbox: Sandbox): Configuration {
  const configuration = loadConfiguration(configurationFile, {
    ...sandbox.env,
    HOST: '127.0.0.1',
    PORT: '0',
  });
  const sources = configuration.sources.map(({ options, ...source }) => ({
    ...source,
    options: { ...options, breaker: { ...options.breaker, failures: 0 } },
  }));
  return { ...configuration, sources };
}

/** The key of a record as the population writes it, such as `app:17`. */
export function byRecord(ref: string): { readonly record: { readonly source: string; readonly id: string } } {
  const [source = '', id = ''] = ref.split(/:(.*)/s);
  return { record: { source, id } };
}

/** One column of a table of the population, as it is stored. */
export function columnOf(tables: readonly Table[], table: string, column: string): readonly string[] {
  const found = tables.find(({ name }) => name === table);
  const at = found?.columns.findIndex(({ name }) => name === column) ?? -1;
  return (found?.rows ?? []).map((row) => row[at]).filter((value) => typeof value === 'string');
}

/** As a URL is written, where it is one: SQL has signs of its own. */
function decoded(operation: string): string {
  try {
    return decodeURIComponent(operation);
  } catch {
    return operation;
  }
}

/** What was asked of each system while `run` ran, counted and as each received it. */
export async function whatIsAsked({ systems }: Sandbox, run: () => Promise<unknown>) {
  for (const system of Object.values(systems)) {
    system.record(true);
    system.forget();
  }
  await run();
  const each = <T>(read: (system: SandboxSystem) => T) => ({
    app: read(systems.app),
    shop: read(systems.shop),
    crm: read(systems.crm),
    billing: read(systems.billing),
  });
  for (const system of Object.values(systems)) system.record(false);
  return {
    calls: each(({ calls }) => calls),
    received: each(({ received }) => received.map(({ operation }) => decoded(operation))),
  };
}

export async function runGateway(configuration: Configuration): Promise<RunningGateway> {
  const logs: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
  const gateway = await startGateway(configuration, { log });
  return {
    ...gateway,
    logs,
    async query(document, variables = {}, headers = {}) {
      const started = performance.now();
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: document, variables }),
      });
      const body = (await response.json()) as Json;
      // What the client is not told, whoever debugs a test wants to read.
      if (body.errors?.some((error: Json) => error.extensions.code === 'INTERNAL'))
        console.error(logs.at(-2), logs.at(-1));
      return {
        status: response.status,
        ms: performance.now() - started,
        data: body.data,
        errors: body.errors,
        extensions: body.extensions,
      };
    },
  };
}

/** The whole customer, as a support tool would ask for them. */
export const wholeCustomer = `
  fragment Whole on Customer {
    id displayName name { full given family } email emails { value sources } phone phones { value sources }
    address { street city postalCode country source } addresses { city source } company birthDate locale createdAt
    externalIds { issuer value source }
    orders(first: 5) { nodes { id number status placedAt total { amount currency } source } pageInfo { hasNextPage } missing }
    invoices(first: 5) { nodes { id number status total { amount currency } } missing }
    subscriptions(first: 5) { nodes { id plan status price { amount currency } } missing }
    payments(first: 5) { nodes { id status amount { amount currency } } missing }
    opportunities(first: 5) { nodes { id name stage amount { amount currency } } missing }
    cases(first: 5) { nodes { id subject status openedAt } missing }
    sources { source kind status retryAfter records { id } drifted }
    identity { records { source id } links { rule confidence a { source id } b { source id } } refused { refusal } complete waves otherMatches { source id } }
  }
`;
