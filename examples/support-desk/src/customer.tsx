/** What is shown of a customer. Each component says in a fragment what it reads, and takes just that. */
import { graphql } from './gql';
import type { OrdersFragment, PersonFragment, ServiceFragment, SourceStatus } from './gql/graphql';

graphql(`
  fragment Person on Customer {
    displayName
    emails { value sources }
    phones { value sources }
  }
`);

/** A list that is null was not permitted to be shown; an empty one has nothing in it. */
export function Person({ displayName, emails, phones }: PersonFragment) {
  return (
    <header>
      <h2>{displayName ?? 'No name'}</h2>
      <ul aria-label="Contact points">
        {[...(emails ?? []), ...(phones ?? [])].map(({ value, sources }) => (
          <li key={value}>
            {value} <small>{sources.join(', ')}</small>
          </li>
        ))}
      </ul>
    </header>
  );
}

graphql(`
  fragment Orders on Customer {
    orders(first: 5) {
      nodes { id source number status placedAt total { amount currency } }
      missing
    }
  }
`);

export function Orders({ orders }: OrdersFragment) {
  return (
    <section aria-labelledby="orders">
      <h3 id="orders">Orders</h3>
      <table>
        <tbody>
          {orders?.nodes.map(({ id, source, number, status, placedAt, total }) => (
            <tr key={`${source}:${id}`}>
              <td>{number ?? id}</td>
              <td>{status}</td>
              <td>{day(placedAt)}</td>
              <td>{total && money(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Missing sources={orders?.missing ?? []} />
    </section>
  );
}

graphql(`
  fragment Service on Customer {
    cases(first: 5) {
      nodes { id source subject status openedAt }
      missing
    }
    consent(purpose: "marketing.communications.email", channel: EMAIL) { decision }
    sources { source status }
  }
`);

export function Service({ cases, consent, sources }: ServiceFragment) {
  return (
    <>
      <section aria-labelledby="cases">
        <h3 id="cases">Cases</h3>
        <ul>
          {cases?.nodes.map(({ id, source, subject, status, openedAt }) => (
            <li key={`${source}:${id}`}>
              {subject ?? 'No subject'} <small>{[status, day(openedAt)].join(' ')}</small>
            </li>
          ))}
        </ul>
        <Missing sources={cases?.missing ?? []} />
      </section>
      <p>
        {/* No decision is no permission. */}
        Marketing by e-mail: <strong>{consent?.decision === 'PERMIT' ? 'permitted' : 'not permitted'}</strong>
      </p>
      <section aria-labelledby="sources">
        <h3 id="sources">Sources</h3>
        <ul>
          {sources.map(({ source, status }) => (
            <li key={source}>
              {source}: {statusTexts[status]}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** The compiler holds this list to the schema: a status that is added there is a fault here. */
const statusTexts: Readonly<Record<SourceStatus, string>> = {
  OK: 'answered',
  ABSENT: 'does not know them',
  STALE: 'answered with old data',
  TIMEOUT: 'did not answer in time',
  UNAVAILABLE: 'is not available',
  THROTTLED: 'takes no more questions for now',
  UNAUTHORIZED: 'did not let the gateway in',
  DRIFTED: 'has lost a column',
  DENIED: 'may not be asked for this',
  NOT_NEEDED: 'was not needed',
};

/** A list that is short for want of an answer must not look complete. */
function Missing({ sources }: { readonly sources: readonly string[] }) {
  return sources.length === 0 ? null : <p role="alert">Incomplete: no answer from {sources.join(', ')}.</p>;
}

function day(instant: string | null): string {
  return instant === null ? '' : new Date(instant).toLocaleDateString();
}

/** The amount is exact text; it is formatted as such, and never becomes a binary number. */
function money({ amount, currency }: { readonly amount: string; readonly currency: string }): string {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
  return format.format(amount as Intl.StringNumericLiteral);
}
