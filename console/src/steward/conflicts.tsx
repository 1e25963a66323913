import { Card, Stack, Text, Title } from '@mantine/core';
import { IconEqual, IconEqualNot } from '@tabler/icons-react';
import type { VerdictPartsFragment } from '../gql/graphql.ts';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { RecordName } from '../parts/record-name.tsx';
import { Time } from '../parts/time.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useAsk } from '../use-ask.ts';
import { conflictsDocument } from './documents.ts';
import styles from './steward.module.css';
import { Withdraw } from './withdraw.tsx';

/** Where what stewards said contradicts itself. */
export function Conflicts() {
  const asked = useAsk('steward', conflictsDocument, {});
  if (asked.error !== null) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Waiting what="contradictions" />;
  const cases = asked.data.data?.conflictCases ?? [];
  if (cases.length === 0)
    return (
      <Empty>
        No verdicts contradict each other. They do where two records were said to be two people, and verdicts
        on others tie them together all the same.
      </Empty>
    );
  return (
    <Stack mt="sm">
      {cases.map(({ apart, chain }) => (
        <Card withBorder key={apart.id} padding="sm">
          <Title order={3} size="h5">
            Said to be two people, and tied together
          </Title>
          <Text size="sm" c="dimmed" mb="xs">
            They stay apart: of the chain, the weakest link is set aside. Take back whichever is wrong.
          </Text>
          <Stack gap="xs">
            <Said verdict={apart} />
            <Text size="sm" fw={600}>
              {chain.length === 1
                ? 'The verdict that ties them'
                : `The ${chain.length} verdicts that tie them`}
            </Text>
            {chain.map((verdict) => (
              <Said key={verdict.id} verdict={verdict} />
            ))}
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}

function Said({ verdict: { a, b, kind, actor, at, reason } }: { readonly verdict: VerdictPartsFragment }) {
  const same = kind === 'SAME';
  const Sign = same ? IconEqual : IconEqualNot;
  return (
    <div className={styles['chain']}>
      <RecordName record={a} />
      <Sign size={18} aria-label={same ? 'is the same person as' : 'is not the same person as'} role="img" />
      <RecordName record={b} />
      <Text size="sm" c="dimmed">
        {actor}, <Time at={at} />
        {reason == null ? '' : `: ${reason}`}
      </Text>
      <Withdraw a={a} b={b} />
    </div>
  );
}
