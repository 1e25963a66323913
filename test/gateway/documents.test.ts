/** Registered documents: named by their ids over HTTP, bound to what they are for, and alone where they are required. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { Documents } from '../../src/gateway/documents.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { type Json, type RunningGateway, runGateway } from '../e2e/gateway.ts';

const support = 'essential.service.operations.support';
const payments = 'essential.service.payment_processing';
const legal = 'essential.legal_obligation';

const caseView = 'query CaseView($by: CustomerKey!) { customer(by: $by) { email consent { purpose } } }';
const own = `query @purpose(use: "${legal}") { customer(by: { email: "uma@usher.example" }) { email consent { purpose } } }`;
const plain = '{ customer(by: { email: "uma@usher.example" }) { company consent { purpose } } }';
const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: 'case-view', name: 'CaseView', type: 'query', body: caseView, dataUse: payments },
    { id: 'own-purpose', body: own },
    { id: 'plain', body: plain },
    { id: 'contradicting', body: `${own} # bound to another`, dataUse: payments },
  ],
};

const configured = (required: boolean) => `
gateway:
  secret: a secret of the tests, long enough
  authentication: open
  country: DE
  defaultPurpose: ${support}
  documents: { file: documents.json, required: ${required} }
sources:
  app:
    kind: memory
    rows: { people: [{ id: 1, mail: uma@usher.example, firm: Usher }] }
    customer: { table: people, id: id, attributes: { email: mail, company: firm }, consent: none }
`;

let folder: string;
let free: RunningGateway;
let required: RunningGateway;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onefold-documents-'));
  writeFileSync(join(folder, 'documents.json'), JSON.stringify(manifest));
  [free, required] = await Promise.all([start(false), start(true)]);
});
afterAll(async () => {
  await free?.close();
  await required?.close();
  rmSync(folder, { recursive: true });
});

function start(only: boolean): Promise<RunningGateway> {
  const file = join(folder, `${only}.yaml`);
  writeFileSync(file, configured(only));
  return runGateway(loadConfiguration(file, { HOST: '127.0.0.1', PORT: '0' }));
}

type Headers = Readonly<Record<string, string>>;

async function post(gateway: RunningGateway, body: unknown, headers: Headers = {}): Promise<Json> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as Json) };
}

async function get(
  gateway: RunningGateway,
  asked: Readonly<Record<string, string>>,
  headers: Headers = {},
): Promise<Json> {
  const response = await fetch(`${gateway.url}/graphql?${new URLSearchParams(asked)}`, {
    headers: { 'apollo-require-preflight': 'true', ...headers },
  });
  return { status: response.status, ...((await response.json()) as Json) };
}

const uma = { by: { email: 'uma@usher.example' } };
const sha = (text: string) => hash('sha256', text, 'hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha(text) } });
const shown = { email: 'uma@usher.example', consent: { purpose: payments } };
const other = '{ sources { name } }';
const unknown = [400, 'DOCUMENT_UNKNOWN', undefined];
const codeOf = ({ status, errors, data }: Json) => [status, errors?.[0]?.extensions?.code, data];

describe('a registered document', () => {
  it.each([
    ['its id', { documentId: 'case-view' }],
    ['the hash of its text', { documentId: sha(caseView) }],
    ['its hash as the draft writes it', { documentId: `sha256:${sha(caseView)}` }],
    ["its hash as Apollo's clients write it", { extensions: persisted(caseView) }],
    ['its own text', { query: caseView }],
    ['its id, whatever else is in words', { documentId: 'case-view', query: '{ sources { name } }' }],
    [
      'its hash, whatever else is in words',
      { query: '{ sources { name } }', extensions: persisted(caseView) },
    ],
  ])('is executed by %s, for what it is bound to', async (_, body) => {
    // Twice: what is known by then is executed without asking Apollo Server again.
    for (const gateway of [free, required])
      for (let times = 0; times < 2; times++) {
        const { status, data, errors } = await post(gateway, { ...body, variables: uma });
        expect([status, errors, data?.customer]).toEqual([200, undefined, shown]);
      }
  });

  it.each([
    ['its id', { documentId: 'case-view' }],
    ["its hash as Apollo's clients write it", { extensions: JSON.stringify(persisted(caseView)) }],
    ['its own text', { query: caseView }],
    ['its id, whatever else is in words', { documentId: 'case-view', query: '{ sources { name } }' }],
  ])('is executed by %s in a URL', async (_, asked) => {
    for (const gateway of [free, required]) {
      const { status, data, errors } = await get(gateway, { ...asked, variables: JSON.stringify(uma) });
      expect([status, errors, data?.customer]).toEqual([200, undefined, shown]);
    }
  });

  it('may be bound by its own words, by the header, or by nobody', async () => {
    const purposeOf = async (documentId: string, headers: Headers = {}) =>
      (await post(required, { documentId }, headers)).data.customer.consent.purpose;
    expect(await purposeOf('own-purpose')).toBe(legal);
    expect(await purposeOf('plain')).toBe(support);
    expect(await purposeOf('plain', { 'x-data-use': legal })).toBe(legal);
  });

  it('is executed for nothing but what it is bound to', async () => {
    const body = { documentId: 'case-view', variables: uma };
    expect((await post(free, body, { 'x-data-use': payments })).data.customer).toEqual(shown);
    for (const use of [support, `${payments}, ${support}`, 'essential.service', ''])
      expect(codeOf(await post(free, body, { 'x-data-use': use }))).toEqual([
        400,
        'PURPOSE_CONFLICT',
        undefined,
      ]);
    const asked = { documentId: 'case-view', variables: JSON.stringify(uma) };
    expect(codeOf(await get(free, asked, { 'x-data-use': support }))).toEqual([
      400,
      'PURPOSE_CONFLICT',
      undefined,
    ]);
    // Nor is its text, in whichever way it came.
    expect(codeOf(await post(free, { query: caseView, variables: uma }, { 'x-data-use': support }))).toEqual([
      400,
      'PURPOSE_CONFLICT',
      undefined,
    ]);
    // A document that says something else than its manifest.
    expect(codeOf(await post(free, { documentId: 'contradicting' }))).toEqual([
      200,
      'PURPOSE_CONFLICT',
      { customer: null },
    ]);
  });

  it('is unknown where its id is not registered, whatever comes with it', async () => {
    for (const gateway of [free, required]) {
      for (const body of [
        { documentId: 'case-vie' },
        { documentId: '' },
        { documentId: 'constructor' },
        { documentId: sha(other), query: other },
        { documentId: sha(other), query: other, extensions: persisted(other) },
        { documentId: 'case-vie', extensions: persisted(caseView) },
      ])
        expect(codeOf(await post(gateway, body))).toEqual(unknown);
      expect(codeOf(await get(gateway, { documentId: 'nothing' }))).toEqual(unknown);
    }
  });

  it('is unknown by a hash of other words only where words are not learned from clients', async () => {
    for (const body of [
      { extensions: persisted(other) },
      { query: other, extensions: persisted(other) },
      { query: caseView, extensions: persisted(other) },
    ])
      expect(codeOf(await post(required, body))).toEqual(unknown);
    for (const asked of [{}, { query: other }, { query: caseView }]) {
      const extensions = JSON.stringify(persisted(other));
      expect(codeOf(await get(required, { ...asked, extensions }))).toEqual(unknown);
    }
  });
});

describe('where documents are not required', () => {
  it.each<readonly [string, (body: Json) => Promise<Json>]>([
    ['by POST', (body) => post(free, body)],
    ['in a URL', (body) => get(free, { ...body, extensions: JSON.stringify(body.extensions) })],
  ])('a query is remembered by its hash once it was sent in full, %s', async (how, send) => {
    const query = `{ sources { name } } # ${how}`;
    const extensions = persisted(query);
    expect(codeOf(await send({ extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND', undefined]);
    for (const body of [{ query, extensions }, { extensions }]) {
      const { status, data, errors } = await send(body);
      expect([status, errors, data]).toEqual([200, undefined, { sources: [{ name: 'app' }] }]);
    }
  });

  it('a query is not remembered by the hash of another', async () => {
    const extensions = persisted(`${other} # never sent`);
    const [status, , data] = codeOf(await post(free, { query: other, extensions }));
    expect([status, data]).toEqual([400, undefined]);
    expect(codeOf(await post(free, { extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND', undefined]);
  });

  it('a document stays bound to its purpose, by whichever hash it comes', async () => {
    for (const extensions of [persisted(caseView), persisted(other)])
      expect(
        codeOf(await post(free, { query: caseView, extensions, variables: uma }, { 'x-data-use': support })),
      ).toEqual([400, 'PURPOSE_CONFLICT', undefined]);
  });
});

describe('where documents are required', () => {
  const words = '{ customer(by: { email: "uma@usher.example" }) { email } }';

  it.each([
    ['words of its own', { query: words }],
    ['the text of a document and more', { query: `${caseView} `, variables: uma }],
    [
      'words with variables',
      { query: `query Mine${caseView.slice('query CaseView'.length)}`, variables: uma },
    ],
    ['a question about the schema', { query: '{ __schema { types { name } } }' }],
    ['nothing', {}],
    ['extensions of no meaning here', { query: words, extensions: { trace: true } }],
    ['a hash that is none', { query: words, extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }],
    ['an id that is none', { query: words, documentId: 7 }],
  ])('%s are not executed', async (_, body) => {
    expect(codeOf(await post(required, body))).toEqual([400, 'DOCUMENT_REQUIRED', undefined]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['words of its own', { query: words }],
    ['words with variables', { query: `${caseView} `, variables: JSON.stringify(uma) }],
    ['extensions that cannot be read', { query: words, extensions: '{' }],
    ['extensions that are a list', { query: words, extensions: '[{}]' }],
  ])('%s in a URL are not executed', async (_, asked) => {
    expect(codeOf(await get(required, asked))).toEqual([400, 'DOCUMENT_REQUIRED', undefined]);
  });

  it('no way of writing a request gets words through', async () => {
    const send = async (search: string, init: RequestInit) => {
      const response = await fetch(`${required.url}/graphql${search}`, init);
      const text = await response.text();
      expect([response.status < 400, text.includes('uma@usher.example')]).toEqual([false, false]);
    };
    const json = { 'content-type': 'application/json' };
    const search = `?query=${encodeURIComponent(words)}`;
    await send('', { method: 'POST', headers: json, body: JSON.stringify([{ query: words }]) });
    await send('', { method: 'POST', headers: { 'content-type': 'application/graphql' }, body: words });
    await send(search, { method: 'POST', headers: json, body: '{}' });
    await send(search, { method: 'POST', headers: json, body: '[]' });
    await send(search, { method: 'POST' });
    await send(search, { headers: { 'apollo-require-preflight': 'true' } });
    const twice = `?query=${encodeURIComponent(caseView)}&query=${encodeURIComponent(words)}`;
    await send(twice, { headers: { 'apollo-require-preflight': 'true' } });
    const hidden = `{"query":${JSON.stringify(words)},"query":${JSON.stringify(words)}}`;
    await send('', { method: 'POST', headers: json, body: hidden });
  });

  it('other words are executed where they are not', async () => {
    const { data, extensions } = await post(free, { query: words });
    expect(data.customer).toEqual({ email: 'uma@usher.example' });
    expect(extensions.consent.purpose).toBe(support);
  });
});

describe('what stands for a request', () => {
  const documents = new Documents([{ id: 'one', text: '{ a }', dataUse: 'a' }], true);
  const mixed = fc.record(
    {
      documentId: fc.oneof(fc.constantFrom<unknown>('one', sha('{ a }'), 'two', null), fc.anything()),
      query: fc.oneof(fc.constantFrom<unknown>('{ a }', '{ b }', ''), fc.anything()),
      extensions: fc.oneof(fc.constantFrom<unknown>(persisted('{ a }'), persisted('{ b }')), fc.anything()),
      variables: fc.anything(),
    },
    { requiredKeys: [] },
  );

  it('is a registered text with its purpose, or an error, whatever was sent', () => {
    const taken = (body: unknown, search: string) => {
      try {
        return documents.worded(body, search);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        return error.code;
      }
    };
    let served = 0;
    fc.assert(
      fc.property(mixed, (body) => {
        const worded = taken(body, '');
        if (typeof worded === 'string') {
          expect(['DOCUMENT_UNKNOWN', 'DOCUMENT_REQUIRED']).toContain(worded);
          return;
        }
        served++;
        expect(worded.dataUse).toBe('a');
        expect((worded.body as { query?: unknown }).query).toBe('{ a }');
        expect((worded.body as { documentId?: unknown }).documentId).toBeUndefined();
        expect((worded.body as { variables?: unknown }).variables).toBe(body.variables);
      }),
      { numRuns: 1_000 },
    );
    expect(served).toBeGreaterThan(50);
  });

  it('in a URL keeps everything else that is asked', () => {
    const asked = new URLSearchParams({ documentId: 'one', variables: '{"x":"&=?"}', operationName: 'A' });
    const { search, dataUse } = documents.worded(undefined, `?${asked}`);
    expect([...new URLSearchParams(search)].sort()).toEqual([
      ['operationName', 'A'],
      ['query', '{ a }'],
      ['variables', '{"x":"&=?"}'],
    ]);
    expect(dataUse).toBe('a');
  });
});
