/** `onefold identity train`: learns from the configured sources, without labels, how likely records are one person. */
import { accessSync, constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import { writeModel } from '../config/model-files.ts';
import { frequenciesOf, frequencyKey } from '../identity/frequencies.ts';
import { coldStartModel } from '../identity/model.ts';
import { versioned } from '../identity/model-file.ts';
import type { Person } from '../identity/person.ts';
import { type TrainingData, train } from '../identity/training.ts';
import { countPairs } from '../identity/training-data.ts';
import { learnedLines } from './identity-learned.ts';
import { IdentitySources, type SourceSample } from './identity-sources.ts';
import type { Command, Io } from './io.ts';
import { markOf, readState, type TrainingState, writeState } from './training-state.ts';

/** Records of a source between two words about how far it is. */
const tellRecords = 5000;
/** Shares of the counting between two words about how far it is. */
const tellShares = 10;

export const identityTrain: Command = async (options, io) => {
  const { config = '', output = '', sample = '', resume } = options;
  if (!/^[1-9]\d{0,6}$/.test(sample)) {
    io.err('onefold: identity train: --sample must be a whole number from 1 to 9999999');
    return 2;
  }
  const configuration = loadConfiguration(config, io.env, { withoutModel: true });
  const stopped = resume === undefined ? undefined : readState(resume);
  if (!isWritable(dirname(output))) {
    io.err('onefold: identity train: --output cannot be written: its folder is not there, or not yours');
    return 1;
  }
  const people = await readPeople(configuration, Number(sample), io);
  if (people === undefined) return 1;
  const key = frequencyKey(configuration.gateway.lookupSecret);
  const data = await countedPairs(people, { key, resume, stopped }, io);
  if (data === undefined) return 1;

  const before = coldStartModel(people.length);
  const { model, passes } = train(data, before);
  const after = versioned({ ...model, records: people.length, frequencies: frequenciesOf(people, key) });
  await writeModel(output, after);
  if (resume !== undefined) await rm(resume, { force: true });
  if (passes.length === 0)
    io.err('Too few pairs share a key to learn how records of one person differ: that is as it was before.');
  else if (passes.some(({ settled }) => !settled))
    io.err('The learning did not come to rest everywhere: look at the weights before you use them.');
  for (const line of learnedLines(before, after)) io.out(line);
  return 0;
};

/** @returns undefined where there is nothing to learn from, or it was stopped: that is told. */
async function readPeople(
  configuration: Configuration,
  most: number,
  io: Io,
): Promise<readonly Person[] | undefined> {
  const sources = await IdentitySources.open(configuration, io.stop);
  try {
    const samples = await sources.sample(most, (source, records) => {
      if (records % tellRecords === 0) io.err(`${source}: ${records} records`);
    });
    if (io.stop.aborted) {
      io.err('Stopped while records were read: nothing is left, and reading begins again.');
      return undefined;
    }
    for (const one of samples) io.err(sampleLine(one));
    const people = samples.flatMap((one) => one.people);
    if (people.length > 1) return people;
    io.err('onefold: identity train: there are no two records to learn from');
    return undefined;
  } finally {
    await sources.close();
  }
}

function sampleLine({ source, people, failure }: SourceSample): string {
  if (failure === undefined) return `${source}: ${people.length} records`;
  return people.length === 0
    ? `${source} is left out: ${failure}`
    : `${source}: only ${people.length} records: ${failure}`;
}

/** @returns undefined where it was stopped: that is told, and left in the file to resume from. */
async function countedPairs(
  people: readonly Person[],
  { key, resume, stopped }: Resumption,
  io: Io,
): Promise<TrainingData | undefined> {
  const mark = markOf(people, key);
  const from = stopped?.people === mark ? stopped.counted : undefined;
  if (stopped !== undefined && from === undefined)
    io.err('There are other records than when it was stopped: pairs are counted from the beginning.');
  const counting = countPairs(people, from === undefined ? {} : { from });
  if (from !== undefined) io.err(`${from.done} pairs were compared before`);
  let told = 0;
  for (;;) {
    const { done, value } = counting.next();
    if (done === true) return value;
    const share = Math.floor((tellShares * value.done) / value.all);
    if (share !== told) io.err(`${value.done} of about ${value.all} pairs compared`);
    told = share;
    // The signal to stop comes between two slices.
    await setImmediate();
    if (!io.stop.aborted) continue;
    await leave(resume, { people: mark, counted: value.counted() }, io);
    return undefined;
  }
}

interface Resumption {
  readonly key: string;
  /** Where the state is left. */
  readonly resume: string | undefined;
  readonly stopped: TrainingState | undefined;
}

async function leave(resume: string | undefined, state: TrainingState, io: Io): Promise<void> {
  if (resume !== undefined) await writeState(resume, state);
  io.err(
    resume === undefined
      ? 'Stopped. Nothing is left: with --resume FILE the pairs compared so far would be.'
      : 'Stopped. With the same --resume, records are read again, and pairs compared so far are not.',
  );
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
