/** `onefold identity calibrate`: learns from stewards' verdicts how sure the weights of a model should be. */
import { loadConfiguration } from '../config/load.ts';
import { readModel, writeModel } from '../config/model-files.ts';
import { calibrationOf, fewestVerdicts, type Judged, probabilityOf } from '../identity/calibration.ts';
import { compare } from '../identity/comparison.ts';
import { frequencyKey } from '../identity/frequencies.ts';
import { type TrainedModel, versioned } from '../identity/model-file.ts';
import { scoreOf } from '../identity/score.ts';
import { IdentitySources, type PeopleRead } from './identity-sources.ts';
import type { Command } from './io.ts';
import { table } from './table.ts';
import { type Decided, readVerdicts } from './verdict-file.ts';

/** Weights, in bits, of which is told what they turned out to mean. */
const shown = [-6, -3, 0, 3, 6, 9, 12];

export const identityCalibrate: Command = async (options, io) => {
  const { config = '', model: file = '', verdicts = '' } = options;
  const configuration = loadConfiguration(config, io.env, { withoutModel: true });
  const model = readModel(file, frequencyKey(configuration.gateway.lookupSecret));
  const names = new Set(configuration.sources.map(({ name }) => name));
  const decided = readVerdicts(verdicts, names);
  const refs = new Set(decided.flatMap(({ a, b }) => [a, b]));

  const sources = await IdentitySources.open(configuration, io.stop);
  const read = await sources.read(refs);
  await sources.close();
  if (io.stop.aborted) {
    io.err('Stopped: the model is as it was.');
    return 1;
  }
  for (const [source, failure] of read.failures) io.err(`${source} did not answer for all: ${failure}`);

  const judged = judgedBy(decided, read, model);
  const left = decided.length - judged.length;
  if (left > 0) io.err(`Verdicts left out, because a record of theirs was not found: ${left}`);
  if (judged.length < fewestVerdicts) {
    io.err(
      `onefold: identity calibrate: ${fewestVerdicts} verdicts of SAME or NOT_SAME are needed, and there are ${judged.length}: the model is as it was`,
    );
    return 1;
  }
  const calibrated = versioned({ ...model, calibration: calibrationOf(judged) });
  await writeModel(file, calibrated);
  const same = judged.filter((one) => one.same).length;
  io.out(`Model ${calibrated.version}, calibrated on ${judged.length} verdicts, ${same} of them SAME.`);
  io.out('');
  for (const line of table([
    ['WEIGHT', 'TAKEN AT ITS WORD', 'CALIBRATED'],
    ...shown.map((weight) => [
      weight.toFixed(1).padStart(5),
      probabilityOf({}, weight).toFixed(3),
      probabilityOf(calibrated, weight).toFixed(3),
    ]),
  ]))
    io.out(line);
  return 0;
};

/** What the model says of each pair that was decided, where both records are there. */
function judgedBy(
  decided: readonly Decided[],
  { people }: PeopleRead,
  model: TrainedModel,
): readonly Judged[] {
  return decided.flatMap(({ a, b, same }) => {
    const [one, other] = [people.get(a), people.get(b)];
    if (one === undefined || other === undefined) return [];
    const { comparisons } = compare(one.traits(), other.traits());
    return [{ weight: scoreOf(comparisons, model).weight, same }];
  });
}
