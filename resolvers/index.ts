/** One file per GraphQL type, brought together. Resolvers route; they do not decide. */
import { GraphQLString } from 'graphql';
import { CurrencyResolver, DateTimeResolver, JSONResolver, LocalDateResolver } from 'graphql-scalars';
import { collectionTypes } from './collections.ts';
import { ConsentDecision, ConsentEvidence } from './consent.ts';
import { Customer } from './customer.ts';
import { CustomerConnection, CustomerEdge } from './customers.ts';
import { Identity, IdentityLink, RefusedLink } from './identity.ts';
import { Node, Query } from './query.ts';
import { Source } from './source.ts';

export const resolvers = {
  Query,
  Node,
  Customer,
  CustomerConnection,
  CustomerEdge,
  ...collectionTypes,
  ConsentDecision,
  ConsentEvidence,
  Identity,
  IdentityLink,
  RefusedLink,
  Source,
  DateTime: DateTimeResolver,
  Date: LocalDateResolver,
  Currency: CurrencyResolver,
  JSON: JSONResolver,
  /** Text; checked against the loaded taxonomy where it is used, which the scalar does not know. */
  DataUse: { __parseValue: GraphQLString.parseValue, __parseLiteral: GraphQLString.parseLiteral },
};
