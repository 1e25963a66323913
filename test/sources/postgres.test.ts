import { postgres } from '../../sources/postgres/index.ts';
import { postgresServers } from '../servers.ts';
import { testSourceContract } from './contract.ts';
import { fixtureTables, movingTools } from './fixture.ts';

for (const server of await postgresServers()) {
  testSourceContract(server.label, async () => {
    const { tables, customer, collections, ...seeded } = fixtureTables();
    const system = await server.open(tables);
    const tools = movingTools();
    const config = { ...postgres.config.parse({ kind: 'postgres', url: system.url, customer, collections }) };
    const reopen = () => postgres.create('app', config, tools);
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
