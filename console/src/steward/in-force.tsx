import { Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../parts/problem.tsx';
import { Section } from '../parts/section.tsx';
import { Waiting } from '../parts/waiting.tsx';

interface Entry {
  readonly id: string;
}

/** What stewards said of identifiers and did not take back. */
export function InForce<Data, One extends Entry>({
  asked,
  listOf,
  what,
  newest = '',
  children,
}: {
  readonly asked: UseQueryResult<Data, Error>;
  readonly listOf: (data: Data) => readonly One[] | undefined;
  /** As in `Waiting for …`. */
  readonly what: string;
  /** How many are shown, as a sentence. */
  readonly newest?: string;
  /** @param standing - asks again whether an entry is in force; true where no answer says that it is not. */
  readonly children: (said: readonly One[], standing: (id: string) => Promise<boolean>) => ReactNode;
}) {
  return (
    <Section title="In force">
      <Text size="sm" c="dimmed">
        {newest} Values are not shown, because they are not kept: each is known by a keyed hash alone.
      </Text>
      {asked.error !== null ? (
        <Problem error={asked.error} again={() => void asked.refetch()} />
      ) : asked.data === undefined ? (
        <Waiting what={what} />
      ) : (
        children(listOf(asked.data) ?? [], async (id) => {
          const { data } = await asked.refetch();
          return (data === undefined ? undefined : listOf(data))?.some((one) => one.id === id) ?? true;
        })
      )}
    </Section>
  );
}
