/** Who uses the console, and what for: kept for this tab, and gone with it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { ask, type Terms } from './ask.ts';
import type { Facts } from './facts.ts';
import type { ViewerQuery } from './gql/graphql.ts';
import { graphql } from './gql/index.ts';

const viewerDocument = graphql(`
  query Viewer {
    viewer {
      subject
      scopes
      defaultPurpose
      decides
      purposes { purpose legalBasis channel }
    }
  }
`);

export type Viewer = ViewerQuery['viewer'];

export interface Session {
  readonly facts: Facts;
  readonly viewer: Viewer;
  readonly terms: Terms;
  /** Whether the caller is told why consent was denied, and that there is somebody who denied it. */
  readonly mayKnowWhy: boolean;
  /** Whether answers explain which calls they took to this caller. */
  readonly mayTrace: boolean;
  choosePurpose(purpose: string): void;
  signOut(): void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** @throws where there is none: every page is shown to somebody. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('a page is shown to nobody');
  return session;
}

const credentialKey = 'onefold.credential';
const purposeKey = 'onefold.purpose';

/**
 * @param props.signIn - shown where a credential is needed, with why the last one was refused.
 * @param props.waiting - shown until it is known who asks.
 */
export function SessionProvider({
  facts,
  signIn,
  waiting,
  children,
}: {
  readonly facts: Facts;
  readonly signIn: (use: (credential: string) => void, refusal: Error | null) => ReactNode;
  readonly waiting: ReactNode;
  readonly children: ReactNode;
}) {
  const client = useQueryClient();
  const [credential, setCredential] = useState(() => sessionStorage.getItem(credentialKey) ?? undefined);
  const [tried, setTried] = useState(0);
  const [chosen, setChosen] = useState(() => sessionStorage.getItem(purposeKey) ?? undefined);
  const viewing = useQuery({
    // The credential itself is no key: each one that is tried is a question of its own.
    queryKey: ['viewer', tried],
    queryFn: ({ signal }) => ask(viewerDocument, {}, { credential, purpose: undefined }, signal),
    enabled: facts.open || credential !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const viewer = viewing.data?.data?.viewer;

  const session = useMemo<Session | undefined>(() => {
    if (viewer === undefined) return undefined;
    const allowed = viewer.purposes.map(({ purpose }) => purpose);
    const purpose = [chosen, viewer.defaultPurpose, allowed[0]].find(
      (one) => typeof one === 'string' && allowed.includes(one),
    );
    const mayKnowWhy = viewer.scopes.includes('consent:explain');
    return {
      facts,
      viewer,
      terms: { credential, purpose: purpose ?? undefined },
      mayKnowWhy,
      mayTrace: facts.explain && mayKnowWhy && viewer.scopes.includes('plan:explain'),
      choosePurpose(next) {
        sessionStorage.setItem(purposeKey, next);
        setChosen(next);
      },
      signOut() {
        // The explorer keeps what was typed into it: whoever is next shall not find it.
        sessionStorage.clear();
        client.clear();
        setCredential(undefined);
        setChosen(undefined);
        setTried(tried + 1);
      },
    };
  }, [facts, viewer, credential, tried, chosen, client]);

  if (session !== undefined) return <SessionContext value={session}>{children}</SessionContext>;
  if (viewing.isFetching) return waiting;
  return signIn((given) => {
    sessionStorage.clear();
    sessionStorage.setItem(credentialKey, given);
    client.clear();
    setCredential(given);
    setTried(tried + 1);
  }, viewing.error);
}
