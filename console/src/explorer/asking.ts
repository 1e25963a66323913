/** How the explorer asks: on the caller's terms, with the trace of each answer kept for the panel beside it. */
import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, Kind, parse } from 'graphql';
import { headersOf, type Terms } from '../ask.ts';
import type { Prediction, Traced } from './explained.ts';

/** What is known of the last operation that was run. */
export interface Explanation {
  readonly traced?: Traced;
  readonly prediction?: Prediction;
}

export interface AskingOptions {
  readonly terms: Terms;
  /** Whether answers explain themselves to this caller. */
  readonly traces: boolean;
  /** Told what is known of an operation as it becomes known; nothing where it asks for no customer. */
  readonly explained: (explanation: Explanation) => void;
}

export function fetcherFor({ terms, traces, explained }: AskingOptions): Fetcher {
  let runs = 0;
  return async function* (params, options) {
    runs += 1;
    const run = runs;
    // What is known of an operation is of no interest once another was run.
    const tell = (explanation: Explanation) => run === runs && explained(explanation);
    const introspects = params.operationName === 'IntrospectionQuery';
    const declares = !introspects && declaresPurpose(params);
    // What the document says itself must not be contradicted.
    const { purpose, ...others } = terms;
    const headers = {
      ...headersOf({ ...others, purpose: declares ? undefined : purpose }),
      ...(traces && !introspects ? { 'x-explain': 'true' } : {}),
    };
    const answers = await createGraphiQLFetcher({ url: '/graphql', headers })(params, options);
    if (introspects || !traces) {
      yield* eachOf(answers);
      return;
    }
    tell({});
    const predicting = predict(params, { ...headers, ...options?.headers, 'x-explain': 'predict' });
    let traced: Traced | undefined;
    for await (const answer of eachOf(answers)) {
      traced = tracedIn(answer) ?? traced;
      yield answer;
    }
    const prediction = await predicting;
    tell({ ...(traced && { traced }), ...(prediction && { prediction }) });
  };
}

type Answers = Awaited<ReturnType<Fetcher>>;

async function* eachOf(answers: Answers) {
  if (Symbol.asyncIterator in answers) yield* answers;
  else if (!('subscribe' in answers)) yield answers;
}

/** Parts that are delivered later come in lists, the trace with the last. */
function tracedIn(answer: unknown): Traced | undefined {
  const parts = Array.isArray(answer) ? answer : [answer];
  for (const part of parts) {
    const { extensions } = part as { readonly extensions?: { readonly plan?: Traced } };
    if (extensions?.plan !== undefined) return extensions.plan;
  }
  return undefined;
}

async function predict(
  { query, operationName, variables }: FetcherParams,
  headers: Readonly<Record<string, string>>,
): Promise<Prediction | undefined> {
  try {
    const body = JSON.stringify({ query, operationName, variables });
    const response = await fetch('/graphql', { method: 'POST', headers, body });
    const { extensions } = (await response.json()) as {
      readonly extensions?: { readonly prediction?: Prediction };
    };
    return extensions?.prediction;
  } catch {
    // The answer itself says what is wrong.
    return undefined;
  }
}

function declaresPurpose({ query, operationName }: FetcherParams): boolean {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return false;
  }
  return document.definitions.some(
    (one) =>
      one.kind === Kind.OPERATION_DEFINITION &&
      (!operationName || one.name?.value === operationName) &&
      one.directives?.some(({ name }) => name.value === 'purpose') === true,
  );
}
