/** What Stripe says when it refuses a request: the body's `error`, and the HTTP status it travels with. */
export class StripeFailure extends Error {
  override readonly name = 'StripeFailure';
  readonly status: number;
  readonly type: 'invalid_request_error' | 'api_error' | 'idempotency_error';
  readonly code: string | undefined;
  readonly param: string | undefined;

  constructor(
    status: number,
    message: string,
    detail: { readonly type?: StripeFailure['type']; readonly code?: string; readonly param?: string } = {},
  ) {
    super(message);
    this.status = status;
    this.type = detail.type ?? 'invalid_request_error';
    this.code = detail.code;
    this.param = detail.param;
  }

  /** The body of the answer; `JSON.stringify` leaves out what Stripe leaves out. */
  get body(): string {
    const { type, code, message, param } = this;
    const doc_url = code && `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`;
    return JSON.stringify({ error: { code, doc_url, message, param, type } });
  }
}

/** An id in the path that names nothing is 404; the same id in a parameter is 400. */
export function missing(status: 400 | 404, noun: string, id: string, param: string): StripeFailure {
  return new StripeFailure(status, `No such ${noun}: '${id}'`, { code: 'resource_missing', param });
}
