/** What a run of the benchmark is told. */
import { parseArgs } from 'node:util';
import { type QueryName, queryNames } from './measure.ts';
import { type TargetName, targetNames } from './targets.ts';

export interface Options {
  readonly queries: readonly QueryName[];
  /** The floor comes first: everything is compared with it. */
  readonly targets: readonly TargetName[];
  readonly rounds: number;
  /** Of one round of one target. */
  readonly seconds: number;
  readonly embedded: boolean;
  readonly json: string | undefined;
}

export const usage = `npm run bench -- [--rounds N] [--seconds N] [--only NAME,…] [--embedded] [--json FILE]
  names: ${[...queryNames, ...targetNames].join(' ')}`;

export const maxRounds = 20;

/** @throws TypeError when an argument is not understood. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
      embedded: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const known: readonly string[] = [...queryNames, ...targetNames];
  const rounds = Number(values.rounds);
  const seconds = Number(values.seconds);
  if (!only.every((name) => known.includes(name))) throw new TypeError('--only has a name nothing bears');
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > maxRounds)
    throw new TypeError(`--rounds is from 1 to ${maxRounds}`);
  if (!(seconds >= 0.1 && seconds <= 60)) throw new TypeError('--seconds is from 0.1 to 60');
  const queries = queryNames.filter((name) => only.includes(name));
  const targets = targetNames.filter((name) => only.includes(name));
  return {
    queries: queries.length > 0 ? queries : queryNames,
    targets: targets.length > 0 ? ['floor', ...targets.filter((name) => name !== 'floor')] : targetNames,
    rounds,
    seconds,
    embedded: values.embedded,
    json: values.json,
  };
}
