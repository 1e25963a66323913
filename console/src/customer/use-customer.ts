import { useQueryClient } from '@tanstack/react-query';
import type { CustomerProfileQuery } from '../gql/graphql.ts';
import { useSession } from '../session.tsx';
import { useAsk } from '../use-ask.ts';
import { useOffers } from '../use-offers.ts';
import { profileDocument } from './documents.ts';

export type CustomerProfile = NonNullable<CustomerProfileQuery['customer']>;
export type BriefConsent = NonNullable<CustomerProfile['consent']>;

/** The customer of an id, for the purpose that is declared now. */
export function useCustomer(id: string) {
  const { viewer, terms, mayKnowWhy } = useSession();
  const channel = viewer.purposes.find(({ purpose }) => purpose === terms.purpose)?.channel ?? 'NONE';
  return useAsk('customer', profileDocument, { id, channel, why: mayKnowWhy });
}

/** Attributes by source. */
export function useOfferedAttributes(): ReadonlyMap<string, readonly string[]> {
  const offers = useOffers();
  return new Map((offers.data?.data?.sources ?? []).map(({ name, attributes }) => [name, attributes]));
}

/** Asks anew for everything that is shown of one customer. */
export function useAskAgain(id: string): () => void {
  const client = useQueryClient();
  return () =>
    void client.invalidateQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes(id) });
}

/** Whether consent denies a customer as a whole: there is somebody, of whom nothing is shown. */
export function isDenied(customer: CustomerProfile): boolean {
  const { consent, displayName, email, phone, company, address, externalIds, createdAt } = customer;
  return (
    consent?.decision === 'DENY' &&
    [displayName, email, phone, company, address, createdAt].every((value) => value === null) &&
    (externalIds ?? []).length === 0
  );
}
