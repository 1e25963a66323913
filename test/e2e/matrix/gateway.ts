/** Gateways over four sources in any state of health; none knows what another has seen fail. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { Pool } from 'undici';
import { vi } from 'vitest';
import type { Source } from '../../../sources/contract.ts';
import { memory } from '../../../sources/memory/index.ts';
import { accessOf, authenticationOf } from '../../../src/gateway/access.ts';
import { graphQLService } from '../../../src/gateway/apollo.ts';
import { SourceHealth } from '../../../src/gateway/health.ts';
import { httpServer } from '../../../src/gateway/http.ts';
import { install } from '../../../src/gateway/installation.ts';
import { PlanCache } from '../../../src/gateway/plan-cache.ts';
import type { Xref } from '../../../src/identity/xref.ts';
import type { Json } from '../gateway.ts';
import { drifted, readConfiguration } from './configuration.ts';
import { failingSource, type State, type Versions } from './failing-source.ts';
import type { SourceName } from './people.ts';

export type States = Readonly<Record<SourceName, State>>;

export const allOk: States = { app: 'ok', shop: 'ok', crm: 'ok', billing: 'ok' };

/** Milliseconds for a whole request, and for one call within it. */
export interface Patience {
  readonly deadline: number;
  readonly timeout: number;
}

export interface Reply {
  readonly status: number;
  /** Milliseconds until it was there, by the clock of `inOwnTime`. */
  readonly ms: number;
  readonly body: Json;
}

export interface Tested {
  ask(query: string, variables: Json, purpose?: string): Promise<Reply>;
  /** Which records it has found to belong together. */
  readonly xref: Xref;
  close(): void;
}

export interface Works {
  /** @param acquainted - a gateway that has met the customers already: what it remembers, this one does. */
  open(health: States, patience: Patience, acquainted?: Tested): Tested;
  close(): Promise<void>;
}

/** Everything that gateways can share without knowing of each other: the schema, documents once read, and a port. */
export async function openWorks(): Promise<Works> {
  const configuration = readConfiguration();
  const { limits, defaultPurpose, countries } = configuration.gateway;
  const log = pino({ level: 'silent' });
  const { apollo, operations, rules } = graphQLService(limits, log);
  const access = accessOf(configuration, rules);
  const authentication = authenticationOf('open', () => new Date());
  await apollo.start();
  const plans = new PlanCache();
  const stateOf = new WeakMap<object, State>();
  const restore = openFailingSources((options) => stateOf.get(options) ?? 'ok');

  const gateways = new Map<string, Server>();
  let opened = 0;
  const door = createServer((request, response) => {
    gateways.get(String(request.headers['x-gateway']))?.emit('request', request, response);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  const clients = new Pool(`http://127.0.0.1:${port}`);

  return {
    open(health, { deadline, timeout }, acquainted) {
      const sources = configuration.sources.map((source) => {
        const options = { ...source.options, timeout };
        stateOf.set(options, health[source.name as SourceName]);
        return { ...source, options };
      });
      const fresh = install({ ...configuration, sources });
      const installation = { ...fresh, xref: acquainted?.xref ?? fresh.xref };
      const name = String(opened++);
      gateways.set(
        name,
        httpServer({
          apollo,
          operations,
          log,
          request: { installation, defaultPurpose, countries, health: new SourceHealth(), plans, access },
          dry: () => {
            throw new TypeError('nothing is predicted here');
          },
          authentication,
          deadline,
          bodyBytes: limits.bodyBytes,
          explain: false,
          ready: () => true,
        }),
      );
      return {
        xref: installation.xref,
        close: () => void gateways.delete(name),
        async ask(query, variables, purpose) {
          const sent = Date.now();
          const { statusCode, body } = await clients.request({
            method: 'POST',
            path: '/graphql',
            headers: {
              'content-type': 'application/json',
              'x-gateway': name,
              ...(purpose === undefined ? {} : { 'x-data-use': purpose }),
            },
            body: JSON.stringify({ query, variables }),
          });
          return { body: await body.json(), status: statusCode, ms: Date.now() - sent };
        },
      };
    },
    async close() {
      restore();
      await clients.destroy();
      await new Promise((resolve) => door.close(resolve));
      await apollo.stop();
    },
  };
}

/** Turns of the event loop that count as a step of the clock; what needs no waiting takes one or two. */
const turnsPerStep = 4;
const stepMs = 25;

/**
 * Runs something on a clock that goes by what is done instead of by the time it takes: what answers at once is never
 * late, however busy the machine, and what never answers is not waited for.
 */
export async function inOwnTime<T>(run: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  let running = true;
  const clock = (async () => {
    while (running) {
      for (let turn = 0; turn < turnsPerStep; turn++) await nextTurn();
      vi.advanceTimersByTime(stepMs);
    }
  })();
  try {
    return await run();
  } finally {
    running = false;
    await clock;
    vi.useRealTimers();
  }
}

/**
 * Puts a source that can fail in the place of each that is opened in memory, below whatever the gateway puts around it.
 * @param stateOf - its state, by the options it is opened with.
 */
function openFailingSources(stateOf: (options: object) => State): () => void {
  const create = memory.create.bind(memory);
  // Rows do not change, so one source of each version serves all gateways.
  const opened = new Map<string, Versions>();
  const spy = vi.spyOn(memory, 'create').mockImplementation((name, options, tools): Source => {
    let versions = opened.get(name);
    if (versions === undefined) {
      const { customers = [], ...others } = options.rows ?? {};
      const open = (rows: typeof options.rows) => create(name, { ...options, rows }, tools);
      versions = {
        whole: open(options.rows),
        drifted: open({ ...others, customers: customers.map(withoutDrifted) }),
        gone: open(others),
      };
      opened.set(name, versions);
    }
    return failingSource(versions, stateOf(options));
  });
  return () => spy.mockRestore();
}

function withoutDrifted(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const gone: readonly string[] = drifted.columns;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !gone.includes(name)));
}
