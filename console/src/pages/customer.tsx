import { Group, Stack, Tabs } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Fault } from '../ask.ts';
import { Activity } from '../customer/activity.tsx';
import { CustomerHead, CustomerTitle } from '../customer/head.tsx';
import { DeniedAsAWhole, NobodyShown, NoSuchAddress } from '../customer/nobody.tsx';
import { Profile } from '../customer/profile.tsx';
import { SourceBar } from '../customer/source-bar.tsx';
import { TimelineView } from '../customer/timeline-view.tsx';
import { isDenied, useAskAgain, useCustomer } from '../customer/use-customer.ts';
import { failedToAnswer } from '../parts/answered.ts';
import { customerPath } from '../parts/customer-path.ts';
import { Problem } from '../parts/problem.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useRecent } from '../search/remembered.ts';

const IdentityView = lazy(() =>
  import('../identity/identity-view.tsx').then((part) => ({ default: part.IdentityView })),
);
const ConsentView = lazy(() =>
  import('../consent/consent-view.tsx').then((part) => ({ default: part.ConsentView })),
);

const views = ['profile', 'timeline', 'activity', 'identity', 'consent'] as const;
type View = (typeof views)[number];
const labels = {
  profile: 'Profile',
  timeline: 'Timeline',
  activity: 'Activity',
  identity: 'Identity',
  consent: 'Consent',
} as const;

/** One customer, as all systems know them now. */
export function CustomerPage() {
  const { id = '', view } = useParams<{ id: string; view?: string }>();
  return <CustomerOf key={id} id={id} view={views.find((one) => one === view) ?? 'profile'} />;
}

function CustomerOf({ id, view }: { readonly id: string; readonly view: View }) {
  const reply = useCustomer(id);
  const again = useAskAgain(id);
  const customer = reply.data?.data?.customer;
  const { add } = useRecent();
  const name = customer?.displayName ?? undefined;
  const answeredId = customer?.id;
  useEffect(() => {
    if (answeredId !== undefined && name !== undefined) add({ id: answeredId, name });
  }, [answeredId, name, add]);

  const unheard = (reply.data?.extensions.sources ?? []).filter(failedToAnswer).map(({ source }) => source);
  const sources = customer?.sources ?? reply.data?.extensions.sources;
  const nobody = reply.data !== undefined && customer == null;
  const denied = customer != null && isDenied(customer) ? customer.consent : null;
  return (
    <Stack gap="sm" maw={1100}>
      <CustomerTitle id={answeredId ?? id} name={name ?? 'Customer'} known={answeredId !== undefined} />
      {reply.error !== null && <Problem error={reply.error} again={() => void reply.refetch()} />}
      {customer != null && <CustomerHead customer={customer} />}
      {nobody && <Absent faults={reply.data.errors} unheard={unheard} again={again} />}
      {sources !== undefined && (
        <SourceBar sources={sources} at={reply.data?.at ?? 0} asking={reply.isFetching} again={again} />
      )}
      {reply.isPending && <Waiting what="the customer" />}
      {/* What needs no slow source does not wait for the profile, which needs them all. */}
      {!nobody && (
        <Views id={id} view={view}>
          {view === 'identity' && <IdentityView id={id} />}
          {view === 'consent' && <ConsentView id={id} />}
          {view !== 'identity' && view !== 'consent' && denied !== null && (
            <DeniedAsAWhole consent={denied} id={id} />
          )}
          {view === 'profile' && denied === null && customer != null && reply.data !== undefined && (
            <Profile customer={customer} redacted={reply.data.extensions.consent?.redacted ?? []} />
          )}
          {view === 'timeline' && denied === null && <TimelineView id={id} />}
          {view === 'activity' && denied === null && <Activity id={id} />}
        </Views>
      )}
    </Stack>
  );
}

/** Why there is nobody on the page. */
function Absent({
  faults: [fault],
  unheard,
  again,
}: {
  readonly faults: readonly Fault[];
  readonly unheard: readonly string[];
  readonly again: () => void;
}) {
  if (fault === undefined) return <NobodyShown unheard={unheard} />;
  if (fault.extensions?.code === 'KEY_INVALID') return <NoSuchAddress />;
  return <Problem error={fault} again={again} />;
}

/** What of a customer is looked at is part of the address. */
function Views({
  id,
  view,
  children,
}: {
  readonly id: string;
  readonly view: View;
  readonly children: ReactNode;
}) {
  const [, navigate] = useLocation();
  const choose = (next: View = 'profile') =>
    navigate(next === 'profile' ? customerPath(id) : customerPath(id, next));
  return (
    <Tabs value={view} onChange={(next) => choose(views.find((one) => one === next))} keepMounted={false}>
      <Group style={{ overflowX: 'auto' }}>
        <Tabs.List style={{ flexWrap: 'nowrap', flexGrow: 1 }} aria-label="What of the customer">
          {views.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {labels[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Group>
      <Tabs.Panel value={view} pt="md">
        <Suspense fallback={<Waiting what="this part" />}>{children}</Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}
