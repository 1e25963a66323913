import { graphql } from './gql/index.ts';
import { useAsk } from './use-ask.ts';

const offersDocument = graphql(`
  query SourceOffers {
    sources {
      name
      identifiers
      attributes
      filters { attribute operators }
    }
  }
`);

/** What there is of each source, and what it can be asked by. */
export function useOffers() {
  return useAsk('sources', offersDocument, {});
}
