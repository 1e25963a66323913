import type { GraphQLResolveInfo } from 'graphql';
import { isAttributeDenied } from '../src/access/view.ts';
import { purposeTerms } from '../src/consent/policy.ts';
import type { Context, Seen } from '../src/gateway/context.ts';
import { checkedRequest } from '../src/gateway/page.ts';
import { knownPurpose } from '../src/gateway/purpose.ts';
import { type Attribute, isAttribute } from '../src/model/attribute.ts';
import type { PublicCollection } from '../src/model/collection.ts';
import type { Channel } from '../src/model/consent.ts';
import type { SourceRecord } from '../src/model/record.ts';
import type { Customer as CustomerModel } from '../src/profile/customer.ts';
import { judged } from './consent.ts';

const value =
  (attribute: Attribute) =>
  ({ customer }: Seen) =>
    customer.value(attribute);

/** One attribute of a record as text, for parts that must all come from that record. */
function part(record: SourceRecord, attribute: Attribute): string | undefined {
  const [first] = record.attributes[attribute] ?? [];
  return first === undefined ? undefined : String(first);
}

function personName(record: SourceRecord) {
  return {
    full: part(record, 'name.full'),
    prefix: part(record, 'name.prefix'),
    given: part(record, 'name.given'),
    middle: part(record, 'name.middle'),
    family: part(record, 'name.family'),
    suffix: part(record, 'name.suffix'),
  };
}

function postalAddress(record: SourceRecord) {
  return {
    street: part(record, 'address.street'),
    city: part(record, 'address.city'),
    region: part(record, 'address.region'),
    postalCode: part(record, 'address.postalCode'),
    country: part(record, 'address.country'),
    source: record.ref.source,
  };
}

function displayName(customer: CustomerModel): string | undefined {
  const [record] = customer.names();
  const name = record && personName(record);
  const parts = [name?.given, name?.middle, name?.family, name?.suffix].filter((one) => one !== undefined);
  return name?.full ?? (parts.length > 0 ? parts.join(' ') : textOf(customer.value('company')));
}

function textOf(one: unknown): string | undefined {
  return one === undefined ? undefined : String(one);
}

const collection =
  (name: PublicCollection) =>
  async (
    { customer, plan }: Seen,
    args: Readonly<Record<string, unknown>>,
    context: Context,
    info: GraphQLResolveInfo,
  ) => {
    const { cursorKeys } = context.request.installation;
    const [place] = info.fieldNodes;
    // What is not in the plan cannot be asked for: the check says why.
    const request = (place && plan.requests.get(place)) ?? checkedRequest(name, args, [], cursorKeys);
    return { name, page: await context.request.customers(info).collection(customer, request) };
  };

export const Customer = {
  id: ({ customer }: Seen) => customer.id,
  displayName: ({ customer }: Seen) => displayName(customer),
  name({ customer }: Seen) {
    const [record] = customer.names();
    return record && personName(record);
  },
  email: value('email'),
  emails: ({ customer }: Seen) => customer.contactPoints('email'),
  phone: value('phone'),
  phones: ({ customer }: Seen) => customer.contactPoints('phone'),
  address({ customer }: Seen) {
    const [record] = customer.addresses();
    return record && postalAddress(record);
  },
  addresses: ({ customer }: Seen) => customer.addresses().map(postalAddress),
  company: value('company'),
  jobTitle: value('jobTitle'),
  birthDate: value('birthDate'),
  locale: value('locale'),
  createdAt: value('createdAt'),
  lastActivityAt: value('lastActivityAt'),
  customAttributes: ({ customer, plan }: Seen, { names }: { names?: readonly string[] | null }) =>
    plan.want.attributes
      .filter((attribute) => attribute.startsWith('custom.'))
      .filter((attribute) => names == null || names.includes(attribute.slice('custom.'.length)))
      .flatMap((attribute) => {
        const [survivor] = customer.candidates(attribute);
        return survivor === undefined
          ? []
          : [
              {
                name: attribute.slice('custom.'.length),
                value: customer.shown(attribute, survivor),
                source: survivor.ref.source,
              },
            ];
      }),
  externalIds: ({ customer, plan }: Seen) =>
    plan.want.attributes
      .filter((attribute) => attribute.startsWith('externalId.'))
      .flatMap((attribute) =>
        customer.candidates(attribute).map((one) => ({
          issuer: attribute.slice('externalId.'.length),
          value: textOf(customer.shown(attribute, one)),
          source: one.ref.source,
        })),
      ),
  provenance(
    { customer, plan }: Seen,
    { attributes }: { attributes?: readonly string[] | null },
    { request }: Context,
    info: GraphQLResolveInfo,
  ) {
    const view = request.view(info);
    const asked = attributes?.filter(isAttribute) ?? plan.want.attributes;
    return asked.flatMap((attribute) => {
      if (isAttributeDenied(view, attribute)) return [];
      const [survivor, ...losers] = customer.candidates(attribute);
      if (survivor === undefined) return [];
      const shown = (one: typeof survivor) => ({
        value: customer.shown(attribute, one),
        source: one.ref.source,
        record: one.ref,
        observedAt: one.observedAt,
        updatedAt: one.updatedAt,
      });
      return [{ attribute, ...shown(survivor), losing: losers.map(shown) }];
    });
  },
  orders: collection('orders'),
  invoices: collection('invoices'),
  subscriptions: collection('subscriptions'),
  payments: collection('payments'),
  opportunities: collection('opportunities'),
  cases: collection('cases'),
  sources: ({ customer, plan }: Seen, _: unknown, context: Context, info: GraphQLResolveInfo) =>
    context.request.customers(info).contributions(customer, plan),
  identity: ({ customer }: Seen) => customer.answer,
  consent(
    { customer }: Seen,
    args: { purpose?: string | null; channel: Channel; contactPoint?: string | null },
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    const customers = context.request.customers(info);
    const { policy } = context.request.installation;
    const purpose = args.purpose == null ? customers.purpose : knownPurpose(policy.purposes, args.purpose);
    const contactPoint = args.contactPoint == null ? {} : { contactPoint: args.contactPoint };
    return judged(customer, { purpose, channel: args.channel, ...contactPoint }, customers);
  },
  consents(
    { customer }: Seen,
    args: { purposes?: readonly string[] | null; channel?: Channel | null },
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    const { purposes } = context.request.installation.policy;
    const asked = args.purposes?.map((one) => knownPurpose(purposes, one)) ?? Object.keys(purposes.purposes);
    return asked.map((purpose) => {
      const channel = args.channel ?? purposeTerms(purposes, purpose)?.channel ?? 'NONE';
      return judged(customer, { purpose, channel }, context.request.customers(info));
    });
  },
};
