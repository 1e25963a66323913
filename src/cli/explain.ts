import { readFileSync } from 'node:fs';
import type { GraphQLFormattedError } from 'graphql';
import { destination, pino } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import { formatFault } from '../config/fault.ts';
import { loadConfiguration } from '../config/load.ts';
import { nearest } from '../config/nearest.ts';
import { YamlFile } from '../config/yaml-file.ts';
import { purposeTerms } from '../consent/policy.ts';
import { executeOnce, type OneAnswer, type OneOperation } from '../gateway/once.ts';
import { predictionOf } from '../gateway/prediction.ts';
import { isTroubled as isSourceTroubled } from '../model/outcome.ts';
import { predictionLines, runLines } from './explanation.ts';
import type { Command, Io, Options } from './io.ts';

/**
 * Tells what an operation will ask of the sources, without asking them; and, where it is to be run, what it took. What
 * it answers is not shown.
 */
export const explain: Command = async (options, io) => {
  const configuration = loadConfiguration(options['config'] ?? '', io.env);
  const variables = options['variables'] === undefined ? undefined : YamlFile.read(options['variables']);
  const operation = operationOf(options, variables, configuration, io);
  if (operation === undefined) return 2;
  const silent = pino({ level: 'silent' });
  const expected = await executeOnce(configuration, operation, { log: silent, dry: true });
  const { installation, traced } = expected;
  if (expected.errors.length > 0) {
    for (const line of faultLines(expected.errors, options['query'] ?? '', variables)) io.err(line);
    return 2;
  }
  const prediction = predictionOf(traced, installation.sources, installation.budget);
  if (options['run'] === undefined) {
    if (options['json'] === undefined) for (const line of predictionLines(prediction)) io.out(line);
    else io.out(JSON.stringify({ prediction }, null, 2));
    return 0;
  }
  const log = pino({ level: configuration.logLevel }, destination({ dest: 2, sync: true }));
  const run = await executeOnce(configuration, operation, { log, dry: false });
  const { errors, sources } = run;
  if (options['json'] === undefined) {
    for (const line of [...predictionLines(prediction), '', ...runLines(prediction, run)]) io.out(line);
  } else io.out(JSON.stringify({ prediction, run: { ...run.traced, sources, errors } }, null, 2));
  for (const line of faultLines(errors, options['query'] ?? '', variables)) io.err(line);
  return isTroubled(run) ? 1 : 0;
};

function isTroubled({ errors, sources }: OneAnswer): boolean {
  return errors.length > 0 || sources.some(isSourceTroubled);
}

/** @returns undefined where it cannot be read: why is written to standard error. */
function operationOf(
  { query: file = '', operation: operationName, purpose }: Options,
  variables: YamlFile | undefined,
  { consent }: Configuration,
  io: Io,
): OneOperation | undefined {
  let query: string;
  try {
    query = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? `: ${error.code}` : '';
    io.err(`onefold: explain: ${file} cannot be read${reason}`);
    return undefined;
  }
  const values = variables === undefined ? {} : (variables.data ?? {});
  if (variables !== undefined && (typeof values !== 'object' || Array.isArray(values)))
    variables.fault([], 'must hold the values of the variables by their names');
  const faults = variables?.faults ?? [];
  for (const fault of faults) io.err(formatFault(fault));
  if (faults.length > 0) return undefined;
  const { purposes } = consent.policy;
  if (purpose !== undefined && purposeTerms(purposes, purpose) === undefined) {
    const near = nearest(purpose, Object.keys(purposes.purposes));
    io.err(
      `onefold: explain: --purpose is not known to the policy${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
    return undefined;
  }
  return { query, variables: values as OneOperation['variables'], operationName, purpose };
}

/** What is wrong with a variable is shown at its value, anything else in the document. */
function faultLines(
  errors: readonly GraphQLFormattedError[],
  file: string,
  variables: YamlFile | undefined,
): readonly string[] {
  const lines: string[] = [];
  for (const { message, locations, path, extensions } of errors) {
    const [, name = '', inside = name, fault] = invalidVariable.exec(message) ?? [];
    if (fault !== undefined && variables !== undefined)
      variables.fault(inside.split(/[.[\]]+/).filter(Boolean), fault);
    else {
      const { line, column } = locations?.[0] ?? { line: 1, column: 1 };
      const at = path === undefined ? '' : `${path.join('.')}: `;
      lines.push(`${file}:${line}:${column} ${at}${message} (${extensions?.['code']})`);
    }
  }
  return [...(variables?.faults ?? []).map(formatFault), ...lines];
}

const invalidVariable = /^Variable "\$(\w+)" got an invalid value(?: at "([^"]+)")?; (.*)$/;
