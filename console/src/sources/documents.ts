/** What is asked of every source for its card. */
import { graphql } from '../gql/index.ts';

export const sourcesDocument = graphql(`
  query Sources {
    sources {
      name
      kind
      region
      steward
      identifiers
      attributes
      collections
      filters { attribute operators }
      consent { purpose channel }
      duplicateFree
      columns { object column use exists index advice }
      unmapped { object column type looksLike reason }
      health { status server latencyMs checkedAt blindDenials }
      activity {
        startedAt
        calls
        failures
        slots { from calls failures refused medianMs p95Ms }
        breakers { operation state retryAfter }
        throttledFor
        queue { underWay waiting lanes }
        quota { perSecond perDay leftToday reserve }
      }
    }
  }
`);
