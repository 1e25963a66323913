/** What training changed, as text. */
import { type Field, fields, type Level, levels } from '../identity/comparison.ts';
import { bitsOf, type MatchModel, oddsOf } from '../identity/model.ts';
import type { TrainedModel } from '../identity/model-file.ts';
import { table } from './table.ts';

/** Lambda first, then every level of every field; weights in bits. */
export function learnedLines(before: MatchModel, after: TrainedModel): readonly string[] {
  return [
    `Model ${after.version}, learned from ${after.records} records.`,
    `One person are 1 in ${oneIn(before.lambda)} pairs before, 1 in ${oneIn(after.lambda)} after: ` +
      `${bits(bitsOf(before.lambda))} → ${bits(bitsOf(after.lambda))} bits.`,
    '',
    ...table([
      ['FIELD', 'LEVEL', 'OF ONE PERSON', 'WEIGHT'],
      ...fields.flatMap((field) =>
        levels[field].map((level) => [field, level, ...changeOf(field, level, before, after)]),
      ),
    ]),
  ];
}

function changeOf(field: Field, level: Level, before: MatchModel, after: MatchModel): readonly string[] {
  const [old, now] = [before, after].map((model) => {
    const { m, u } = oddsOf(model, field, level);
    return { share: m.toFixed(3), weight: bits(Math.log2(m / u)) };
  });
  return [`${old?.share} → ${now?.share}`, `${old?.weight.padStart(5)} → ${now?.weight.padStart(5)}`];
}

function oneIn(lambda: number): number {
  return Math.round(1 / lambda);
}

function bits(weight: number): string {
  return weight.toFixed(1);
}
