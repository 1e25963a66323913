/** What is asked about who is who. */
import { graphql } from '../gql/index.ts';

export const pictureDocument = graphql(`
  query IdentityPicture($id: ID!, $attributes: [String!]!) {
    customer(by: { id: $id }) {
      id
      displayName
      identity {
        records { source id }
        links {
          a { source id }
          b { source id }
          rule
          weight
          confidence
          ruleBits
          score { ...ScoreParts }
        }
        refused {
          a { source id }
          b { source id }
          refusal
          score { ...ScoreParts }
        }
        probable {
          a { source id }
          b { source id }
          weight
          confidence
          score { ...ScoreParts }
        }
        otherMatches { source id }
        closures {
          access { source id }
          erase { source id }
          profile { source id }
          restrict { source id }
        }
        confidence
        modelVersion
        complete
        waves
      }
      provenance(attributes: $attributes) { ...SaidParts }
    }
  }

  fragment ScoreParts on Score {
    prior
    weight
    fields { field level m u bits frequencyBits generic }
  }

  fragment SaidParts on FieldProvenance {
    attribute
    value
    record { source id }
    losing {
      value
      record { source id }
    }
  }
`);

export const compareDocument = graphql(`
  query ComparePair($a: RecordKey!, $b: RecordKey!) {
    identityCompare(a: $a, b: $b) { ...ComparisonParts }
  }

  fragment ComparisonParts on IdentityComparison {
    a { source id }
    b { source id }
    likeness
    together
    rule
    refusal
    modelVersion
    score { ...ScoreParts }
    verdict { kind actor reason at }
  }
`);

/** Who a record belongs to. */
export const ownerDocument = graphql(`
  query RecordOwner($record: RecordKey!) {
    customer(by: { record: $record }) { id }
  }
`);
