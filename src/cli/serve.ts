/** A gateway for as long as the process may run. */
import { once } from 'node:events';
import { destination, pino } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import { startGateway } from '../gateway/start.ts';
import type { ExitCode, Io } from './io.ts';

/**
 * Starts the gateway, says `ready URL` when it listens, and closes it in order when the process is asked to end. Logs
 * go to standard error; nothing of a customer is ever handed to the logger.
 */
export async function serve(configuration: Configuration, io: Io): Promise<ExitCode> {
  const log = pino({ level: configuration.logLevel }, destination({ dest: 2, sync: true }));
  const { host, port } = configuration.gateway;
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  try {
    gateway = await startGateway(configuration, { log });
  } catch (error) {
    const refusal = listenRefusals[codeOf(error)];
    if (refusal === undefined) throw error;
    io.err(`onefold: cannot listen on ${host} port ${port}: ${refusal}`);
    return 1;
  }
  io.out(`ready ${gateway.url}`);
  if (!io.stop.aborted) await once(io.stop, 'abort');
  await gateway.close();
  return 0;
}

const listenRefusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken; choose another by PORT or gateway.port',
  EACCES: 'the port is reserved; choose another by PORT or gateway.port',
  EADDRNOTAVAIL: 'this machine has no such address; choose another by HOST or gateway.host',
  ENOTFOUND: 'the host is unknown; choose another by HOST or gateway.host',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
