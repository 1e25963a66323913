import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Connection } from '@salesforce/core';
import type { Sockets } from '../sockets.ts';
import type { Seen } from './failure.ts';

type Transport = Connection['_transport'];
type HttpRequest = Parameters<Transport['httpRequest']>[0];
type HttpResponse = Awaited<ReturnType<Transport['httpRequest']>>;

/** A request with what the SDK has no words for: how to stop it, and where to note what it does not pass on. */
export interface StoppableRequest extends HttpRequest {
  readonly signal: AbortSignal;
  readonly seen: Seen;
}

/**
 * The SDK's way to HTTP, put directly on sockets. Its own goes through fetch and seven streams for each request, cannot
 * be stopped, and retries for 15 seconds; retrying and waiting are decided above this adapter.
 *
 * @param patience - milliseconds allowed where the request brings no signal (signing in).
 */
export function socketTransport(sockets: Sockets, patience: number): Transport['httpRequest'] {
  return (request) => Object.assign(exchange(sockets, request, patience), { stream: unusedStream });
}

/**
 * The SDK pipes every request through a stream, which only its streaming callers write to or read from. This one can
 * be piped and does nothing; a real one would take longer than the rest of the SDK.
 */
class UnusedStream extends EventEmitter {
  pipe<To>(to: To): To {
    return to;
  }
}

function unusedStream(): Duplex {
  return new UnusedStream() as Duplex;
}

async function exchange(
  sockets: Sockets,
  request: HttpRequest | StoppableRequest,
  patience: number,
): Promise<HttpResponse> {
  const { url, method } = request;
  const pathAt = url.indexOf('/', 'https://'.length);
  const { status, headers, body } = await sockets.ask(
    {
      origin: url.slice(0, pathAt),
      path: url.slice(pathAt),
      method,
      headers: request.headers ?? {},
      body: typeof request.body === 'string' ? request.body : null,
    },
    'signal' in request ? request.signal : AbortSignal.timeout(patience),
  );
  if ('seen' in request) {
    request.seen.status = status;
    const wait = Number(headers['retry-after'] ?? Number.NaN);
    if (wait >= 0) request.seen.retryAfter = wait;
  }
  // None of the headers that the SDK looks at comes more than once.
  return { statusCode: status, headers: headers as Record<string, string>, body };
}
