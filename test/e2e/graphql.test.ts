/** The schema as clients use it: keys, nodes, connections and cursors, filters, and what an operation selects. */
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

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 150 });
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const ada = { email: 'ada.lindqvist@example.com' };
const codes = (errors: Json) => errors?.map((error: Json) => error.extensions.code);

/** Asks about Ada; `declared` are further variables. */
async function about(selection: string, variables: Json = {}, declared = ''): Promise<Json> {
  const { data, errors } = await gateway.query(
    `query($by: CustomerKey!${declared}) { customer(by: $by) { ${selection} } }`,
    { by: ada, ...variables },
  );
  expect(errors).toBeUndefined();
  return data.customer;
}

describe('keys', () => {
  const ids = 'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { id } }';

  it('of every kind open the same customer', async () => {
    const persona = sandbox.population.truth.personas.find(({ email }) => email === ada.email);
    const { id, externalIds } = await about('id externalIds { issuer value source }');
    const [{ issuer, value }] = externalIds;
    const keys = [
      ada,
      { email: ada.email.toUpperCase() },
      { phone: persona?.phone },
      { phone: persona?.phone?.replace('+46', '0') },
      { externalId: { issuer, value } },
      { id },
      ...(persona?.records ?? []).map(byRecord),
    ];
    const { data, errors } = await gateway.query(ids, { keys });
    expect(errors).toBeUndefined();
    expect(data.customersByKey).toEqual(keys.map(() => ({ id })));
  });

  it('that are wrong spoil no other', async () => {
    const { status, data, errors } = await gateway.query(ids, {
      keys: [
        ada,
        { email: 'n/a' },
        { phone: 'n/a' },
        { id: 'cust_none' },
        { record: { source: 'none', id: '1' } },
        { externalId: { issuer: 'none', value: '1' } },
        { email: 'nobody@nowhere.example' },
        { record: { source: 'app', id: '999999999' } },
        { record: { source: 'app', id: 'no number' } },
      ],
    });
    expect(status).toBe(200);
    expect(data.customersByKey.map((one: Json) => one !== null)).toEqual([true, ...Array(8).fill(false)]);
    expect(errors.map((error: Json) => [error.path[1], error.extensions.code])).toEqual([
      [1, 'KEY_INVALID'],
      [2, 'KEY_INVALID'],
      [3, 'KEY_INVALID'],
      [4, 'KEY_UNKNOWN_SOURCE'],
      [5, 'KEY_UNKNOWN_ISSUER'],
    ]);
  });

  it('are at most a hundred', async () => {
    const many = Array.from({ length: 101 }, () => ada);
    expect(codes((await gateway.query(ids, { keys: many })).errors)).toEqual(['KEYS_TOO_MANY']);
    const { errors } = await gateway.query('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: many.map(() => 'x'),
    });
    expect(codes(errors)).toEqual(['KEYS_TOO_MANY']);
  });

  it.each([
    ['two fields', { email: 'x@y.example', phone: '1' }],
    ['no field', {}],
    ['a null field', { email: null }],
  ])('have exactly one field: not %s', async (_, by) => {
    const { status, errors } = await gateway.query('query($by: CustomerKey!) { customer(by: $by) { id } }', {
      by,
    });
    expect([status, codes(errors)]).toEqual([400, ['BAD_USER_INPUT']]);
  });

  it('of two spellings in one literal are refused before anything runs', async () => {
    const { errors } = await gateway.query('{ customer(by: { email: "x@y.example", id: "1" }) { id } }');
    expect(codes(errors)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('node and nodes', () => {
  it('give the object of an id, and null where there is none', async () => {
    const { id } = await about('id');
    const { data, errors } = await gateway.query(
      `query($id: ID!, $ids: [ID!]!) {
         node(id: $id) { __typename id ... on Customer { displayName email } }
         nodes(ids: $ids) { id ...Name }
       }
       fragment Name on Customer { displayName }`,
      { id, ids: ['cust_none', id, 'x'] },
    );
    expect(errors).toBeUndefined();
    const displayName = 'Adelaide Lindqvist';
    expect(data).toEqual({
      node: { __typename: 'Customer', id, displayName, email: ada.email },
      nodes: [null, { id, displayName }, null],
    });
  });
});

describe('a connection of a customer', () => {
  const edges =
    'edges { cursor node { id source number placedAt } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

  it('holds the rows of all sources, newest first', async () => {
    const { orders } = await about(`orders(first: 100) { ${edges} nodes { source placedAt } missing }`);
    expect(new Set(orders.nodes.map((one: Json) => one.source))).toEqual(new Set(['app', 'shop']));
    const times = orders.nodes.map((one: Json) => one.placedAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(orders.nodes).toHaveLength(5);
    expect(orders.missing).toEqual([]);
    expect(orders.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(orders.pageInfo.startCursor).toBe(orders.edges[0].cursor);
    expect(orders.pageInfo.endCursor).toBe(orders.edges.at(-1).cursor);
  });

  it.each([1, 2, 3, 5])('paged by %i gives each row once, in the same order', async (first) => {
    const whole = await about(`orders(first: 100) { ${edges} }`);
    const rows: Json[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 10; pages++) {
      const { orders } = await about(
        `orders(first: $first, after: $after) { ${edges} }`,
        { first, after },
        ', $first: Int!, $after: String',
      );
      rows.push(...orders.edges.map(({ node }: Json) => node));
      expect(orders.edges.length).toBeLessThanOrEqual(first);
      if (!orders.pageInfo.hasNextPage) break;
      after = orders.pageInfo.endCursor;
    }
    expect(rows).toEqual(whole.orders.edges.map(({ node }: Json) => node));
  });

  it('continues after any edge, not the last alone', async () => {
    const { orders } = await about(`orders(first: 4) { ${edges} }`);
    const rest = await about(
      'orders(first: 9, after: $after) { nodes { id } }',
      { after: orders.edges[1].cursor },
      ', $after: String',
    );
    expect(rest.orders.nodes.map((one: Json) => one.id).slice(0, 2)).toEqual(
      orders.edges.slice(2).map(({ node }: Json) => node.id),
    );
  });

  it('refuses pages and cursors that are none of its own', async () => {
    const { orders, invoices } = await about(
      `orders(first: 1) { ${edges} } invoices(first: 1) { pageInfo { endCursor } }`,
    );
    const { endCursor } = orders.pageInfo;
    const tampered = `${endCursor.slice(0, 30)}${endCursor[30] === 'A' ? 'B' : 'A'}${endCursor.slice(31)}`;
    const people = await gateway.query('{ customers(first: 1) { pageInfo { endCursor } } }');
    for (const [args, code] of [
      ['first: 0', 'PAGE_INVALID'],
      ['first: 101', 'PAGE_INVALID'],
      ['first: -1', 'PAGE_INVALID'],
      [`after: "${tampered}"`, 'CURSOR_INVALID'],
      [`after: "${invoices.pageInfo.endCursor}"`, 'CURSOR_INVALID'],
      [`after: "${people.data.customers.pageInfo.endCursor}"`, 'CURSOR_INVALID'],
      ['after: "x"', 'CURSOR_INVALID'],
      ['after: ""', 'CURSOR_INVALID'],
    ]) {
      const { status, errors, data } = await gateway.query(
        `query($by: CustomerKey!) { customer(by: $by) { id orders(${args}) { nodes { id } } } }`,
        { by: ada },
      );
      // A bad page costs that page, not the customer.
      expect([status, data.customer, codes(errors)], args).toEqual([
        200,
        { id: expect.any(String), orders: null },
        [code],
      ]);
    }
    const { errors } = await gateway.query(`{ customers(after: "${endCursor}") { nodes { id } } }`);
    expect(codes(errors)).toEqual(['CURSOR_INVALID']);
  });
});

describe('what an operation selects', () => {
  it('may ask for one field twice, with other arguments', async () => {
    const { a, b, orders } = await about(
      'a: orders(first: 1) { nodes { id } } b: orders(first: 3) { nodes { id number } } orders(first: 2) { nodes { total { amount } } }',
    );
    expect([a.nodes.length, b.nodes.length, orders.nodes.length]).toEqual([1, 3, 2]);
    expect(a.nodes[0].id).toBe(b.nodes[0].id);
    expect(b.nodes.every((one: Json) => one.number !== null)).toBe(true);
    expect(orders.nodes.every((one: Json) => one.total.amount !== null)).toBe(true);
  });

  it('may be spread over fragments and conditions', async () => {
    const document = `query($by: CustomerKey!, $yes: Boolean!, $no: Boolean!, $first: Int = 2) {
        customer(by: $by) {
          ... on Node { id ... on Customer { birthDate } }
          ... @include(if: $yes) { jobTitle locale @skip(if: $yes) company @include(if: $no) }
          ...Orders @skip(if: $no)
          ...Cases @include(if: $no)
        }
      }
      fragment Orders on Customer { orders(first: $first) { nodes { ...Row } edges { node { status } } } }
      fragment Row on Order { number placedAt }
      fragment Cases on Customer { cases { nodes { subject } } }`;
    const { data, errors } = await gateway.query(document, { by: ada, yes: true, no: false });
    expect(errors).toBeUndefined();
    const { id, birthDate, orders, ...others } = data.customer;
    expect([id, birthDate]).toEqual([
      expect.stringMatching(/^cust_/),
      expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    ]);
    expect(Object.keys(others)).toEqual(['jobTitle']);
    expect(orders.nodes).toHaveLength(2);
    for (const { number, placedAt } of orders.nodes) expect([number, placedAt]).not.toContain(null);
    for (const { node } of orders.edges) expect(node.status).not.toBeNull();
  });

  it('gives several customers what each place in it asks for', async () => {
    const { data, errors } = await gateway.query(
      `query($by: CustomerKey!) {
         a: customer(by: $by) { orders(first: 1) { nodes { number } } }
         b: customer(by: $by) { cases(first: 2) { nodes { subject } } }
         customersByKey(keys: [$by]) { birthDate }
       }`,
      { by: ada },
    );
    expect(errors).toBeUndefined();
    expect(data.a.orders.nodes[0].number).not.toBeNull();
    expect(data.b.cases.nodes[0].subject).not.toBeNull();
    expect(data.customersByKey[0].birthDate).not.toBeNull();
  });

  it('says where values come from, and which of them lost', async () => {
    const { provenance, email } = await about(
      'email provenance(attributes: ["email", "createdAt", "none"]) { attribute value source record { source id } observedAt updatedAt losing { value record { source } } }',
    );
    expect(provenance.map((one: Json) => one.attribute)).toEqual(['email', 'createdAt']);
    const [first, created] = provenance;
    expect(first).toMatchObject({ value: email, source: 'app', record: { source: 'app', id: '1' } });
    expect(first.losing.map((one: Json) => one.record.source)).toEqual(['crm', 'billing', 'shop']);
    // The first time of all sources survives.
    for (const { value } of created.losing) expect(value >= created.value).toBe(true);
    const all = await about('birthDate provenance { attribute }');
    expect(all.provenance.map((one: Json) => one.attribute)).toContain('birthDate');
  });

  it('has the attributes that this installation alone maps', async () => {
    const { customAttributes } = await about('customAttributes { name value source }');
    expect(customAttributes).toContainEqual({
      name: 'emailVerified',
      value: expect.any(Boolean),
      source: 'app',
    });
    const none = await about('customAttributes(names: ["none"]) { name }');
    expect(none.customAttributes).toEqual([]);
  });
});
