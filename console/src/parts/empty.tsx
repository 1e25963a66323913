import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** There is nothing, and why that may be. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <Text c="dimmed" p="md">
      {children}
    </Text>
  );
}
