/** A gateway for as long as the process may run. */
import { once } from 'node:events';
import { destination, pino } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import { type GatewayOptions, startGateway } from '../gateway/start.ts';
import type { ExitCode, Io } from './io.ts';
import { startRefusal } from './start-refusal.ts';

/**
 * Starts the gateway, says `ready URL` when it listens, and closes it in order when the process is asked to end. Logs
 * go to standard error; nothing of a customer is ever handed to the logger.
 */
export async function serve(
  configuration: Configuration,
  io: Io,
  mounted: GatewayOptions['mounted'] = {},
): Promise<ExitCode> {
  const log = pino({ level: configuration.logLevel }, destination({ dest: 2, sync: true }));
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  try {
    gateway = await startGateway(configuration, { log, mounted });
  } catch (error) {
    const refusal = startRefusal(error, configuration);
    if (refusal === undefined) throw error;
    io.err(`onefold: ${refusal}`);
    return 1;
  }
  io.out(`ready ${gateway.url}`);
  if (!io.stop.aborted) await once(io.stop, 'abort');
  await gateway.close();
  return 0;
}
