/**
 * The four systems in a process of their own: `node bench/sandbox.ts SIZE [POSTGRES_URL] [MYSQL_URL]`. Unlike
 * `sandbox/main.ts`, its Salesforce allows more requests a day than a run can use up.
 */
import { startSandbox } from '../sandbox/index.ts';

const [size, postgresUrl, mysqlUrl] = process.argv.slice(2);
const starting = startSandbox({
  size: Number(size),
  dailyRequests: 1_000_000_000,
  ...(postgresUrl ? { postgresUrl } : {}),
  ...(mysqlUrl ? { mysqlUrl } : {}),
});
process.once('SIGTERM', async () => {
  await (await starting).close();
  process.exit();
});
const { env, controlUrl } = await starting;
console.log(JSON.stringify({ env, controlUrl }));
