/** Loaded before the gateway's own module: tells whoever started the process how it fares, and ends with them. */
import { setImmediate as turn } from 'node:timers/promises';

/** How a process is at rest. */
export interface Vitals {
  /** Bytes in use after everything that can be collected has been. */
  readonly heapUsed: number;
  /** What keeps the event loop alive: how many of each kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners of the process itself. */
  readonly listeners: number;
  /** Names of the warnings there have been, and of what was thrown or rejected with nobody to catch it. */
  readonly complaints: readonly string[];
}

const collect = globalThis.gc;
const complaints: string[] = [];
const nameOf = (cause: unknown) =>
  cause instanceof Error ? `${cause.name} ${cause.stack?.split('\n')[1]?.trim()}` : typeof cause;

process.on('warning', ({ name }) => complaints.push(name));
process.on('unhandledRejection', (cause) => complaints.push(`unhandled rejection: ${nameOf(cause)}`));
process.on('uncaughtExceptionMonitor', (cause) => complaints.push(`uncaught exception: ${nameOf(cause)}`));
process.on('message', (message) => {
  if (message === 'vitals') void vitals().then((one) => process.send?.(one));
});
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

async function vitals(): Promise<Vitals> {
  if (collect === undefined) throw new TypeError('start it with --expose-gc');
  // What one collection finalises, the next one frees.
  for (let round = 0; round < 4; round++) {
    await turn();
    collect();
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    heapUsed: process.memoryUsage().heapUsed,
    resources,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    complaints,
  };
}
