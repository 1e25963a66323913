/** `onefold dev`: a gateway that follows its configuration while that is being written. */
import { on } from 'node:events';
import { destination, pino } from 'pino';
import { type Change, changesBetween } from '../config/changes.ts';
import type { Configuration } from '../config/configuration.ts';
import { ConfigurationError } from '../config/fault.ts';
import { filesOf, loadConfiguration } from '../config/load.ts';
import { FileWatch } from './file-watch.ts';
import type { Command, Io } from './io.ts';
import { LiveGateway } from './live-gateway.ts';
import { startRefusal } from './start-refusal.ts';

/**
 * Starts as `start` does, and looks at the configuration again whenever one of its files changes. One that is sound takes
 * the place of the one before; of one that is not the faults are told, and what was served goes on being served.
 */
export const dev: Command = async ({ config = '' }, io) => {
  if (io.env['NODE_ENV'] === 'production') {
    io.err('onefold: dev is for development; where NODE_ENV is production, use onefold start');
    return 1;
  }
  const configuration = loadConfiguration(config, io.env);
  const live = new LiveGateway(pino({ level: configuration.logLevel }, destination({ dest: 2, sync: true })));
  const watch = new FileWatch();
  try {
    const url = await served(live, configuration, io);
    if (url === undefined) return 1;
    io.out(`ready ${url}`);
    await follow(live, config, watch, io);
  } finally {
    watch.close();
    await live.close();
  }
  return 0;
};

/** Until the process is asked to end. */
async function follow(live: LiveGateway, config: string, watch: FileWatch, io: Io): Promise<void> {
  if (io.stop.aborted) return;
  const changes = on(watch, 'change', { signal: io.stop });
  watch.over(filesOf(config, io.env));
  let told = '';
  try {
    for await (const _ of changes) {
      const faults = await reload(live, config, io, told);
      told = faults;
      watch.over(filesOf(config, io.env));
    }
  } catch (error) {
    if (!io.stop.aborted) throw error;
  }
}

/**
 * @param told - the faults that were told last.
 * @returns those there are now; empty where the configuration is sound.
 */
async function reload(live: LiveGateway, config: string, io: Io, told: string): Promise<string> {
  const begun = performance.now();
  const configuration = loaded(config, io);
  if (typeof configuration === 'string') {
    if (configuration !== told) io.err(`${configuration}\n${stays}`);
    return configuration;
  }
  const changes = live.configuration === undefined ? [] : changesBetween(live.configuration, configuration);
  if (changes.length === 0) {
    if (told !== '') io.out('sound again: it says what is served already');
    return '';
  }
  if ((await served(live, configuration, io)) === undefined) io.err(stays);
  else io.out(`reloaded in ${Math.round(performance.now() - begun)} ms: ${textOf(changes)}`);
  return '';
}

const stays = 'onefold: what was served before is still served';

/** @returns its faults, as text, where it has any. */
function loaded(config: string, { env }: Io): Configuration | string {
  try {
    return loadConfiguration(config, env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

/** @returns the address; undefined, and says why, where it cannot be served. */
async function served(live: LiveGateway, configuration: Configuration, io: Io): Promise<string | undefined> {
  try {
    return await live.serve(configuration);
  } catch (error) {
    const refusal = startRefusal(error, configuration);
    if (refusal === undefined) throw error;
    io.err(`onefold: ${refusal}`);
    return undefined;
  }
}

/** Settings by their names alone: a value may be a secret. */
function textOf(changes: readonly Change[]): string {
  const fixed = changes.map(({ setting }) => setting).filter((one) => takesRestart.has(one));
  const all = changes.map(({ setting, kind }) => `${setting} ${kind}`).join(', ');
  return fixed.length === 0 ? all : `${all}; to listen elsewhere takes a restart`;
}

const takesRestart = new Set(['gateway.host', 'gateway.port']);
