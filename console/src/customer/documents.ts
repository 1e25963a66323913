/** What the page of a customer asks of the gateway, beside the collections. */
import { graphql } from '../gql/index.ts';

export const profileDocument = graphql(`
  query CustomerProfile($id: ID!, $channel: Channel!, $why: Boolean!) {
    customer(by: { id: $id }) {
      id
      displayName
      name { full prefix given middle family suffix }
      email
      emails { value sources }
      phone
      phones { value sources }
      address { street city region postalCode country source }
      addresses { street city region postalCode country source }
      company
      jobTitle
      birthDate
      locale
      createdAt
      lastActivityAt
      customAttributes { name value source }
      externalIds { issuer value source }
      provenance {
        attribute
        value
        record { source id }
        observedAt
        updatedAt
        losing { value record { source id } updatedAt }
      }
      sources { source kind status retryAfter drifted records { source id } }
      consent(channel: $channel) { ...BriefConsent }
      EMAIL: consent(channel: EMAIL) @include(if: $why) { ...BriefConsent }
      PHONE: consent(channel: PHONE) @include(if: $why) { ...BriefConsent }
      POST: consent(channel: POST) @include(if: $why) { ...BriefConsent }
    }
  }

  fragment BriefConsent on ConsentDecision {
    decision
    status
    purpose
    channel
    decidedBy { source field status }
  }
`);

/** When consent was given or taken back, as far as it is told. */
export const capturedDocument = graphql(`
  query CustomerConsentCaptured($id: ID!) {
    customer(by: { id: $id }) {
      consents {
        evidence { source record field status purpose channel capturedAt doubleOptInAt }
      }
    }
  }
`);
