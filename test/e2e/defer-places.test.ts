/** `@defer` wherever it may be written: the parts come to what is told at once, and tell nothing that is withheld there. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atOnce, formats, marketing, send, support } from './deferring.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { receive, together } from './multipart.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const bruno = { email: 'bruno.kessler@example.com' };
const brunosAddress = 'bruno.kessler@';

/** Ways of deferring fields of a page of customers: inside of them, around them, and both. */
const shapes: readonly ((first: string, then: string) => string)[] = [
  (first, then) => `customers(first: 5, filter: $filter) { nodes { ${first} ... @defer { ${then} } } }`,
  (first, then) =>
    `customers(first: 5, filter: $filter) { nodes { ${first} } ... @defer { nodes { ${then} } } }`,
  (first, then) =>
    `customers(first: 5, filter: $filter) { edges { node { ${first} } } ... @defer { nodes { ${then} } } }`,
  (first, then) =>
    `customers(first: 5, filter: $filter) { edges { node { ${first} } ... @defer { node { ${then} } } } }`,
  (first, then) =>
    `customers(first: 5, filter: $filter) { ... @defer { nodes { ${first} ... @defer { ${then} } } } }`,
  (first, then) => `customersByKey(keys: $keys) { ${first} ... @defer { ${then} } }`,
  (first, then) =>
    `... @defer { customersByKey(keys: $keys) { ${then} } } customersByKey(keys: $keys) { ${first} }`,
  (first, then) => `... @defer { a: customersByKey(keys: $keys) { ${first} ... @defer { ${then} } } }`,
  (first, then) =>
    `customersByKey(keys: $keys) { ... on Node { ... @defer { ... on Customer { ${then} } } } ${first} }`,
];
const fields = [
  'orders(first: 2) { nodes { id } }',
  'customAttributes(names: ["emailVerified"]) { value }',
  'invoices(first: 2) { nodes { id } }',
  'cases(first: 2) { nodes { id } ... @defer { missing } }',
  'jobTitle',
  'displayName',
  'email',
  'emails { value }',
  'phone',
  'consent(channel: EMAIL) { decision status }',
  'identity { complete ... @defer { records { source id } } }',
];
const some = fc.subarray(fields, { minLength: 1, maxLength: 3 });

function written(selection: string): string {
  const variables = selection.includes('$keys') ? '$keys: [CustomerKey!]!' : '$filter: CustomerFilter';
  return `query(${variables}) { ${selection} }`;
}

describe('wherever and whatever is deferred', () => {
  const personas = ['merged', 'conflict', 'withdrawn', 'leadAndContact', 'addressVeto', 'household'];

  it('no contact point is told that is withheld at once', async () => {
    const { records = [] } = sandbox.population.truth.personas.find(({ name }) => name === 'conflict') ?? {};
    const id = records.find((ref) => ref.startsWith('app:'))?.slice(4);
    const variables = {
      keys: [bruno, { record: { source: 'app', id } }],
      filter: { source: 'app', email: bruno.email },
    };
    for (const shape of shapes) {
      const query = written(shape('orders { nodes { id } }', 'email emails { value } phone'));
      const whole = await atOnce(gateway, { query, variables, use: marketing });
      expect(JSON.stringify(whole)).not.toContain(brunosAddress);
      for (const accept of formats) {
        const response = await send(gateway, { query, variables, accept, use: marketing });
        // In a list he is left out, and nothing of nobody is deferred.
        const inOne = !/multipart/.test(response.headers.get('content-type') ?? '');
        const answer = inOne ? undefined : await receive(response, 0);
        const text = answer?.text ?? (await response.text());
        expect(text, query).not.toContain(brunosAddress);
        expect(answer === undefined ? JSON.parse(text).data : together(answer).data, query).toEqual(
          whole.data,
        );
      }
    }
  });

  it('the parts come to what is told at once', async () => {
    const { truth } = sandbox.population;
    const people = truth.personas.filter(({ name }) => personas.includes(name));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...shapes),
        some,
        some,
        fc.constantFrom(...people),
        fc.constantFrom(...formats),
        fc.constantFrom(support, marketing),
        async (shape, first, then, { email, records }, accept, use) => {
          // The same field in both parts is one field.
          const query = written(shape(first.join(' '), then.join(' ')));
          const [source, id] = (records[0] ?? '').split(':');
          const variables = {
            keys: [{ email }, { record: { source, id } }],
            filter: { source: 'app', email },
          };
          const whole = await atOnce(gateway, { query, variables, use });
          expect(whole.errors, query).toBeUndefined();
          const response = await send(gateway, { query, variables, accept, use });
          // Where nobody is found nothing is left to tell.
          const { data, errors } = /multipart/.test(response.headers.get('content-type') ?? '')
            ? together(await receive(response, 0))
            : ((await response.json()) as Json);
          expect(errors ?? []).toEqual([]);
          expect(data).toEqual(whole.data);
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
