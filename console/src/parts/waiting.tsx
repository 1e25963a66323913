import { Group, Loader, Text } from '@mantine/core';

/** Something is on its way. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <Group p="md" gap="sm" role="status">
      <Loader size="sm" aria-hidden />
      <Text>Asking for {what} …</Text>
    </Group>
  );
}
