/** `onefold consent evaluate`: whether consent is decided as a file of worked examples says it must be. */
import { type Outcome, readVectors, type Vector } from './consent-vectors.ts';
import type { Command } from './io.ts';

export const consentEvaluate: Command = async ({ vectors: file = '' }, io) => {
  const vectors = readVectors(file);
  const misses = vectors.map(missOf).filter((lines) => lines.length > 0);
  for (const line of misses.flat()) io.out(line);
  io.out(`${vectors.length - misses.length} passed, ${misses.length} failed`);
  return misses.length === 0 ? 0 : 1;
};

/** What is to be told of a vector that is not decided as it says, in the order in which it is written or in reverse. */
function missOf({ id, note, evidence, expected, outcome }: Vector): readonly string[] {
  const [given, reversed] = [outcome(evidence), outcome(evidence.toReversed())].map(written);
  const right = written(expected);
  if (given === right && reversed === right) return [];
  return [
    `${id} ${note}`.trim(),
    `  expected  ${right}`,
    `  got       ${given}`,
    ...(reversed === given ? [] : [`  reversed  ${reversed}`]),
  ];
}

function written(outcome: Outcome): string {
  return outcome.join(' ');
}
