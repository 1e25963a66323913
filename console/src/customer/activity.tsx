import { Button, Paper, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { spelled } from '../parts/in-words.ts';
import { MoneyAmount } from '../parts/money.tsx';
import { Problem } from '../parts/problem.tsx';
import { type Ref, refKey } from '../parts/refs.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { Section } from '../parts/section.tsx';
import { Time } from '../parts/time.tsx';
import { Unheard } from '../parts/unheard.tsx';
import { Waiting } from '../parts/waiting.tsx';
import {
  casesDocument,
  invoicesDocument,
  opportunitiesDocument,
  ordersDocument,
  paymentsDocument,
  subscriptionsDocument,
} from './collections.ts';
import styles from './customer.module.css';
import { denialWords } from './profile-fields.ts';
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
          { label: 'Status', show: ({ status }) => (status === null ? null : spelled(status)) },
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
  readonly record: Ref;
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
  return (
    <Section title={title} size="h5">
      {missing.length > 0 && (
        <Unheard
          sources={missing}
          so={`: there may be ${what} that are not shown.`}
          again={pages.again}
          label={`Ask again for ${what}`}
        />
      )}
      {pending && error === null && <Waiting what={what} />}
      {denied !== undefined && <NotPermitted code={denied} />}
      {!pending && error === null && denied === undefined && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {missing.length > 0 ? `No other ${what} are known.` : `No ${what} are known.`}
        </Text>
      )}
      {rows.length > 0 && (
        <Paper withBorder>
          <ScrollBox label={`${title} table`} className={styles['unbroken']}>
            <Table verticalSpacing={5} horizontalSpacing="md" highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  {columns.map(({ label, numeric }) => (
                    <Table.Th key={label} scope="col" ta={numeric === true ? 'end' : 'start'}>
                      {label}
                    </Table.Th>
                  ))}
                  <Table.Th scope="col">Source</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={`${refKey(row.record)} ${row.id}`}>
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
    </Section>
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
