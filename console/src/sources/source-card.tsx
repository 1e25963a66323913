import { Alert, Anchor, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconHourglass, IconPlugX } from '@tabler/icons-react';
import { useId } from 'react';
import { counted } from '../parts/in-words.ts';
import { SourceStatusBadge } from '../parts/status.tsx';
import { Age } from '../parts/time.tsx';
import { ActivityFigures } from './activity-figures.tsx';
import { Columns, DriftFindings } from './drift-findings.tsx';
import { breakersInWords, duration, queueInWords, quotaInWords } from './figures.ts';
import { Inventory } from './inventory.tsx';
import type { Activity, Source } from './source.ts';
import styles from './sources.module.css';

/** One system: whether it answers, how it has fared, what it may be asked, and what it holds. */
export function SourceCard({ source }: { readonly source: Source }) {
  const titleId = useId();
  const { name, kind, region, steward, health, activity } = source;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <div>
          <Group justify="space-between" wrap="nowrap">
            <Title order={3} size="h4" id={titleId}>
              {name}
            </Title>
            <SourceStatusBadge status={health.status} />
          </Group>
          <Text size="sm">
            {kind}
            {health.server !== null && `, ${health.server}`}
            {region !== null && ` · ${region}`}
          </Text>
          <Text size="sm" c="dimmed">
            Asked <Age since={Date.parse(health.checkedAt)} />, took {duration(health.latencyMs)}
            {steward !== null && (
              <>
                {' · steward '}
                <Anchor href={`mailto:${steward}`} size="sm" underline="always">
                  {steward}
                </Anchor>
              </>
            )}
          </Text>
        </div>
        {activity?.throttledFor != null && (
          <Alert variant="light" color="yellow" p="xs" icon={<IconHourglass aria-hidden />}>
            <Text size="sm">It asks for patience: it is left alone for {activity.throttledFor} s.</Text>
          </Alert>
        )}
        {health.blindDenials !== null && health.blindDenials > 0 && (
          <Alert variant="light" color="orange" p="xs" icon={<IconPlugX aria-hidden />}>
            <Text size="sm">
              {counted(health.blindDenials, 'decision was denied', 'decisions were denied')} since the gateway
              started because it did not answer or was not understood.
            </Text>
          </Alert>
        )}
        <DriftFindings source={source} />
        {activity === null ? (
          <Text size="sm" c="dimmed">
            What it was asked lately is shown to callers who may see how answers come about (scopes
            plan:explain and consent:explain).
          </Text>
        ) : (
          <Busyness activity={activity} />
        )}
        <details>
          <summary className={styles['summary']}>What it holds</summary>
          <Inventory source={source} />
        </details>
        <details>
          <summary className={styles['summary']}>Columns</summary>
          <Columns source={source} />
        </details>
      </Stack>
    </Paper>
  );
}

function Busyness({ activity }: { readonly activity: Activity }) {
  const quota = quotaInWords(activity.quota);
  const breakers = breakersInWords(activity.breakers);
  return (
    <>
      <ActivityFigures slots={activity.slots} />
      <dl className={styles['facts']}>
        <dt>Allowance</dt>
        <dd>
          {quota.left !== null && (
            <Progress
              value={quota.left}
              color={quota.left < 20 ? 'red.8' : 'indigo.6'}
              size="sm"
              my={5}
              aria-label="Calls left today, percent"
            />
          )}
          {quota.text}.
        </dd>
        <dt>Operations</dt>
        <dd>
          {breakers.length === 0
            ? 'All are tried as always.'
            : `It kept failing, so it is spared for a while: ${breakers.join('; ')}.`}
        </dd>
        <dt>Busy</dt>
        <dd>{queueInWords(activity.queue)}.</dd>
        <dt>Since the start</dt>
        <dd>
          {counted(activity.calls, 'call')}, {counted(activity.failures, 'failure')}.
        </dd>
      </dl>
    </>
  );
}
