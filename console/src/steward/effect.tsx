import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { VerdictKind } from '../gql/graphql.ts';
import { customerPath } from '../parts/customer-path.ts';
import { counted } from '../parts/in-words.ts';
import { type Ref, refKey } from '../parts/refs.ts';
import { useAsk } from '../use-ask.ts';
import { effectDocument } from './documents.ts';

/** A verdict given at this sitting. */
export interface Given {
  readonly a: Ref;
  readonly b: Ref;
  readonly kind: VerdictKind;
}

/** What the last verdict came to, with the way back. */
export function Effect({
  given,
  undo,
  undoing,
}: {
  readonly given: Given | undefined;
  readonly undo: () => void;
  readonly undoing: boolean;
}) {
  return (
    <div role="status">
      {given !== undefined && (
        <Alert color="teal" variant="light" mt="sm" p="xs" icon={<IconCheck aria-hidden />}>
          <Group justify="space-between" gap="xs">
            <Told given={given} />
            <Button
              size="compact-sm"
              variant="default"
              onClick={undo}
              loading={undoing}
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
            >
              Undo (Z)
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}

function Told({ given: { a, b, kind } }: { readonly given: Given }) {
  const { data } = useAsk('effect', effectDocument, { a, b });
  const one = data?.data?.a;
  const other = data?.data?.b;
  const pair = `${refKey(a)} and ${refKey(b)}`;
  const told = {
    SAME: `${pair} are one customer now.`,
    NOT_SAME: `${pair} are two people, whatever speaks against it.`,
    UNSURE: `${pair}: looked at, and left as they are.`,
    WITHDRAWN: `${pair}: taken back.`,
  }[kind];
  const shown = one?.id === other?.id ? [one] : [one, other];
  const count = one?.identity?.records.length;
  return (
    <Group gap="xs">
      <Text size="sm">{told}</Text>
      {shown.map(
        (customer, at) =>
          customer != null && (
            <Anchor key={customer.id} component={Link} href={customerPath(customer.id, 'identity')} size="sm">
              {customer.displayName ?? `Open the customer of ${refKey(at === 0 ? a : b)}`}
              {shown.length === 1 && count !== undefined && ` (${counted(count, 'record')})`}
            </Anchor>
          ),
      )}
    </Group>
  );
}
