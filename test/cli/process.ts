import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Running {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly output: { out: string; err: string };
  /** The address after `ready`. */
  ready(): Promise<string>;
  exit(): Promise<number | null>;
}

/** The real command line in a process of its own, killed with the test. */
export function onefold(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const closed = once(child, 'close');
  return {
    child,
    output,
    async ready() {
      for (;;) {
        const [, url] = /^ready (\S+)\n/m.exec(output.out) ?? [];
        if (url !== undefined) return url;
        const [chunk] = await Promise.race([once(child.stdout, 'data'), closed.then(() => [])]);
        if (chunk === undefined) throw new Error(`it ended before it was ready: ${output.err}`);
      }
    },
    async exit() {
      await closed;
      return child.exitCode;
    },
  };
}
