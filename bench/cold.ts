/** Finding out who a customer is of whom nothing is remembered: one at a time, by e-mail, as they come. */
import { performance } from 'node:perf_hooks';
import { Driver } from './load.ts';
import { measureRounds, type Row, type Sample } from './measure.ts';
import { percentile } from './percentile.ts';
import { recallTimes, rememberCustomers } from './recall.ts';
import type { Scene } from './scene.ts';
import { type Calls, eachSource } from './systems.ts';
import { type RunningTarget, startTarget } from './targets.ts';

/** What one customer took. */
export interface Effort {
  /** Rounds of parallel questions to the systems. */
  readonly waves: number;
  /** False where the search was cut off, or a system was late. */
  readonly complete: boolean;
  /** Of the target's whole process: taking the question in, asking the systems and answering included. */
  readonly cpuMs: number;
  /** Until the answer was there. */
  readonly ms: number;
}

interface Contender {
  readonly target: RunningTarget & { readonly askWaves: (email: string) => string };
  readonly driver: Driver;
}

/** Gateways, each in a process of its own, which nobody was asked for before. */
export async function identity({ contenders, systems, cast, options }: Scene): Promise<readonly Row[]> {
  await using started = new AsyncDisposableStack();
  const gateways: Contender[] = [];
  for (const { target } of contenders) {
    const { askWaves } = target;
    if (askWaves === undefined) continue;
    const running = await startTarget(target.name, systems.env);
    started.defer(running.stop);
    const driver = new Driver(running, 1);
    started.defer(() => driver.close());
    gateways.push({ target: { ...running, askWaves }, driver });
  }
  if (gateways.length === 0) return [];
  for (const gateway of gateways) for (const email of cast.firstComers) await effortOf(gateway, email);
  const remembered = rememberCustomers();
  recallTimes(remembered);
  // Awaited here: the gateways stop when this function is left.
  return await measureRounds('identity', gateways, options.rounds, async (gateway, round) => {
    const efforts: Effort[] = [];
    const before = await systems.calls();
    const asked = cast.newcomers.filter((_, at) => at % options.rounds === round);
    for (const email of asked) {
      const effort = await effortOf(gateway, email);
      if (effort !== undefined) efforts.push(effort);
    }
    if (efforts.length < leastFound * asked.length)
      throw new Error(`${gateway.target.name} does not find people who are there`);
    const after = await systems.calls();
    const { rssMiB } = await gateway.target.usage();
    const calls = eachSource((source) => after[source] - before[source]);
    return sampleOf(efforts, calls, rssMiB, recallTimes(remembered));
  });
}

/** Of those asked for: some restrict the processing of their data, and are not shown. */
const leastFound = 0.9;

/** @returns undefined where nobody is shown. */
async function effortOf({ target, driver }: Contender, email: string): Promise<Effort | undefined> {
  const question = target.askWaves(email);
  const before = await target.usage();
  const sent = performance.now();
  const answer = await driver.ask(question);
  const ms = performance.now() - sent;
  const after = await target.usage();
  const search = searchOf(answer);
  return search && { ...search, cpuMs: (after.cpuSeconds - before.cpuSeconds) * 1000, ms };
}

/** @returns undefined where the answer holds no customer. */
export function searchOf(answer: string): Pick<Effort, 'waves' | 'complete'> | undefined {
  const { data } = JSON.parse(answer) as {
    readonly data?: {
      readonly customer?: { readonly identity: Pick<Effort, 'waves' | 'complete'> } | null;
    } | null;
  };
  return data?.customer?.identity;
}

/**
 * @param calls - for all of these customers together.
 * @param recalls - microseconds, ascending.
 */
export function sampleOf(
  efforts: readonly Effort[],
  calls: Calls,
  rssMiB: number,
  recalls: readonly number[],
): Sample {
  const ascending = (figure: (effort: Effort) => number) => efforts.map(figure).sort((a, b) => a - b);
  const total = (figures: readonly number[]) => figures.reduce((sum, one) => sum + one, 0);
  const [waves, cpu, times] = [
    ascending((effort) => effort.waves),
    ascending(({ cpuMs }) => cpuMs),
    ascending(({ ms }) => ms),
  ];
  return {
    reqPerSec: (efforts.length / total(times)) * 1000,
    // Milliseconds of one are seconds of a thousand.
    cpuPer1000: total(cpu) / efforts.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    callsPerRequest: eachSource((source) => calls[source] / efforts.length),
    rssMiB,
    wavesP50: percentile(waves, 0.5),
    wavesP99: percentile(waves, 0.99),
    coldCpuP50: percentile(cpu, 0.5),
    coldCpuP99: percentile(cpu, 0.99),
    completeShare: efforts.filter(({ complete }) => complete).length / efforts.length,
    recallP99: percentile(recalls, 0.99),
  };
}
