import { PassThrough } from 'node:stream';
import type { Connection } from '@salesforce/core';
import type { Agent } from 'undici';
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
 * The SDK's way to HTTP, put directly on undici. Its own goes through fetch and seven streams for each request, cannot
 * be stopped, and retries for 15 seconds; retrying and waiting are decided above this adapter.
 *
 * @param patience - milliseconds allowed where the request brings no signal (signing in).
 */
export function undiciTransport(agent: Agent, patience: number): Transport['httpRequest'] {
  return (request) =>
    // The SDK pipes a stream that only its streaming callers write to or read from.
    Object.assign(exchange(agent, request, patience), { stream: () => new PassThrough() });
}

async function exchange(
  agent: Agent,
  request: HttpRequest | StoppableRequest,
  patience: number,
): Promise<HttpResponse> {
  const { url, method } = request;
  const pathAt = url.indexOf('/', 'https://'.length);
  const answer = await agent.request({
    origin: url.slice(0, pathAt),
    path: url.slice(pathAt),
    method,
    headers: request.headers ?? {},
    body: typeof request.body === 'string' ? request.body : null,
    signal: 'signal' in request ? request.signal : AbortSignal.timeout(patience),
  });
  const body = await answer.body.text();
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers[name] = String(value);
  if ('seen' in request) {
    request.seen.status = answer.statusCode;
    const wait = Number(headers['retry-after'] ?? Number.NaN);
    if (wait >= 0) request.seen.retryAfter = wait;
  }
  return { statusCode: answer.statusCode, headers, body };
}
