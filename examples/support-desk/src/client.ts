import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQL17Alpha9Handler } from '@apollo/client/incremental';

/** These have the id they have in their source, and two sources may have given out the same one. */
const ofSource = { keyFields: ['source', 'id'] };

export const client = new ApolloClient({
  // With authentication: headers: { authorization: `Bearer ${token}` }, from your session.
  link: new HttpLink({ uri: '/graphql' }),
  cache: new InMemoryCache({
    typePolicies: {
      Order: ofSource,
      Invoice: ofSource,
      Subscription: ofSource,
      Payment: ofSource,
      Opportunity: ofSource,
      Case: ofSource,
      RecordRef: ofSource,
    },
  }),
  // Reads answers that come in parts, for @defer.
  incrementalHandler: new GraphQL17Alpha9Handler(),
});
