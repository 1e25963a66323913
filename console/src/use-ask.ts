/** Operations as pages ask them: anew for each purpose, shown while they are asked again, and kept by nobody for long. */
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, type Reply, unanswered } from './ask.ts';
import type { TypedDocumentString } from './gql/graphql.ts';
import { useSession } from './session.tsx';

export interface AskOptions {
  /** False asks nothing yet. */
  readonly enabled?: boolean;
  /** Milliseconds after which it is asked again by itself. */
  readonly every?: number;
}

/** @param subject - what is asked about, in one word: what the answer is kept under. */
export function useAsk<Result, Variables>(
  subject: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { enabled = true, every }: AskOptions = {},
): UseQueryResult<Reply<Result>, Error> {
  const { terms } = useSession();
  return useQuery({
    queryKey: [subject, document.toString(), variables, terms.purpose ?? ''],
    queryFn: ({ signal }) => ask(document, variables, terms, signal),
    enabled,
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}

/** Who asks, and what the gateway is: neither changes by what is said or disturbed. */
const lasting: ReadonlySet<unknown> = new Set(['viewer', 'facts']);

/** Asks again for all that is shown. */
export function useAskAllAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ predicate: ({ queryKey }) => !lasting.has(queryKey[0]) });
}

/** Says something to the gateway; whatever is shown is asked again after it. */
export function useTell<Result, Variables>(document: TypedDocumentString<Result, Variables>) {
  const { terms } = useSession();
  const askAllAgain = useAskAllAgain();
  return useMutation({
    mutationFn: async (variables: Variables) => {
      const reply = await ask(document, variables, terms);
      const [fault] = reply.errors;
      if (fault !== undefined) throw unanswered(fault);
      return reply;
    },
    onSuccess: askAllAgain,
  });
}
