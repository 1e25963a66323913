import { Table, Text } from '@mantine/core';
import { attributeWords } from '../parts/attribute-words.ts';
import { RecordName } from '../parts/record-name.tsx';
import { refKey } from '../parts/refs.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { Time } from '../parts/time.tsx';
import styles from './customer.module.css';
import type { CustomerProfile } from './use-customer.ts';

export type FieldProvenance = NonNullable<CustomerProfile['provenance']>[number];

/** Which record each value was taken from, when, and what other records say instead. */
export function Provenance({
  label,
  entries,
}: {
  readonly label: string;
  readonly entries: readonly FieldProvenance[];
}) {
  const parts = entries.length > 1;
  return (
    <ScrollBox label={`Where ${label.toLowerCase()} comes from`} className={styles['unbroken']}>
      <Table fz="xs" verticalSpacing={3} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            {parts && <Table.Th scope="col">Part</Table.Th>}
            <Table.Th scope="col">Value</Table.Th>
            <Table.Th scope="col">Record</Table.Th>
            <Table.Th scope="col">Changed there</Table.Th>
            <Table.Th scope="col">Read</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.flatMap(({ attribute, value, record, updatedAt, observedAt, losing }) => [
            <Table.Tr key={attribute}>
              {parts && <Table.Th scope="row">{attributeWords(attribute)}</Table.Th>}
              <Table.Td>
                <ValueText value={value} note="shown" />
              </Table.Td>
              <Table.Td>
                <RecordName record={record} />
              </Table.Td>
              <Table.Td>{updatedAt === null ? 'does not say' : <Time at={updatedAt} />}</Table.Td>
              <Table.Td>
                <Time at={observedAt} />
              </Table.Td>
            </Table.Tr>,
            ...losing.map((lost) => (
              <Table.Tr key={`${attribute} ${refKey(lost.record)} ${lost.value}`}>
                {parts && <Table.Td />}
                <Table.Td>
                  <ValueText value={lost.value} note={lost.value === value ? 'the same' : undefined} />
                </Table.Td>
                <Table.Td>
                  <RecordName record={lost.record} />
                </Table.Td>
                <Table.Td>{lost.updatedAt === null ? 'does not say' : <Time at={lost.updatedAt} />}</Table.Td>
                <Table.Td />
              </Table.Tr>
            )),
          ])}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function ValueText({
  value,
  note,
}: {
  readonly value: string | number | boolean | null;
  readonly note: string | undefined;
}) {
  if (value === null)
    return (
      <Text span inherit c="dimmed" fs="italic">
        not permitted for this purpose
      </Text>
    );
  return (
    <>
      <Text span inherit fw={note === 'shown' ? 600 : undefined}>
        {plain(value)}
      </Text>
      {note !== undefined && (
        <Text span inherit c="dimmed">
          {` (${note})`}
        </Text>
      )}
    </>
  );
}

/** A value of a source as it is read. */
export function plain(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
