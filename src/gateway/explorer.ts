/** GraphiQL, served whole by the gateway: the page asks no other host for anything. */
const exampleQuery = `# Onefold: one Customer over every system that knows them, answered live.
# Press the play button. Then try the header { "X-Data-Use": "marketing.communications.email" }
# with another person, say bruno.kessler@example.com, and see what consent withholds.
query OneCustomer {
  customer(by: { email: "ada.lindqvist@example.com" }) {
    id
    displayName
    email
    phones { value sources }
    address { street city postalCode country source }
    orders(first: 3) { nodes { number placedAt total { amount currency } source } }
    invoices(first: 3) { nodes { number status total { amount currency } } }
    cases(first: 3) { nodes { subject status openedAt } }
    sources { source status records { id } }
    identity { complete links { rule confidence a { source id } b { source id } } }
    consent(purpose: "marketing.communications.email", channel: EMAIL) {
      decision
      status
      decidedBy { source field capturedAt }
    }
  }
}
`;

let page: Promise<string> | undefined;

/** Some megabytes, so it is made when somebody first looks. */
export function explorerPage(): Promise<string> {
  page ??= import('@graphql-yoga/render-graphiql').then(({ renderGraphiQL }) =>
    renderGraphiQL({
      title: 'Onefold',
      endpoint: '/graphql',
      defaultQuery: exampleQuery,
      headers: JSON.stringify({ 'X-Data-Use': 'essential.service.operations.support' }, null, 2),
    } as Parameters<typeof renderGraphiQL>[0]),
  );
  return page;
}
