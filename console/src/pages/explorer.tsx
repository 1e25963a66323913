import { Box, Group, Switch, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type Explanation, fetcherFor } from '../explorer/asking.ts';
import { Editor } from '../explorer/editor.tsx';
import { PlanPanel } from '../explorer/plan-panel.tsx';
import { useSession } from '../session.tsx';

/** GraphiQL on the terms of whoever uses it, and what each answer took. */
export function ExplorerPage() {
  const { terms, mayTrace } = useSession();
  const [explanation, setExplanation] = useState<Explanation>({});
  const [shown, setShown] = useState(true);
  const fetcher = useMemo(
    () => fetcherFor({ terms, traces: mayTrace, explained: setExplanation }),
    [terms, mayTrace],
  );
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          Explorer
        </Title>
        {mayTrace ? (
          <Switch
            label="Plan and trace"
            checked={shown}
            onChange={(event) => setShown(event.currentTarget.checked)}
          />
        ) : (
          <Text size="sm" c="dimmed">
            Asked for {terms.purpose ?? 'no purpose'}
          </Text>
        )}
      </Group>
      <Box h={mayTrace && shown ? 'max(420px, 52dvh)' : 'calc(100dvh - 150px)'}>
        <Editor fetcher={fetcher} />
      </Box>
      {mayTrace && shown && (
        <Box component="section" aria-label="Plan and trace" mt="sm">
          <PlanPanel {...explanation} />
        </Box>
      )}
    </>
  );
}
