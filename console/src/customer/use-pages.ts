import { useInfiniteQuery } from '@tanstack/react-query';
import { ask, type Redaction, type Reply, unanswered } from '../ask.ts';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { useSession } from '../session.tsx';

/** What an operation of collections.ts answers. */
export interface RowsResult<Row> {
  readonly customer: {
    readonly rows: {
      readonly nodes: readonly Row[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly missing: readonly string[];
    } | null;
  } | null;
}

export interface RowsVariables {
  id: string;
  first: number;
  after?: string | null | undefined;
}

export interface Pages<Row> {
  /** Of all pages, newest first. */
  readonly rows: readonly Row[];
  /** Sources that did not answer for some page. */
  readonly missing: readonly string[];
  /** Why they may not be shown; undefined where they may. */
  readonly denied: string | undefined;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  older(): void;
  again(): void;
}

/** A collection of one customer, page after page. */
export function usePages<Row>(
  document: TypedDocumentString<RowsResult<Row>, RowsVariables>,
  id: string,
  first: number,
): Pages<Row> {
  const { terms } = useSession();
  const query = useInfiniteQuery({
    queryKey: ['customer', document.toString(), { id, first }, terms.purpose ?? ''],
    queryFn: async ({ pageParam, signal }) => {
      const reply = await ask(document, { id, first, after: pageParam }, terms, signal);
      const [fault] = reply.errors;
      if (fault !== undefined) throw unanswered(fault);
      return reply;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ data }: Reply<RowsResult<Row>>) =>
      data?.customer?.rows?.pageInfo.hasNextPage === true ? data.customer.rows.pageInfo.endCursor : null,
  });
  const pages = query.data?.pages ?? [];
  return {
    rows: pages.flatMap(({ data }) => data?.customer?.rows?.nodes ?? []),
    missing: [...new Set(pages.flatMap(({ data }) => data?.customer?.rows?.missing ?? []))].sort(),
    denied: deniedOf(pages[0]),
    pending: query.isPending,
    error: query.error,
    hasOlder: query.hasNextPage,
    loadingOlder: query.isFetchingNextPage,
    older: () => void query.fetchNextPage(),
    again: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
  };
}

/** The code of what was withheld, where all of a collection was. */
function deniedOf(reply: Reply<RowsResult<unknown>> | undefined): string | undefined {
  if (reply === undefined || reply.data?.customer?.rows != null) return undefined;
  const redacted: readonly Redaction[] = reply.extensions.consent?.redacted ?? [];
  return redacted[0]?.code ?? '';
}
