import { Button, Text } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { customerPath } from '../parts/customer-path.ts';
import { type Ref, refKey } from '../parts/refs.ts';
import { useAsk } from '../use-ask.ts';
import { ownerDocument } from './documents.ts';

/** Leads to the customer that a record belongs to, who is looked up when it is wanted. */
export function OpenOwner({ record }: { readonly record: Ref }) {
  const [wanted, setWanted] = useState(false);
  const [, navigate] = useLocation();
  const { data, isError, isFetching } = useAsk('owner', ownerDocument, { record }, { enabled: wanted });
  const owner = data?.data?.customer;
  if (wanted && !isFetching && owner == null)
    return (
      <Text size="xs" c="dimmed" component="span">
        {refKey(record)}: {isError ? 'did not answer' : 'nobody is shown for this purpose'}
      </Text>
    );
  return (
    <Button
      size="compact-xs"
      variant="default"
      ff="monospace"
      leftSection={<IconUserSearch size={14} aria-hidden />}
      loading={isFetching}
      title="Somebody else’s record: open that customer"
      aria-label={owner?.displayName == null ? `Open the customer of ${refKey(record)}` : undefined}
      onClick={() => (owner == null ? setWanted(true) : navigate(customerPath(owner.id, 'identity')))}
    >
      {owner?.displayName ?? refKey(record)}
    </Button>
  );
}
