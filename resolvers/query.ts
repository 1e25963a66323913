import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Seen } from '../src/gateway/context.ts';
import type { CustomerPage } from '../src/gateway/customers.ts';
import {
  type CustomerFilterInput,
  conditionsOf,
  drivingSource,
  pageOfCustomers,
} from '../src/gateway/customers.ts';
import { type CustomerKey, doorOf, type RecordKeyInput } from '../src/gateway/door.ts';
import { comparePair } from '../src/gateway/identity-desk.ts';
import { checkedFirst, mostPerPage, openCustomerCursor } from '../src/gateway/page.ts';
import type { Channel } from '../src/model/consent.ts';
import { GatewayError } from '../src/model/errors.ts';
import { refKey } from '../src/model/record.ts';

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

  consentCheck(
    _: unknown,
    args: {
      by: CustomerKey;
      purpose: string;
      channel?: Channel | null;
      contactPoint?: string | null;
    },
    context: Context,
  ) {
    const { purpose, channel, contactPoint } = args;
    return context.request.check(doorOf(args.by, doors(context)), {
      purpose,
      channel: channel ?? undefined,
      ...(contactPoint == null ? {} : { contactPoint }),
    });
  },

  node: (_: unknown, { id }: { id: string }, context: Context, info: GraphQLResolveInfo) =>
    byId(context, info, id),

  nodes(_: unknown, { ids }: { ids: readonly string[] }, context: Context, info: GraphQLResolveInfo) {
    if (ids.length > mostPerPage) throw new GatewayError('KEYS_TOO_MANY');
    return ids.map((id) => byId(context, info, id));
  },

  sources: (_: unknown, _args: unknown, context: Context) => context.request.installation.sources,

  identityCompare: (
    _: unknown,
    { a, b }: { a: RecordKeyInput; b: RecordKeyInput },
    { request }: Context,
    info: GraphQLResolveInfo,
  ) => comparePair(request, request.view(info), [a, b]),

  reviewQueue: (_: unknown, { first }: { first: number }, { request }: Context) =>
    request.steward().desk.pending().slice(0, checkedFirst(first)),

  verdicts(
    _: unknown,
    args: { records?: readonly RecordKeyInput[] | null; first: number; before?: string | null },
    { request }: Context,
  ) {
    const { desk } = request.steward();
    const before = Number(args.before ?? Number.NaN);
    return desk.history({
      limit: checkedFirst(args.first),
      // What is said of values is read by itself.
      verdictsOnly: true,
      ...(args.records ? { refs: args.records.map(refKey) } : {}),
      ...(Number.isSafeInteger(before) ? { before } : {}),
    });
  },

  viewer: (_: unknown, _args: unknown, { request }: Context) => request,

  auditHead: (_: unknown, _args: unknown, { request }: Context) => request.auditHead(),

  conflictCases: (_: unknown, _args: unknown, { request }: Context) => request.steward().desk.cases(),

  valueRules: (_: unknown, _args: unknown, { request }: Context) => request.steward().desk.rules(),

  suppressions: (_: unknown, { first }: { first: number }, { request }: Context) =>
    request.steward().desk.suppressions().slice(0, checkedFirst(first)),
};

/** Every Node is a customer so far. */
export const Node = { __resolveType: () => 'Customer' };
