import { Alert, Anchor, List, Text } from '@mantine/core';
import { IconBan, IconUserOff } from '@tabler/icons-react';
import { Link } from 'wouter';
import { statusWords, wholePurposeInWords } from '../consent/words.ts';
import { customerPath } from '../parts/customer-path.ts';
import { inWords } from '../parts/in-words.ts';
import type { BriefConsent } from './use-customer.ts';

/** Nobody, in the same words whether there is nobody or nobody who may be shown. */
export function NobodyShown({ unheard }: { readonly unheard: readonly string[] }) {
  return (
    <Alert
      color="gray"
      variant="outline"
      icon={<IconUserOff aria-hidden />}
      title="Nobody is shown for this purpose"
    >
      <Text size="sm">
        Either no source knows this customer any more, or they may not be shown for what you ask for. Another
        purpose may show them.
      </Text>
      {unheard.length > 0 && (
        <Text size="sm" mt="xs">
          {inWords(unheard)} did not answer: that may be why as well.
        </Text>
      )}
    </Alert>
  );
}

/** The address of the page is no customer's. */
export function NoSuchAddress() {
  return (
    <Alert
      color="gray"
      variant="outline"
      icon={<IconUserOff aria-hidden />}
      title="No customer has this address"
    >
      <Text size="sm">It may have been cut off. Search for them instead.</Text>
    </Alert>
  );
}

/** There is somebody, who does not permit the purpose: for those who may know. */
export function DeniedAsAWhole({ consent, id }: { readonly consent: BriefConsent; readonly id: string }) {
  const { decidedBy, status, purpose } = consent;
  return (
    <Alert
      color="red"
      variant="outline"
      icon={<IconBan aria-hidden />}
      title="Not shown for this purpose"
      styles={{ title: { color: 'var(--mantine-color-error)' } }}
    >
      <Text size="sm">
        This customer does not permit “{wholePurposeInWords(purpose)}”. Nothing of them is shown for it, and
        what consent may deny was not even asked for.
      </Text>
      <List size="sm" mt="xs">
        {decidedBy !== null && (
          <List.Item>
            Decided by <b>{decidedBy.source}</b>
            {decidedBy.field !== null && (
              <>
                , in <b>{decidedBy.field}</b>
              </>
            )}
          </List.Item>
        )}
        {status !== null && (
          <List.Item>
            What it says: {statusWords[status].short.toLowerCase()} ({statusWords[status].long})
          </List.Item>
        )}
      </List>
      <Anchor component={Link} href={customerPath(id, 'consent')} size="sm" mt="xs" display="inline-block">
        What all sources say, and what would have to change
      </Anchor>
    </Alert>
  );
}
