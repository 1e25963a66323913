import { Button, Group, Paper, Radio, Stack, Table, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ValueRulesQuery } from '../gql/graphql.ts';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { Time } from '../parts/time.tsx';
import { useAsk, useTell } from '../use-ask.ts';
import { rulesDocument, setRuleDocument } from './documents.ts';
import { kindWords } from './identifier.ts';
import { IdentifierFields } from './identifier-fields.tsx';
import { InForce } from './in-force.tsx';
import { sentReason } from './reason.ts';
import { ReasonField } from './reason-field.tsx';
import { Retype } from './retype.tsx';
import { useIdentifier } from './use-identifier.ts';

const rules = {
  SHARED: 'Several people have it: it brings no nameless record to anybody',
  BLOCKED: 'It means nobody: it is as if no record had it',
} as const;
type Rule = keyof typeof rules;

/** What stewards said of identifiers, whoever holds them. */
export function ValueRules() {
  const asked = useAsk('steward', rulesDocument, {});
  return (
    <Stack mt="sm">
      <SetRule />
      <InForce asked={asked} listOf={({ data }) => data?.valueRules} what="rules">
        {(said, standing) => <Rules said={said} standing={standing} />}
      </InForce>
    </Stack>
  );
}

function SetRule() {
  const telling = useTell(setRuleDocument);
  const identifier = useIdentifier('Type the value that the rule is about.');
  const [rule, setRule] = useState<Rule>('SHARED');
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = identifier.take();
    if (value === undefined) return;
    telling.mutate(
      { value, rule, reason: sentReason(reason) },
      {
        onSuccess() {
          identifier.clear();
          setReason('');
        },
      },
    );
  };
  return (
    <Paper withBorder p="sm">
      <Title order={3} size="h4" mb="xs">
        Say what an identifier is worth
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Group align="flex-start" gap="sm">
            <IdentifierFields {...identifier.fields} />
          </Group>
          <Radio.Group label="What it is" value={rule} onChange={(next) => setRule(next as Rule)}>
            <Stack gap={6} mt={4}>
              {Object.entries(rules).map(([one, says]) => (
                <Radio key={one} value={one} label={says} />
              ))}
            </Stack>
          </Radio.Group>
          <ReasonField value={reason} onChange={setReason} />
          {telling.error !== null && <Problem error={telling.error} />}
          <Group>
            <Button type="submit" loading={telling.isPending}>
              Set the rule
            </Button>
            <Text size="sm" role="status">
              {telling.isSuccess && 'It is in force from the next question on.'}
            </Text>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function Rules({
  said,
  standing,
}: {
  readonly said: readonly ValueRulesQuery['valueRules'][number][];
  /** Whether a rule is still in force. */
  readonly standing: (id: string) => Promise<boolean>;
}) {
  const telling = useTell(setRuleDocument);
  if (said.length === 0) return <Empty>No identifier has a rule.</Empty>;
  return (
    <ScrollBox label="Rules" minWidth={640}>
      <Table verticalSpacing={6} aria-label="Rules in force">
        <Table.Thead>
          <Table.Tr>
            {['Identifier', 'What it is', 'Who', 'When', 'Why', 'Take back'].map((head) => (
              <Table.Th key={head} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {said.map(({ id, kind, rule, actor, at, reason }) => (
            <Table.Tr key={id}>
              <Table.Td>{kindWords(kind)}</Table.Td>
              <Table.Td>{rule === 'SHARED' ? 'several people have it' : 'it means nobody'}</Table.Td>
              <Table.Td>{actor}</Table.Td>
              <Table.Td>
                <Time at={at} />
              </Table.Td>
              <Table.Td>{reason ?? ''}</Table.Td>
              <Table.Td>
                <Retype
                  title="Take back"
                  of={`${kindWords(kind)}, rule ${id}`}
                  kind={kind}
                  takeBack={(value) => telling.mutateAsync({ value, rule: 'WITHDRAWN', reason: null })}
                  stands={() => standing(id)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
