/** Operations as pages ask them: anew for each purpose, shown while they are asked again, and kept by nobody for long. */
import {
  keepPreviousData,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { ask, type Reply } from './ask.ts';
import type { TypedDocumentString } from './gql/graphql.ts';
import { useSession } from './session.tsx';

export interface AskOptions {
  /** False asks nothing yet. */
  readonly enabled?: boolean;
  /** Milliseconds after which it is asked again by itself. */
  readonly every?: number;
  /** Whether what was shown stays while other variables are asked for: for paging. */
  readonly keeps?: boolean;
}

/** @param subject - what is asked about, in one word: what was decided about it is asked again after `useTell`. */
export function useAsk<Result, Variables>(
  subject: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { enabled = true, every, keeps = false }: AskOptions = {},
): UseQueryResult<Reply<Result>, Error> {
  const { terms } = useSession();
  return useQuery({
    queryKey: [subject, document.toString(), variables, terms.purpose ?? ''],
    queryFn: ({ signal }) => ask(document, variables, terms, signal),
    enabled,
    ...(every === undefined ? {} : { refetchInterval: every }),
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Says something to the gateway; whatever is shown is asked again after it. */
export function useTell<Result, Variables>(document: TypedDocumentString<Result, Variables>) {
  const { terms } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (variables: Variables) => {
      const reply = await ask(document, variables, terms);
      const [fault] = reply.errors;
      if (fault !== undefined) throw new Error(fault.message);
      return reply;
    },
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'viewer' }),
  });
}
