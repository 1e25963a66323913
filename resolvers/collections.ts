import type { Context } from '../src/gateway/context.ts';
import { rowCursor } from '../src/gateway/page.ts';
import type { PublicCollection } from '../src/model/collection.ts';
import type { Page, RowOf } from '../src/profile/connection.ts';

interface CollectionPage {
  readonly name: PublicCollection;
  readonly page: Page;
}

interface Edge {
  readonly name: PublicCollection;
  readonly row: RowOf;
}

const edges = ({ name, page }: CollectionPage): readonly Edge[] => page.rows.map((row) => ({ name, row }));

const cursor = ({ name, row }: Edge, context: Context) =>
  rowCursor(context.request.installation.cursorKeys, name, row.positions);

/** A child row as its GraphQL type reads it: its values beside where it lives. */
const node = ({ ref, row }: RowOf) => ({ ...row.values, id: row.id, source: ref.source, record: ref });

const Connection = {
  edges,
  nodes: ({ page }: CollectionPage) => page.rows.map(node),
  missing: ({ page }: CollectionPage) => page.missing,
  pageInfo(connection: CollectionPage, _: unknown, context: Context) {
    const all = edges(connection);
    const [first] = all;
    const last = all.at(-1);
    return {
      hasNextPage: connection.page.hasNextPage,
      hasPreviousPage: false,
      startCursor: () => first && cursor(first, context),
      endCursor: () => last && cursor(last, context),
    };
  },
};

const EdgeType = {
  cursor: (edge: Edge, _: unknown, context: Context) => cursor(edge, context),
  node: ({ row }: Edge) => node(row),
};

export const collectionTypes = {
  OrderConnection: Connection,
  OrderEdge: EdgeType,
  InvoiceConnection: Connection,
  InvoiceEdge: EdgeType,
  SubscriptionConnection: Connection,
  SubscriptionEdge: EdgeType,
  PaymentConnection: Connection,
  PaymentEdge: EdgeType,
  OpportunityConnection: Connection,
  OpportunityEdge: EdgeType,
  CaseConnection: Connection,
  CaseEdge: EdgeType,
};
