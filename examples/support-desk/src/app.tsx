import { useQuery } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { Orders, Person, Service } from './customer.tsx';
import { graphql } from './gql';

/**
 * Orders come from systems that answer at once. Who the customer is, and what the service desk needs, takes every system
 * that knows them: these parts follow when they are there, and hold up nothing.
 */
const CustomerByEmail = graphql(`
  query CustomerByEmail($email: String!) @purpose(use: "essential.service.operations.support") {
    customer(by: { email: $email }) {
      id
      ...Orders
      ...Person @defer(label: "person")
      ...Service @defer(label: "service")
    }
  }
`);

export function App() {
  const [email, setEmail] = useState('');
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setEmail(String(new FormData(event.currentTarget).get('email')).trim());
  };
  return (
    <>
      <h1>Support desk</h1>
      <form onSubmit={find}>
        <label htmlFor="email">E-mail</label>
        <input id="email" name="email" type="email" required autoComplete="off" />
        <button type="submit">Find</button>
      </form>
      {email !== '' && <Customer key={email} email={email} />}
    </>
  );
}

function Customer({ email }: { readonly email: string }) {
  const { data, error } = useQuery(CustomerByEmail, {
    variables: { email },
    // Answers are live: what is in the cache may have changed.
    fetchPolicy: 'network-only',
    // What is wrong with one field is no reason to hide the others.
    errorPolicy: 'all',
  });
  const customer = data?.customer;
  if (customer === undefined)
    return error === undefined ? <p role="status">Asking …</p> : <p role="alert">{error.message}</p>;
  if (customer === null)
    return <p role={error ? 'alert' : 'status'}>{error?.message ?? 'Nobody was found by this address.'}</p>;
  return (
    <article>
      {/* Until its part is there, a deferred field is undefined. */}
      {customer.emails === undefined ? <p role="status">Asking who this is …</p> : <Person {...customer} />}
      <Orders {...customer} />
      {customer.sources === undefined ? (
        <p role="status">Asking for cases and consent …</p>
      ) : (
        <Service {...customer} />
      )}
    </article>
  );
}
