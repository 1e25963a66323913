/** What went wrong between here and Salesforce, in the words of the closed catalogue. */
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';

/** What the transport saw of an answer that the SDK's errors do not tell. */
export interface Seen {
  status?: number;
  /** Seconds. */
  retryAfter?: number;
}

const named: Readonly<Record<string, ErrorCode>> = {
  INVALID_FIELD: 'SOURCE_DRIFTED',
  INVALID_TYPE: 'SOURCE_DRIFTED',
  NOT_FOUND: 'SOURCE_DRIFTED',
  QUERY_TIMEOUT: 'SOURCE_TIMEOUT',
  REQUEST_LIMIT_EXCEEDED: 'SOURCE_THROTTLED',
  SERVER_UNAVAILABLE: 'SOURCE_UNAVAILABLE',
  UNREADABLE: 'SOURCE_PROTOCOL',
  server_error: 'SOURCE_UNAVAILABLE',
  temporarily_unavailable: 'SOURCE_UNAVAILABLE',
  // The transport's own, where they differ from "could not be reached".
  UND_ERR_ABORTED: 'SOURCE_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'SOURCE_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'SOURCE_TIMEOUT',
  TimeoutError: 'SOURCE_TIMEOUT',
};

/** A refusal of the token endpoint (OAuth 2.0), such as `invalid_grant`; all other codes are in capitals. */
const refusal = /^[a-z_]+$/;

function byStatus(status: number): ErrorCode {
  if (status === 429) return 'SOURCE_THROTTLED';
  if (status === 401 || status === 403) return 'SOURCE_UNAUTHORIZED';
  return status >= 500 ? 'SOURCE_UNAVAILABLE' : 'SOURCE_PROTOCOL';
}

/** The vendor's code of an error: several refusals in one answer are known by the first. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errorCode, data } = error as Error & Readonly<Record<'code' | 'errorCode' | 'data', unknown>>;
  if (errorCode === 'MULTIPLE_API_ERRORS' && Array.isArray(data)) return String(data[0]?.errorCode);
  if (typeof errorCode === 'string') return errorCode;
  if (typeof code === 'string') return code;
  return typeof error.name === 'string' ? error.name : 'UNREADABLE';
}

function unnamed(code: string, status: number | undefined): ErrorCode {
  if (status !== undefined) return byStatus(status);
  if (code.startsWith('ERROR_HTTP_')) return byStatus(Number(code.slice('ERROR_HTTP_'.length)));
  if (code.startsWith('HPE_')) return 'SOURCE_PROTOCOL';
  return refusal.test(code) ? 'SOURCE_UNAUTHORIZED' : 'SOURCE_UNAVAILABLE';
}

/**
 * The catalogue's error for what a call of the SDK threw. Its cause keeps the vendor's code only: Salesforce quotes the
 * statement, values included, in its messages.
 * @throws the error itself when it is not Salesforce's or the network's but a defect of this program.
 */
export function failureOf(error: unknown, signal: AbortSignal, seen: Seen = {}): GatewayError {
  if (error instanceof GatewayError) return error;
  if (signal.aborted) return new GatewayError('SOURCE_TIMEOUT');
  const code = codeOf(error);
  const { status, retryAfter } = seen;
  if (code === undefined || (status === undefined && /^(Type|Range|Reference|Syntax)?Error$/.test(code)))
    throw error;
  const outcome = named[code] ?? unnamed(code, status);
  return new GatewayError(outcome, {
    cause: new Error(status === undefined ? code : `${code} (HTTP ${status})`),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
