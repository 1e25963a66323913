import { Alert, Skeleton, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { IdentityPictureQuery } from '../gql/graphql.ts';
import { Empty } from '../parts/empty.tsx';
import { Problem } from '../parts/problem.tsx';
import { refKey } from '../parts/refs.ts';
import { Section } from '../parts/section.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useAsk } from '../use-ask.ts';
import { ComparePair } from './compare-pair.tsx';
import { pictureDocument } from './documents.ts';
import { IdentityFacts } from './facts-box.tsx';
import { pictureOf } from './picture.ts';
import { saidBy } from './said.ts';
import { TieDrawer } from './tie-drawer.tsx';
import { TieTable } from './tie-table.tsx';
import { type KnownTie, tiesOf } from './ties.ts';
import { useAttributes } from './use-attributes.ts';

// What draws lines is large, and of no use to the table.
const PictureView = lazy(() => import('./picture-view.tsx').then((view) => ({ default: view.PictureView })));

/** Which records are a customer, why, and which are not. */
export function IdentityView({ id }: { readonly id: string }) {
  const known = useAttributes();
  const asked = useAsk(
    'identity',
    pictureDocument,
    { id, attributes: [...(known?.attributes ?? [])] },
    { enabled: known !== undefined },
  );
  if (asked.error !== null) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Waiting what="who is who" />;
  const { data, errors } = asked.data;
  const customer = data?.customer;
  if (customer == null) {
    const [fault] = errors;
    if (fault !== undefined) return <Problem error={fault} again={() => void asked.refetch()} />;
    return <Empty>Nobody is shown for this purpose.</Empty>;
  }
  if (customer.identity == null)
    return <Empty>Which records are this customer is not permitted for this purpose.</Empty>;
  return <Known customer={customer} identity={customer.identity} />;
}

type Customer = NonNullable<IdentityPictureQuery['customer']>;

function Known({
  customer: { provenance },
  identity,
}: {
  readonly customer: Customer;
  readonly identity: NonNullable<Customer['identity']>;
}) {
  const [open, setOpen] = useState<KnownTie>();
  const ties = useMemo(() => tiesOf(identity), [identity]);
  const picture = useMemo(() => pictureOf(identity.records, ties, identity.otherMatches), [identity, ties]);
  const said = useMemo(
    () => new Map(identity.records.map((one) => [refKey(one), saidBy(one, provenance ?? [])])),
    [identity, provenance],
  );
  return (
    <Stack gap="lg" py="sm">
      <IdentityFacts identity={identity} />
      {!identity.complete && (
        <Alert color="yellow" variant="light" icon={<IconInfoCircle aria-hidden />} title="Not complete">
          A source did not answer, or the search was cut short: there may be more records of this customer.
        </Alert>
      )}
      <Section title="What holds them together">
        <Suspense fallback={<Skeleton height={400} />}>
          <PictureView picture={picture} said={said} onOpen={setOpen} />
        </Suspense>
      </Section>
      <TieTable ties={ties} records={identity.records} others={identity.otherMatches} onOpen={setOpen} />
      <ComparePair records={picture.records.map(({ record }) => record)} said={said} />
      <TieDrawer tie={open} own={said} onClose={() => setOpen(undefined)} />
    </Stack>
  );
}
