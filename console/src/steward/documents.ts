/** What stewards ask and say. */
import { graphql } from '../gql/index.ts';

export const queueDocument = graphql(`
  query ReviewQueue {
    reviewQueue(first: 100) {
      a { source id }
      b { source id }
      confidence
      weight
      requests
      stale
    }
  }
`);

/** Both records of a pair, each by the customer it stands in now. */
export const pairDocument = graphql(`
  query ReviewedPair($a: RecordKey!, $b: RecordKey!, $attributes: [String!]!) {
    identityCompare(a: $a, b: $b) { ...ComparisonParts }
    a: customer(by: { record: $a }) { ...ReviewedCustomer }
    b: customer(by: { record: $b }) { ...ReviewedCustomer }
  }

  fragment ReviewedCustomer on Customer {
    id
    displayName
    identity { records { source id } }
    provenance(attributes: $attributes) { ...SaidParts }
  }
`);

export const giveVerdictDocument = graphql(`
  mutation GiveVerdict($a: RecordKey!, $b: RecordKey!, $kind: VerdictKind!, $reason: String) {
    giveVerdict(a: $a, b: $b, kind: $kind, reason: $reason) { id kind }
  }
`);

/** What came of a verdict. */
export const effectDocument = graphql(`
  query VerdictEffect($a: RecordKey!, $b: RecordKey!) {
    a: customer(by: { record: $a }) { id displayName identity { records { source } } }
    b: customer(by: { record: $b }) { id displayName }
  }
`);

export const historyDocument = graphql(`
  query VerdictHistory($first: Int!, $before: ID, $records: [RecordKey!]) {
    verdicts(first: $first, before: $before, records: $records) { ...VerdictParts }
  }

  fragment VerdictParts on Verdict {
    id
    a { source id }
    b { source id }
    kind
    actor
    reason
    at
  }
`);

export const conflictsDocument = graphql(`
  query ConflictCases {
    conflictCases {
      apart { ...VerdictParts }
      chain { ...VerdictParts }
    }
  }
`);

export const rulesDocument = graphql(`
  query ValueRules {
    valueRules { id kind rule actor reason at }
  }
`);

export const setRuleDocument = graphql(`
  mutation SetValueRule($value: ValueKey!, $rule: ValueRuleKind!, $reason: String) {
    setValueRule(value: $value, rule: $rule, reason: $reason) { id kind rule }
  }
`);

export const suppressionsDocument = graphql(`
  query SuppressionList {
    suppressions(first: 100) { id kind channel purpose until reason actor at }
  }
`);

export const suppressDocument = graphql(`
  mutation Suppress($value: ValueKey!, $purpose: String!, $channel: Channel!, $until: DateTime, $reason: String) {
    suppress(value: $value, purpose: $purpose, channel: $channel, until: $until, reason: $reason) { id }
  }
`);

export const liftDocument = graphql(`
  mutation LiftSuppression($value: ValueKey!, $purpose: String!, $channel: Channel!, $reason: String) {
    liftSuppression(value: $value, purpose: $purpose, channel: $channel, reason: $reason) { id }
  }
`);

/** People of a demo, so that what is doubtful among them is met. */
export const meetPeopleDocument = graphql(`
  query MeetPeople($source: String!, $after: String) {
    customers(filter: { source: $source }, first: 20, after: $after) {
      nodes { id identity { complete } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const meetFiguresDocument = graphql(`
  query MeetFigures($keys: [CustomerKey!]!) {
    customersByKey(keys: $keys) { id identity { complete } }
  }
`);
