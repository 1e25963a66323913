/**
 * From a compiled operation to the body of a response: with masked errors, what every answer says of itself, and deferred
 * parts for clients that take them apart.
 */
import type { GraphQLResponse } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { policyVersion } from '../consent/policy.ts';
import type { IncrementalFormat } from '../execution/defer.ts';
import type { CompiledOperation } from '../execution/operation.ts';
import { GatewayError } from '../model/errors.ts';
import { isTroubled } from '../model/outcome.ts';
import type { Context, Request } from './context.ts';
import { auditId } from './decision-record.ts';
import { predictionOf } from './prediction.ts';

export type Body = GraphQLResponse['body'];

export interface AnswerOptions {
  /** The last step before an error leaves. */
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Told of sources that did not answer in full. */
  readonly onTrouble: (sources: readonly object[]) => void;
  /** Writes down what was decided, before anything of it leaves; absent where nothing is written down. */
  readonly record?: ((request: Request, document: string) => Promise<void>) | undefined;
  /** Told why something could not be written down. */
  readonly onUnrecorded: (cause: unknown) => void;
}

/** Milliseconds for which an answer that is ready waits to be written down: a disk may hang as any source may. */
export const recordPatience = 2_000;

export interface Asked {
  /** SHA-256 of the operation's text. */
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: Context;
  /** How deferred parts are written; absent where the client does not take them apart. */
  readonly format: IncrementalFormat | undefined;
}

export interface Answer {
  /**
   * Of HTTP: 400 where the variables do not fit the operation, so that nothing was executed; 503 where what was decided
   * could not be written down, so that nothing is answered.
   */
  readonly status: 200 | 400 | 503;
  readonly body: Body;
}

export async function answer(
  operation: CompiledOperation,
  { document, variables, context, format }: Asked,
  options: AnswerOptions,
): Promise<Answer> {
  const { request } = context;
  request.defers = format !== undefined;
  const result = await operation.execute({
    contextValue: context,
    variableValues: variables,
    // A prediction is one, whatever is deferred: parts would tell of nobody, and be written down as decided.
    ...(format === undefined || request.terms.predicts === true ? {} : { incremental: format }),
  });
  if ('initialResult' in result) {
    const { initialResult, subsequentResults } = result;
    const unrecorded = await recorded(request, document, options);
    if (unrecorded !== undefined) return unrecorded;
    const body = {
      kind: 'incremental',
      initialResult: { ...masked(initialResult, options), extensions: extensionsOf(request, options) },
      subsequentResults: maskedParts(subsequentResults, request, document, options),
    };
    // The parts are in the format that was asked for, which the types of Apollo Server tell apart and ours do not.
    return { status: 200, body: body as unknown as Body };
  }
  const { data, errors } = result;
  if (request.terms.predicts === true)
    return { status: 200, body: predicted(request, errors ?? [], options) };
  if (data === undefined) {
    const faults = (errors ?? []).map((error) => options.mask(withCode(error, 'BAD_USER_INPUT'), error));
    return { status: 400, body: { kind: 'single', singleResult: { errors: faults } } };
  }
  const unrecorded = await recorded(request, document, options);
  if (unrecorded !== undefined) return unrecorded;
  const extensions = extensionsOf(request, options);
  const all = [...maskAll(errors ?? [], options), ...blindness(request)];
  return {
    status: 200,
    body: {
      kind: 'single',
      singleResult: {
        ...(all.length === 0 ? {} : { errors: all }),
        data,
        ...(extensions === undefined ? {} : { extensions }),
      },
    },
  };
}

/** What would be asked, and nothing else: that nobody was found says nothing where nobody was asked. */
function predicted(
  { terms, installation }: Request,
  errors: readonly GraphQLError[],
  options: AnswerOptions,
): Body {
  const { sources, budget } = installation;
  const traced = terms.trace?.sofar(sources.map(({ name }) => name));
  const prediction = traced && predictionOf(traced, sources, budget);
  return {
    kind: 'single',
    singleResult: {
      ...(errors.length === 0 ? {} : { errors: maskAll(errors, options) }),
      extensions: { prediction },
    },
  };
}

/**
 * What was decided is written down before it is told: where it cannot be, nothing is answered (consent.md F6).
 * @returns what to answer instead.
 */
async function recorded(
  request: Request,
  document: string,
  options: AnswerOptions,
): Promise<Answer | undefined> {
  if (request.asked === undefined && request.checks.length === 0) return undefined;
  try {
    await writtenDown(request, document, options);
    return undefined;
  } catch {
    const { message } = new GatewayError('AUDIT_UNAVAILABLE');
    const errors = [{ message, extensions: { code: 'AUDIT_UNAVAILABLE', retryable: true } }];
    return { status: 503, body: { kind: 'single', singleResult: { errors } } };
  }
}

/** @throws where it could not be, or not in time. */
async function writtenDown(
  request: Request,
  document: string,
  { record, onUnrecorded }: AnswerOptions,
): Promise<void> {
  if (record === undefined) return;
  let late: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    late = setTimeout(
      () => reject(new GatewayError('AUDIT_UNAVAILABLE', { cause: new Error('it took too long') })),
      recordPatience,
    );
  });
  try {
    await Promise.race([record(request, document), hung]);
  } catch (cause) {
    onUnrecorded(cause);
    throw cause;
  } finally {
    clearTimeout(late);
  }
}

/**
 * A retryable fault of its own: somebody may be missing because a source that may hold an objection did not answer. It
 * says nothing of whether there is anybody.
 */
function blindness(request: Request): readonly GraphQLFormattedError[] {
  if (request.asked?.mayBeBlind() !== true) return [];
  const { message } = new GatewayError('CONSENT_SOURCE_UNAVAILABLE');
  return [{ message, extensions: { code: 'CONSENT_SOURCE_UNAVAILABLE', retryable: true } }];
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
async function* maskedParts(
  payloads: AsyncIterable<Payload>,
  request: Request,
  document: string,
  options: AnswerOptions,
) {
  let told = request.asked?.judged.length ?? 0;
  for await (const payload of payloads) {
    // What a deferred part shows was judged again: it is written down like the first.
    const judged = request.asked?.judged.length ?? 0;
    if (judged > told) {
      told = judged;
      // An answer cut off is an answer not given.
      await writtenDown(request, document, options);
    }
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
  const troubled = sources.filter(isTroubled);
  if (troubled.length > 0) options.onTrouble(troubled);
  const { trace } = request.terms;
  return {
    sources,
    ...(trace === undefined ? {} : { plan: trace.sofar(installation.sources.map(({ name }) => name)) }),
    consent: {
      purpose: asked.purpose,
      policyVersion: policyVersion(installation.policy),
      redacted: redactions(request),
      // Whoever is not told of denials cannot tell them from absence, so they are not counted for them either.
      ...(asked.view.explains ? { excluded: asked.excluded } : {}),
      degraded: troubled.map(({ source }) => source),
      ...(options.record === undefined ? {} : { auditId: auditId(request) }),
    },
  };
}

function redactions({ asked, withheld }: Request) {
  return [...withheld]
    .map(([key, count]) => {
      const [path = '', code = ''] = key.split(' ');
      return { path, code, count };
    })
    .filter(({ code }) => code !== 'CONSENT_DENIED' || asked?.view.explains === true)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
