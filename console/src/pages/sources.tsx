import { Button, Group, SimpleGrid, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { sourcesDocument } from '../sources/documents.ts';
import { healthInWords } from '../sources/figures.ts';
import { SourceCard } from '../sources/source-card.tsx';
import { useAsk } from '../use-ask.ts';

/** Milliseconds from one asking to the next; the gateway itself asks the sources no more often. */
const interval = 5_000;

/** The systems behind the gateway, and how they are right now. */
export function SourcesPage() {
  const [isPaused, setPaused] = useState(false);
  const asked = useAsk('sources', sourcesDocument, {}, isPaused ? {} : { every: interval });
  const sources = asked.data?.data?.sources;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="end">
        <div>
          <Title order={2} size="h3">
            Sources
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {sources === undefined ? 'Asking each system how it is …' : healthInWords(sources)}
          </Text>
        </div>
        <Group gap="md">
          <Switch
            size="sm"
            label="Ask every 5 seconds"
            checked={!isPaused}
            onChange={({ currentTarget: { checked } }) => setPaused(!checked)}
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            onClick={() => void asked.refetch()}
          >
            Ask again
          </Button>
        </Group>
      </Group>
      {asked.error !== null && <Problem error={asked.error} again={() => void asked.refetch()} />}
      {sources === undefined && asked.error === null && <Placeholders />}
      {sources?.length === 0 && <Empty>No source is configured.</Empty>}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        {sources?.map((source) => (
          <SourceCard key={source.name} source={source} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Placeholders() {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" aria-hidden>
      {[1, 2, 3, 4].map((place) => (
        <Skeleton key={place} height={330} />
      ))}
    </SimpleGrid>
  );
}
