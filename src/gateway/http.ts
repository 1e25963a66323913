/** The HTTP surface: /graphql, the explorer at /, /healthz and /readyz, on bare node:http. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { Logger } from 'pino';
import { type Context, Request, type RequestOptions } from './context.ts';
import { explorerPage } from './explorer.ts';
import { unforeseen } from './unforeseen.ts';

export interface HttpOptions {
  readonly apollo: ApolloServer<Context>;
  readonly request: RequestOptions;
  readonly log: Logger;
  /** Milliseconds for a whole request. */
  readonly deadline: number;
  readonly bodyBytes: number;
  readonly explorer: boolean;
  /** False once the process is asked to stop. */
  readonly ready: () => boolean;
}

export function httpServer(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    const started = performance.now();
    // The path alone: a query string may hold a customer's data.
    const [path = '/', search = ''] = splitOnce(request.url ?? '/', '?');
    response.once('close', () => {
      const { method } = request;
      options.log.info(
        {
          method,
          path: knownPath(path),
          status: response.statusCode,
          ms: Math.round(performance.now() - started),
        },
        'request',
      );
    });
    response.once('close', () => {
      // A connection kept open for a next request would hold up the end until it is cut.
      if (!options.ready()) server.closeIdleConnections();
    });
    route(options, request, response, path, search).catch((cause: unknown) => {
      options.log.error(unforeseen(cause), 'a request failed');
      if (!response.headersSent)
        send(response, 500, jsonType, errorBody('The gateway failed to answer.', 'INTERNAL'));
      else response.destroy();
    });
  });
  return server;
}

const jsonType = 'application/json; charset=utf-8';

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at)];
}

function knownPath(path: string): string {
  return ['/', '/graphql', '/healthz', '/readyz'].includes(path) ? path : 'other';
}

async function route(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  search: string,
): Promise<void> {
  switch (path) {
    case '/graphql':
      return graphql(options, request, response, search);
    case '/healthz':
      return send(response, 200, jsonType, '{"status":"ok"}');
    case '/readyz':
      return options.ready()
        ? send(response, 200, jsonType, '{"status":"ready"}')
        : send(response, 503, jsonType, '{"status":"stopping"}');
    case '/':
      if (options.explorer) return send(response, 200, 'text/html; charset=utf-8', await explorerPage());
      break;
  }
  send(response, 404, jsonType, errorBody('There is nothing here; ask /graphql.', 'NOT_FOUND'));
}

function errorBody(message: string, code: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'private, no-store' }).end(body);
}

async function graphql(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  search: string,
): Promise<void> {
  const body = request.method === 'POST' ? await readBody(request, options.bodyBytes) : undefined;
  if (body?.fault !== undefined) {
    send(response, body.fault.status, jsonType, errorBody(body.fault.message, 'BAD_REQUEST'));
    // The rest of a body that was given up: a client that is still sending could not read the answer otherwise.
    request.resume();
    return;
  }
  const abort = new AbortController();
  const deadline = Date.now() + options.deadline;
  const timer = setTimeout(() => abort.abort(), options.deadline);
  // Nobody reads the answer of a client that is gone, so nobody should be asked for it.
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) abort.abort();
  });
  const use = request.headers['x-data-use'];
  const answer = await options.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'POST',
      headers: headerMap(request),
      search,
      body: body?.value,
    },
    context: async () => ({
      request: new Request(
        options.request,
        typeof use === 'string' ? use : undefined,
        abort.signal,
        deadline,
      ),
    }),
  });
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.setHeader('cache-control', 'private, no-store');
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'complete') {
    response.end(answer.body.string);
    return;
  }
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}

function headerMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return headers;
}

interface Body {
  readonly value?: unknown;
  readonly fault?: { readonly status: number; readonly message: string };
}

/** Reads a JSON body; without a JSON content type there is no value, and Apollo says what is missing. */
async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return { fault: { status: 413, message: 'The request body is too large.' } };
    chunks.push(chunk);
  }
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return {};
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString()) };
  } catch {
    return { fault: { status: 400, message: 'The request body is not valid JSON.' } };
  }
}
