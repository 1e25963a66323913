/** One operation, asked of the gateway this page came from. */
import type { TypedDocumentString } from './gql/graphql.ts';

/** On whose behalf, and what for. */
export interface Terms {
  /** A token or API key; absent where everyone is let in. */
  readonly credential: string | undefined;
  /** The declared data use; the gateway's default where absent. */
  readonly purpose: string | undefined;
}

export interface Fault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly retryable?: boolean;
    readonly retryAfter?: number;
  };
}

export interface SourceReport {
  readonly source: string;
  readonly kind: string;
  readonly status: string;
  readonly retryAfter?: number | null;
}

export interface Redaction {
  /** Of the schema, such as `Customer.email`. */
  readonly path: string;
  readonly code: string;
  readonly count: number;
}

/** What an answer about customers says of itself. */
export interface Extensions {
  readonly sources?: readonly SourceReport[];
  readonly consent?: {
    readonly purpose: string;
    readonly policyVersion: string;
    readonly redacted: readonly Redaction[];
    readonly excluded?: number;
    readonly degraded: readonly string[];
    readonly auditId?: string;
  };
}

export interface Reply<Result> {
  readonly data: Result | null;
  readonly errors: readonly Fault[];
  readonly extensions: Extensions;
  /** Epoch milliseconds at which it arrived. */
  readonly at: number;
}

/** No answer at all: nobody was reached, or nobody is let in. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A fault that leaves nothing to be shown, in the gateway's own words. */
export function unanswered({ message, extensions }: Fault): Unanswered {
  return new Unanswered(extensions?.code ?? 'INTERNAL', message);
}

/**
 * Partial answers are answers: errors are handed on beside what there is.
 * @throws Unanswered where there is no data at all, with the gateway's own words.
 */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { credential, purpose }: Terms,
  signal?: AbortSignal,
): Promise<Reply<Result>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: headersOf({ credential, purpose }),
    body: JSON.stringify({ query: document.toString(), variables }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    throw new Unanswered('UNREACHABLE', 'The gateway cannot be reached. Is it still running?');
  });
  const body = (await response.json().catch(() => ({}))) as Partial<Reply<Result>>;
  const { data = null, errors = [], extensions = {} } = body;
  const [first] = errors;
  if (data === null && first !== undefined) throw unanswered(first);
  if (data === null)
    throw new Unanswered(
      'INTERNAL',
      `The gateway answered ${response.status}, in a way that is not understood.`,
    );
  return { data, errors, extensions, at: Date.now() };
}

export function headersOf({ credential, purpose }: Terms): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
    ...(purpose === undefined ? {} : { 'x-data-use': purpose }),
  };
}
