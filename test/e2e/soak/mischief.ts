/** Systems that fail in turns, each in every way, one at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, SandboxSystem } from '../../../sandbox/system.ts';

const illnesses: readonly Partial<Fault>[] = [
  { mode: 'hang' },
  { mode: 'throttle', retryAfterSeconds: 1 },
  { mode: 'down' },
  { mode: 'slow', delayMs: 100 },
  { mode: 'garbage' },
  { mode: 'fail' },
];
const illMs = 300;
const wellMs = 100;

/** @returns a stop that leaves every system well. */
export function disturb(systems: readonly SandboxSystem[]): () => Promise<void> {
  let going = true;
  const disturbing = (async () => {
    for (let round = 0; going; round++)
      for (const [at, system] of systems.entries()) {
        await system.setFault(illnesses[(round + at) % illnesses.length] ?? {});
        await sleep(illMs);
        await system.setFault({ mode: 'ok', delayMs: 0 });
        await sleep(wellMs);
      }
  })();
  return () => {
    going = false;
    return disturbing;
  };
}
