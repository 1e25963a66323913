/** What a run took place on, for the reader of its figures. */
import { availableParallelism, loadavg } from 'node:os';

export interface Machine {
  readonly node: string;
  readonly cores: number;
  /** Processes that ran or waited to, on average over the last minute. */
  readonly loadAverage: number;
}

/** Share of the cores whose use by others shows in the figures. */
const noticeable = 0.25;

export function thisMachine(): Machine {
  const [lastMinute = 0] = loadavg();
  return {
    node: process.version,
    cores: availableParallelism(),
    loadAverage: Math.round(lastMinute * 100) / 100,
  };
}

export function isBusy({ cores, loadAverage }: Machine): boolean {
  return loadAverage > cores * noticeable;
}
