import { openSource } from '../../sources/registry.ts';
import type { SourceConfiguration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import { type Checkup, checkupLines, isBroken } from './checkup.ts';
import type { Command } from './io.ts';

/** Asks every source at once what exists behind its mapping. Advice does not fail; what is broken does. */
export const doctor: Command = async ({ config = '' }, io) => {
  const { gateway, sources } = loadConfiguration(config, io.env);
  const checkups = await Promise.all(sources.map((source) => examine(source, gateway.country, io.stop)));
  for (const line of checkupLines(checkups)) io.out(line);
  return checkups.some(isBroken) ? 1 : 0;
};

async function examine(
  { name, options }: SourceConfiguration,
  country: string,
  stop: AbortSignal,
): Promise<Checkup> {
  const source = openSource(name, options, { now: () => new Date(), country });
  const started = performance.now();
  const outcome = await source.describe({
    signal: AbortSignal.any([stop, AbortSignal.timeout(options.timeout)]),
    deadline: Date.now() + options.timeout,
    lane: 'interactive',
  });
  const ms = Math.round(performance.now() - started);
  await source.close();
  return { name, kind: source.kind, manifest: source.manifest, outcome, ms };
}
