/** The HTTP surface: /graphql, the console at /, /healthz and /readyz, on bare node:http. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { Logger } from 'pino';
import type { Lane } from '../../sources/contract.ts';
import { Trace } from '../loading/trace.ts';
import type { Caller } from '../model/caller.ts';
import { GatewayError } from '../model/errors.ts';
import type { Authentication } from './authentication.ts';
import { noBody, readBody } from './body.ts';
import type { Console } from './console.ts';
import { type Context, Request, type RequestOptions } from './context.ts';
import type { Documents, Worded } from './documents.ts';
import { formatOf, type OperationRequest, type Operations, withFormat } from './operations.ts';
import { refusalOf } from './refusal.ts';
import { unforeseen } from './unforeseen.ts';

export interface HttpOptions {
  readonly apollo: ApolloServer<Context>;
  readonly operations: Operations;
  readonly request: RequestOptions;
  /** The same where no source is asked anything; made when somebody first wants to know what would be asked. */
  readonly dry: () => RequestOptions;
  readonly log: Logger;
  /** Milliseconds for a whole request. */
  readonly deadline: number;
  readonly authentication: Authentication;
  /** Whether it answers to what a client calls it in the Host header; absent where it answers to anything. */
  readonly isCalled?: ((host: string | undefined) => boolean) | undefined;
  /** Absent where none are registered. */
  readonly documents?: Documents | undefined;
  readonly bodyBytes: number;
  /** Absent where it is not served. */
  readonly console?: Console | undefined;
  /** What else is served, by the first part of its path; the rest of the path is left to it. */
  readonly mounted?: Readonly<Record<string, RequestListener>> | undefined;
  /** Whether an answer explains itself where the X-Explain header says `true`, or is predicted where it says `predict`. */
  readonly explain: boolean;
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
      const ms = Math.round(performance.now() - started);
      options.log.info({ method, path: knownPath(path), status: response.statusCode, ms }, 'request');
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
  if (options.isCalled?.(request.headers.host) === false)
    return refuse(request, response, 421, { code: 'BAD_REQUEST', message: strangeName });
  switch (path) {
    case '/graphql':
      return graphql(options, request, response, search);
    case '/healthz':
      return send(response, 200, jsonType, '{"status":"ok"}');
    case '/readyz':
      return options.ready()
        ? send(response, 200, jsonType, '{"status":"ready"}')
        : send(response, 503, jsonType, '{"status":"stopping"}');
  }
  const [, mount = ''] = path.split('/', 2);
  if (options.mounted !== undefined && Object.hasOwn(options.mounted, mount)) {
    request.url = `${path.slice(mount.length + 1)}${search}`;
    return void options.mounted[mount]?.(request, response);
  }
  const nothing = () =>
    send(response, 404, jsonType, errorBody('There is nothing here; ask /graphql.', 'NOT_FOUND'));
  if (options.console === undefined) nothing();
  else options.console.serve(request, response, nothing);
}

const strangeName =
  'This gateway lets everyone in, so it answers to localhost and to addresses alone; ask it there, or set gateway.authentication.';

function errorBody(message: string, code: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  const head = {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'private, no-store',
  };
  response.writeHead(status, head).end(body);
}

async function graphql(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  search: string,
): Promise<void> {
  const { headers } = request;
  const deadline = Date.now() + options.deadline;
  const caller = await callerOf(options, headers);
  if (caller instanceof GatewayError) {
    const known = caller.code === 'UNAUTHENTICATED';
    if (known) response.setHeader('www-authenticate', 'Bearer');
    return refuse(request, response, known ? 401 : 503, caller);
  }
  const body = request.method === 'POST' ? await readBody(request, options.bodyBytes) : noBody;
  if (body.fault !== undefined)
    return refuse(request, response, body.fault.status, { code: 'BAD_REQUEST', ...body.fault });
  const worded = wordsOf(options, body.value, search);
  if (worded instanceof GatewayError) return refuse(request, response, 400, worded);
  const { dataUse } = worded;
  const use = headers['x-data-use'];
  if (dataUse !== undefined && use !== undefined && use !== dataUse)
    return refuse(request, response, 400, new GatewayError('PURPOSE_CONFLICT'));
  const { access } = options.request;
  // Which calls were made tells of people who do not consent, so it is for those who are told of denials.
  const explain = explanationIn(headers['x-explain']);
  const explains =
    options.explain &&
    explain !== undefined &&
    access.may(caller, 'plan:explain') &&
    access.may(caller, 'consent:explain');
  const predicts = explains && explain === 'predict';
  // Whoever must not be told what would be asked is not answered in its place, as if nothing had been said.
  if (explain === 'predict' && !predicts)
    return refuse(request, response, 403, new GatewayError('SCOPE_REQUIRED'));
  const asking = new Request(predicts ? options.dry() : options.request, {
    caller,
    use: dataUse ?? (typeof use === 'string' ? use : undefined),
    gpc: headers['sec-gpc'] === '1',
    lane: laneOf(headers['priority']),
    deadline,
    ...(explains ? { trace: new Trace(), predicts } : {}),
  });
  // Nobody reads the answer of a client that is gone, so nobody should be asked for it.
  response.once('close', () => asking.end());
  const context = { request: asking };
  const known = operationRequest(worded.body);
  const answer = known && options.operations.answer(known, headers.accept, context);
  if (answer !== undefined) {
    const { status, type, text } = await answer;
    send(response, status, type, text);
    return;
  }
  await askApollo(options, request, response, { ...worded, context });
}

/** What is asked, in words; or why it is not executed. */
function wordsOf({ documents }: HttpOptions, body: unknown, search: string): Worded | GatewayError {
  if (documents === undefined) return { body, search, dataUse: undefined };
  try {
    return documents.worded(body, search);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/** Who asks, at once where that can be told at once; or why they are not let in. */
async function callerOf(
  { authentication, log }: HttpOptions,
  headers: IncomingMessage['headers'],
): Promise<Caller | GatewayError> {
  try {
    const key = headers['x-api-key'];
    return await authentication.callerOf({
      authorization: headers.authorization,
      'x-api-key': Array.isArray(key) ? key.join(', ') : key,
    });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // The reason is of a closed set; what was shown is not logged.
    log.info({ code: error.code, reason: refusalOf(error) }, 'a caller was refused');
    return error;
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { code, message }: { readonly code: string; readonly message: string },
): void {
  send(response, status, jsonType, errorBody(message, code));
  // The rest of a body that nobody reads: a client that is still sending could not read the answer otherwise.
  request.resume();
}

/** Whatever Apollo has not seen yet, or has to say no to. */
async function askApollo(
  { apollo, operations }: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  asked: { readonly search: string; readonly body: unknown; readonly context: Context },
): Promise<void> {
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'POST',
      headers: headerMap(request),
      search: asked.search,
      body: asked.body,
    },
    context: async () => asked.context,
  });
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.setHeader('cache-control', 'private, no-store');
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'complete') {
    const type = answer.headers.get('content-type');
    if (type !== undefined && response.statusCode === 200) operations.learnType(request.headers.accept, type);
    response.end(answer.body.string);
    return;
  }
  for await (const chunk of answer.body.asyncIterator) {
    if (response.destroyed) break;
    response.write(chunk);
  }
  response.end();
}

/** A body that asks for one operation in its own words, and nothing else of the server. */
function operationRequest(body: unknown): OperationRequest | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { query, operationName, variables, extensions } = body as Readonly<Record<string, unknown>>;
  if (typeof query !== 'string' || extensions !== undefined) return undefined;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    return undefined;
  if (
    variables !== undefined &&
    variables !== null &&
    (typeof variables !== 'object' || Array.isArray(variables))
  )
    return undefined;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: (variables as Readonly<Record<string, unknown>> | null | undefined) ?? undefined,
  };
}

/** Where both are asked for, nobody is: what was to be told first must not be done. */
function explanationIn(header: string | string[] | undefined): 'predict' | 'true' | undefined {
  const said = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  return (['predict', 'true'] as const).find((one) => said.includes(one));
}

/** The Priority header (RFC 9218): an urgency beyond the usual 3 waits for others; the last that is said holds. */
function laneOf(priority: string | string[] | undefined): Lane {
  const urgency = String(priority ?? '')
    .split(',')
    .findLast((member) => /^\s*u=/.test(member));
  return urgency !== undefined && /^\s*u=[4-7]\s*(?:;|$)/.test(urgency) ? 'bulk' : 'interactive';
}

function headerMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const accept = headers.get('accept');
  const format = formatOf(accept);
  if (accept !== undefined && format !== undefined) headers.set('accept', withFormat(accept, format));
  return headers;
}
