import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { inWords } from './in-words.ts';

/** Sources that did not answer, what may be missing because of it, and a way to ask them again. */
export function Unheard({
  sources,
  so,
  again,
  label,
}: {
  readonly sources: readonly string[];
  /** How the sentence ends that says who did not answer. */
  readonly so: string;
  readonly again: () => void;
  /** Of the button, where several stand on a page. */
  readonly label?: string;
}) {
  return (
    <Alert color="yellow" variant="outline" icon={<IconPlugConnectedX aria-hidden />} p="xs" mb="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {inWords(sources)} did not answer{so}
        </Text>
        <Button size="compact-xs" variant="default" onClick={again} aria-label={label}>
          Ask again
        </Button>
      </Group>
    </Alert>
  );
}
