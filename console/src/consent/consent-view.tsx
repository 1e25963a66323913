import { Alert, Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconGavel, IconLock, IconPlugX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Reply } from '../ask.ts';
import type { Channel } from '../gql/graphql.ts';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useSession } from '../session.tsx';
import { useAsk } from '../use-ask.ts';
import { ConsentGrid } from './consent-grid.tsx';
import { ConsentList } from './consent-list.tsx';
import type { Decision, SourceFacts } from './decision.ts';
import { DecisionDrawer, type Opened } from './decision-drawer.tsx';
import { bareDocument, explainedDocument } from './documents.ts';
import { blindOf, type Filter, familiesOf, filtered, type Shown, sourcesOf } from './matrix.ts';
import { channelWords } from './words.ts';

/** What a customer permits: every purpose by every source, why, and what would have to change. */
export function ConsentView({ id }: { readonly id: string }) {
  const { mayKnowWhy } = useSession();
  const explained = useAsk('consent', explainedDocument, { id }, { enabled: mayKnowWhy });
  const bare = useAsk('consent', bareDocument, { id }, { enabled: !mayKnowWhy });
  const asked = mayKnowWhy ? explained : bare;
  const again = () => void asked.refetch();
  if (asked.error !== null) return <Problem error={asked.error} again={again} />;
  if (asked.data === undefined) return <Waiting what="what they permit" />;
  const decisions = asked.data.data?.customer?.consents;
  if (decisions == null) return <NoMatrix reply={asked.data} again={again} />;
  return <Matrix decisions={decisions} facts={explained.data?.data?.sources ?? []} />;
}

/** There is no customer, or none to whom the purpose gives this sight. */
function NoMatrix({
  reply: { data, errors, extensions },
  again,
}: {
  readonly reply: Reply<{ readonly customer: unknown }>;
  readonly again: () => void;
}) {
  const [fault] = errors;
  if (fault !== undefined) return <Problem error={fault} again={again} />;
  const redacted = extensions.consent?.redacted.some(({ path }) => path === 'Customer.consents');
  if (redacted === true)
    return <Empty>What they permit is not shown to you for this purpose. Another purpose may show it.</Empty>;
  return (
    <Empty>
      {data?.customer == null
        ? 'There is no such customer, or they are not shown for this purpose.'
        : 'Nothing is known of what they permit.'}
    </Empty>
  );
}

function Matrix({
  decisions,
  facts,
}: {
  readonly decisions: readonly Decision[];
  readonly facts: readonly SourceFacts[];
}) {
  const { mayKnowWhy } = useSession();
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [filter, setFilter] = useState<Filter>({ shown: 'all', channel: null });
  const [opened, setOpened] = useState<{ readonly purpose: string; readonly source: string | undefined }>();
  const shown = filtered(decisions, filter);
  const families = familiesOf(shown);
  const [first] = decisions;
  // What is opened follows what is asked again.
  const decision = decisions.find(({ purpose }) => purpose === opened?.purpose);
  const open = ({ purpose }: Decision, source?: string) => setOpened({ purpose, source });
  return (
    <Stack gap="sm">
      <div>
        <Title order={3} size="h4">
          What they permit
        </Title>
        {first !== undefined && (
          <Text size="sm" c="dimmed">
            Decided <Time at={first.evaluatedAt} />. Policy: {first.policyVersion}.
          </Text>
        )}
      </div>
      {blindOf(decisions).map(({ source, denied }) => (
        <Alert key={source} variant="light" color="orange" p="xs" icon={<IconPlugX aria-hidden />}>
          <Text size="sm">
            <strong>{source}</strong> did not answer, or is not understood. {blindCost(denied)}
          </Text>
        </Alert>
      ))}
      {!mayKnowWhy && (
        <Alert variant="light" color="gray" p="xs" icon={<IconLock aria-hidden />}>
          <Text size="sm">
            You are shown what is permitted. Reasons, and what each source says, need a right that you do not
            have (scope consent:explain).
          </Text>
        </Alert>
      )}
      <Filters decisions={decisions} filter={filter} choose={setFilter} />
      {families.length === 0 ? (
        <Empty>No purpose is like that. Choose “All”, or every channel.</Empty>
      ) : isNarrow ? (
        <ConsentList families={families} open={open} />
      ) : (
        <ConsentGrid families={families} sources={sourcesOf(decisions)} facts={facts} open={open} />
      )}
      {mayKnowWhy && !isNarrow && <Legend />}
      <DecisionDrawer
        opened={decision === undefined ? undefined : ({ decision, source: opened?.source } satisfies Opened)}
        facts={facts}
        close={() => setOpened(undefined)}
      />
    </Stack>
  );
}

function blindCost(denied: number): string {
  if (denied === 0) return 'Nothing is denied because of that alone.';
  return denied === 1
    ? 'One purpose is denied to be safe: it may hold an objection.'
    : `${denied} purposes are denied to be safe: it may hold an objection.`;
}

function Filters({
  decisions,
  filter,
  choose,
}: {
  readonly decisions: readonly Decision[];
  readonly filter: Filter;
  readonly choose: (filter: Filter) => void;
}) {
  const count = (shown: Shown) => filtered(decisions, { ...filter, shown }).length;
  const channels = [...new Set(decisions.map(({ channel }) => channel))];
  return (
    <Group gap="sm">
      <SegmentedControl
        size="xs"
        aria-label="Which decisions"
        value={filter.shown}
        onChange={(shown) => choose({ ...filter, shown })}
        data={[
          { value: 'all', label: `All ${count('all')}` },
          { value: 'denied', label: `Denied ${count('denied')}` },
          { value: 'permitted', label: `Permitted ${count('permitted')}` },
        ]}
      />
      <Select
        size="xs"
        aria-label="Channel"
        placeholder="By every channel"
        clearable
        w={190}
        value={filter.channel}
        onChange={(channel) => choose({ ...filter, channel: channel as Channel | null })}
        data={channels.map((channel) => ({
          value: channel,
          label: channel === 'NONE' ? 'No contact' : `By ${channelWords[channel]}`,
        }))}
      />
    </Group>
  );
}

function Legend() {
  return (
    <Text size="xs" c="dimmed">
      <IconGavel size={13} aria-hidden /> and a frame mark the source that decides. An opt-out anywhere
      outranks not knowing, which outranks agreements and lapses by date, which outrank silence. Arrow keys
      lead from cell to cell; Enter tells why.
    </Text>
  );
}
