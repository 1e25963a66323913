/** An HTTP server that stands in for Stripe: the official SDK talks to it, nothing in it is Stripe's. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, healthy, type Received, type SandboxSystem } from '../system.ts';
import { perform } from './api.ts';
import { StripeFailure } from './error.ts';
import { apiVersion } from './objects.ts';
import { paramsOf } from './params.ts';
import { Store } from './store.ts';
import type { StripeData } from './tables.ts';

export interface StripeOptions {
  readonly name: string;
  readonly data: StripeData;
  /** Any free one when absent. */
  readonly port?: number;
  readonly apiKey?: string;
  /** How long after a write search still shows what was there before. */
  readonly searchLagMs?: number;
}

export interface StripeSandbox extends SandboxSystem {
  readonly data: StripeData;
  readonly apiKey: string;
  /** To be called after `data` was changed: answers are written once and indexed, not made anew. */
  touch(): void;
}

const notice = 'Onefold sandbox: made-up data and a stand-in for the Stripe API. This is not Stripe.\n';
const host = '127.0.0.1';
const signature = { 'X-Sandbox': 'Onefold; not Stripe' };
/** How many answers are kept for their idempotency keys. */
const keptReplays = 1_000;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Starts a Stripe sandbox on the loopback interface. A client is configured with `url` and `apiKey`:
 * `new Stripe(apiKey, { host, port, protocol: 'http' })`.
 *
 * @throws when the port is taken.
 */
export async function startStripe(options: StripeOptions): Promise<StripeSandbox> {
  const { name, data, port = 0, apiKey = 'sk_test_onefold_sandbox', searchLagMs = 0 } = options;
  const store = new Store(data, searchLagMs);
  const authorizations = new Set([
    `Bearer ${apiKey}`,
    `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`,
  ]);
  const replays = new Map<string, { readonly request: string; readonly answer: Answer }>();
  const sockets = new Set<Socket>();

  let fault: Fault = healthy;
  let received: Received[] = [];
  let recording = false;
  let calls = 0;
  let requests = 0;
  let connections = 0;

  const answerTo = (method: string, path: string, form: URLSearchParams): Answer => {
    try {
      const segments = path.slice('/v1/'.length).split('/').map(decodeURIComponent);
      const body = perform(store, { method, path: segments, params: paramsOf(form) });
      return { status: 200, body };
    } catch (error) {
      if (error instanceof StripeFailure) return refusal(error);
      if (error instanceof URIError) return refusal(new StripeFailure(400, 'Invalid request URL.'));
      throw error;
    }
  };

  /** A POST that says the same key again gets the first answer again. */
  const answerOnce = (key: string, method: string, path: string, form: URLSearchParams): Answer => {
    const request = `${path} ${form}`;
    const replay = replays.get(key);
    if (replay === undefined) {
      const answer = answerTo(method, path, form);
      const [oldest] = replays.keys();
      if (oldest !== undefined && replays.size >= keptReplays) replays.delete(oldest);
      if (answer.status === 200) replays.set(key, { request, answer });
      return answer;
    }
    if (replay.request === request) return { ...replay.answer, headers: { 'Idempotent-Replayed': 'true' } };
    const message =
      'Keys for idempotent requests can only be used with the same parameters they were first used with.';
    return refusal(new StripeFailure(400, message, { type: 'idempotency_error' }));
  };

  const answer = (request: IncomingMessage, path: string, form: URLSearchParams): Answer => {
    const { method = 'GET', headers } = request;
    if (!authorizations.has(headers.authorization ?? '')) return unauthorized(headers.authorization);
    if (fault.mode === 'fail') return refusal(serverError);
    if (fault.mode === 'throttle') {
      const throttling = {
        'Retry-After': String(fault.retryAfterSeconds),
        'Stripe-Rate-Limited-Reason': 'global-rate',
      };
      return { ...refusal(rateLimited), headers: throttling };
    }
    const key = headers['idempotency-key'];
    const real =
      method === 'POST' && typeof key === 'string'
        ? answerOnce(key, method, path, form)
        : answerTo(method, path, form);
    if (fault.mode !== 'garbage') return real;
    return { status: 200, body: real.body.slice(0, Math.floor(real.body.length / 2)) };
  };

  const send = (
    request: IncomingMessage,
    response: ServerResponse,
    { status, body, headers }: Answer,
  ): void => {
    requests += 1;
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'Request-Id': `req_${requests.toString(36).padStart(14, '0')}`,
      'Stripe-Version': request.headers['stripe-version'] ?? apiVersion,
      ...signature,
      ...headers,
    });
    response.end(body);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    if (!path.startsWith('/v1/')) {
      response.writeHead(path === '/' ? 200 : 404, {
        'Content-Type': 'text/plain',
        ...signature,
      });
      response.end(notice);
      return;
    }
    const form = new URLSearchParams(request.method === 'POST' ? await text(request) : query);
    calls += 1;
    if (recording) {
      const values = form.size === 0 ? [] : [Object.fromEntries(form)];
      received.push({ operation: `${request.method} ${path}`, values });
    }
    if (fault.mode === 'hang') return;
    if (fault.mode === 'slow') await pause(fault.delayMs, undefined, { ref: false });
    if (!response.destroyed) send(request, response, answer(request, path, form));
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(request, response).catch(() => send(request, response, refusal(ownFault)));
  });
  server.on('connection', (socket) => {
    connections += 1;
    if (fault.mode === 'down') {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;

  return {
    name,
    kind: 'stripe',
    url: `http://${host}:${boundPort}`,
    data,
    apiKey,
    touch() {
      store.touch();
    },
    get fault() {
      return fault;
    },
    async setFault(change) {
      fault = { ...fault, ...change };
      store.drop(fault.dropped);
      if (fault.mode === 'down') for (const socket of sockets) socket.resetAndDestroy();
    },
    get received() {
      return received;
    },
    get calls() {
      return calls;
    },
    get connections() {
      return connections;
    },
    record(on) {
      recording = on;
    },
    forget() {
      received = [];
      calls = 0;
    },
    async close() {
      store.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const serverError = new StripeFailure(
  500,
  "An unknown error occurred on Stripe's end. (Said by the sandbox, which was told to fail.)",
  { type: 'api_error' },
);
const ownFault = new StripeFailure(500, 'The sandbox has a fault of its own, or the client went away.', {
  type: 'api_error',
});
const rateLimited = new StripeFailure(
  429,
  'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
  { code: 'rate_limit' },
);

function unauthorized(authorization: string | undefined): Answer {
  const key = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : '';
  const message = key
    ? `Invalid API Key provided: ********${key.slice(-4)}`
    : 'You did not provide an API key.';
  return {
    ...refusal(new StripeFailure(401, message)),
    headers: { 'WWW-Authenticate': 'Bearer realm="Stripe"' },
  };
}

function refusal(failure: StripeFailure): Answer {
  return { status: failure.status, body: failure.body };
}
