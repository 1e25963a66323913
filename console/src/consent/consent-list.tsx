import { Group, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import styles from './consent.module.css';
import type { Decision } from './decision.ts';
import type { Family } from './matrix.ts';
import { DecisionSign } from './signs.tsx';
import { byChannel, whyInBrief } from './why.ts';
import { purposeInWords } from './words.ts';

/** The decisions below one another, for where there is no room for the matrix: each opens what all sources say. */
export function ConsentList({
  families,
  open,
}: {
  readonly families: readonly Family[];
  readonly open: (decision: Decision) => void;
}) {
  return (
    <Stack gap="md">
      {families.map(({ name, decisions }) => (
        <section key={name} aria-label={name}>
          <Title order={4} size="sm" mb={4}>
            {name}
          </Title>
          {decisions.map((decision) => (
            <UnstyledButton
              key={decision.purpose}
              className={styles['row']}
              aria-haspopup="dialog"
              onClick={() => open(decision)}
            >
              <Group justify="space-between" wrap="nowrap" gap="xs" align="start">
                <span>
                  <Text size="sm">{purposeInWords(decision.purpose)}</Text>
                  <Text size="xs" c="dimmed">
                    {[byChannel(decision.channel), whyInBrief(decision)]
                      .filter((part) => part !== '')
                      .join(' · ')}
                  </Text>
                </span>
                <DecisionSign decision={decision.decision} />
              </Group>
            </UnstyledButton>
          ))}
        </section>
      ))}
    </Stack>
  );
}
