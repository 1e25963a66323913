/** A page of each collection, in operations of their own: a slow source holds back what it is asked for and no more. */
import { graphql } from '../gql/index.ts';

export const ordersDocument = graphql(`
  query CustomerOrders($id: ID!, $first: Int!, $after: String) {
    customer(by: { id: $id }) {
      rows: orders(first: $first, after: $after) {
        nodes { id source record { source id } number status placedAt total { amount currency } }
        pageInfo { hasNextPage endCursor }
        missing
      }
    }
  }
`);

export const invoicesDocument = graphql(`
  query CustomerInvoices($id: ID!, $first: Int!, $after: String) {
    customer(by: { id: $id }) {
      rows: invoices(first: $first, after: $after) {
        nodes {
          id
          source
          record { source id }
          number
          status
          issuedAt
          dueAt
          total { amount currency }
          paid { amount currency }
        }
        pageInfo { hasNextPage endCursor }
        missing
      }
    }
  }
`);

export const subscriptionsDocument = graphql(`
  query CustomerSubscriptions($id: ID!, $first: Int!, $after: String) {
    customer(by: { id: $id }) {
      rows: subscriptions(first: $first, after: $after) {
        nodes {
          id
          source
          record { source id }
          plan
          status
          startedAt
          currentPeriodEnd
          canceledAt
          price { amount currency }
          interval
        }
        pageInfo { hasNextPage endCursor }
        missing
      }
    }
  }
`);

export const paymentsDocument = graphql(`
  query CustomerPayments($id: ID!, $first: Int!, $after: String) {
    customer(by: { id: $id }) {
      rows: payments(first: $first, after: $after) {
        nodes { id source record { source id } status createdAt amount { amount currency } method }
        pageInfo { hasNextPage endCursor }
        missing
      }
    }
  }
`);

export const opportunitiesDocument = graphql(`
  query CustomerOpportunities($id: ID!, $first: Int!, $after: String) {
    customer(by: { id: $id }) {
      rows: opportunities(first: $first, after: $after) {
        nodes { id source record { source id } name stage createdAt closeDate amount { amount currency } }
        pageInfo { hasNextPage endCursor }
        missing
      }
    }
  }
`);

export const casesDocument = graphql(`
  query CustomerCases($id: ID!, $first: Int!, $after: String) {
    customer(by: { id: $id }) {
      rows: cases(first: $first, after: $after) {
        nodes { id source record { source id } number subject status priority openedAt closedAt }
        pageInfo { hasNextPage endCursor }
        missing
      }
    }
  }
`);
