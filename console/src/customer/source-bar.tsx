import { Button, Code, Group, Paper, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { failedToAnswer } from '../parts/answered.ts';
import { SourceStatusBadge } from '../parts/status.tsx';
import { Age } from '../parts/time.tsx';

/** How a source fared, and what of it is this customer's. */
export interface SourceState {
  readonly source: string;
  readonly status: string;
  readonly retryAfter?: number | null;
  readonly records?: readonly { readonly id: string }[] | null;
  readonly drifted?: readonly string[];
}

/** Who was asked, how each answered, and how old the answers are. */
export function SourceBar({
  sources,
  at,
  asking,
  again,
}: {
  readonly sources: readonly SourceState[];
  /** Epoch milliseconds of the answer. */
  readonly at: number;
  readonly asking: boolean;
  readonly again: () => void;
}) {
  return (
    <Group component="section" aria-label="Sources of this answer" gap="xs" align="stretch">
      {sources.map((state) => (
        <Paper key={state.source} withBorder px="sm" py={6}>
          <Group gap="xs" wrap="nowrap" mih={26}>
            <Text size="sm" fw={600}>
              {state.source}
            </Text>
            <SourceStatusBadge status={state.status} />
            {failedToAnswer(state) && <AskOne state={state} at={at} asking={asking} again={again} />}
          </Group>
          {(state.records ?? []).length > 0 && (
            <Group gap={4} mt={2}>
              {(state.records ?? []).map(({ id }) => (
                <Code key={id}>{id}</Code>
              ))}
            </Group>
          )}
          {(state.drifted ?? []).length > 0 && (
            <Text size="xs" c="dimmed">
              without {(state.drifted ?? []).join(', ')}
            </Text>
          )}
        </Paper>
      ))}
      <Group gap="xs" ms="auto" wrap="nowrap">
        <Text size="sm" c="dimmed">
          Asked <Age since={at} />
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={asking}
          onClick={again}
        >
          Ask again
        </Button>
      </Group>
    </Group>
  );
}

/** Waits for as long as the source asked to be left alone. */
function AskOne({
  state: { source, retryAfter },
  at,
  asking,
  again,
}: {
  readonly state: SourceState;
  readonly at: number;
  readonly asking: boolean;
  readonly again: () => void;
}) {
  const seconds = useSecondsUntil(at + (retryAfter ?? 0) * 1_000);
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={seconds > 0 || asking}
      onClick={again}
      aria-label={seconds > 0 ? `Ask again: ${source}, in ${seconds} s` : `Ask again: ${source}`}
    >
      {seconds > 0 ? `in ${seconds} s` : 'Ask again'}
    </Button>
  );
}

/** Counts down; 0 from then on. */
function useSecondsUntil(then: number): number {
  const [now, setNow] = useState(() => Date.now());
  const over = then <= now;
  useEffect(() => {
    if (over) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [over]);
  return Math.max(0, Math.ceil((then - now) / 1_000));
}
