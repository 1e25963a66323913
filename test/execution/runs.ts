/** How often what is made up is made up; more often by the environment. */
import type fc from 'fast-check';

/** @param numRuns - in a normal run; `ONEFOLD_TEST_RUNS` multiplies it. */
export function runs<Values>(numRuns: number): fc.Parameters<Values> {
  const { ONEFOLD_TEST_RUNS: factor = '1' } = process.env;
  return { numRuns: numRuns * Number(factor) };
}
