import { Alert, Anchor, Button, Group, Kbd, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ReviewedCustomerFragment, ReviewQueueQuery, VerdictKind } from '../gql/graphql.ts';
import { Comparison } from '../identity/comparison.tsx';
import { nameIn, saidBy, withheldFrom } from '../identity/said.ts';
import { attributeOrder, useAttributes } from '../identity/use-attributes.ts';
import { percent } from '../identity/words.ts';
import { attributeWords } from '../parts/attribute-words.ts';
import { customerPath } from '../parts/customer-path.ts';
import { counted } from '../parts/in-words.ts';
import { Problem } from '../parts/problem.tsx';
import { RecordName } from '../parts/record-name.tsx';
import { refKey } from '../parts/refs.ts';
import { Section } from '../parts/section.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useAsk } from '../use-ask.ts';
import { align } from './alignment.ts';
import { pairDocument } from './documents.ts';
import { ReasonField } from './reason-field.tsx';
import { SideBySide } from './side-by-side.tsx';

/** A pair that wants a verdict. */
export type Doubtful = ReviewQueueQuery['reviewQueue'][number];

export interface PairDeskProps {
  readonly pair: Doubtful;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly onDecide: (kind: VerdictKind) => void;
  readonly busy: boolean;
}

/** One pair: what both records say, why it is unsure, and the verdict. */
export function PairDesk({ pair, reason, onReason, onDecide, busy }: PairDeskProps) {
  const known = useAttributes();
  const asked = useAsk(
    'steward',
    pairDocument,
    { a: pair.a, b: pair.b, attributes: [...(known?.attributes ?? [])] },
    { enabled: known !== undefined },
  );
  const data = asked.data?.data;
  return (
    <Stack gap="md">
      <Paper withBorder p="sm">
        <Title order={3} size="h4">
          {percent(pair.confidence)} likely one person
        </Title>
        <Text size="sm" c="dimmed">
          Met by {counted(pair.requests, 'question')} since this node started.
        </Text>
        {pair.stale && (
          <Alert color="yellow" variant="light" p="xs" mt="xs" icon={<IconAlertTriangle aria-hidden />}>
            A record has changed since the verdict, which holds until it is replaced.
          </Alert>
        )}
        <Stack gap="xs" mt="sm">
          {data != null && <Outcome a={data.a} b={data.b} />}
          <ReasonField value={reason} onChange={onReason} />
          <Group gap="xs">
            <Button onClick={() => onDecide('SAME')} disabled={busy} rightSection={<Key name="S" />}>
              Same person
            </Button>
            <Button
              variant="default"
              onClick={() => onDecide('NOT_SAME')}
              disabled={busy}
              rightSection={<Key name="N" />}
            >
              Two people
            </Button>
            <Button
              variant="default"
              onClick={() => onDecide('UNSURE')}
              disabled={busy}
              rightSection={<Key name="U" />}
            >
              Unsure
            </Button>
          </Group>
        </Stack>
      </Paper>
      {asked.error !== null ? (
        <Problem error={asked.error} again={() => void asked.refetch()} />
      ) : data == null ? (
        <Waiting what="both records" />
      ) : (
        <>
          <Values pair={pair} a={data.a} b={data.b} fields={data.identityCompare?.score.fields ?? []} />
          <Section title="Why it is unsure">
            {data.identityCompare == null ? (
              <Text size="sm" c="dimmed">
                One of the two does not exist any more, or is not shown for this purpose.
              </Text>
            ) : (
              <Comparison comparison={data.identityCompare} />
            )}
          </Section>
        </>
      )}
    </Stack>
  );
}

function Key({ name }: { readonly name: string }) {
  return (
    <Kbd size="xs" aria-hidden>
      {name}
    </Kbd>
  );
}

type Shown = ReviewedCustomerFragment | null | undefined;

/** What the verdicts would change. */
function Outcome({ a, b }: { readonly a: Shown; readonly b: Shown }) {
  if (a?.identity == null || b?.identity == null) return null;
  const records = new Set([...a.identity.records, ...b.identity.records].map(refKey));
  if (a.id === b.id)
    return (
      <Text size="sm">
        They stand in one customer now, with {records.size} records. <strong>Two people</strong> parts it.
      </Text>
    );
  const own = `${a.identity.records.length} and ${b.identity.records.length}`;
  return (
    <Text size="sm">
      <strong>Same person</strong> makes them one customer with {records.size} records; now they are two, with{' '}
      {own}. <strong>Two people</strong> keeps them apart, whatever comes. Either can be taken back.
    </Text>
  );
}

function Values({
  pair,
  a,
  b,
  fields,
}: {
  readonly pair: Doubtful;
  readonly a: Shown;
  readonly b: Shown;
  readonly fields: Parameters<typeof align>[3];
}) {
  const sides = (
    [
      [pair.a, a],
      [pair.b, b],
    ] as const
  ).map(([record, customer]) => {
    const provenance = customer?.provenance ?? [];
    return { record, customer, said: saidBy(record, provenance), withheld: withheldFrom(record, provenance) };
  });
  const [one, other] = sides;
  if (one === undefined || other === undefined) return null;
  const withheld = [...new Set(sides.flatMap((side) => [...side.withheld]))].map(attributeWords);
  return (
    <Section title="What the two records say">
      <SideBySide
        heads={[one, other].map(({ record, customer, said }) => (
          <Group key={refKey(record)} gap={6}>
            <RecordName record={record} />
            {customer != null && (
              <Anchor component={Link} href={customerPath(customer.id, 'identity')} size="xs">
                {customer.displayName ?? nameIn(said) ?? 'Open the customer'}
              </Anchor>
            )}
          </Group>
        ))}
        rows={align(one.said, other.said, attributeOrder, fields)}
      />
      {withheld.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          Not permitted for this purpose: {withheld.join(', ')}.
        </Text>
      )}
    </Section>
  );
}
