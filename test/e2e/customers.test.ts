/** Customers page by page, the filters that drive them, and the inventory of sources. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 150 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const sources = ['app', 'shop', 'crm', 'billing'] as const;
const codes = (errors: Json) => errors?.map((error: Json) => error.extensions.code);

const page = `query($filter: CustomerFilter, $first: Int!, $after: String) {
  customers(filter: $filter, first: $first, after: $after) {
    edges { cursor node { id name { full family } address { country } addresses { city } createdAt identity { records { source id } } } }
    pageInfo { hasNextPage startCursor endCursor }
  }
}`;

/** All pages of a filter, one after the other. */
async function everyone(filter: Json, first: number): Promise<readonly Json[]> {
  const people: Json[] = [];
  let after: string | null = null;
  do {
    const { data, errors }: { data: Json; errors: Json } = await gateway.query(page, {
      filter,
      first,
      after,
    });
    expect(errors).toBeUndefined();
    const { edges, pageInfo } = data.customers;
    people.push(...edges.map(({ node }: Json) => node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return people;
}

/** Records of people whose processing is restricted as a whole: asked for one by one, they are seen to be there. */
async function restrictedRecords(): Promise<ReadonlySet<string>> {
  const refs = [...sandbox.population.truth.personOf.keys()];
  const restricted = new Set<string>();
  for (let at = 0; at < refs.length; at += 100) {
    const some = refs.slice(at, at + 100);
    const { data } = await gateway.query(
      'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { consent { decision } } }',
      { keys: some.map(byRecord) },
    );
    for (const [index, customer] of data.customersByKey.entries())
      if (customer?.consent.decision === 'DENY') restricted.add(some[index] ?? '');
  }
  return restricted;
}

describe('customers', () => {
  it.each(sources)(
    'driven by %s show every person with a record there who may be shown, once',
    async (source) => {
      const people = await everyone({ source }, 60);
      expect(new Set(people.map(({ id }) => id)).size).toBe(people.length);
      const shown = people
        .flatMap(({ identity }) => identity.records)
        .filter((record: Json) => record.source === source)
        .map(({ id }: Json) => `${source}:${id}`);
      const restricted = await restrictedRecords();
      const real = [...sandbox.population.truth.personOf.keys()].filter(
        (ref) => ref.startsWith(`${source}:`) && !restricted.has(ref),
      );
      expect(shown.toSorted()).toEqual(real.toSorted());
    },
  );

  it('are the same however large the pages are', async () => {
    const ids = async (first: number) => (await everyone({ source: 'shop' }, first)).map(({ id }) => id);
    expect(await ids(7)).toEqual(await ids(100));
  });

  it('continue after the cursor of any edge', async () => {
    const { data } = await gateway.query(page, { first: 5, filter: { source: 'app' } });
    const { data: rest } = await gateway.query(page, { first: 2, after: data.customers.edges[2].cursor });
    expect(rest.customers.edges.map(({ node }: Json) => node.id)).toEqual(
      data.customers.edges.slice(3).map(({ node }: Json) => node.id),
    );
  });

  it('refuse pages and cursors that are none', async () => {
    for (const [variables, code] of [
      [{ first: 0 }, 'PAGE_INVALID'],
      [{ first: 101 }, 'PAGE_INVALID'],
      [{ first: 1, after: 'x' }, 'CURSOR_INVALID'],
    ] as const) {
      const { status, data, errors } = await gateway.query(page, variables);
      expect([status, data, codes(errors)]).toEqual([200, { customers: null }, [code]]);
    }
  });

  it.each([
    ['app', 'ADA.Lindqvist@example.com'],
    ['shop', 'ADA.Lindqvist@example.com'],
    ['crm', 'ADA.Lindqvist@example.com'],
    // Stripe compares as it is written.
    ['billing', 'Ada.Lindqvist@example.com'],
  ])('of %s can be filtered by the e-mail %s', async (source, email) => {
    const people = await everyone({ source, email }, 10);
    expect(people.map(({ name }) => name.family)).toEqual(['Lindqvist']);
  });

  it.each([
    ['app', { familyName: 'lindqvist' }],
    ['app', { familyNameStartsWith: 'LINDQ', givenName: 'ADA' }],
    ['crm', { familyName: 'Lindqvist' }],
    ['app', { city: 'malmö' }],
    ['shop', { country: 'FR', createdFrom: '2020-01-01T00:00:00Z' }],
    ['app', { createdBefore: '2025-01-01T00:00:00Z', country: 'SE' }],
  ])('of %s can be filtered by %o', async (source, filter) => {
    const people = await everyone({ source, ...filter }, 50);
    const all = await everyone({ source }, 100);
    expect(people.length).toBeGreaterThan(0);
    expect(people.length).toBeLessThan(all.length / 2);
    const known = new Set(all.map(({ id }) => id));
    expect(people.every(({ id }) => known.has(id))).toBe(true);
  });

  it('are driven by the first source that can answer, unless one is named', async () => {
    const { data } = await gateway.query(page, { first: 1, filter: { company: 'none of this name' } });
    expect(data.customers.edges).toEqual([]);
    for (const [filter, code] of [
      [{ source: 'shop', company: 'x' }, 'FILTER_UNSUPPORTED'],
      [{ source: 'billing', city: 'x' }, 'FILTER_UNSUPPORTED'],
      [{ source: 'none' }, 'FILTER_UNSUPPORTED'],
    ] as const) {
      const { errors } = await gateway.query(page, { first: 1, filter });
      expect(codes(errors), JSON.stringify(filter)).toEqual([code]);
    }
  });

  it('are null, with the reason, while the driving source does not answer', async () => {
    await sandbox.systems.shop.setFault({ mode: 'down' });
    try {
      const { data, errors, extensions } = await gateway.query(page, {
        first: 1,
        filter: { source: 'shop' },
      });
      expect([data, codes(errors)]).toEqual([{ customers: null }, ['SOURCE_UNAVAILABLE']]);
      expect(extensions.sources).toContainEqual({ source: 'shop', status: 'UNAVAILABLE' });
    } finally {
      await sandbox.systems.shop.setFault({ mode: 'ok' });
    }
  });
});

describe('sources', () => {
  it('say what each is and can do, and whether it answers', async () => {
    const { data, errors } = await gateway.query(
      `{ sources { name kind region steward identifiers attributes collections duplicateFree
           filters { attribute operators } consent { purpose channel } health { status server latencyMs checkedAt } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.sources.map(({ name, kind }: Json) => [name, kind])).toEqual([
      ['app', 'postgres'],
      ['shop', 'mysql'],
      ['crm', 'salesforce'],
      ['billing', 'stripe'],
    ]);
    const [app, shop] = data.sources;
    expect(app).toMatchObject({ region: 'eu', steward: 'product@example.com', duplicateFree: false });
    expect(app.identifiers).toEqual(
      expect.arrayContaining(['email', 'phone', 'externalId.loyalty', 'reference.billing']),
    );
    expect(app.attributes).toContain('custom.emailVerified');
    expect(app.collections).toContain('orders');
    expect(app.consent).toContainEqual({ purpose: 'marketing.communications.email', channel: 'EMAIL' });
    expect(app.filters).toContainEqual({
      attribute: 'createdAt',
      operators: expect.arrayContaining(['atLeast', 'before']),
    });
    expect(shop.duplicateFree).toBe(true);
    for (const { health } of data.sources)
      expect(health).toMatchObject({
        status: 'OK',
        server: expect.any(String),
        latencyMs: expect.any(Number),
      });
  });
});
