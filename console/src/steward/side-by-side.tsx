import { Table, Text } from '@mantine/core';
import { IconArrowsDiff, IconEqual, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { fieldWords, levelWords, signed } from '../identity/words.ts';
import { attributeWords } from '../parts/attribute-words.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import type { Likeness, Row } from './alignment.ts';
import { differenceOf, type Part } from './difference.ts';
import styles from './steward.module.css';

const signs: Readonly<Record<Likeness, { readonly Icon: typeof IconEqual; readonly says: string }>> = {
  same: { Icon: IconEqual, says: 'written the same' },
  different: { Icon: IconArrowsDiff, says: 'written differently' },
  'one-sided': { Icon: IconMinus, says: 'in one of them only' },
};

/** Values of two records, attribute by attribute; where they differ, the differing letters are marked. */
export function SideBySide({
  heads,
  rows,
}: {
  readonly heads: readonly ReactNode[];
  readonly rows: readonly Row[];
}) {
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing of either record may be shown for this purpose.
      </Text>
    );
  return (
    <ScrollBox label="Both records" minWidth={620}>
      <Table verticalSpacing={5} aria-label="Values of both records">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Attribute</Table.Th>
            <Table.Th scope="col" w="30%">
              {heads[0]}
            </Table.Th>
            <Table.Th scope="col" w="30%">
              {heads[1]}
            </Table.Th>
            <Table.Th scope="col">How they compare</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Compared key={row.attribute} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function Compared({ row: { attribute, a, b, written, compared } }: { readonly row: Row }) {
  const { Icon, says } = signs[written];
  const [left, right] =
    written === 'different' ? differenceOf(a.join(', '), b.join(', ')) : [whole(a), whole(b)];
  return (
    <Table.Tr data-written={written}>
      <Table.Th scope="row" fw={400} c="dimmed">
        {attributeWords(attribute)}
      </Table.Th>
      <Table.Td>
        <Marked parts={left} />
      </Table.Td>
      <Table.Td>
        <Marked parts={right} />
      </Table.Td>
      <Table.Td>
        <Text size="xs" component="span" className={styles['sign'] ?? ''}>
          <Icon size={14} aria-hidden />
          {says}
        </Text>
        {compared.map(({ field, level, generic, bits, frequencyBits }) => (
          <Text key={field} size="xs" c="dimmed">
            {fieldWords(field)}: {generic ? 'says nothing' : levelWords(level)},{' '}
            {signed(bits + frequencyBits)} bits
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}

const whole = (values: Row['a']): readonly Part[] =>
  values.length === 0 ? [] : [{ text: values.join(', '), shared: true }];

function Marked({ parts }: { readonly parts: readonly Part[] }) {
  if (parts.length === 0)
    return (
      <Text size="sm" c="dimmed" component="span">
        –
      </Text>
    );
  // Parts have no name but their place.
  let at = 0;
  return (
    <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>
      {parts.map(({ text, shared }) => {
        const key = at;
        at += text.length;
        return shared ? (
          <span key={key}>{text}</span>
        ) : (
          <mark key={key} className={styles['differs']}>
            {text}
          </mark>
        );
      })}
    </Text>
  );
}
