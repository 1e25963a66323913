import { Button, Text } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { ask } from '../ask.ts';
import { customerPath } from '../parts/customer-path.ts';
import { type Ref, refKey } from '../parts/refs.ts';
import { useSession } from '../session.tsx';
import { ownerDocument } from './documents.ts';

/** Leads to the customer that a record belongs to, who is looked up when it is wanted. */
export function OpenOwner({ record }: { readonly record: Ref }) {
  const { terms } = useSession();
  const [, navigate] = useLocation();
  const looking = useMutation({
    mutationFn: () => ask(ownerDocument, { record }, terms),
    onSuccess({ data }) {
      if (data?.customer != null) navigate(customerPath(data.customer.id, 'identity'));
    },
  });
  if (looking.isError || looking.data?.data?.customer === null)
    return (
      <Text size="xs" c="dimmed" component="span">
        {refKey(record)}: {looking.isError ? 'did not answer' : 'nobody is shown for this purpose'}
      </Text>
    );
  return (
    <Button
      size="compact-xs"
      variant="default"
      ff="monospace"
      leftSection={<IconUserSearch size={14} aria-hidden />}
      loading={looking.isPending}
      title="Somebody else’s record: open that customer"
      aria-label={`${refKey(record)}: open the customer`}
      onClick={() => looking.mutate()}
    >
      {refKey(record)}
    </Button>
  );
}
