/** The four systems in a process of their own: `node bench/sandbox.ts SIZE [POSTGRES_URL] [MYSQL_URL]`. */
import { startSandbox } from '../sandbox/index.ts';

const [size, postgresUrl, mysqlUrl] = process.argv.slice(2);
const sandbox = await startSandbox({
  size: Number(size),
  // More than a run can use up: the gateway saves what is left of a day's allowance.
  dailyRequests: 1_000_000_000,
  ...(postgresUrl ? { postgresUrl } : {}),
  ...(mysqlUrl ? { mysqlUrl } : {}),
});
process.once('SIGTERM', async () => {
  await sandbox.close();
  process.exit();
});
console.log(JSON.stringify({ env: sandbox.env, controlUrl: sandbox.controlUrl }));
