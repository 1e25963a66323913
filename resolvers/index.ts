/** One file per GraphQL type, brought together. Resolvers route; they do not decide. */
import { collectionTypes } from './collections.ts';
import { ConsentChange, ConsentDecision, ConsentEvidence, ConsentRemedy } from './consent.ts';
import { Customer } from './customer.ts';
import { CustomerConnection, CustomerEdge } from './customers.ts';
import {
  Closures,
  Identity,
  IdentityComparison,
  IdentityLink,
  ProbableLink,
  RefusedLink,
  ReviewPair,
  Verdict,
} from './identity.ts';
import { Mutation } from './mutation.ts';
import { Node, Query } from './query.ts';
import { scalars } from './scalars.ts';
import { Source } from './source.ts';
import { Viewer } from './viewer.ts';

export const resolvers = {
  Query,
  Mutation,
  Node,
  Customer,
  CustomerConnection,
  CustomerEdge,
  ...collectionTypes,
  ConsentChange,
  ConsentDecision,
  ConsentEvidence,
  ConsentRemedy,
  Closures,
  Identity,
  IdentityComparison,
  IdentityLink,
  ProbableLink,
  RefusedLink,
  ReviewPair,
  Verdict,
  Source,
  Viewer,
  ...scalars,
};
