/**
 * What this tab remembers while it is open, in memory alone: the text last searched for, and who was opened. It is kept with
 * the answers, which are thrown away when another credential is used.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSession } from '../session.tsx';

export interface RecentCustomer {
  readonly id: string;
  readonly name: string;
}

const most = 8;

function useRemembered<Value>(what: string, scope: string, nothing: Value) {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: [what, scope],
    queryFn: () => nothing,
    enabled: false,
    initialData: nothing,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const change = useCallback(
    (next: (before: Value) => Value) =>
      client.setQueryData<Value>([what, scope], (before) => next(before ?? nothing)),
    [client, what, scope, nothing],
  );
  return [data ?? nothing, change] as const;
}

const nobody: readonly RecentCustomer[] = [];

/** Customers opened for this purpose, the last first, and how to add one: for the next they may not be named. */
export function useRecent() {
  const { terms } = useSession();
  const [recent, change] = useRemembered('recent', terms.purpose ?? '', nobody);
  const add = useCallback(
    (customer: RecentCustomer) =>
      change((before) => [customer, ...before.filter(({ id }) => id !== customer.id)].slice(0, most)),
    [change],
  );
  return { recent, add };
}

/** The text last searched for, so that one comes back to what was found. */
export function useLastSearch() {
  const [text, change] = useRemembered('last search', '', '');
  const remember = useCallback((next: string) => change(() => next), [change]);
  return { text, remember };
}
