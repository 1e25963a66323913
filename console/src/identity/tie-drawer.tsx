import { Drawer, Group, Stack, Table, Text, Title } from '@mantine/core';
import { attributeWords } from '../parts/attribute-words.ts';
import { RecordName } from '../parts/record-name.tsx';
import { type Ref, refKey } from '../parts/refs.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import type { Said } from './said.ts';
import { type KnownTie, kindWords } from './ties.ts';
import { Waterfall } from './waterfall-chart.tsx';
import { percent } from './words.ts';

export interface TieDrawerProps {
  /** Nothing is open without one. */
  readonly tie: KnownTie | undefined;
  /** What the customer's records say, by their keys. */
  readonly own: ReadonlyMap<string, Said>;
  readonly onClose: () => void;
}

/** Everything behind one line of the picture. */
export function TieDrawer({ tie, own, onClose }: TieDrawerProps) {
  return (
    <Drawer
      opened={tie !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title={tie === undefined ? '' : `Two records: ${kindWords(tie)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {tie !== undefined && (
        <Stack gap="md">
          <Group gap="xs">
            <RecordName record={tie.a} />
            <Text size="sm">and</Text>
            <RecordName record={tie.b} />
          </Group>
          <Text size="sm">{verdictOf(tie)}</Text>
          <div>
            <Title order={3} size="h5" mb={4}>
              What the fields weigh
            </Title>
            <Waterfall score={tie.score} ruleBits={tie.ruleBits} label="What the two records weigh" />
          </div>
          <SideBySide a={tie.a} b={tie.b} own={own} />
        </Stack>
      )}
    </Drawer>
  );
}

function verdictOf({ kind, says, confidence }: KnownTie): string {
  switch (kind) {
    case 'linked':
      return `They are taken to be one person: ${says}. It is ${percent(confidence)} sure.`;
    case 'probable':
      return `They may be one person, which is ${percent(confidence)} likely. That is too unsure to show them together, but an objection in either of them counts for both.`;
    default:
      return `They are kept apart: ${says}. What the fields weigh does not change that.`;
  }
}

function SideBySide({
  a,
  b,
  own,
}: {
  readonly a: Ref;
  readonly b: Ref;
  readonly own: ReadonlyMap<string, Said>;
}) {
  const shown = [a, b].filter((one) => own.has(refKey(one)));
  const attributes = [...new Set(shown.flatMap((one) => [...(own.get(refKey(one))?.keys() ?? [])]))];
  if (attributes.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h5" mb={4}>
        What they say
      </Title>
      {shown.length < 2 && (
        <Text size="sm" c="dimmed" mb={4}>
          What the other record says belongs to somebody else, and is not shown here.
        </Text>
      )}
      <ScrollBox label="Values" minWidth={420}>
        <Table verticalSpacing={4} aria-label="What the records say">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Attribute</Table.Th>
              {shown.map((one) => (
                <Table.Th key={refKey(one)} scope="col">
                  {one.source}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attributes.map((attribute) => (
              <Table.Tr key={attribute}>
                <Table.Th scope="row" fw={400} c="dimmed">
                  {attributeWords(attribute)}
                </Table.Th>
                {shown.map((one) => (
                  <Table.Td key={refKey(one)}>
                    {own.get(refKey(one))?.get(attribute)?.join(', ') ?? '–'}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </div>
  );
}
