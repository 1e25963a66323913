/** The SDK's HTTP client over a bounded pool of kept-alive sockets. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type Stripe from 'stripe';
import { Pool } from 'undici';
import { GatewayError } from '../../src/model/errors.ts';
import { type Answer, Sockets } from '../sockets.ts';
import { codeOfStatus } from './failure.ts';

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
    // Every request ends with its signal, so no clock is needed for each.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const sockets = new Sockets(pool, maxSockets);
  const signals = new AsyncLocalStorage<AbortSignal>();

  const makeRequest: Stripe.HttpClient['makeRequest'] = (
    _host,
    _port,
    path,
    method,
    headers,
    requestData,
  ) => {
    const signal = signals.getStore();
    if (signal === undefined) throw new TypeError('a request outside of `until`');
    const request =
      requestData === ''
        ? { path, method, headers: withoutBody(headers) }
        : { path, method, headers, body: requestData };
    return sockets.ask(request, signal).then(responseOf, (cause: unknown) => {
      throw signal.aborted
        ? new GatewayError('SOURCE_TIMEOUT')
        : new GatewayError('SOURCE_UNAVAILABLE', { cause });
    });
  };

  return {
    client: { getClientName: () => 'undici', makeRequest },
    until: (signal, work) => signals.run(signal, work),
    close: () => pool.destroy(),
  };
}

type Headers = Parameters<Stripe.HttpClient['makeRequest']>[4];

/** Leaves out what makes no difference to the answer: the kind of a body that is not there, and the make of this machine. */
function withoutBody({ 'Content-Type': _, 'X-Stripe-Client-User-Agent': __, ...headers }: Headers): Headers {
  return headers;
}

/** @throws {GatewayError} when the body is not a JSON object; a parser's message would quote from it. */
function responseOf({ status, headers, body }: Answer): Stripe.HttpClientResponse {
  const json = parsed(body);
  if (typeof json !== 'object' || json === null) throw new GatewayError(codeOfStatus(status));
  return new Response(status, headers, json);
}

/** What the SDK takes from an answer. */
class Response implements Stripe.HttpClientResponse {
  readonly #status: number;
  readonly #headers: Answer['headers'];
  readonly #json: object;

  constructor(status: number, headers: Answer['headers'], json: object) {
    this.#status = status;
    this.#headers = headers;
    this.#json = json;
  }

  getStatusCode(): number {
    return this.#status;
  }

  getHeaders(): Answer['headers'] {
    return this.#headers;
  }

  /** The SDK hangs `lastResponse` facts on it. */
  getRawResponse(): object {
    return {};
  }

  toStream(): never {
    throw new TypeError('answers are read whole');
  }

  toJSON(): Promise<object> {
    return Promise.resolve(this.#json);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
