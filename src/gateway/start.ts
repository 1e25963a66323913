/** A gateway from a configuration: opened, listening, and closed in order. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import { apolloServer } from './apollo.ts';
import { SourceHealth } from './health.ts';
import { httpServer } from './http.ts';
import { install } from './installation.ts';

export interface Gateway {
  readonly url: string;
  /** Lets requests under way finish, within their deadline; safe to call twice. */
  close(): Promise<void>;
}

export async function startGateway(
  configuration: Configuration,
  { log }: { readonly log: Logger },
): Promise<Gateway> {
  const { gateway } = configuration;
  const installation = install(configuration);
  const apollo = apolloServer(gateway.limits, log);
  await apollo.start();
  let stopping: Promise<void> | undefined;
  const server = httpServer({
    apollo,
    log,
    request: {
      installation,
      defaultPurpose: gateway.defaultPurpose,
      countries: gateway.countries,
      health: new SourceHealth(),
    },
    deadline: gateway.deadline,
    bodyBytes: gateway.limits.bodyBytes,
    explorer: gateway.explorer,
    ready: () => stopping === undefined,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(gateway.port, gateway.host, resolve);
  });
  log.warn('authentication is open: whoever reaches this port may ask for any customer');

  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), gateway.deadline + 500);
    await closed;
    clearTimeout(late);
    await apollo.stop();
    await Promise.all(installation.sources.map((source) => source.close()));
  };
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${gateway.host.includes(':') ? `[${gateway.host}]` : gateway.host}:${port}`,
    close() {
      stopping ??= stop();
      return stopping;
    },
  };
}
