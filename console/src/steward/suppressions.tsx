import {
  Button,
  Group,
  NativeSelect,
  Paper,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { channelWords, wholePurposeInWords } from '../consent/words.ts';
import type { Channel, SuppressionListQuery } from '../gql/graphql.ts';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { Time } from '../parts/time.tsx';
import { useSession } from '../session.tsx';
import { useAsk, useTell } from '../use-ask.ts';
import { liftDocument, suppressDocument, suppressionsDocument } from './documents.ts';
import { kindWords } from './identifier.ts';
import { IdentifierFields } from './identifier-fields.tsx';
import { InForce } from './in-force.tsx';
import { endOfDay, everyPurpose, purposesOf } from './purposes.ts';
import { sentReason } from './reason.ts';
import { ReasonField } from './reason-field.tsx';
import { Retype } from './retype.tsx';
import { useIdentifier } from './use-identifier.ts';

const channels = Object.keys(channelWords) as Channel[];
/** Where nobody is contacted, the purpose itself is suppressed. */
const wordsOf = (channel: Channel): string => channelWords[channel] || 'no contact';

/** Identifiers that may not be used, whatever any source says. */
export function Suppressions() {
  const asked = useAsk('steward', suppressionsDocument, {});
  return (
    <Stack mt="sm">
      <Suppress />
      <InForce
        asked={asked}
        listOf={({ data }) => data?.suppressions}
        what="the suppression list"
        newest="The newest hundred."
      >
        {(said, standing) => <Suppressed said={said} standing={standing} />}
      </InForce>
    </Stack>
  );
}

function Suppress() {
  const { viewer } = useSession();
  const telling = useTell(suppressDocument);
  const identifier = useIdentifier('Type the value that may not be used.');
  const [purpose, setPurpose] = useState(everyPurpose);
  const [channel, setChannel] = useState<Channel>('ANY');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = identifier.take();
    if (value === undefined) return;
    telling.mutate(
      { value, purpose, channel, until: endOfDay(until), reason: sentReason(reason) },
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
        Suppress an identifier
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Group align="flex-start" gap="sm">
            <IdentifierFields {...identifier.fields} />
          </Group>
          <Group align="flex-start" gap="sm">
            <Select
              label="May not be used for"
              description="With all its parts"
              data={purposesOf(viewer.purposes.map((one) => one.purpose)).map((one) => ({
                value: one,
                label: wholePurposeInWords(one),
              }))}
              value={purpose}
              onChange={(next) => setPurpose(next ?? everyPurpose)}
              searchable
              allowDeselect={false}
              style={{ flex: '1 1 260px' }}
            />
            <NativeSelect
              label="By"
              description="The channel"
              data={channels.map((one) => ({ value: one, label: wordsOf(one) }))}
              value={channel}
              onChange={(event) => setChannel(event.currentTarget.value as Channel)}
              style={{ flex: '1 1 160px' }}
            />
            <TextInput
              label="Until the end of"
              description="Until it is lifted, if empty"
              type="date"
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
              style={{ flex: '1 1 160px' }}
            />
          </Group>
          <ReasonField value={reason} onChange={setReason} />
          {telling.error !== null && <Problem error={telling.error} />}
          <Group>
            <Button type="submit" loading={telling.isPending}>
              Suppress
            </Button>
            <Text size="sm" role="status">
              {telling.isSuccess && 'It stands as an objection now, whatever any source says.'}
            </Text>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function Suppressed({
  said,
  standing,
}: {
  readonly said: readonly SuppressionListQuery['suppressions'][number][];
  /** Whether an entry is still in force. */
  readonly standing: (id: string) => Promise<boolean>;
}) {
  const telling = useTell(liftDocument);
  if (said.length === 0) return <Empty>Nothing is suppressed.</Empty>;
  return (
    <ScrollBox label="Suppressed" minWidth={820}>
      <Table verticalSpacing={6} aria-label="Suppressions in force">
        <Table.Thead>
          <Table.Tr>
            {['Identifier', 'Not for', 'Not by', 'Until', 'Who', 'When', 'Why', 'Lift'].map((head) => (
              <Table.Th key={head} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {said.map(({ id, kind, purpose, channel, until, actor, at, reason }) => (
            <Table.Tr key={id}>
              <Table.Td>{kindWords(kind)}</Table.Td>
              <Table.Td>{wholePurposeInWords(purpose)}</Table.Td>
              <Table.Td>{wordsOf(channel)}</Table.Td>
              <Table.Td>{until == null ? 'it is lifted' : <Time at={until} />}</Table.Td>
              <Table.Td>{actor}</Table.Td>
              <Table.Td>
                <Time at={at} />
              </Table.Td>
              <Table.Td>{reason ?? ''}</Table.Td>
              <Table.Td>
                <Retype
                  title="Lift"
                  of={`${kindWords(kind)} for ${wholePurposeInWords(purpose)} by ${wordsOf(channel)}`}
                  kind={kind}
                  takeBack={(value) => telling.mutateAsync({ value, purpose, channel, reason: null })}
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
