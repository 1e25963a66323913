import { Stack, Text } from '@mantine/core';
import { holdingsOf } from './holdings.ts';
import type { Source } from './source.ts';
import styles from './sources.module.css';

/** What a source holds and how it can be asked, as it is mapped. */
export function Inventory({ source }: { readonly source: Source }) {
  return (
    <Stack gap="xs">
      <dl className={styles['facts']}>
        {holdingsOf(source).map(({ label, none, lists }) => (
          <div key={label} className={styles['fact']}>
            <dt>{label}</dt>
            <dd>
              {lists.length === 0 && none}
              {lists.map(({ heading, items }) => (
                <div key={heading ?? ''}>
                  {heading !== undefined && (
                    <Text span size="sm" c="dimmed">
                      {heading}:{' '}
                    </Text>
                  )}
                  {items.join(heading === undefined ? ', ' : '; ')}
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed">
        {source.duplicateFree
          ? 'It promises one record per person: no two of its records are one customer.'
          : 'It may have several records of one person.'}
      </Text>
    </Stack>
  );
}
