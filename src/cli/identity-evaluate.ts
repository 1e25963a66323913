/** `onefold identity evaluate`: how well the matcher does on a file of people. */
import { writeFile } from 'node:fs/promises';
import { readModel } from '../config/model-files.ts';
import { modelAmong, modelFor, runEngine } from '../evaluation/engine.ts';
import { evaluationOf } from '../evaluation/evaluation.ts';
import { loadPeople, type People } from '../evaluation/records.ts';
import { reportJson, reportLines } from '../evaluation/report.ts';
import { tableText } from '../evaluation/table.ts';
import { coldStartModel, type MatchModel } from '../identity/model.ts';
import { parseRef } from '../model/record.ts';
import type { Command } from './io.ts';

/** Doors that are asked again of sources in another order. */
const permuted = 1000;

export const identityEvaluate: Command = async (options, io) => {
  const { input = '', mapping = '', truth, output } = options;
  const isUntrained = options['untrained'] !== undefined;
  if (isUntrained && options['model'] !== undefined) {
    io.err('onefold: identity evaluate: a model is untrained or given; leave out --untrained or --model');
    return 2;
  }
  const people = loadPeople({ input, mapping, truth });
  for (const [attribute, count] of people.unread)
    io.err(`${count} values of ${attribute} are no dates and were left out`);
  const { records } = people;
  const model = isUntrained ? coldStartModel(records.length) : learned(people, options['model']);
  const run = await runEngine(records, {
    mapping: people.mapping,
    model,
    permuted: Math.min(permuted, records.length),
    onProgress: (done, all) => io.err(`${done} of ${all} records`),
  });
  if (output !== undefined) {
    const rows = [...run.clusters].map(([key, cluster]) => [parseRef(key)?.id ?? key, cluster]);
    await writeFile(output, tableText([['record', 'cluster'], ...rows]));
  }
  const evaluation = evaluationOf(run, people.truth);
  if (options['json'] !== undefined) io.out(reportJson(evaluation));
  else for (const line of reportLines(evaluation)) io.out(line);
  return 0;
};

/** From the file's own records, or as it was learned from others. */
function learned({ records, mapping: { country } }: People, file: string | undefined): MatchModel {
  return file === undefined
    ? modelFor(records, country)
    : modelAmong(readModel(file, undefined), records, country);
}
