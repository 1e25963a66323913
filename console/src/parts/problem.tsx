import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

export interface ProblemProps {
  readonly error: Pick<Error, 'message'>;
  /** Tries once more; without it there is nothing to try. */
  readonly again?: () => void;
}

/** Something went wrong, in the gateway's own words, and what can be done about it. */
export function Problem({ error, again }: ProblemProps) {
  return (
    <Alert
      color="red"
      variant="outline"
      icon={<IconAlertTriangle aria-hidden />}
      title="That did not work"
      role="alert"
      styles={{ title: { color: 'var(--mantine-color-error)' } }}
      m="md"
    >
      <Text size="sm">{error.message}</Text>
      {again !== undefined && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={again}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}
