/** The four systems in a process of their own: `node bench/sandbox.ts SIZE [POSTGRES_URL] [MYSQL_URL]`. */
import { startSandbox } from '/tmp/benchdev/index.ts';

const [size, postgresUrl, mysqlUrl] = process.argv.slice(2);
const sandbox = await startSandbox({
  size: Number(size),
  ...(postgresUrl ? { postgresUrl } : {}),
  ...(mysqlUrl ? { mysqlUrl } : {}),
});
process.once('SIGTERM', async () => {
  await sandbox.close();
  process.exit();
});
console.log(JSON.stringify({ env: sandbox.env, controlUrl: sandbox.controlUrl }));
