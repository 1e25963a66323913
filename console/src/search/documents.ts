/** What the search asks of the gateway. */
import { graphql } from '../gql/index.ts';

/** What sources hold, and how they can be searched. */
export const keysDocument = graphql(`
  query SearchByKeys($keys: [CustomerKey!]!) {
    customersByKey(keys: $keys) {
      ...SearchHit
      identity { otherMatches { source id } }
    }
  }

  fragment SearchHit on Customer {
    id
    displayName
    email
    phone
    company
    address { city country }
    sources { source status records { id } }
  }
`);

export const namesDocument = graphql(`
  query SearchByName($filter: CustomerFilter!, $first: Int!) {
    customers(filter: $filter, first: $first) {
      nodes { ...SearchHit }
      pageInfo { hasNextPage }
    }
  }
`);
