/** One operation, executed without a server: for the command line. Its data stays here; what it took is told. */
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { loadKinds } from '../../sources/registry.ts';
import type { Configuration } from '../config/configuration.ts';
import { Trace, type Traced } from '../loading/trace.ts';
import type { Purpose } from '../model/consent.ts';
import type { Customers } from '../profile/assemble.ts';
import type { Installation } from '../profile/installation.ts';
import { accessOf } from './access.ts';
import { graphQLService } from './apollo.ts';
import { anyone } from './authentication.ts';
import { Request } from './context.ts';
import { SourceHealth } from './health.ts';
import { install } from './installation.ts';
import { PlanCache } from './plan-cache.ts';

export interface OneOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Which of the document's operations, where there are several. */
  readonly operationName: string | undefined;
  readonly purpose: Purpose | undefined;
}

export interface OneOptions {
  readonly log: Logger;
  /** Whether every source is to be taken for one that knows nobody, and none is to be asked. */
  readonly dry: boolean;
}

export interface OneAnswer {
  /** As a client would be told. */
  readonly errors: readonly GraphQLFormattedError[];
  readonly traced: Traced;
  /** How each source fared; none where no customer was asked for. */
  readonly sources: ReturnType<Customers['report']>;
  /** What it was executed on: closed by now, but its limits and manifests can be read. */
  readonly installation: Installation;
}

export async function executeOnce(
  configuration: Configuration,
  { query, variables, operationName, purpose }: OneOperation,
  { log, dry }: OneOptions,
): Promise<OneAnswer> {
  const { gateway } = configuration;
  if (!dry) await loadKinds(configuration.sources.map(({ kind }) => kind));
  const installation = install(configuration, { dry });
  const { sources } = installation;
  const { apollo, rules } = graphQLService(gateway.limits, log);
  const health = new SourceHealth();
  // Connecting and reading catalogues is no part of an operation: a gateway does it when it starts.
  if (!dry) await Promise.all(sources.map((source) => health.of(source)));
  const trace = new Trace();
  const request = new Request(
    {
      installation,
      defaultPurpose: gateway.defaultPurpose,
      countries: gateway.countries,
      health,
      plans: new PlanCache(),
      // Whoever runs it has the configuration, and with it all that a caller could show.
      access: accessOf({ ...configuration, gateway: { ...gateway, authentication: 'open' } }, rules),
    },
    {
      caller: anyone,
      use: purpose,
      lane: 'interactive',
      deadline: Date.now() + gateway.deadline,
      trace,
    },
  );
  try {
    const { body } = await apollo.executeOperation(
      { query, variables, ...(operationName === undefined ? {} : { operationName }) },
      { contextValue: { request } },
    );
    if (body.kind !== 'single') throw new TypeError('a part was deferred for nobody who takes any');
    return {
      errors: body.singleResult.errors ?? [],
      traced: trace.sofar(sources.map(({ name }) => name)),
      sources: request.asked?.report() ?? [],
      installation,
    };
  } finally {
    request.end();
    await apollo.stop();
    installation.refresher.close();
    await Promise.all(sources.map((source) => source.close()));
  }
}
