/** The SDK's HTTP client over undici: a bounded pool of kept-alive sockets, and requests that really stop. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type Stripe from 'stripe';
import { type Dispatcher, Pool } from 'undici';
import { GatewayError } from '../../src/model/errors.ts';
import { codeOfStatus } from './failure.ts';
import { Turns } from './turns.ts';

/** Sockets one account may have open; further requests wait for one of these. */
const maxSockets = 64;
/** Long enough to span quiet moments: a new TLS connection costs several round trips. */
const keepAliveMs = 30_000;

export interface Transport {
  readonly client: Stripe.HttpClient;
  /** Runs SDK calls whose requests end when the signal aborts: the SDK has no way to hand one through. */
  until<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param base - scheme, host and port; whatever the SDK is configured with is not looked at. */
export function openTransport(base: string): Transport {
  const pool = new Pool(new URL(base).origin, {
    connections: maxSockets,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
  });
  const turns = new Turns(maxSockets);
  const signals = new AsyncLocalStorage<AbortSignal>();

  const makeRequest: Stripe.HttpClient['makeRequest'] = async (
    _host,
    _port,
    path,
    method,
    headers,
    requestData,
  ) => {
    const signal = signals.getStore();
    if (signal === undefined) throw new TypeError('a request outside of `until`');
    const body = requestData === '' ? null : requestData;
    try {
      return await turns.take(signal, async () => {
        const answer = await pool.request({ path, method, headers, body, signal });
        return responseOf(answer.statusCode, answer.headers, await answer.body.text());
      });
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw signal.aborted
        ? new GatewayError('SOURCE_TIMEOUT')
        : new GatewayError('SOURCE_UNAVAILABLE', { cause: error });
    }
  };

  return {
    client: { getClientName: () => 'undici', makeRequest },
    until: (signal, work) => signals.run(signal, work),
    close: () => pool.destroy(),
  };
}

/** @throws {GatewayError} when the body is not a JSON object; a parser's message would quote from it. */
function responseOf(
  status: number,
  headers: Dispatcher.ResponseData['headers'],
  body: string,
): Stripe.HttpClientResponse {
  const json = parsed(body);
  if (typeof json !== 'object' || json === null) throw new GatewayError(codeOfStatus(status));
  const present: Record<string, string | string[]> = {};
  for (const name in headers) present[name] = headers[name] ?? '';
  const raw = {};
  return {
    getStatusCode: () => status,
    getHeaders: () => present,
    // The SDK hangs `lastResponse` facts on it.
    getRawResponse: () => raw,
    toStream: () => {
      throw new TypeError('answers are read whole');
    },
    toJSON: async () => json,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
