/** A gateway from a configuration: opened, listening, and closed in order. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { loadKinds } from '../../sources/registry.ts';
import type { Configuration } from '../config/configuration.ts';
import { noDecisions } from '../identity/matching.ts';
import { identifier } from '../identity/normalise.ts';
import { doorsOf } from '../identity/recall.ts';
import type { IdentifierKind } from '../model/identifier.ts';
import type { RecordId, SourceName } from '../model/record.ts';
import type { Installation } from '../profile/installation.ts';
import { accessOf, authenticationOf } from './access.ts';
import { graphQLService } from './apollo.ts';
import { BlindDenials } from './blind-denials.ts';
import { consentMemory } from './consent-memory.ts';
import { openLog } from './decision-record.ts';
import { Documents } from './documents.ts';
import { SourceHealth } from './health.ts';
import { httpServer } from './http.ts';
import { install } from './installation.ts';
import { openStewardship } from './open-stewardship.ts';
import { PlanCache } from './plan-cache.ts';
import type { Stewardship } from './stewardship.ts';

export interface Gateway {
  readonly url: string;
  /** What answers behind it: for whoever embeds a gateway, and for tests that look into its caches. */
  readonly installation: Installation;
  /**
   * Tells it that records of a source were added, changed or removed, and which identifiers they carry or carried: the
   * next question about any of their customers searches the sources afresh. For webhooks and change feeds.
   */
  recordChanged(source: SourceName, ids: readonly RecordId[], keys: readonly ChangedKey[]): void;
  /** Lets requests under way finish, within their deadline; safe to call twice. */
  close(): Promise<void>;
}

/** An identifier as the source writes it. */
export interface ChangedKey {
  readonly kind: IdentifierKind;
  readonly value: string;
}

export async function startGateway(
  configuration: Configuration,
  { log }: { readonly log: Logger },
): Promise<Gateway> {
  const { gateway } = configuration;
  await loadKinds(configuration.sources.map(({ kind }) => kind));
  let stewardship: Stewardship | undefined;
  const installation = install(configuration, {
    said: {
      decisions: () => stewardship?.inForce ?? noDecisions,
      ruleOf: (key) => stewardship?.ruleOf(key),
    },
  });
  stewardship = await openStewardship(configuration, installation);
  installation.review = (answer) => stewardship?.review(answer);
  if (stewardship !== undefined)
    installation.memory = consentMemory(stewardship, configuration, installation);
  const decisions = await openLog(configuration, installation, log);
  const { apollo, operations, rules } = graphQLService(gateway.limits, log, decisions?.record);
  await apollo.start();
  const health = new SourceHealth(
    new BlindDenials((source, denials, total) =>
      log.warn({ source, denials, total }, 'denied because a source did not answer or was not understood'),
    ),
  );
  installation.decided = (decision) => health.blindDenials.note(decision);
  // Connections are opened before the first customer is asked for; a source that is down stops nothing.
  for (const source of installation.sources) void health.of(source);
  let stopping: Promise<void> | undefined;
  const server = httpServer({
    apollo,
    operations,
    log,
    request: {
      installation,
      defaultPurpose: gateway.defaultPurpose,
      countries: gateway.countries,
      health,
      plans: new PlanCache(),
      access: accessOf(configuration, rules),
      stewardship,
      auditHead: decisions?.head,
    },
    authentication: authenticationOf(gateway.authentication, installation.now),
    documents: gateway.documents && new Documents(gateway.documents.registered, gateway.documents.required),
    deadline: gateway.deadline,
    bodyBytes: gateway.limits.bodyBytes,
    explorer: gateway.explorer,
    explain: gateway.explain,
    ready: () => stopping === undefined,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(gateway.port, gateway.host, resolve);
  });
  if (gateway.authentication === 'open')
    log.warn(
      'authentication is open: whoever reaches this port may ask for any customer, and decide about them',
    );

  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), gateway.deadline + 500);
    await closed;
    clearTimeout(late);
    await apollo.stop();
    installation.refresher.close();
    await stewardship?.close();
    await decisions?.close();
    await Promise.all(installation.sources.map((source) => source.close()));
  };
  const { port } = server.address() as AddressInfo;
  return {
    installation,
    url: `http://${gateway.host.includes(':') ? `[${gateway.host}]` : gateway.host}:${port}`,
    recordChanged(source, ids, keys) {
      const countries = new Set([installation.rules.countryOf(source), ...gateway.countries]);
      const read = keys.flatMap(({ kind, value }) =>
        [...countries].flatMap((country) => identifier(kind, value, country) ?? []),
      );
      installation.xref.changed(source, ids, read.flatMap(doorsOf));
    },
    close() {
      stopping ??= stop();
      return stopping;
    },
  };
}
