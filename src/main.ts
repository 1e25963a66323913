#!/usr/bin/env node
import { run } from './cli/run.ts';
import { environment } from './config/environment.ts';

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });

const code = await run(process.argv.slice(2), {
  env: environment,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  stop: stopping.signal,
});
// Not left to the event loop: a driver's idle timer must not hold a stopped gateway.
process.exit(code);
