import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/index.ts';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Command, Io } from './io.ts';
import { serve } from './serve.ts';

const configuration = fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url));

/** The gateway on the embedded sandbox, whose people are made up. */
export const demo: Command = async ({ size, seed, postgres, mysql }, io) => {
  const wrong = Object.entries({ size, seed }).find(
    ([, text]) => text !== undefined && !/^\d{1,6}$/.test(text),
  );
  if (wrong !== undefined) {
    io.err(`onefold: demo: --${wrong[0]} must be a whole number below a million`);
    return 2;
  }
  io.err('onefold: starting four sandbox systems with made-up people ...');
  const sandbox = await startSandbox({
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(postgres === undefined ? {} : { postgresUrl: postgres }),
    ...(mysql === undefined ? {} : { mysqlUrl: mysql }),
  });
  try {
    // Whoever tries the demo may decide about its people; with the demo it is forgotten.
    const demonstrated: Configuration = {
      ...loadConfiguration(configuration, { ...io.env, ...sandbox.env }),
      store: 'memory',
    };
    const told: Io = {
      ...io,
      out(line) {
        io.err(
          'onefold: THIS IS A DEMO: its people are made up, and it is open to everyone who reaches the port.',
        );
        io.err(
          `onefold: open ${line.replace(/^ready /, '')} in a browser; its switches break the systems, as does\n` +
            `  curl -X PATCH ${sandbox.controlUrl}/systems/crm -d '{"mode":"down"}' (mend it with "ok")`,
        );
        io.out(line);
      },
    };
    // Served to the console, which asks its own origin only.
    return await serve(demonstrated, told, { demo: sandbox.control });
  } finally {
    await sandbox.close();
  }
};
