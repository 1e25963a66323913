/**
 * Queries that come again in the same words: executed without asking Apollo Server again, and answered to the byte as it
 * would. An empty `extensions` beside the query, which says nothing, leaves the same question to Apollo.
 */

import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { ApolloServer } from '@apollo/server';
import { getIntrospectionQuery } from 'graphql';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from 'vitest';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;
let apollo: MockInstance<ApolloServer['executeHTTPGraphQLRequest']>;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 10 });
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});
beforeEach(() => {
  apollo = vi.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
});
afterEach(() => void vi.restoreAllMocks());

type Headers = Readonly<Record<string, string>>;

interface Received {
  readonly status: number | undefined;
  /** All of them but the time, as they came. */
  readonly headers: Json;
  readonly text: string;
}

/** By hand: fetch adds an Accept header where there is none. */
function send(body: unknown, headers: Headers = {}, { method = 'POST', path = '/graphql' } = {}) {
  return new Promise<Received>((resolve, reject) => {
    const asking = request(`${gateway.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
    });
    asking.once('error', reject);
    asking.once('response', (response) => {
      const { date: _, ...others } = response.headers;
      text(response).then(
        (all) => resolve({ status: response.statusCode, headers: others, text: all }),
        reject,
      );
    });
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The answer, and whether Apollo was asked for it. */
async function answered(body: unknown, headers?: Headers, target?: Parameters<typeof send>[2]) {
  apollo.mockClear();
  const answer = await send(body, headers, target);
  return { ...answer, byApollo: apollo.mock.calls.length > 0 };
}

/** Teaches the gateway the query, and how such a client is answered. */
async function taught(body: object, headers: Headers = {}): Promise<void> {
  await send({ query: '{ __typename }' }, headers);
  await send(body, headers);
}

/** The same question to Apollo and past it. */
async function bothWays(body: object, headers: Headers = {}) {
  await taught(body, headers);
  const { byApollo: asked, ...theirs } = await answered({ ...body, extensions: {} }, headers);
  const { byApollo, ...ours } = await answered(body, headers);
  expect([asked, byApollo]).toEqual([true, false]);
  return { theirs, ours, body: JSON.parse(ours.text) };
}

const ada = { by: { email: 'ada.lindqvist@example.com' } };
const named = 'query One($by: CustomerKey!) { customer(by: $by) { id displayName emails { value } } }';
const two = 'query A { __typename } query B { sources { name } }';
const codes = ({ errors }: Json) => errors?.map(({ extensions }: Json) => extensions.code);

describe('a query in words that Apollo has let through', () => {
  it.each<readonly [string, object, number, readonly string[] | undefined]>([
    ['without a customer', { query: '{ __typename sources { name kind } }' }, 200, undefined],
    ['with a customer', { query: named, variables: ada }, 200, undefined],
    ['with its name', { query: named, variables: ada, operationName: 'One' }, 200, undefined],
    ['with a name of null', { query: named, variables: ada, operationName: null }, 200, undefined],
    ['one of several', { query: two, operationName: 'B' }, 200, undefined],
    ['with no variables', { query: '{ __typename }', variables: null }, 200, undefined],
    ['with variables it does not have', { query: '{ __typename }', variables: { x: 1 } }, 200, undefined],
    ['that asks for the schema', { query: getIntrospectionQuery() }, 200, undefined],
    [
      'whose answer is null',
      { query: named, variables: { by: { email: 'no@where.example' } } },
      200,
      undefined,
    ],
    ['with an error of a field', { query: named, variables: { by: { email: 'n/a' } } }, 200, ['KEY_INVALID']],
    [
      'with an error and what could be had',
      {
        query: 'query($by: CustomerKey!) { customer(by: $by) { id orders(first: 0) { missing } } }',
        variables: ada,
      },
      200,
      ['PAGE_INVALID'],
    ],
    [
      'for a purpose that is none',
      {
        query: 'query($by: CustomerKey!) @purpose(use: "no.such") { customer(by: $by) { id } }',
        variables: ada,
      },
      200,
      ['PURPOSE_UNKNOWN'],
    ],
    ['without a variable it needs', { query: named }, 400, ['BAD_USER_INPUT']],
    [
      'with a variable of another type',
      { query: named, variables: { by: 'secret' } },
      400,
      ['BAD_USER_INPUT'],
    ],
    [
      'with two variables that are wrong',
      {
        query: 'query($by: CustomerKey!, $ids: [ID!]!) { customer(by: $by) { id } nodes(ids: $ids) { id } }',
        variables: { by: { email: 'a', phone: 'b' }, ids: [null] },
      },
      400,
      ['BAD_USER_INPUT', 'BAD_USER_INPUT'],
    ],
  ])('%s', async (_, asked, status, errors) => {
    const { theirs, ours, body } = await bothWays(asked);
    expect(ours).toEqual(theirs);
    expect(ours.status).toBe(status);
    expect(codes(body)).toEqual(errors);
  });

  it('that nobody foresaw to fail', async () => {
    vi.spyOn(gateway.installation.ids, 'of').mockImplementation(() => {
      throw new Error('duplicate key (email)=(ada.lindqvist@example.com)');
    });
    const { theirs, ours, body } = await bothWays({ query: named, variables: ada });
    expect(ours).toEqual(theirs);
    expect(codes(body)).toEqual(['INTERNAL']);
    expect(ours.text).not.toContain('duplicate');
  });

  it.each<readonly [string, Headers]>([
    ['nothing in particular', {}],
    ['anything', { accept: '*/*' }],
    ['any application', { accept: 'application/*' }],
    ['JSON', { accept: 'application/json' }],
    ['what GraphQL has of its own', { accept: 'application/graphql-response+json' }],
    ['both, the newer one first', { accept: 'application/graphql-response+json, application/json;q=0.9' }],
    ['both, the newer one last', { accept: 'application/json, application/graphql-response+json;q=0.5' }],
    ['pages as well', { accept: 'text/html, application/json;q=0.1' }],
  ])('from a client that accepts %s', async (_, headers) => {
    for (const variables of [ada, { by: { email: 'n/a' } }, { by: 1 }]) {
      const { theirs, ours } = await bothWays({ query: named, variables }, headers);
      expect(ours).toEqual(theirs);
    }
  });

  it.each<readonly [string, Headers]>([
    ['with a purpose', { 'x-data-use': 'marketing.communications.email' }],
    ['with a purpose that is none', { 'x-data-use': 'no.such' }],
    ['behind everybody else', { priority: 'u=7' }],
    ['with a character set', { 'content-type': 'application/json; charset=utf-8' }],
    ['in capitals', { 'content-type': 'Application/JSON' }],
    ['as what no page could send unasked', { 'content-type': 'application/json, text/plain' }],
  ])('asked %s', async (_, headers) => {
    const { theirs, ours } = await bothWays({ query: named, variables: ada }, headers);
    expect(ours).toEqual(theirs);
  });

  it('is answered with the length of what follows, and never kept', async () => {
    const { ours } = await bothWays({ query: named, variables: ada });
    expect(ours.headers).toMatchObject({
      'content-length': String(Buffer.byteLength(ours.text)),
      'cache-control': 'private, no-store',
    });
    expect(ours.text).toMatch(/[^\n]\n$/);
  });
});

describe('Apollo is asked', () => {
  const known = { query: named, variables: ada };
  beforeEach(() => taught(known));

  it.each<readonly [string, unknown, Headers, number]>([
    ['where there are no words', { query: '' }, {}, 400],
    ['where the query is no text', { query: { kind: 'Document' } }, {}, 400],
    ['where there is none', { variables: ada }, {}, 400],
    ['for an operation the words do not have', { ...known, operationName: 'Two' }, {}, 400],
    ['for an operation without a name', { ...known, operationName: '' }, {}, 400],
    ['where the name is no text', { ...known, operationName: 1 }, {}, 400],
    ['where variables are a list', { ...known, variables: [ada] }, {}, 400],
    ['where variables are text', { ...known, variables: JSON.stringify(ada) }, {}, 400],
    ['where something is said of the request', { ...known, extensions: {} }, {}, 200],
    ['where what is said of it is no object', { ...known, extensions: 'x' }, {}, 400],
    ['for several questions at once', [known, known], {}, 400],
    ['for a word instead of a question', named, {}, 400],
    ['of a content type that any page could send', known, { 'content-type': 'text/plain' }, 400],
    ['for a client that takes nothing we have', known, { accept: 'text/html' }, 406],
    ['for a client that takes parts', known, { accept: 'multipart/mixed, application/json' }, 200],
  ])('%s', async (_, body, headers, status) => {
    for (let times = 0; times < 2; times++) {
      const { byApollo, status: got, text: answer } = await answered(body, headers);
      expect([byApollo, got]).toEqual([true, status]);
      expect(codes(JSON.parse(answer)) ?? []).not.toContain('INTERNAL');
    }
  });

  it('once for other words, however little they differ', async () => {
    const body = { query: `${named} `, variables: ada };
    const asked = [await answered(body), await answered(body)];
    expect(asked.map(({ byApollo }) => byApollo)).toEqual([true, false]);
    expect(asked[0]?.text).toBe(asked[1]?.text);
  });

  it('which of several operations is meant', async () => {
    await taught({ query: two, operationName: 'A' });
    for (const operationName of [undefined, '', 'C']) {
      const { byApollo, status, text: answer } = await answered({ query: two, operationName });
      expect([byApollo, status]).toEqual([true, 400]);
      expect(codes(JSON.parse(answer))).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    }
  });

  it('whatever comes in the address', async () => {
    const search = new URLSearchParams({ query: named, variables: JSON.stringify(ada) });
    for (const path of [`/graphql?${search}`, '/graphql?query={__typename}']) {
      const got = await answered(undefined, { 'apollo-require-preflight': 'yes' }, { method: 'GET', path });
      expect([got.byApollo, got.status]).toEqual([true, 200]);
    }
    const { byApollo, status } = await answered(undefined, {}, { method: 'DELETE' });
    expect([byApollo, status]).toEqual([true, 405]);
  });

  it('for a query by its hash, which it then knows', async () => {
    const { createHash } = await import('node:crypto');
    const query = `${named} # by its hash`;
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const first = await answered({ extensions, variables: ada });
    expect(codes(JSON.parse(first.text))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    await send({ query, extensions, variables: ada });
    const { byApollo, status, text: answer } = await answered({ extensions, variables: ada });
    expect([byApollo, status]).toEqual([true, 200]);
    // In its words it needs nobody's permission any more.
    const again = await answered({ query, variables: ada });
    expect([again.byApollo, again.text]).toEqual([false, answer]);
  });

  it('every time for a query it refuses', async () => {
    const refused = { query: '{ customer(by: { email: "x@y.example" }) { none } }' };
    for (let times = 0; times < 3; times++) {
      const { byApollo, status } = await answered(refused);
      expect([byApollo, status]).toEqual([true, 400]);
    }
  });

  it('how a client is answered who accepts what nobody did before', async () => {
    const accept = 'application/json, image/png;q=0.3';
    const first = await answered(known, { accept });
    const second = await answered(known, { accept });
    expect([first.byApollo, second.byApollo]).toEqual([true, false]);
    expect(second.text).toBe(first.text);
  });
});

it('an operation that is asked for by a wrong name first is none the worse for it', async () => {
  const query = 'query Later($by: CustomerKey!) { customer(by: $by) { id } }';
  for (const operationName of ['', 'Other']) await send({ query, variables: ada, operationName });
  const { status, text: answer } = await send({ query, variables: ada });
  expect(status).toBe(200);
  // What every answer about customers says of itself.
  expect(JSON.parse(answer).extensions.sources).toHaveLength(4);
});
