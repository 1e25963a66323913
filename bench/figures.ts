/** Figures that compare a row with the sources' own round trips and with another row; undefined where one is missing. */
import type { Row } from './measure.ts';

/** Of a question about a known customer to the slowest source's round trip. */
export function warmToSlowest({ p50, slowestRoundTrip }: Row): number | undefined {
  return slowestRoundTrip && rounded(p50 / slowestRoundTrip);
}

export function secondWaveToSlowest({ secondWaveP50, slowestRoundTrip }: Row): number | undefined {
  return secondWaveP50 && slowestRoundTrip && rounded(secondWaveP50 / slowestRoundTrip);
}

/** Milliseconds by which a first question takes longer than the floor's. */
export function coldAfterFloor({ coldP50 }: Row, floor: Row | undefined): number | undefined {
  return coldP50 && floor?.coldP50 && rounded(coldP50 - floor.coldP50);
}

/** Milliseconds by which a first question that takes a second wave takes longer than the floor's, which never does. */
export function secondWaveAfterFloor({ secondWaveP50 }: Row, floor: Row | undefined): number | undefined {
  return secondWaveP50 && floor?.coldP50 && rounded(secondWaveP50 - floor.coldP50);
}

/** Milliseconds by which the first part of an answer comes after the fastest source's. */
export function firstPartAfterFastest({ firstPartP50, fastestRoundTrip }: Row): number | undefined {
  return firstPartP50 && fastestRoundTrip && rounded(firstPartP50 - fastestRoundTrip);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
