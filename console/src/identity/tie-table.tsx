import { Button, Group, Table, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { RecordName } from '../parts/record-name.tsx';
import { type Ref, refKey } from '../parts/refs.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { Section } from '../parts/section.tsx';
import { OpenOwner } from './open-owner.tsx';
import { tieKey } from './picture.ts';
import { type KnownTie, kindWords, tieSentence } from './ties.ts';
import { percent, signed } from './words.ts';

export interface TieTableProps {
  readonly ties: readonly KnownTie[];
  /** The customer's. */
  readonly records: readonly Ref[];
  /** Records of others that answer to the key that was asked by. */
  readonly others: readonly Ref[];
  readonly onOpen: (tie: KnownTie) => void;
}

const icons = { linked: IconCircleCheck, refused: IconCircleX, probable: IconHelpCircle } as const;

/** The picture in words: every tie with its reason, and who the other records belong to. */
export function TieTable({ ties, records, others, onOpen }: TieTableProps) {
  const own = new Set(records.map(refKey));
  const named = new Set(ties.flatMap(({ a, b }) => [refKey(a), refKey(b)]));
  const strangers = others.filter((one) => !named.has(refKey(one)) && !own.has(refKey(one)));
  return (
    <Section title="Every pair that was looked at">
      {ties.length === 0 ? (
        <Text c="dimmed" size="sm">
          There is one record, and nothing else shares anything with it.
        </Text>
      ) : (
        <ScrollBox label="Pairs" minWidth={640}>
          <Table verticalSpacing={6} aria-label="Pairs of records">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Records</Table.Th>
                <Table.Th scope="col">They are</Table.Th>
                <Table.Th scope="col">Because</Table.Th>
                <Table.Th scope="col" ta="end">
                  Sure
                </Table.Th>
                <Table.Th scope="col" ta="end">
                  Bits
                </Table.Th>
                <Table.Th scope="col">What it weighs</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {ties.map((tie) => {
                const Icon = icons[tie.kind];
                return (
                  <Table.Tr key={tieKey(tie)}>
                    <Table.Td>
                      <Pair tie={tie} own={own} />
                    </Table.Td>
                    <Table.Td>
                      <Group gap={6} wrap="nowrap">
                        <Icon size={16} aria-hidden />
                        <Text size="sm">{kindWords(tie)}</Text>
                      </Group>
                    </Table.Td>
                    <Table.Td>{tie.says}</Table.Td>
                    <Table.Td className="numeric">
                      {tie.kind === 'refused' ? '' : percent(tie.confidence)}
                    </Table.Td>
                    <Table.Td className="numeric">{signed(tie.weight)}</Table.Td>
                    <Table.Td>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => onOpen(tie)}
                        aria-label={`Weights of ${tieSentence(tie)}`}
                      >
                        Weights
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
      {strangers.length > 0 && (
        <Group gap="xs" mt="sm">
          <Text size="sm">Others who answer to what was asked by:</Text>
          {strangers.map((one) => (
            <OpenOwner key={refKey(one)} record={one} />
          ))}
        </Group>
      )}
    </Section>
  );
}

function Pair({ tie: { a, b }, own }: { readonly tie: KnownTie; readonly own: ReadonlySet<string> }) {
  return (
    <Group gap={6}>
      {[a, b].map((one) =>
        own.has(refKey(one)) ? (
          <RecordName key={refKey(one)} record={one} />
        ) : (
          <OpenOwner key={refKey(one)} record={one} />
        ),
      )}
    </Group>
  );
}
