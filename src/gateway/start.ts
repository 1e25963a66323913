/** A gateway from a configuration: opened, listening, and closed in order. */
import type { RequestListener, Server } from 'node:http';
import type { Logger } from 'pino';
import { loadKinds } from '../../sources/registry.ts';
import type { Configuration } from '../config/configuration.ts';
import { noDecisions } from '../identity/matching.ts';
import { identifier } from '../identity/normalise.ts';
import { doorsOf } from '../identity/recall.ts';
import { deriveKey } from '../identity/seal.ts';
import { Xref } from '../identity/xref.ts';
import type { IdentifierKind } from '../model/identifier.ts';
import type { RecordId, SourceName } from '../model/record.ts';
import type { Installation } from '../profile/installation.ts';
import { accessOf, authenticationOf } from './access.ts';
import { graphQLService } from './apollo.ts';
import { BlindDenials } from './blind-denials.ts';
import { consentMemory } from './consent-memory.ts';
import { openConsole } from './console.ts';
import type { RequestOptions } from './context.ts';
import { openLog } from './decision-record.ts';
import { Documents } from './documents.ts';
import { frontOf, ownFront } from './front.ts';
import { SourceHealth } from './health.ts';
import { httpServer } from './http.ts';
import { install } from './installation.ts';
import { type OpenStore, openStewardship } from './open-stewardship.ts';
import { isLoopback, isOwnName } from './own-names.ts';
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

export interface GatewayOptions {
  readonly log: Logger;
  /** What else is served beside the gateway's own paths, by the first part of the path. */
  readonly mounted?: Readonly<Record<string, RequestListener>>;
  /** Where the built console is; that of this package by default. */
  readonly consoleFolder?: string;
  /**
   * A server that outlives the gateway. Its requests are this gateway's from when it has started; until then they stay
   * with whoever has them. It listens where it does already, or else where the configuration says.
   */
  readonly server?: Server;
  /** How the store is opened, for whoever has it open already. */
  readonly openStore?: OpenStore;
}

export async function startGateway(
  configuration: Configuration,
  { log, mounted, consoleFolder, server, openStore }: GatewayOptions,
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
  // Where the rest cannot be opened, what is open already is closed again.
  await using opened = new AsyncDisposableStack();
  opened.defer(async () => {
    installation.refresher.close();
    await Promise.all(installation.sources.map((source) => source.close()));
  });
  stewardship = await openStewardship(configuration, installation, openStore);
  opened.defer(async () => stewardship?.close());
  installation.review = (answer) => stewardship?.review(answer);
  if (stewardship !== undefined)
    installation.memory = consentMemory(stewardship, configuration, installation);
  const decisions = await openLog(configuration, installation, log);
  opened.defer(async () => decisions?.close());
  const { apollo, operations, rules } = graphQLService(gateway.limits, log, decisions?.record);
  await apollo.start();
  opened.defer(() => apollo.stop());
  const health = new SourceHealth(
    new BlindDenials((source, denials, total) =>
      log.warn({ source, denials, total }, 'denied because a source did not answer or was not understood'),
    ),
  );
  installation.decided = (decision) => health.blindDenials.note(decision);
  // Connections are opened before the first customer is asked for; a source that is down stops nothing.
  for (const source of installation.sources) void health.of(source);
  let stopping: Promise<void> | undefined;
  const request = {
    installation,
    defaultPurpose: gateway.defaultPurpose,
    countries: gateway.countries,
    health,
    plans: new PlanCache(),
    access: accessOf(configuration, rules),
    stewardship,
    auditHead: decisions?.head,
  };
  let rehearsal: RequestOptions | undefined;
  const answering = httpServer({
    apollo,
    operations,
    log,
    request,
    dry() {
      rehearsal ??= rehearsing(configuration, request);
      return forgetful(rehearsal, configuration);
    },
    authentication: authenticationOf(gateway.authentication, installation.now),
    isCalled: gateway.authentication === 'open' && isLoopback(gateway.host) ? isOwnName : undefined,
    documents: gateway.documents && new Documents(gateway.documents.registered, gateway.documents.required),
    deadline: gateway.deadline,
    bodyBytes: gateway.limits.bodyBytes,
    console: gateway.console
      ? openConsole(
          {
            open: gateway.authentication === 'open',
            explain: gateway.explain,
            demo: mounted !== undefined && 'demo' in mounted,
          },
          consoleFolder,
        )
      : undefined,
    mounted,
    explain: gateway.explain,
    ready: () => stopping === undefined,
  });
  const front =
    server === undefined ? await ownFront(answering, gateway) : await frontOf(server, answering, gateway);
  const open = opened.move();
  if (gateway.authentication === 'open')
    log.warn(
      'authentication is open: whoever reaches this port may ask for any customer, and decide about them',
    );

  const stop = async () => {
    await front.close(gateway.deadline + 500);
    rehearsal?.installation.refresher.close();
    for (const source of rehearsal?.installation.sources ?? []) open.defer(() => source.close());
    await open.disposeAsync();
  };
  return {
    installation,
    url: `http://${gateway.host.includes(':') ? `[${gateway.host}]` : gateway.host}:${front.port}`,
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

/** The same terms where no source is asked and nobody can decide anything: for telling what would be asked. */
function rehearsing(
  configuration: Configuration,
  { defaultPurpose, countries, access }: RequestOptions,
): RequestOptions {
  return {
    installation: install(configuration, { dry: true }),
    defaultPurpose,
    countries,
    access,
    health: new SourceHealth(),
    plans: new PlanCache(),
  };
}

/** Keys of which one prediction keeps in mind that nobody has them. */
const rehearsedDoors = 1_000;

/**
 * The same for one request: whom another was told of, a moment ago, neither shortens what this one is told nor shows in it
 * that somebody asked.
 */
function forgetful(options: RequestOptions, { gateway, identity }: Configuration): RequestOptions {
  const key = deriveKey(gateway.lookupSecret, 'lookup');
  const xref = new Xref(key, { ...identity.xref, entries: rehearsedDoors });
  return { ...options, installation: { ...options.installation, xref } };
}
