#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { run } from './cli/run.ts';
import { environment } from './config/environment.ts';

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });

/** Asks at the terminal; questions are no answers, so they go to standard error. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal: stopping.signal });
  } finally {
    terminal.close();
  }
}

const code = await run(process.argv.slice(2), {
  env: environment,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  ...(process.stdin.isTTY ? { ask } : {}),
  stop: stopping.signal,
});
// Not left to the event loop: a driver's idle timer must not hold a stopped gateway.
process.exit(code);
