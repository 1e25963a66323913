/** The processes of a benchmark: each announces itself in one line, tells what it has used, and never outlives us. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Since the process started. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

export interface Child {
  /** The first line it wrote. */
  readonly announcement: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const startMs = 60_000;
const usageMs = 10_000;
const stopMs = 10_000;

/**
 * Starts a module in a process of its own, as in production, and waits for its first line.
 *
 * @param module - relative to this folder.
 * @throws when it ends or says nothing in a minute; why is on stderr.
 */
export async function startChild(
  module: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'error', HOST: '127.0.0.1', PORT: '0', ...env },
    execArgv: ['--import', new URL('probe.ts', import.meta.url).href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // A process group of its own: an interrupt from the keyboard reaches us alone, and the child ends when we do.
    detached: true,
  });

  return {
    announcement: await firstLine(child, module),
    async usage() {
      child.send('usage');
      const [usage] = await once(child, 'message', { signal: AbortSignal.timeout(usageMs) });
      return usage as Usage;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await exited;
      clearTimeout(late);
    },
  };
}

async function firstLine(child: ChildProcess, module: string): Promise<string> {
  const lines = createInterface({ input: child.stdout as Readable });
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(startMs)]);
  try {
    const [line] = await once(lines, 'line', { signal });
    return String(line);
  } catch {
    child.kill('SIGKILL');
    throw new Error(`${module} did not start`);
  }
}
