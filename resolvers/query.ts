import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Seen } from '../src/gateway/context.ts';
import type { CustomerPage } from '../src/gateway/customers.ts';
import {
  type CustomerFilterInput,
  conditionsOf,
  drivingSource,
  pageOfCustomers,
} from '../src/gateway/customers.ts';
import { type CustomerKey, doorOf } from '../src/gateway/door.ts';
import { checkedFirst, mostPerPage, openCustomerCursor } from '../src/gateway/page.ts';
import { GatewayError } from '../src/model/errors.ts';

function doors(context: Context) {
  const { sources, ids } = context.request.installation;
  return { sources, ids, countries: context.request.options.countries };
}

function byId(context: Context, info: GraphQLResolveInfo, id: string): Promise<Seen | null> {
  const ref = context.request.installation.ids.open(id);
  return ref === undefined
    ? Promise.resolve(null)
    : context.request.open(info, { by: 'record', ref }, context.request.plan(info));
}

export const Query = {
  customer: (_: unknown, { by }: { by: CustomerKey }, context: Context, info: GraphQLResolveInfo) =>
    context.request.open(info, doorOf(by, doors(context)), context.request.plan(info)),

  customersByKey(
    _: unknown,
    { keys }: { keys: readonly CustomerKey[] },
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    if (keys.length > mostPerPage) throw new GatewayError('KEYS_TOO_MANY');
    const plan = context.request.plan(info);
    // One bad key is one null with its error; the others are answered.
    return keys.map(async (key) => context.request.open(info, doorOf(key, doors(context)), plan));
  },

  customers(
    _: unknown,
    args: { filter?: CustomerFilterInput | null; first: number; after?: string | null },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<CustomerPage> {
    const { sources, rules, cursorKeys } = context.request.installation;
    const conditions = conditionsOf(args.filter ?? {});
    const first = checkedFirst(args.first);
    const position = typeof args.after === 'string' ? openCustomerCursor(cursorKeys, args.after) : undefined;
    const source = drivingSource(
      sources,
      rules.rank,
      position?.source ?? args.filter?.source ?? undefined,
      conditions,
    );
    const plan = context.request.plan(
      info,
      conditions.map((condition) => condition.attribute),
      source.name,
    );
    return pageOfCustomers(
      context.request.customers(info),
      { source, conditions, first, after: position?.after },
      plan,
    );
  },

  node: (_: unknown, { id }: { id: string }, context: Context, info: GraphQLResolveInfo) =>
    byId(context, info, id),

  nodes(_: unknown, { ids }: { ids: readonly string[] }, context: Context, info: GraphQLResolveInfo) {
    if (ids.length > mostPerPage) throw new GatewayError('KEYS_TOO_MANY');
    return ids.map((id) => byId(context, info, id));
  },

  sources: (_: unknown, _args: unknown, context: Context) => context.request.installation.sources,
};

/** Every Node is a customer so far. */
export const Node = { __resolveType: () => 'Customer' };
