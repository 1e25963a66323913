import { Alert, Code, Table, Text } from '@mantine/core';
import { IconBulb, IconEyeOff, IconPlugX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { counted } from '../parts/in-words.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { driftOf, type Finding, placeOf } from './drift.ts';
import type { Source } from './source.ts';
import styles from './sources.module.css';

/** What may have been overlooked is folded where it is more than this. */
const fewEnough = 3;

/** What has come apart between a source and its mapping; nothing where nothing has. */
export function DriftFindings({ source }: { readonly source: Source }) {
  const { gone, overlooked, advised } = driftOf(source);
  return (
    <>
      <Findings
        title={`${counted(gone.length, 'mapped column is', 'mapped columns are')} gone`}
        color="red"
        icon={<IconPlugX aria-hidden />}
        findings={gone}
        most={Number.POSITIVE_INFINITY}
      />
      <Findings
        title={`${counted(overlooked.length, 'column', 'columns')} may have been overlooked`}
        color="yellow"
        icon={<IconEyeOff aria-hidden />}
        findings={overlooked}
        most={fewEnough}
      />
      <Findings
        title={`Advice on ${counted(advised.length, 'column')}`}
        color="blue"
        icon={<IconBulb aria-hidden />}
        findings={advised}
        most={0}
      />
    </>
  );
}

function Findings({
  title,
  color,
  icon,
  findings,
  most,
}: {
  readonly title: string;
  readonly color: string;
  readonly icon: ReactNode;
  readonly findings: readonly Finding[];
  /** More than so many are folded. */
  readonly most: number;
}) {
  if (findings.length === 0) return null;
  const list = (
    <ul className={styles['findings']}>
      {findings.map(({ place, text }) => (
        <li key={place}>
          <Code>{place}</Code> {text}
        </li>
      ))}
    </ul>
  );
  return (
    <Alert variant="light" color={color} p="xs" icon={icon}>
      {findings.length > most ? (
        <details>
          <summary className={styles['summary']}>{title}</summary>
          {list}
        </details>
      ) : (
        <>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          {list}
        </>
      )}
    </Alert>
  );
}

/** Every mapped column with what it is mapped for, and the names of the others. */
export function Columns({ source }: { readonly source: Source }) {
  const { columns } = source;
  const { others } = driftOf(source);
  if (columns.length === 0)
    return (
      <Text size="sm" c="dimmed">
        It has not told of its columns: it did not answer, has none, or they are not shown to you.
      </Text>
    );
  return (
    <>
      <ScrollBox className={styles['box']} label={`Columns of ${source.name}`}>
        <Table stickyHeader withRowBorders fz="sm" verticalSpacing={3}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Column</Table.Th>
              <Table.Th scope="col">Mapped for</Table.Th>
              <Table.Th scope="col">Served by</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map((column) => (
              <Table.Tr key={`${placeOf(column)} ${column.use}`}>
                <Table.Td>{placeOf(column)}</Table.Td>
                <Table.Td>{column.use === 'LOOKUP' ? 'finding' : 'reading'}</Table.Td>
                <Table.Td>{column.exists ? (column.index ?? '–') : 'gone'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {others.length > 0 && (
        <Text size="sm" c="dimmed" mt={6} style={{ overflowWrap: 'anywhere' }}>
          Not mapped: {others.join(', ')}.
        </Text>
      )}
    </>
  );
}
