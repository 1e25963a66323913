/** Writes a configuration: asks a system what there is, guesses what it means, and says why. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Call, Survey } from '../../sources/contract.ts';
import { sources } from '../../sources/registry.ts';
import { shieldReferences, unshield } from '../config/environment.ts';
import { YamlFile } from '../config/yaml-file.ts';
import type { Outcome } from '../model/outcome.ts';
import { configurationOf, type SetupOptions, withSource } from '../setup/document.ts';
import { guessed } from '../setup/index.ts';
import { type Answers, answersIn, isRefusal } from './init-answers.ts';
import { nameable } from './init-names.ts';
import { summaryLines } from './init-summary.ts';
import type { Command, Io } from './io.ts';

/** Milliseconds a survey may take; catalogues of large databases are slow. */
const patience = 30_000;

export const init: Command = async (options, io) => {
  const answers = await answersIn(options, io);
  if (isRefusal(answers)) {
    io.err(`onefold: init: ${answers.refusal}`);
    return 2;
  }
  const { output, add, force } = answers;
  const before = existsSync(output) ? readFileSync(output, 'utf8') : undefined;
  const refusal = refusalOf(before, answers);
  if (refusal !== undefined) {
    io.err(`onefold: init: ${refusal}`);
    return 1;
  }
  const outcome = await surveyOf(answers, io);
  if (outcome.kind !== 'found') {
    io.err(
      `onefold: init: ${answers.name} cannot be surveyed${outcome.kind === 'failed' ? `: ${outcome.error.message}` : ''}`,
    );
    return 1;
  }
  const { survey, left } = nameable(outcome.value);
  const understood = guessed(survey, answers.table);
  const guess = { ...understood, remarks: [...left, ...understood.remarks] };
  const sql = answers.kind === 'postgres' || answers.kind === 'mysql';
  const lacking = sql ? lackOf(guess.customer, survey, answers.table) : undefined;
  if (lacking !== undefined) {
    io.err(`onefold: init: ${lacking}`);
    return 1;
  }
  const setup: SetupOptions = { ...answers, sources: add && before !== undefined ? kindsIn(output) : {} };
  const text =
    add && before !== undefined
      ? withSource(shieldReferences(before), guess, setup)
      : configurationOf(guess, setup);
  if (text === undefined) {
    io.err(
      `onefold: init: ${output} is no configuration, or has a source ${answers.name} already; give another --name`,
    );
    return 1;
  }
  // Where the file is not to be replaced, it may not have come into being meanwhile either.
  writeFileSync(output, unshield(text), { flag: before === undefined && !force ? 'wx' : 'w' });
  for (const line of summaryLines(guess, answers)) io.out(line);
  return 0;
};

function refusalOf(before: string | undefined, { output, add, force }: Answers): string | undefined {
  if (before !== undefined && !add && !force)
    return `${output} exists; --add adds a source to it, --force replaces it`;
  return undefined;
}

/** Why nothing can be written of what was found. */
function lackOf(
  customer: ReturnType<typeof guessed>['customer'],
  { objects }: Survey,
  table: string | undefined,
): string | undefined {
  if (customer === undefined) {
    if (objects.length === 0) return 'there is no table that may be read';
    if (table === undefined) return 'no table looks like the customers; name it with --table';
    return `there is no table ${table} that may be read`;
  }
  return customer.columns.some(({ meaning }) => meaning.role === 'id')
    ? undefined
    : `${customer.object.name} has no key of one column; name another table, or a view that has one, with --table`;
}

async function surveyOf({ kind, secrets }: Answers, io: Io): Promise<Outcome<Survey>> {
  const { survey, load } = { load: undefined, ...sources[kind] };
  if (survey === undefined) throw new TypeError(`${kind} cannot be surveyed`);
  await load?.();
  const call: Call = {
    signal: AbortSignal.any([io.stop, AbortSignal.timeout(patience)]),
    deadline: Date.now() + patience,
    lane: 'interactive',
  };
  return survey.survey(survey.config.parse({ kind, timeout: patience, ...secrets }), call);
}

/** The kinds of the sources of a configuration, by their names. */
function kindsIn(file: string): Readonly<Record<string, string>> {
  const { data } = YamlFile.read(file, {});
  const { sources: configured } = Object(data);
  return Object.fromEntries(
    Object.entries(Object(configured)).map(([name, one]) => [name, String(Object(one).kind)]),
  );
}
