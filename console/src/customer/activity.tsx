import { Alert, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { inWords } from '../parts/in-words.ts';
import { MoneyAmount } from '../parts/money.tsx';
import { Problem } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { Waiting } from '../parts/waiting.tsx';
import {
  casesDocument,
  invoicesDocument,
  opportunitiesDocument,
  ordersDocument,
  paymentsDocument,
  subscriptionsDocument,
} from './collections.ts';
import { denialWords } from './profile-fields.ts';
import { ScrollBox } from './scroll-box.tsx';
import { type RowsResult, type RowsVariables, usePages } from './use-pages.ts';

const rowsAPage = 10;

interface Column<Row> {
  readonly label: string;
  readonly numeric?: boolean;
  readonly show: (row: Row) => ReactNode;
}

/** What a customer did, system by system put together: a table for each kind. */
export function Activity({ id }: { readonly id: string }) {
  return (
    <Stack gap="lg">
      <Rows
        id={id}
        title="Orders"
        document={ordersDocument}
        columns={[
          { label: 'Order', show: ({ number, id }) => number ?? id },
          { label: 'Placed', show: ({ placedAt }) => <Time at={placedAt} /> },
          { label: 'Status', show: ({ status }) => status },
          { label: 'Total', numeric: true, show: ({ total }) => <MoneyAmount money={total} /> },
        ]}
      />
      <Rows
        id={id}
        title="Invoices"
        document={invoicesDocument}
        columns={[
          { label: 'Invoice', show: ({ number, id }) => number ?? id },
          { label: 'Issued', show: ({ issuedAt }) => <Time at={issuedAt} /> },
          { label: 'Due', show: ({ dueAt }) => <Time at={dueAt} /> },
          { label: 'Status', show: ({ status }) => status },
          { label: 'Total', numeric: true, show: ({ total }) => <MoneyAmount money={total} /> },
          { label: 'Paid', numeric: true, show: ({ paid }) => <MoneyAmount money={paid} /> },
        ]}
      />
      <Rows
        id={id}
        title="Subscriptions"
        document={subscriptionsDocument}
        columns={[
          { label: 'Plan', show: ({ plan, id }) => plan ?? id },
          { label: 'Started', show: ({ startedAt }) => <Time at={startedAt} /> },
          { label: 'Period ends', show: ({ currentPeriodEnd }) => <Time at={currentPeriodEnd} /> },
          { label: 'Cancelled', show: ({ canceledAt }) => <Time at={canceledAt} /> },
          { label: 'Status', show: ({ status }) => status },
          {
            label: 'Price',
            numeric: true,
            show: ({ price, interval }) => (
              <>
                <MoneyAmount money={price} />
                {interval !== null && ` each ${interval}`}
              </>
            ),
          },
        ]}
      />
      <Rows
        id={id}
        title="Payments"
        document={paymentsDocument}
        columns={[
          { label: 'Made', show: ({ createdAt }) => <Time at={createdAt} /> },
          { label: 'Status', show: ({ status }) => status?.replaceAll('_', ' ') },
          { label: 'By', show: ({ method }) => method },
          { label: 'Amount', numeric: true, show: ({ amount }) => <MoneyAmount money={amount} /> },
        ]}
      />
      <Rows
        id={id}
        title="Opportunities"
        document={opportunitiesDocument}
        columns={[
          { label: 'Opportunity', show: ({ name, id }) => name ?? id },
          { label: 'Stage', show: ({ stage }) => stage },
          { label: 'Opened', show: ({ createdAt }) => <Time at={createdAt} /> },
          { label: 'Closes', show: ({ closeDate }) => <Time at={closeDate} /> },
          { label: 'Amount', numeric: true, show: ({ amount }) => <MoneyAmount money={amount} /> },
        ]}
      />
      <Rows
        id={id}
        title="Cases"
        document={casesDocument}
        columns={[
          { label: 'Case', show: ({ number, id }) => number ?? id },
          { label: 'Subject', show: ({ subject }) => subject },
          { label: 'Status', show: ({ status }) => status },
          { label: 'Priority', show: ({ priority }) => priority },
          { label: 'Opened', show: ({ openedAt }) => <Time at={openedAt} /> },
          { label: 'Closed', show: ({ closedAt }) => <Time at={closedAt} /> },
        ]}
      />
    </Stack>
  );
}

interface Common {
  readonly id: string;
  readonly source: string;
  readonly record: { readonly source: string; readonly id: string };
}

function Rows<Row extends Common>({
  id,
  title,
  document,
  columns,
}: {
  readonly id: string;
  readonly title: string;
  readonly document: TypedDocumentString<RowsResult<Row>, RowsVariables>;
  readonly columns: readonly Column<Row>[];
}) {
  const pages = usePages(document, id, rowsAPage);
  const { rows, missing, denied, pending, error } = pages;
  const what = title.toLowerCase();
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <Title order={3} size="h5" mb={6} id={heading}>
        {title}
      </Title>
      {missing.length > 0 && <Missing what={what} sources={missing} again={pages.again} />}
      {pending && error === null && <Waiting what={what} />}
      {denied !== undefined && <NotPermitted code={denied} />}
      {!pending && error === null && denied === undefined && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {missing.length > 0 ? `No other ${what} are known.` : `No ${what} are known.`}
        </Text>
      )}
      {rows.length > 0 && (
        <Paper withBorder>
          <ScrollBox label={`${title} table`}>
            <Table verticalSpacing={5} horizontalSpacing="md" highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  {columns.map(({ label, numeric }) => (
                    <Table.Th key={label} ta={numeric === true ? 'end' : 'start'}>
                      {label}
                    </Table.Th>
                  ))}
                  <Table.Th>Source</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={`${row.source} ${row.record.id} ${row.id}`}>
                    {columns.map(({ label, numeric, show }) => (
                      <Table.Td key={label} ta={numeric === true ? 'end' : 'start'}>
                        {show(row)}
                      </Table.Td>
                    ))}
                    <Table.Td>{row.source}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </Paper>
      )}
      {error !== null && <Problem error={error} again={pages.again} />}
      {pages.hasOlder && error === null && (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          loading={pages.loadingOlder}
          onClick={pages.older}
          aria-label={`Older ${what}`}
        >
          Older
        </Button>
      )}
    </section>
  );
}

/** Sources that would have had more to say. */
export function Missing({
  what,
  sources,
  again,
}: {
  readonly what: string;
  readonly sources: readonly string[];
  readonly again: () => void;
}) {
  return (
    <Alert color="yellow" variant="outline" p="xs" mb="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {inWords(sources)} did not answer: there may be {what} that are not shown.
        </Text>
        <Button size="compact-xs" variant="default" onClick={again} aria-label={`Ask again for ${what}`}>
          Ask again
        </Button>
      </Group>
    </Alert>
  );
}

function NotPermitted({ code }: { readonly code: string }) {
  const why = denialWords[code];
  return (
    <Text size="sm" c="dimmed" fs="italic">
      Not permitted for this purpose{why === undefined ? '' : `: ${why}`}.
    </Text>
  );
}
