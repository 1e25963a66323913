/** `onefold start` in a process of its own, which can be asked how it fares. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Vitals } from './probe.ts';

export interface GatewayProcess {
  readonly url: string;
  /** What it has logged. */
  readonly logged: () => string;
  vitals(): Promise<Vitals>;
  /** @returns the exit code after an orderly end; null where it had to be killed. */
  stop(): Promise<number | null>;
}

const startMs = 30_000;
const vitalsMs = 10_000;
const stopMs = 10_000;

/** @throws when it ends or says nothing before long. */
export async function startGatewayProcess(
  configuration: string,
  env: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = fork(
    fileURLToPath(new URL('../../../src/main.ts', import.meta.url)),
    ['start', '--config', configuration],
    {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...env },
      execArgv: ['--expose-gc', '--import', new URL('probe.ts', import.meta.url).href],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let out = '';
  let logged = '';
  child.stdout?.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    logged += bytes;
  });
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  const within = (ms: number) => AbortSignal.any([ended.signal, AbortSignal.timeout(ms)]);
  const ready = () => /^ready (\S+)\n/m.exec(out)?.[1];
  try {
    const signal = within(startMs);
    while (ready() === undefined && child.stdout !== null) await once(child.stdout, 'data', { signal });
  } catch {
    child.kill('SIGKILL');
    throw new Error(`the gateway did not start: ${logged}`);
  }
  return {
    url: ready() ?? '',
    logged: () => logged,
    async vitals() {
      const answer = once(child, 'message', { signal: within(vitalsMs) });
      child.send('vitals');
      const [vitals] = await answer;
      return vitals as Vitals;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await exited;
      clearTimeout(late);
      return child.exitCode;
    },
  };
}
