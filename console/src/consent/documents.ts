/** What is asked for the matrix of purposes and sources. */
import { graphql } from '../gql/index.ts';

/** For callers who are told why. */
export const explainedDocument = graphql(`
  query ConsentMatrixExplained($id: ID!) {
    customer(by: { id: $id }) {
      id
      consents {
        purpose
        channel
        decision
        status
        legalBasis
        mechanism
        evaluatedAt
        policyVersion
        decidedBy { ...MatrixEvidence }
        sources {
          source
          status
          decides
          evidence { ...MatrixEvidence }
        }
        remedy {
          possible
          reason
          changes { kind source record field purpose channel reasons }
        }
      }
    }
    sources { name kind steward }
  }

  fragment MatrixEvidence on ConsentEvidence {
    source
    record
    field
    status
    purpose
    channel
    capturedAt
    effectiveFrom
    effectiveTo
    doubleOptInAt
    reason
  }
`);

/** For everybody else: reasons are null to them, so they are not asked for. */
export const bareDocument = graphql(`
  query ConsentMatrix($id: ID!) {
    customer(by: { id: $id }) {
      id
      consents { purpose channel decision legalBasis mechanism evaluatedAt policyVersion }
    }
  }
`);
