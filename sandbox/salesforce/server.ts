/** A Salesforce org's REST API on a loopback port, in this process, that `@salesforce/core` can talk to. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Fault, healthy, type Received, type SandboxSystem } from '../system.ts';
import { isVersion, pathSegments, type RestReply, RestResources, versions } from './rest.ts';
import { organizationShape, type SalesforceObject, userShape } from './schema.ts';
import { Table } from './table.ts';
import { grant, notice, opaqueToken, organizationId, userId } from './token.ts';

export interface SalesforceOptions {
  readonly name: string;
  readonly objects: readonly SalesforceObject[];
  /** A free one by default. */
  readonly port?: number;
  /** The access token that is valid from the start; a fixed one of the right shape by default. */
  readonly token?: string;
  /** PEM of the key a JWT must be signed with; any well-formed JWT will do by default. */
  readonly publicKey?: string;
  readonly now?: () => Date;
  /** Records a page where the client does not ask (2000), so that tests need not fill a page. */
  readonly pageSize?: number;
  /** What `Sforce-Limit-Info` gives as the day's allowance (15000). */
  readonly dailyRequests?: number;
}

export interface SalesforceSandbox extends SandboxSystem {
  readonly kind: 'salesforce';
  readonly accessToken: string;
  /** The records of one object, to read and change. @throws TypeError when the org has no such object. */
  object(name: string): Table;
  /** Ends every session; only a token issued after this is valid. */
  expireSessions(): void;
}

const dataPath = /^\/services\/data\/v(\d\d\.0)(?:\/(.*?))?\/?$/;
const json = 'application/json;charset=UTF-8';
const maxUriAndHeaders = 16_384;

/** A request line, taken apart. */
interface Call {
  readonly pathname: string;
  readonly search: URLSearchParams;
  /** The API version of a path below `/services/data`; else empty. */
  readonly version: string;
  /** What follows the version. */
  readonly path: readonly string[];
  /** Whether it counts as an API request. */
  readonly isData: boolean;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

const jsonReply = ({ status, body }: RestReply): Reply => ({
  status,
  text: body === undefined ? '' : JSON.stringify(body),
  type: json,
});
const refusal = (status: number, errorCode: string, message: string): Reply =>
  jsonReply({ status, body: [{ message, errorCode }] });

export async function startSalesforce(options: SalesforceOptions): Promise<SalesforceSandbox> {
  const { name, now = () => new Date(), pageSize = 2000, dailyRequests = 15_000, publicKey } = options;
  const accessToken = options.token ?? opaqueToken(name);
  const tables = createTables(options.objects, now);
  const sessions = new Set([accessToken]);
  const sockets = new Set<Socket>();
  const received: Received[] = [];
  let recording = false;
  let calls = 0;
  let tokens = 0;
  let connections = 0;
  let fault = healthy;
  let url = '';

  const meter = { used: 0, daily: dailyRequests };
  const resources = new RestResources(tables, now, meter);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = parseCall(request);
    if (call.isData) {
      calls += 1;
      meter.used += 1;
    }
    const body = request.method === 'GET' ? '' : await readBody(request);
    if (call.isData && recording) received.push(describeCall(request, call, body));
    if (fault.mode === 'hang') return;
    if (fault.mode === 'slow') await pause(fault.delayMs);
    const { status, text, type } = reply(request, call, body);
    const headers: Record<string, string | number> = {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(text),
    };
    if (call.isData) {
      const used = fault.mode === 'throttle' ? meter.daily : meter.used;
      headers['Sforce-Limit-Info'] = `api-usage=${used}/${meter.daily}`;
      if (fault.mode === 'throttle') headers['Retry-After'] = fault.retryAfterSeconds;
    }
    response.writeHead(status, headers).end(text);
  }

  function reply(request: IncomingMessage, call: Call, body: string): Reply {
    if (fault.mode === 'fail') {
      const message = 'The server is temporarily unable to service your request.';
      const page = { status: 503, text: `<html><body><h1>${message}</h1></body></html>`, type: 'text/html' };
      return call.isData ? refusal(503, 'SERVER_UNAVAILABLE', message) : page;
    }
    const whole = route(request, call, body);
    if (fault.mode !== 'garbage' || call.pathname === '/') return whole;
    return { status: 200, text: whole.text.slice(0, whole.text.length >> 1) || '{', type: json };
  }

  function route(request: IncomingMessage, { pathname, search, version, path }: Call, body: string): Reply {
    if (pathname === '/') return { status: 200, text: `${notice}\n`, type: 'text/plain' };
    if (isTooLong(request)) {
      const text = '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>';
      return { status: 414, text, type: 'text/html' };
    }
    if (pathname === '/services/oauth2/token') return token(body);
    if (pathname === '/services/data' || pathname === '/services/data/') {
      return jsonReply({ status: 200, body: versions() });
    }
    if (!isAuthorized(request)) return refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    if (fault.mode === 'throttle') {
      return refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    }
    if (pathname === '/services/oauth2/userinfo' || pathname.startsWith('/id/')) {
      const who = { user_id: userId, organization_id: organizationId, preferred_username: username };
      return jsonReply({ status: 200, body: { ...who, username, sandbox_notice: notice } });
    }
    if (!isVersion(version)) return refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
    const { method = 'GET' } = request;
    const size = batchSize(request) ?? pageSize;
    return jsonReply(resources.answer({ method, version, path, search, body, pageSize: size }));
  }

  function token(body: string): Reply {
    tokens += 1;
    const granted = grant(new URLSearchParams(body), url, publicKey, now(), tokens);
    if ('error' in granted) return jsonReply({ status: 400, body: granted });
    sessions.add(granted.access_token);
    return jsonReply({ status: 200, body: granted });
  }

  function isAuthorized({ headers: { authorization = '' } }: IncomingMessage): boolean {
    return authorization.startsWith('Bearer ') && sessions.has(authorization.slice(7));
  }

  const server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 131_072 }, (request, response) => {
    serve(request, response).catch(() => {
      response.writeHead(500, { 'Content-Type': json });
      response.end(refusal(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.').text);
    });
  });
  server.on('connection', (socket: Socket) => {
    if (fault.mode === 'down') {
      socket.resetAndDestroy();
      return;
    }
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    name,
    kind: 'salesforce',
    url,
    accessToken,
    received,
    get fault() {
      return fault;
    },
    get calls() {
      return calls;
    },
    get connections() {
      return connections;
    },
    object(objectName) {
      const table = tables.get(objectName.toLowerCase());
      if (!table) throw new TypeError(`the sandbox org has no object ${objectName}`);
      return table;
    },
    expireSessions: () => sessions.clear(),
    record(on) {
      recording = on;
    },
    forget() {
      received.length = 0;
      calls = 0;
    },
    async setFault(change: Partial<Fault>) {
      fault = { ...fault, ...change };
      for (const [, table] of tables) table.drop(droppedOf(table, fault));
      resources.recompile();
      if (fault.mode === 'down') for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const username = 'sandbox@example.com';

function createTables(objects: readonly SalesforceObject[], now: () => Date): ReadonlyMap<string, Table> {
  const organization = {
    Id: organizationId,
    Name: 'Onefold sandbox',
    InstanceName: 'SANDBOX',
    IsSandbox: true,
    OrganizationType: 'Developer Edition',
  };
  const user = { Id: userId, Username: username, LastName: 'Sandbox', Email: username };
  const all: readonly SalesforceObject[] = [
    ...objects,
    { ...organizationShape, records: [organization] },
    { ...userShape, records: [user] },
  ];
  const tables = new Map(
    all.map(({ records, ...shape }) => [shape.name.toLowerCase(), new Table(shape, records, now)]),
  );
  for (const table of tables.values()) {
    for (const field of table.fields) {
      const child = field.childRelationshipName;
      if (child)
        tables
          .get(field.referenceTo?.toLowerCase() ?? '')
          ?.children.set(child.toLowerCase(), { table, field });
    }
  }
  return tables;
}

function droppedOf(table: Table, { dropped }: Fault): readonly string[] {
  const prefix = `${table.shape.name}.`;
  return dropped.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

function parseCall({ url = '/' }: IncomingMessage): Call {
  const mark = url.indexOf('?');
  const pathname = mark < 0 ? url : url.slice(0, mark);
  const search = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const [, version = '', below = ''] = dataPath.exec(pathname) ?? [];
  return { pathname, search, version, path: pathSegments(below), isData: below !== '' };
}

function describeCall(
  { method = 'GET' }: IncomingMessage,
  { pathname, search }: Call,
  body: string,
): Received {
  const soql = search.get('q');
  if (soql !== null) return { operation: soql, values: [] };
  return { operation: `${method} ${pathname}`, values: body === '' ? [] : [body] };
}

function isTooLong({ url = '', rawHeaders }: IncomingMessage): boolean {
  const headers = rawHeaders.reduce((length, part) => length + part.length + 2, 0);
  return url.length + headers > maxUriAndHeaders;
}

/** Salesforce keeps a page between 200 and 2000 records. */
function batchSize({ headers }: IncomingMessage): number | undefined {
  const asked = /batchSize=(\d+)/i.exec(String(headers['sforce-query-options'] ?? ''))?.[1];
  return asked === undefined ? undefined : Math.min(Math.max(Number(asked), 200), 2000);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}
