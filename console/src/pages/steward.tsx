import { Alert, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useSession } from '../session.tsx';
import { Conflicts } from '../steward/conflicts.tsx';
import { History } from '../steward/history.tsx';
import { ReviewQueue } from '../steward/review-queue.tsx';
import { Suppressions } from '../steward/suppressions.tsx';
import { ValueRules } from '../steward/value-rules.tsx';

const tabs = [
  ['queue', 'Review queue'],
  ['history', 'History'],
  ['conflicts', 'Conflicts'],
  ['values', 'Shared identifiers'],
  ['suppressions', 'Suppressions'],
] as const;

/** Where stewards say which records are one person, and what may not be used. */
export function StewardPage() {
  const { viewer } = useSession();
  const [tab, setTab] = useState<string | null>('queue');
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        Steward desk
      </Title>
      {viewer.decides ? (
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List aria-label="What there is to do">
            {tabs.map(([value, label]) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="queue">
            <ReviewQueue />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <History />
          </Tabs.Panel>
          <Tabs.Panel value="conflicts">
            <Conflicts />
          </Tabs.Panel>
          <Tabs.Panel value="values">
            <ValueRules />
          </Tabs.Panel>
          <Tabs.Panel value="suppressions">
            <Suppressions />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Alert color="gray" variant="outline" icon={<IconLock aria-hidden />} title="For stewards only">
          <Text size="sm">
            {viewer.scopes.includes('identity:steward')
              ? 'This gateway keeps no decisions: whoever runs it has to configure a store first.'
              : 'Deciding which records are one person needs the right identity:steward, which the roles steward and privacy have. Ask whoever runs this gateway for it.'}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}
