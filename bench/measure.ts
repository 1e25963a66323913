/** Interleaved rounds: every target in turn, again and again, so that whatever the machine does meets all of them. */
import type { Drive, Driver, Question } from './load.ts';
import { median, percentile } from './percentile.ts';
import { type Calls, eachSource, type Systems } from './systems.ts';
import type { RunningTarget, TargetName } from './targets.ts';

export const queryNames = ['A', 'B', 'latency', 'deferred', 'identity', 'resolve'] as const;
export type QueryName = (typeof queryNames)[number];

/** What a round of a target comes to. */
export interface Sample {
  readonly reqPerSec: number;
  /** CPU seconds of the target's process in 1000 requests. */
  readonly cpuPer1000: number;
  /** Milliseconds until the whole answer was there. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly callsPerRequest: Calls;
  readonly rssMiB: number;
  /** `deferred` only: the median until the first part was there, milliseconds. */
  readonly firstPartP50?: number;
  /** `latency` only: the median of first questions about customers whose records all carry the address asked by. */
  readonly coldP50?: number;
  /** `latency` only: the same of customers some of whose records are found through the others. */
  readonly secondWaveP50?: number;
  /** `latency` and `deferred` only: what the fastest and the slowest source took for a question of its own. */
  readonly fastestRoundTrip?: number;
  readonly slowestRoundTrip?: number;
  /** `identity` only: rounds of questions to the systems, of a customer nothing is remembered of. */
  readonly wavesP50?: number;
  readonly wavesP99?: number;
  /** `identity` only: CPU milliseconds of the target's process for one such customer. */
  readonly coldCpuP50?: number;
  readonly coldCpuP99?: number;
  /** `identity` only: of such customers, those of whom everything was found; 0 … 1. */
  readonly completeShare?: number;
  /** `identity` only: microseconds in which the cross-reference says who a customer is, without a network. */
  readonly recallP99?: number;
}

/** Medians over the rounds; ratios are medians of each round's own ratio, absent where nothing is compared with. */
export interface Row extends Sample {
  readonly query: QueryName;
  readonly target: TargetName;
  /** To the floor. */
  readonly ratioReqPerSec?: number;
  readonly ratioCpu?: number;
  /** To plain Apollo. */
  readonly ratioReqPerSecApollo?: number;
}

/** A target with its connections. */
export interface Contender {
  readonly target: RunningTarget;
  readonly driver: Driver;
}

/**
 * @param measure - one round of one target.
 * @returns a row for each contender, in their order.
 */
export async function measureRounds<Each extends { readonly target: Pick<RunningTarget, 'name'> }>(
  query: QueryName,
  contenders: readonly Each[],
  rounds: number,
  measure: (contender: Each, round: number) => Promise<Sample>,
): Promise<readonly Row[]> {
  const samples = new Map<TargetName, Sample[]>(contenders.map(({ target }) => [target.name, []]));
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders)
      samples.get(contender.target.name)?.push(await measure(contender, round));
  return [...samples].map(([target, own]) => rowOf(query, target, own, samples));
}

/** One round of one target, and what it cost. */
export async function takeSample(
  { target, driver }: Contender,
  systems: Systems,
  questions: readonly Question[],
  drive: Drive,
): Promise<Sample> {
  const [callsBefore, before] = [await systems.calls(), await target.usage()];
  const { requests, seconds, latencies, firstParts } = await driver.drive(questions, drive);
  const [callsAfter, after] = [await systems.calls(), await target.usage()];
  return {
    reqPerSec: requests / seconds,
    cpuPer1000: ((after.cpuSeconds - before.cpuSeconds) / requests) * 1000,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    callsPerRequest: eachSource((source) => (callsAfter[source] - callsBefore[source]) / requests),
    rssMiB: after.rssMiB,
    ...(firstParts.length === 0 ? {} : { firstPartP50: percentile(firstParts, 0.5) }),
  };
}

function rowOf(
  query: QueryName,
  target: TargetName,
  samples: readonly Sample[],
  all: ReadonlyMap<TargetName, readonly Sample[]>,
): Row {
  type Figure = (sample: Sample) => number | undefined;
  const over = (figure: Figure) => middle(samples.map(figure));
  const certain = (figure: (sample: Sample) => number) => over(figure) ?? Number.NaN;
  const ratio = (figure: (sample: Sample) => number, base: TargetName) =>
    middle(
      samples.map((sample, round) => {
        const other = all.get(base)?.[round];
        return other && figure(sample) / figure(other);
      }),
    );
  return {
    query,
    target,
    reqPerSec: certain(({ reqPerSec }) => reqPerSec),
    cpuPer1000: certain(({ cpuPer1000 }) => cpuPer1000),
    p50: certain(({ p50 }) => p50),
    p95: certain(({ p95 }) => p95),
    p99: certain(({ p99 }) => p99),
    callsPerRequest: eachSource((source) => certain(({ callsPerRequest }) => callsPerRequest[source])),
    rssMiB: certain(({ rssMiB }) => rssMiB),
    ...known({
      firstPartP50: over(({ firstPartP50 }) => firstPartP50),
      coldP50: over(({ coldP50 }) => coldP50),
      secondWaveP50: over(({ secondWaveP50 }) => secondWaveP50),
      fastestRoundTrip: over(({ fastestRoundTrip }) => fastestRoundTrip),
      slowestRoundTrip: over(({ slowestRoundTrip }) => slowestRoundTrip),
      wavesP50: over(({ wavesP50 }) => wavesP50),
      wavesP99: over(({ wavesP99 }) => wavesP99),
      coldCpuP50: over(({ coldCpuP50 }) => coldCpuP50),
      coldCpuP99: over(({ coldCpuP99 }) => coldCpuP99),
      completeShare: over(({ completeShare }) => completeShare),
      recallP99: over(({ recallP99 }) => recallP99),
      ratioReqPerSec: ratio(({ reqPerSec }) => reqPerSec, 'floor'),
      ratioCpu: ratio(({ cpuPer1000 }) => cpuPer1000, 'floor'),
      ratioReqPerSecApollo: ratio(({ reqPerSec }) => reqPerSec, 'apollo'),
    }),
  };
}

/** The median of those that were measured, to three decimals: no benchmark is good for more. */
function middle(values: readonly (number | undefined)[]): number | undefined {
  const measured = values.filter((value) => value !== undefined);
  return measured.length === 0 ? undefined : Math.round(median(measured) * 1000) / 1000;
}

type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
function known<T extends object>(figures: T): Known<T> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as Known<T>;
}
