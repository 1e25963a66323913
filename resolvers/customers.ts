import type { Context } from '../src/gateway/context.ts';
import type { CustomerPage } from '../src/gateway/customers.ts';
import { type CustomerPosition, customerCursor } from '../src/gateway/page.ts';

type Edge = CustomerPage['edges'][number];

function cursorAt(position: CustomerPosition | undefined, context: Context): string | undefined {
  return position && customerCursor(context.request.installation.cursorKeys, position);
}

export const CustomerConnection = {
  nodes: ({ edges }: CustomerPage) => edges.map(({ seen }) => seen),
  pageInfo: ({ edges, hasNextPage }: CustomerPage, _: unknown, context: Context) => ({
    hasNextPage,
    hasPreviousPage: false,
    startCursor: () => cursorAt(edges[0]?.position, context),
    // At somebody who is shown: where the records of others lie is not told.
    endCursor: () => cursorAt(edges.at(-1)?.position, context),
  }),
};

export const CustomerEdge = {
  cursor: ({ position }: Edge, _: unknown, context: Context) => cursorAt(position, context),
  node: ({ seen }: Edge) => seen,
};
