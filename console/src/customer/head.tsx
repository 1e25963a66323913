import { ActionIcon, Anchor, Badge, Code, CopyButton, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconBan, IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { customerPath } from '../parts/customer-path.ts';
import { Time } from '../parts/time.tsx';
import styles from './customer.module.css';
import type { CustomerProfile } from './use-customer.ts';
import { decidedInWords } from './why.tsx';

/** What a page of a customer is called; it is read out when the page opens. */
export function CustomerTitle({
  id,
  name,
  known,
}: {
  readonly id: string;
  readonly name: string;
  /** Whether there is such a customer: their id is of use then. */
  readonly known: boolean;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another customer is another page
  useEffect(() => {
    // Whoever is at work in the frame is left there.
    const { activeElement, body } = document;
    if (activeElement === body || activeElement?.closest('main') != null) title.current?.focus();
  }, [id]);
  return (
    <>
      <Anchor component={Link} href="/" size="sm">
        ← Back to the search
      </Anchor>
      <Group justify="space-between" gap="xs">
        <Title order={2} ref={title} tabIndex={-1} className={styles['title'] ?? ''}>
          {name}
        </Title>
        {known && <CopiedId id={id} />}
      </Group>
    </>
  );
}

/** The id, for whoever writes it down elsewhere. */
function CopiedId({ id }: { readonly id: string }) {
  return (
    <Group gap={2} wrap="nowrap" miw={0}>
      <Code
        style={{
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
          display: 'block',
          maxWidth: '16rem',
        }}
        title={id}
      >
        {id}
      </Code>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={copied ? 'Copied' : 'Copy the customer id'}
            onClick={copy}
          >
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  );
}

/** Who they are at a glance, and whether they may be. */
export function CustomerHead({ customer }: { readonly customer: CustomerProfile }) {
  const { email, phone, company, jobTitle, createdAt, consent } = customer;
  const facts = [email, phone, [jobTitle, company].filter((one) => one !== null).join(', ')].filter(
    (one) => one !== null && one !== '',
  );
  const decided = decidedInWords(consent);
  return (
    <Group gap="xs" c="dimmed">
      {facts.map((fact) => (
        <Text key={fact} size="sm" c="var(--mantine-color-text)" style={{ overflowWrap: 'anywhere' }}>
          {fact}
        </Text>
      ))}
      {createdAt !== null && (
        <Text size="sm">
          Customer since <Time at={createdAt.slice(0, 10)} />
        </Text>
      )}
      {consent !== null && (
        <Tooltip label={decided ?? 'The Consent tab tells more'}>
          <Badge
            component={Link}
            href={customerPath(customer.id, 'consent')}
            style={{ cursor: 'pointer' }}
            color={consent.decision === 'PERMIT' ? 'teal.9' : 'red.9'}
            leftSection={
              consent.decision === 'PERMIT' ? (
                <IconCheck size={12} aria-hidden />
              ) : (
                <IconBan size={12} aria-hidden />
              )
            }
            tt="none"
          >
            {consent.decision === 'PERMIT' ? 'Permitted' : 'Denied'} for this purpose
          </Badge>
        </Tooltip>
      )}
    </Group>
  );
}
