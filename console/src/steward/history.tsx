import { Button, Group, Table, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { VerdictPartsFragment } from '../gql/graphql.ts';
import { verdictWords } from '../identity/words.ts';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { RecordName } from '../parts/record-name.tsx';
import { parseRef, type Ref, refKey } from '../parts/refs.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { Time } from '../parts/time.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useAsk } from '../use-ask.ts';
import { historyDocument } from './documents.ts';
import { standing } from './standing.ts';
import { Withdraw } from './withdraw.tsx';

const pageSize = 20;

/** Everything that was said of pairs, newest first; nothing is ever deleted, and all of it can be taken back. */
export function History() {
  const [text, setText] = useState('');
  const [record, setRecord] = useState<Ref>();
  const [malformed, setMalformed] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ref = parseRef(text);
    setMalformed(ref === undefined && text.trim() !== '');
    setRecord(ref);
  };
  return (
    <>
      <form onSubmit={submit}>
        <Group align="flex-start" gap="xs" my="sm">
          <TextInput
            label="Of one record only"
            placeholder="source:id"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={malformed ? 'A record is written source:id, such as crm:0031.' : undefined}
            autoComplete="off"
            spellCheck={false}
            w={{ base: '100%', xs: 300 }}
          />
          <Button type="submit" variant="default" mt={25}>
            Filter
          </Button>
          {record !== undefined && (
            <Button
              variant="subtle"
              mt={25}
              onClick={() => {
                setText('');
                setRecord(undefined);
              }}
            >
              Show all
            </Button>
          )}
        </Group>
      </form>
      <ScrollBox label="Verdicts" minWidth={760}>
        <Table verticalSpacing={6} aria-label="Verdicts, newest first">
          <Table.Thead>
            <Table.Tr>
              {['When', 'Who', 'Said', 'Of', 'Why', 'Take back'].map((head) => (
                <Table.Th key={head} scope="col">
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Page key={record === undefined ? '' : refKey(record)} record={record} />
        </Table>
      </ScrollBox>
    </>
  );
}

const none: ReadonlySet<string> = new Set();

/** One page, and behind it the older ones that were asked for. */
function Page({
  record,
  before,
  withdrawn = none,
}: {
  readonly record: Ref | undefined;
  readonly before?: string;
  readonly withdrawn?: ReadonlySet<string>;
}) {
  const [older, setOlder] = useState(false);
  const asked = useAsk('steward', historyDocument, {
    first: pageSize,
    before: before ?? null,
    records: record === undefined ? null : [record],
  });
  const { data, error } = asked;
  if (error !== null || data === undefined)
    return (
      <Wide>
        {error === null ? (
          <Waiting what="what was said" />
        ) : (
          <Problem error={error} again={() => void asked.refetch()} />
        )}
      </Wide>
    );
  const verdicts = data.data?.verdicts ?? [];
  if (verdicts.length === 0)
    return (
      <Wide>
        <Empty>{before === undefined ? 'Nothing was said yet.' : 'There is nothing older.'}</Empty>
      </Wide>
    );
  const { rows, withdrawn: gone } = standing(verdicts, withdrawn);
  const last = verdicts.at(-1);
  return (
    <>
      <Table.Tbody>
        {rows.map(({ verdict, takenBack }) => (
          <Row key={verdict.id} verdict={verdict} takenBack={takenBack} />
        ))}
      </Table.Tbody>
      {older && last !== undefined ? (
        <Page record={record} before={last.id} withdrawn={gone} />
      ) : (
        verdicts.length === pageSize && (
          <Wide>
            <Button variant="default" size="compact-sm" onClick={() => setOlder(true)}>
              Older
            </Button>
          </Wide>
        )
      )}
    </>
  );
}

function Wide({ children }: { readonly children: ReactNode }) {
  return (
    <Table.Tbody>
      <Table.Tr>
        <Table.Td colSpan={6}>{children}</Table.Td>
      </Table.Tr>
    </Table.Tbody>
  );
}

function Row({
  verdict: { a, b, kind, actor, reason, at },
  takenBack,
}: {
  readonly verdict: VerdictPartsFragment;
  readonly takenBack: boolean;
}) {
  return (
    <Table.Tr>
      <Table.Td>
        <Time at={at} />
      </Table.Td>
      <Table.Td>{actor}</Table.Td>
      <Table.Td>
        <Text size="sm" td={takenBack ? 'line-through' : undefined}>
          {verdictWords(kind)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          <RecordName record={a} />
          <RecordName record={b} />
        </Group>
      </Table.Td>
      <Table.Td>{reason ?? ''}</Table.Td>
      <Table.Td>
        {takenBack ? (
          <Text size="xs" c="dimmed">
            taken back
          </Text>
        ) : (
          kind !== 'WITHDRAWN' && <Withdraw a={a} b={b} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
