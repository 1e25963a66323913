/**
 * From a compiled operation to the body of a response: with masked errors, what every answer says of itself, and deferred
 * parts for clients that take them apart.
 */
import type { GraphQLResponse } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { policyVersion } from '../consent/policy.ts';
import type { IncrementalFormat } from '../execution/defer.ts';
import type { CompiledOperation } from '../execution/operation.ts';
import type { Context, Request } from './context.ts';

export type Body = GraphQLResponse['body'];

export interface AnswerOptions {
  /** The last step before an error leaves. */
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Told of sources that did not answer in full. */
  readonly onTrouble: (sources: readonly object[]) => void;
}

export interface Asked {
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: Context;
  /** How deferred parts are written; absent where the client does not take them apart. */
  readonly format: IncrementalFormat | undefined;
}

export interface Answer {
  /** Of HTTP: 400 where the variables do not fit the operation, so that nothing was executed. */
  readonly status: 200 | 400;
  readonly body: Body;
}

export async function answer(
  operation: CompiledOperation,
  { variables, context, format }: Asked,
  options: AnswerOptions,
): Promise<Answer> {
  const { request } = context;
  request.defers = format !== undefined;
  const result = await operation.execute({
    contextValue: context,
    variableValues: variables,
    ...(format === undefined ? {} : { incremental: format }),
  });
  if ('initialResult' in result) {
    const { initialResult, subsequentResults } = result;
    const body = {
      kind: 'incremental',
      initialResult: { ...masked(initialResult, options), extensions: extensionsOf(request, options) },
      subsequentResults: maskedParts(subsequentResults, request, options),
    };
    // The parts are in the format that was asked for, which the types of Apollo Server tell apart and ours do not.
    return { status: 200, body: body as unknown as Body };
  }
  const { data, errors } = result;
  if (data === undefined) {
    const faults = (errors ?? []).map((error) => options.mask(withCode(error, 'BAD_USER_INPUT'), error));
    return { status: 400, body: { kind: 'single', singleResult: { errors: faults } } };
  }
  const extensions = extensionsOf(request, options);
  return {
    status: 200,
    body: {
      kind: 'single',
      singleResult: {
        ...(errors === undefined ? {} : { errors: maskAll(errors, options) }),
        data,
        ...(extensions === undefined ? {} : { extensions }),
      },
    },
  };
}

/** A part of an answer, in either format. */
interface Part {
  readonly errors?: readonly GraphQLError[];
}

function maskAll(errors: readonly GraphQLError[], { mask }: AnswerOptions): readonly GraphQLFormattedError[] {
  return errors.map((error) => mask(withCode(error, 'INTERNAL_SERVER_ERROR'), error));
}

/** As Apollo Server hands errors to whoever formats them. */
function withCode(error: GraphQLError, code: string): GraphQLFormattedError {
  const formatted = error.toJSON();
  return { ...formatted, extensions: { code, ...formatted.extensions } };
}

function masked<T extends Part>(part: T, options: AnswerOptions) {
  const { errors } = part;
  return errors === undefined ? part : { ...part, errors: maskAll(errors, options) };
}

interface Payload {
  readonly incremental?: readonly Part[];
  readonly completed?: readonly Part[];
  readonly hasNext: boolean;
}

/** The last payload says how the sources fared in the end. */
async function* maskedParts(payloads: AsyncIterable<Payload>, request: Request, options: AnswerOptions) {
  for await (const payload of payloads) {
    const { incremental, completed, hasNext } = payload;
    yield {
      ...payload,
      ...(incremental === undefined ? {} : { incremental: incremental.map((part) => masked(part, options)) }),
      ...(completed === undefined ? {} : { completed: completed.map((part) => masked(part, options)) }),
      ...(hasNext ? {} : { extensions: extensionsOf(request, options) }),
    };
  }
}

/** What an answer about customers says of itself: how each source fared, and what consent withheld. */
function extensionsOf(request: Request, options: AnswerOptions): Record<string, unknown> | undefined {
  const { asked, installation } = request;
  if (asked === undefined) return undefined;
  const sources = asked.report();
  const troubled = sources.filter(({ status }) => !untroubled.has(status));
  if (troubled.length > 0) options.onTrouble(troubled);
  const { trace } = request.terms;
  return {
    sources,
    ...(trace === undefined ? {} : { plan: trace.sofar(installation.sources.map(({ name }) => name)) }),
    consent: {
      purpose: asked.purpose,
      policyVersion: policyVersion(installation.policy),
      redacted: [...asked.redacted].sort().map(([attribute, count]) => ({ attribute, count })),
      degraded: troubled.map(({ source }) => source),
    },
  };
}

const untroubled: ReadonlySet<string> = new Set(['OK', 'ABSENT', 'NOT_NEEDED']);
