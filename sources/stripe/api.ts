/** One Stripe account through the official SDK. */
import Stripe from 'stripe';
import type { Call } from '../contract.ts';
import { failureOf, isMissing } from './failure.ts';
import { openTransport } from './transport.ts';

export interface StripeApi {
  /**
   * @returns undefined where Stripe knows no object of an id that was asked with.
   * @throws {GatewayError} for everything else that Stripe does not answer.
   */
  ask<T>(call: Call, request: (stripe: Stripe) => Promise<T>): Promise<T | undefined>;
  close(): Promise<void>;
}

/** Opens no connection before the first request. */
export function openApi(apiKey: string, apiBase: string): StripeApi {
  const transport = openTransport(apiBase);
  const stripe = new QuietStripe(apiKey, {
    httpClient: transport.client,
    // Retries belong to the loading layer, which knows the deadline.
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: 'onefold' },
  });
  return {
    async ask(call, request) {
      try {
        return await transport.until(call.signal, () => withoutStack(() => request(stripe)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw failureOf(error);
      }
    },
    close: transport.close,
  };
}

/** The SDK, but for the description of this machine that it writes anew for each call; the transport sends none. */
class QuietStripe extends Stripe {
  override getClientUserAgent(use: (agent: string) => void): void {
    use('');
  }
}

/**
 * The SDK takes a stack at each call, to show it should the call fail: a third of what a call costs, and failures do
 * not show it here.
 */
function withoutStack<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
