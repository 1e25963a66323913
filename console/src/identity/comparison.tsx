import { Stack, Text } from '@mantine/core';
import type { ComparisonPartsFragment } from '../gql/graphql.ts';
import { Time } from '../parts/time.tsx';
import { Waterfall } from './waterfall-chart.tsx';
import { likenessWords, verdictWords } from './words.ts';

/** What two records are to each other, why, and what a steward said of them. */
export function Comparison({ comparison }: { readonly comparison: ComparisonPartsFragment }) {
  const { score, verdict, modelVersion } = comparison;
  return (
    <Stack gap="xs" mt="md" role="group" aria-label="How they compare">
      <Text fw={600}>{likenessWords(comparison)}</Text>
      {verdict != null && (
        <Text size="sm">
          In force: {verdictWords(verdict.kind)}, said by {verdict.actor} <Time at={verdict.at} />
          {verdict.reason != null && ` (“${verdict.reason}”)`}.
        </Text>
      )}
      <Waterfall score={score} label="What the two weigh against each other" />
      <Text size="xs" c="dimmed">
        The fields of these two alone, by model {modelVersion}; a rule, a guard or a steward may decide
        otherwise.
      </Text>
    </Stack>
  );
}
