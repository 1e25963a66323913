import type { SourceStatus } from './outcome.ts';

interface CodeSpec {
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly message: string;
  /** For failures of a source: the status a customer shows for it. */
  readonly status?: SourceStatus;
}

/** Every error this gateway can answer with. The text is fixed, so no value of a customer can be in it. */
export const errorCodes = {
  SOURCE_TIMEOUT: { retryable: true, message: 'A source did not answer in time.', status: 'TIMEOUT' },
  SOURCE_UNAVAILABLE: { retryable: true, message: 'A source could not be reached.', status: 'UNAVAILABLE' },
  SOURCE_THROTTLED: {
    retryable: true,
    message: 'A source refused further calls for now.',
    status: 'THROTTLED',
  },
  SOURCE_UNAUTHORIZED: {
    retryable: false,
    message: 'A source refused the credentials it is configured with.',
    status: 'UNAUTHORIZED',
  },
  SOURCE_DRIFTED: {
    retryable: false,
    message: 'A column or object that the configuration maps is gone from its source.',
    status: 'DRIFTED',
  },
  SOURCE_PROTOCOL: {
    retryable: true,
    message: 'A source answered with something that could not be read.',
    status: 'UNAVAILABLE',
  },
  SOURCE_CONTRACT: {
    retryable: false,
    message: 'A source adapter broke its contract; this is a defect of the adapter.',
    status: 'UNAVAILABLE',
  },
  KEY_INVALID: {
    retryable: false,
    message: 'The customer key is malformed, or a placeholder that means nobody.',
  },
  KEY_UNKNOWN_ISSUER: {
    retryable: false,
    message: 'No configured source maps external ids of the issuer that the customer key names.',
  },
  KEY_UNKNOWN_SOURCE: {
    retryable: false,
    message: 'The customer key names a source that is not configured.',
  },
  KEY_GENERIC: {
    retryable: false,
    message: 'The customer key is shared by too many records to mean one customer.',
  },
  KEYS_TOO_MANY: { retryable: false, message: 'Too many keys in one request; at most 100 are answered.' },
  PAGE_INVALID: { retryable: false, message: '`first` must be between 1 and 100.' },
  CURSOR_INVALID: { retryable: false, message: 'The cursor was not issued by this gateway for this field.' },
  FILTER_UNSUPPORTED: {
    retryable: false,
    message: 'No configured source, or not the one named, can answer this filter.',
  },
  PURPOSE_REQUIRED: {
    retryable: false,
    message: 'Say what the data is for: the X-Data-Use header or the @purpose directive.',
  },
  PURPOSE_UNKNOWN: { retryable: false, message: 'The declared purpose is not in the loaded taxonomy.' },
  PURPOSE_CONFLICT: {
    retryable: false,
    message: 'The X-Data-Use header and the @purpose directive name different purposes.',
  },
  PURPOSE_NOT_ALLOWED: {
    retryable: false,
    message: 'The declared purpose is not among those that the caller’s credential and roles allow.',
  },
  FIELD_NOT_ALLOWED: {
    retryable: false,
    message: 'The operation selects a field that the caller may not see for the declared purpose.',
  },
  SCOPE_REQUIRED: { retryable: false, message: 'The caller’s credential and roles do not allow this.' },
  CONSENT_SOURCE_UNAVAILABLE: {
    retryable: true,
    message: 'A source that may hold an objection did not answer, so what depends on consent is not shown.',
  },
  CLOCK_UNTRUSTED: {
    retryable: true,
    message: 'The clocks of the gateway and of its store differ too much for consent to be judged.',
  },
  DOCUMENT_UNKNOWN: { retryable: false, message: 'No document is registered under this id.' },
  DOCUMENT_REQUIRED: {
    retryable: false,
    message: 'Only registered documents are executed here: name one by its documentId.',
  },
  UNAUTHENTICATED: {
    retryable: false,
    message: 'Send Authorization: Bearer with a valid token, or X-API-Key with a known key.',
  },
  AUTHENTICATION_UNAVAILABLE: {
    retryable: true,
    message: 'The token could not be checked, because its issuer did not answer with its keys; ask again.',
  },
  STEWARD_REQUIRED: {
    retryable: false,
    message: 'Only stewards may do this: callers with the scope identity:steward.',
  },
  STEWARD_STORE_UNAVAILABLE: {
    retryable: true,
    message: 'What stewards say could not be read or written; nothing was changed.',
  },
  VERDICT_INVALID: {
    retryable: false,
    message: 'A verdict needs two different records that exist, and a reason of at most 500 characters.',
  },
  AUDIT_UNAVAILABLE: {
    retryable: true,
    message: 'The decision could not be recorded, so nothing is answered.',
  },
  CUSTOMER_CHANGED: {
    retryable: true,
    message: 'The customer changed while the answer was put together; ask again.',
  },
  OPERATION_TOO_DEEP: { retryable: false, message: 'The operation is nested too deeply.' },
  OPERATION_TOO_MANY_ALIASES: { retryable: false, message: 'The operation uses too many aliases.' },
  INTERNAL: { retryable: false, message: 'The gateway failed to answer; the log has the reason.' },
} as const satisfies Record<string, CodeSpec>;

export type ErrorCode = keyof typeof errorCodes;

export function codeSpec(code: ErrorCode): CodeSpec {
  return errorCodes[code];
}

/** An error of the closed catalogue. `cause` is for logs only and never leaves the process. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError' as const;
  readonly code: ErrorCode;
  /** Seconds after which the source asked to be called again. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: { readonly cause?: unknown; readonly retryAfter?: number } = {}) {
    super(errorCodes[code].message, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}
