/** The rules are put around the resolvers: what is denied is not even resolved, whatever a resolver does. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import type { Coordinate, FieldRule } from '../../src/access/field-rule.ts';
import { Access } from '../../src/gateway/access.ts';
import { guardedSchema } from '../../src/gateway/apollo.ts';
import { Request, type RequestOptions, Seen } from '../../src/gateway/context.ts';
import { enforce } from '../../src/gateway/enforcement.ts';

const rule = (category: string, onDeny: FieldRule['onDeny'] = 'REDACT'): FieldRule => ({
  category,
  channel: 'NONE',
  onDeny,
});
const rules: ReadonlyMap<Coordinate, FieldRule> = new Map([
  ['Customer.name', rule('user.name')],
  ['Customer.card', rule('user.payment', 'MASK')],
  ['Customer.later', rule('user.payment', 'MASK')],
  ['Customer.nothing', rule('user.payment', 'MASK')],
  ['Customer.health', rule('user.health', 'REJECT')],
]);

/** A customer who permits some fields, as resolvers see one. */
class Somebody extends Seen {
  readonly card = 'secret-card';
  readonly later = Promise.resolve('secret-card');
  readonly nothing = null;
  readonly free = 'free';

  constructor(permitted: readonly Coordinate[] = [...rules.keys()]) {
    const permits = (field: Coordinate) => permitted.includes(field);
    // Nothing but its consent is looked at here.
    super({ permits } as unknown as Seen['customer'], {} as Seen['plan']);
  }
}

async function asked(query: string, categories: readonly string[], customer: unknown = new Somebody()) {
  const name = vi.fn(() => 'secret-name');
  const health = vi.fn(() => 'secret-health');
  const schema = makeExecutableSchema({
    typeDefs: `type Query { customer: Customer }
      type Customer { name: String card: String later: String nothing: String health: String free: String }`,
    resolvers: { Query: { customer: () => customer }, Customer: { name, health } },
  });
  const policy = { version: '1', roles: { one: { purposes: ['*'], categories, scopes: [] } }, transfers: [] };
  const regions = { sources: [], of: () => undefined };
  const caller = {
    subject: 'ada',
    roles: ['one'],
    scopes: new Set<string>(),
    dataUses: ['*'],
    region: undefined,
  };
  const options = {
    access: new Access(policy, rules, regions, 'filter'),
    defaultPurpose: 'a',
    installation: {
      policy: { purposes: { purposes: { a: { basis: 'CONTRACT' } } } },
      sweeper: { until: () => () => undefined },
      ids: { token: (value: string) => `token of ${value.length}` },
    },
  };
  // Nothing is read, so nothing that reads is needed.
  const request = new Request(options as unknown as RequestOptions, {
    use: undefined,
    lane: 'interactive',
    deadline: Number.POSITIVE_INFINITY,
    caller,
  });
  const { data, errors } = await graphql({
    schema: enforce(schema, rules),
    source: query,
    contextValue: { request },
  });
  return { customer: data?.['customer'], errors, withheld: [...request.withheld.keys()], name, health };
}

describe('a field', () => {
  it('that is allowed and permitted is resolved', async () => {
    const { customer, withheld } = await asked('{ customer { name card later health free } }', ['user']);
    expect({ ...(customer as object) }).toEqual({
      name: 'secret-name',
      card: 'secret-card',
      later: 'secret-card',
      health: 'secret-health',
      free: 'free',
    });
    expect(withheld).toEqual([]);
  });

  it('that is denied is null, counted, and not resolved', async () => {
    const { customer, withheld, name } = await asked('{ customer { name free } }', []);
    expect({ ...(customer as object) }).toEqual({ name: null, free: 'free' });
    expect(withheld).toEqual(['Customer.name CATEGORY_NOT_ALLOWED']);
    expect(name).not.toHaveBeenCalled();
  });

  it('that is denied and masked is a token, now or later; nothing has none', async () => {
    const { customer } = await asked('{ customer { card later nothing } }', []);
    expect({ ...(customer as object) }).toEqual({ card: 'token of 11', later: 'token of 11', nothing: null });
  });

  it('that is denied and refuses fails, and is not resolved', async () => {
    const { customer, errors, health } = await asked('{ customer { health } }', ['user.name']);
    expect(customer).toEqual({ health: null });
    expect(errors?.map(({ originalError }) => originalError)).toMatchObject([{ code: 'FIELD_NOT_ALLOWED' }]);
    expect(health).not.toHaveBeenCalled();
  });

  it('that the customer does not permit is null, counted, and not resolved', async () => {
    const somebody = new Somebody(['Customer.card']);
    const { customer, withheld, name } = await asked('{ customer { name card free } }', ['user'], somebody);
    expect({ ...(customer as object) }).toEqual({ name: null, card: 'secret-card', free: 'free' });
    expect(withheld).toEqual(['Customer.name CONSENT_DENIED']);
    expect(name).not.toHaveBeenCalled();
  });

  it('that a rule names must exist', () => {
    const schema = makeExecutableSchema({ typeDefs: 'type Query { a: Int }' });
    expect(() => enforce(schema, rules)).toThrow('there is no field Customer.name');
  });
});

it('the schema that is served has a rule around each field that has one', () => {
  const { schema, rules: shipped } = guardedSchema();
  expect(shipped.size).toBeGreaterThan(20);
  for (const name of shipped.keys()) {
    const [type = '', field = ''] = name.split('.');
    const at = schema.getType(type);
    const resolve = at !== undefined && 'getFields' in at ? at.getFields()[field] : undefined;
    const view = { denied: () => 'CATEGORY_NOT_ALLOWED' };
    const withhold = vi.fn();
    const request = { view: () => view, access: { refuses: () => false, masks: () => false }, withhold };
    expect(resolve !== undefined && 'resolve' in resolve && resolve.resolve).toBeTypeOf('function');
    if (resolve !== undefined && 'resolve' in resolve)
      // biome-ignore lint/suspicious/noExplicitAny: what a denied field is handed is not looked at
      expect(resolve.resolve?.({}, {}, { request } as any, {} as any)).toBeNull();
    expect(withhold).toHaveBeenCalledWith(name, 'CATEGORY_NOT_ALLOWED');
  }
});
