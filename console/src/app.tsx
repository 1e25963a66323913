import { MantineProvider } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { readFacts } from './facts.ts';
import { Frame } from './frame.tsx';
import { SearchPage } from './pages/search.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Boundary } from './parts/boundary.tsx';
import { Empty } from './parts/empty.tsx';
import { Problem } from './parts/problem.tsx';
import { Waiting } from './parts/waiting.tsx';
import { SessionProvider } from './session.tsx';
import { cssVariables, theme } from './theme.ts';

// Pages are loaded when they are opened, so that the first is there at once.
const CustomerPage = lazy(() =>
  import('./pages/customer.tsx').then((page) => ({ default: page.CustomerPage })),
);
const StewardPage = lazy(() => import('./pages/steward.tsx').then((page) => ({ default: page.StewardPage })));
const SourcesPage = lazy(() => import('./pages/sources.tsx').then((page) => ({ default: page.SourcesPage })));
const ExplorerPage = lazy(() =>
  import('./pages/explorer.tsx').then((page) => ({ default: page.ExplorerPage })),
);

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // An answer is as old as it is: nothing is shown from before without being asked again.
      staleTime: 0,
      gcTime: 60_000,
      refetchOnWindowFocus: false,
      retry: false,
    },
  },
});

/** Titles go into the browser's history, so none names a customer. */
const titles: Readonly<Record<string, string>> = {
  '': 'Customers',
  customers: 'A customer',
  stewards: 'Steward desk',
  sources: 'Sources',
  explorer: 'Explorer',
};

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <Router hook={useHashLocation}>
          <Pages />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Pages() {
  const [path] = useLocation();
  useDocumentTitle(`${titles[path.split('/')[1] ?? ''] ?? 'No such page'} – Onefold`);
  const facts = useQuery({ queryKey: ['facts'], queryFn: readFacts, staleTime: Number.POSITIVE_INFINITY });
  if (facts.error !== null) return <Problem error={facts.error} again={() => void facts.refetch()} />;
  if (facts.data === undefined) return <Waiting what="the gateway" />;
  return (
    <SessionProvider
      facts={facts.data}
      waiting={<Waiting what="who you are" />}
      signIn={(use, refusal) =>
        facts.data.open && refusal !== null ? (
          <Problem error={refusal} again={() => location.reload()} />
        ) : (
          <SignIn use={use} refusal={refusal} />
        )
      }
    >
      <Frame>
        <Boundary>
          <Suspense fallback={<Waiting what="the page" />}>
            <Switch>
              <Route path="/" component={SearchPage} />
              <Route path="/customers/:id/:view?" component={CustomerPage} />
              <Route path="/stewards" component={StewardPage} />
              <Route path="/sources" component={SourcesPage} />
              <Route path="/explorer" component={ExplorerPage} />
              <Route>
                <Empty>There is no such page.</Empty>
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </Frame>
    </SessionProvider>
  );
}
