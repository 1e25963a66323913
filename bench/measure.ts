/** Interleaved rounds: every target in turn, again and again, so that whatever the machine does meets all of them. */
import type { Drive, Driver, Question } from './load.ts';
import type { Calls, Systems, sources } from './systems.ts';
import type { RunningTarget, TargetName } from './targets.ts';

export const queryNames = ['A', 'B', 'latency'] as const;
export type QueryName = (typeof queryNames)[number];

/** Medians over the rounds; ratios are medians of each round's own ratio to the floor. */
export interface Row {
  readonly query: QueryName;
  readonly target: TargetName;
  readonly reqPerSec: number;
  /** CPU seconds of the target's process in 1000 requests. */
  readonly cpuPer1000: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** `latency` only: the median of first questions about customers, milliseconds; the others are about known ones. */
  readonly coldP50?: number;
  readonly callsPerRequest: Calls;
  readonly rssMiB: number;
  readonly ratioReqPerSec: number;
  readonly ratioCpu: number;
}

/** A target with its connections. */
export interface Contender {
  readonly target: RunningTarget;
  readonly driver: Driver;
}

type Sample = Omit<Row, 'query' | 'target' | 'ratioReqPerSec' | 'ratioCpu'>;

/**
 * @param measure - one round of one target.
 * @returns a row for each contender, in their order, which starts with the floor.
 */
export async function measureRounds(
  query: QueryName,
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender, round: number) => Promise<Sample>,
): Promise<readonly Row[]> {
  const samples = contenders.map((): Sample[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [at, contender] of contenders.entries()) samples[at]?.push(await measure(contender, round));
  const [floor = []] = samples;
  return contenders.map(({ target }, at) => rowOf(query, target.name, samples[at] ?? [], floor));
}

/** One round of one target, and what it cost. */
export async function takeSample(
  { target, driver }: Contender,
  systems: Systems,
  questions: readonly Question[],
  drive: Drive,
): Promise<Sample> {
  const [callsBefore, before] = [await systems.calls(), await target.usage()];
  const { requests, seconds, latencies } = await driver.drive(questions, drive);
  const [callsAfter, after] = [await systems.calls(), await target.usage()];
  return {
    reqPerSec: requests / seconds,
    cpuPer1000: ((after.cpuSeconds - before.cpuSeconds) / requests) * 1000,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    callsPerRequest: eachSource((source) => (callsAfter[source] - callsBefore[source]) / requests),
    rssMiB: after.rssMiB,
  };
}

function rowOf(
  query: QueryName,
  target: TargetName,
  samples: readonly Sample[],
  floor: readonly Sample[],
): Row {
  const over = (value: (sample: Sample) => number) => rounded(median(samples.map(value)));
  const ratio = (value: (sample: Sample) => number) =>
    rounded(
      median(
        samples.flatMap((sample, round) => {
          const base = floor[round];
          return base === undefined ? [] : [value(sample) / value(base)];
        }),
      ),
    );
  const cold = samples.flatMap(({ coldP50 }) => coldP50 ?? []);
  return {
    query,
    target,
    reqPerSec: over(({ reqPerSec }) => reqPerSec),
    cpuPer1000: over(({ cpuPer1000 }) => cpuPer1000),
    p50: over(({ p50 }) => p50),
    p95: over(({ p95 }) => p95),
    p99: over(({ p99 }) => p99),
    ...(cold.length === 0 ? {} : { coldP50: rounded(median(cold)) }),
    callsPerRequest: eachSource((source) => over(({ callsPerRequest }) => callsPerRequest[source])),
    rssMiB: over(({ rssMiB }) => rssMiB),
    ratioReqPerSec: ratio(({ reqPerSec }) => reqPerSec),
    ratioCpu: ratio(({ cpuPer1000 }) => cpuPer1000),
  };
}

function eachSource(value: (source: (typeof sources)[number]) => number): Calls {
  return { app: value('app'), shop: value('shop'), crm: value('crm'), billing: value('billing') };
}

/** @param ascending - NaN where empty. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(Math.floor(ascending.length * share), ascending.length - 1)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Three decimals: no benchmark is good for more. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
