/** The four sandbox systems, filled with one population and started together. */
import type { RequestListener } from 'node:http';
import { stripeAccount } from './account.ts';
import { startControl } from './control.ts';
import { startMysql } from './mysql/server.ts';
import { type Population, type PopulationOptions, populate } from './people/population.ts';
import { startPostgres } from './postgres/server.ts';
import { standardObjects } from './salesforce/schema.ts';
import { type SalesforceSandbox, startSalesforce } from './salesforce/server.ts';
import { startOwnDatabase } from './sql/own-database.ts';
import type { SqlSystem } from './sql/proxy.ts';
import { type StripeSandbox, startStripe } from './stripe/server.ts';

export interface SandboxOptions extends Pick<PopulationOptions, 'size' | 'seed'> {
  /** Any free port where none is given. */
  readonly ports?: { readonly [Name in SystemName | 'control']?: number };
  /** A real PostgreSQL server to take the embedded one's place, behind the same faults. */
  readonly postgresUrl?: string;
  /** A real MySQL or MariaDB server to take the embedded one's place, behind the same faults. */
  readonly mysqlUrl?: string;
  /** The day's allowance of API requests of the Salesforce org; 15000 by default. */
  readonly dailyRequests?: number;
}

export interface Systems {
  readonly app: SqlSystem;
  readonly shop: SqlSystem;
  readonly crm: SalesforceSandbox;
  readonly billing: StripeSandbox;
}
export type SystemName = keyof Systems;

export interface Sandbox {
  readonly systems: Systems;
  readonly population: Population;
  /** The variables that `sandbox/onefold.yaml` refers to. */
  readonly env: Readonly<Record<string, string>>;
  readonly controlUrl: string;
  /** The same control, to be served elsewhere. */
  readonly control: RequestListener;
  /** Frees all ports and drops the databases made on real servers; safe to call twice. */
  close(): Promise<void>;
}

/** Known to everybody, so good for a demo only. */
const demoSecret = 'a demo secret, which is no secret at all';

/** @throws when a port is taken or a real server cannot be used; then nothing is left running. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const population = populate(options);
  const starting = startSystems(population, options);
  const outcomes = await Promise.allSettled(starting);
  const closeSystems = async () => {
    await Promise.all(outcomes.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  };
  try {
    const [app, shop, crm, billing] = await Promise.all(starting);
    const systems = { app, shop, crm, billing };
    const control = await startControl(Object.values(systems), population.truth, options.ports?.control ?? 0);
    let closing: Promise<void> | undefined;
    return {
      systems,
      population,
      env: {
        SANDBOX_APP_URL: app.url,
        SANDBOX_SHOP_URL: shop.url,
        SANDBOX_CRM_URL: crm.url,
        SANDBOX_CRM_TOKEN: crm.accessToken,
        SANDBOX_BILLING_URL: billing.url,
        SANDBOX_BILLING_KEY: billing.apiKey,
        ONEFOLD_SECRET: demoSecret,
      },
      controlUrl: control.url,
      control: control.listener,
      close() {
        closing ??= Promise.all([control.close(), closeSystems()]).then(() => {});
        return closing;
      },
    };
  } catch (error) {
    await closeSystems();
    throw error;
  }
}

function startSystems(population: Population, options: SandboxOptions) {
  const { ports = {}, postgresUrl, mysqlUrl, dailyRequests } = options;
  const app = { name: 'app', tables: population.app, port: ports.app ?? 0 };
  const shop = { name: 'shop', tables: population.shop, port: ports.shop ?? 0 };
  return [
    postgresUrl === undefined
      ? startPostgres(app)
      : startOwnDatabase({ ...app, kind: 'postgres', url: postgresUrl }),
    mysqlUrl === undefined ? startMysql(shop) : startOwnDatabase({ ...shop, kind: 'mysql', url: mysqlUrl }),
    startSalesforce({
      name: 'crm',
      objects: standardObjects(population.crm),
      port: ports.crm ?? 0,
      ...(dailyRequests === undefined ? {} : { dailyRequests }),
    }),
    startStripe({ name: 'billing', data: stripeAccount(population.billing), port: ports.billing ?? 0 }),
  ] as const;
}
