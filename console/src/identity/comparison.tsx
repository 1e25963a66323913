import { Stack, Text } from '@mantine/core';
import type { ComparisonPartsFragment } from '../gql/graphql.ts';
import { Time } from '../parts/time.tsx';
import { Waterfall } from './waterfall-chart.tsx';
import { refusalWords, ruleWords } from './words.ts';

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

export function likenessWords({
  likeness,
  rule,
  refusal,
  together,
}: Pick<ComparisonPartsFragment, 'likeness' | 'rule' | 'refusal' | 'together'>): string {
  const through = together ? ' Both stand in one customer, through other records.' : '';
  switch (likeness) {
    case 'ONE':
      return `One person: ${ruleWords(rule ?? '')}.`;
    case 'PERHAPS':
      return `Perhaps one person: too unsure to be shown together.${through}`;
    case 'APART':
      return `Kept apart: ${refusalWords(refusal ?? '')}.${through}`;
    default:
      return `Strangers: they have too little in common to be compared.${through}`;
  }
}

const verdicts: Readonly<Record<string, string>> = {
  SAME: 'one person',
  NOT_SAME: 'two people',
  UNSURE: 'looked at, and not to be told',
  WITHDRAWN: 'taken back',
};

export const verdictWords = (kind: string): string => verdicts[kind] ?? kind.toLowerCase();
