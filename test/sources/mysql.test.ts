import { mysql } from '../../sources/mysql/index.ts';
import { mysqlServers } from '../servers.ts';
import { testSourceContract } from './contract.ts';
import { fixtureTables, movingTools } from './fixture.ts';

for (const server of await mysqlServers()) {
  testSourceContract(server.label, async () => {
    const { tables, customer, collections, ...seeded } = fixtureTables();
    const system = await server.open(tables);
    const tools = movingTools();
    const config = mysql.config.parse({ kind: 'mysql', url: system.url, customer, collections });
    const reopen = () => mysql.create('shop', config, tools);
    return {
      ...seeded,
      tools,
      system,
      pool: config.pool.max,
      source: reopen(),
      reopen,
      close: () => system.close(),
    };
  });
}
