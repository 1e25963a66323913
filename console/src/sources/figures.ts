/** What a source has been doing, summed up in figures and words. */
import { counted, grouped } from '../parts/in-words.ts';
import type { Activity, Slot, Source } from './source.ts';

/** All that was asked within the slots. */
export interface Summary {
  readonly calls: number;
  readonly failures: number;
  /** How often it was to be asked and was not. */
  readonly refused: number;
  /** Milliseconds: the median of the slots’ medians, each as often as it had calls; null where there was no call. */
  readonly usualMs: number | null;
  /** Milliseconds: the greatest of the slots’ 95th percentiles; null where there was no call. */
  readonly slowMs: number | null;
}

export function summaryOf(slots: readonly Slot[]): Summary {
  const slow = slots.map(({ p95Ms }) => p95Ms).filter((ms) => ms !== null);
  return {
    calls: sum(slots.map(({ calls }) => calls)),
    failures: sum(slots.map(({ failures }) => failures)),
    refused: sum(slots.map(({ refused }) => refused)),
    usualMs: usual(slots),
    slowMs: slow.length === 0 ? null : Math.max(...slow),
  };
}

function usual(slots: readonly Slot[]): number | null {
  const timed = slots
    .flatMap(({ medianMs, calls }) => (medianMs === null ? [] : [{ medianMs, calls }]))
    .toSorted((a, b) => a.medianMs - b.medianMs);
  const half = sum(timed.map(({ calls }) => calls)) / 2;
  let passed = 0;
  for (const { medianMs, calls } of timed) {
    passed += calls;
    if (passed >= half) return medianMs;
  }
  return null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** `0.4 ms`, `12 ms`, `3.2 s`. */
export function duration(ms: number): string {
  if (ms >= 1_000) return `${round(ms / 1_000)} s`;
  return `${ms < 10 ? round(ms) : Math.round(ms)} ms`;
}

function round(amount: number): number {
  return Math.round(amount * 10) / 10;
}

export interface QuotaWords {
  readonly text: string;
  /** Percent of the day's allowance that is left; null where it is not known. */
  readonly left: number | null;
}

export function quotaInWords({ perSecond, perDay, leftToday, reserve }: Activity['quota']): QuotaWords {
  const rate = perSecond === null ? [] : [`${counted(perSecond, 'call')} a second at most`];
  const kept =
    reserve > 0 ? `, of which ${Math.round(reserve * 100)} % is kept for calls that somebody waits for` : '';
  if (perDay === null)
    return {
      text:
        leftToday === null ? (rate[0] ?? 'No limit is known') : `${counted(leftToday, 'call')} left today`,
      left: null,
    };
  const day =
    leftToday === null
      ? `${counted(perDay, 'call')} a day${kept}; what is left today it has not told yet`
      : `${grouped(leftToday)} of ${counted(perDay, 'call')} left today${kept}`;
  return {
    text: [day, ...rate].join('; '),
    left: leftToday === null || perDay === 0 ? null : Math.max(0, Math.min(100, (leftToday / perDay) * 100)),
  };
}

/** Operations that are not tried as always, each with what becomes of it. */
export function breakersInWords(breakers: Activity['breakers']): readonly string[] {
  return breakers
    .filter(({ state }) => state !== 'CLOSED')
    .map(({ operation, state, retryAfter }) =>
      state === 'HALF_OPEN'
        ? `${operation}: being tried once`
        : `${operation}: not tried${retryAfter === null ? ' for now' : ` for ${retryAfter} s`}`,
    );
}

export function queueInWords({ underWay, waiting, lanes }: Activity['queue']): string {
  return `${counted(underWay, 'call')} under way on ${counted(lanes, 'lane')}, ${grouped(waiting)} waiting`;
}

/** Whether all is as it should be. */
export function isWell({ health }: Source): boolean {
  return health.status === 'OK';
}

/** How all of them fare, in one sentence. */
export function healthInWords(sources: readonly Source[]): string {
  const ill = sources.filter((source) => !isWell(source)).map(({ name }) => name);
  const all = counted(sources.length, 'source');
  if (ill.length === 0) return `${all}, all of which answer.`;
  return `${all}; ${ill.join(', ')} ${ill.length === 1 ? 'is' : 'are'} not as ${ill.length === 1 ? 'it' : 'they'} should be.`;
}
