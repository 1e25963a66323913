/** What went wrong in a call of the SDK, in the gateway's own words. */
import Stripe from 'stripe';
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';
import { failed, type Outcome } from '../../src/model/outcome.ts';

/** The code for an answer of this HTTP status whose body does not say more. */
export function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'SOURCE_UNAUTHORIZED';
  if (status === 429) return 'SOURCE_THROTTLED';
  if (status >= 500) return 'SOURCE_UNAVAILABLE';
  // Stripe refuses with 400 what we should not have asked.
  return status >= 400 ? 'SOURCE_CONTRACT' : 'SOURCE_PROTOCOL';
}

/** Stripe knows no object of that id. */
export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
}

/**
 * @returns the failure, with a cause that names what Stripe answered but none of its text, which quotes ids and values.
 * @throws whatever is not a failure of the source.
 */
export function failureOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  // The transport's own verdict, as the SDK wraps it.
  if (error.detail instanceof GatewayError) return error.detail;
  const { type, code, statusCode, requestId, headers } = error;
  const facts = [type, code, statusCode, requestId].filter((fact) => fact !== undefined);
  const cause = new Error(facts.join(' '));
  const retryAfter = Number.parseFloat(headers?.['retry-after'] ?? '');
  return new GatewayError(codeOfStatus(statusCode ?? 0), {
    cause,
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  });
}

/** Turns a failure thrown on the way into the outcome it is. */
export async function attempt<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    return failed(failureOf(error));
  }
}
