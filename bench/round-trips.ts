/** What the sources themselves take for one small question over a warm connection: the least any answer can take. */
import { performance } from 'node:perf_hooks';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { Pool } from 'undici';
import { sandboxEnvironment } from './environment.ts';
import { percentile } from './percentile.ts';

/** Milliseconds. */
export interface RoundTrips {
  readonly fastest: number;
  readonly slowest: number;
}

export interface Lines {
  /** Asks all sources at the same time, each a few times in turn. */
  measure(): Promise<RoundTrips>;
  close(): Promise<void>;
}

/** Questions of one measurement, after one that opens the connection. */
const questions = 5;

/** @param env - of the sandbox. */
export function openLines(env: Readonly<Record<string, string>>): Lines {
  const { appUrl, shopUrl, crmUrl, crmToken, billingUrl, billingKey } = sandboxEnvironment(env);
  const app = new pg.Pool({ connectionString: appUrl, max: 1 });
  const shop = mysql.createPool({ uri: shopUrl, connectionLimit: 1 });
  const crm = new Pool(crmUrl, { connections: 1 });
  const billing = new Pool(billingUrl, { connections: 1 });
  const soql = encodeURIComponent('SELECT Id FROM Contact LIMIT 1');
  const asks: readonly (() => Promise<unknown>)[] = [
    () => app.query('select id from users limit 1'),
    () => shop.query('select customer_no from customers limit 1'),
    () => read(crm, `/services/data/v66.0/query?q=${soql}`, crmToken),
    () => read(billing, '/v1/customers?limit=1', billingKey),
  ];
  return {
    async measure() {
      const medians = await Promise.all(asks.map(medianOf));
      return { fastest: Math.min(...medians), slowest: Math.max(...medians) };
    },
    async close() {
      await Promise.all([app.end(), shop.end(), crm.close(), billing.close()]);
    },
  };
}

async function medianOf(ask: () => Promise<unknown>): Promise<number> {
  await ask();
  const taken: number[] = [];
  for (let question = 0; question < questions; question++) {
    const sent = performance.now();
    await ask();
    taken.push(performance.now() - sent);
  }
  return percentile(
    taken.sort((a, b) => a - b),
    0.5,
  );
}

async function read(pool: Pool, path: string, token: string): Promise<void> {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${token}` },
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`a source answered ${statusCode}`);
}
