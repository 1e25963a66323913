import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { Redaction } from '../ask.ts';
import { compareAttributes } from '../parts/attribute-words.ts';
import { Time } from '../parts/time.tsx';
import styles from './customer.module.css';
import { absenceOf, isOf, type ProfileField, profileFields } from './profile-fields.ts';
import { Provenance, plain } from './provenance.tsx';
import { type CustomerProfile, useOfferedAttributes } from './use-customer.ts';
import { AbsentValue } from './why.tsx';

/** What is known of a customer, field by field, each with where it comes from. */
export function Profile({
  customer,
  redacted,
}: {
  readonly customer: CustomerProfile;
  readonly redacted: readonly Redaction[];
}) {
  const offers = useOfferedAttributes();
  const row = (field: ProfileField, value: ReactNode) => (
    <FieldRow
      key={field.field}
      field={field}
      customer={customer}
      value={
        value ?? (
          <AbsentValue
            absence={absenceOf(field, { redacted, sources: customer.sources, offers })}
            consent={field.channel === undefined ? customer.consent : customer[field.channel]}
          />
        )
      }
    />
  );
  const fields = profileFields;
  return (
    <Paper withBorder>
      <dl className={styles['profile']}>
        {row(fields.name, customer.name && <Name customer={customer} />)}
        {row(
          fields.email,
          listed(customer.emails, ({ value, sources }) => (
            <Held key={value} value={value} sources={sources} />
          )),
        )}
        {row(
          fields.phone,
          listed(customer.phones, ({ value, sources }) => (
            <Held key={value} value={value} sources={sources} />
          )),
        )}
        {row(fields.address, addressesOf(customer))}
        {row(fields.company, customer.company)}
        {row(fields.jobTitle, customer.jobTitle)}
        {row(fields.birthDate, customer.birthDate && <Time at={customer.birthDate} />)}
        {row(fields.locale, customer.locale && languageOf(customer.locale))}
        {row(fields.createdAt, customer.createdAt && <Time at={customer.createdAt} />)}
        {row(fields.lastActivityAt, customer.lastActivityAt && <Time at={customer.lastActivityAt} />)}
        {row(fields.externalIds, externalIdsOf(customer))}
        {row(
          fields.customAttributes,
          listed(customer.customAttributes, ({ name, value, source }) => (
            <Held key={`${name} ${source}`} value={`${name}: ${plain(value)}`} sources={[source]} />
          )),
        )}
      </dl>
    </Paper>
  );
}

function FieldRow({
  field,
  customer,
  value,
}: {
  readonly field: ProfileField;
  readonly customer: CustomerProfile;
  readonly value: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const entries = (customer.provenance ?? [])
    .filter(({ attribute }) => isOf(field, attribute))
    .toSorted((a, b) => compareAttributes(a.attribute, b.attribute));
  const sources = [...new Set(entries.map(({ record }) => record.source))].join(', ');
  return (
    <div>
      <dt>{field.label}</dt>
      <dd>{value}</dd>
      <dd>
        {entries.length > 0 && (
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            c="dimmed"
            aria-expanded={open}
            aria-controls={id}
            aria-label={`Where ${field.label.toLowerCase()} comes from: ${sources}`}
            leftSection={
              open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
            }
            onClick={() => setOpen(!open)}
          >
            {sources}
          </Button>
        )}
      </dd>
      <dd className={styles['whole']} id={id} hidden={!open}>
        {open && <Provenance label={field.label} entries={entries} />}
      </dd>
    </div>
  );
}

/** Nothing where there is nothing, so that the reason is told instead. */
function listed<One>(list: readonly One[] | null | undefined, show: (one: One) => ReactNode): ReactNode {
  return list == null || list.length === 0 ? null : <Stack gap={2}>{list.map(show)}</Stack>;
}

function Held({ value, sources }: { readonly value: string; readonly sources: readonly string[] }) {
  return (
    <Group gap="xs">
      <Text size="sm">{value}</Text>
      <Text size="xs" c="dimmed">
        {sources.join(', ')}
      </Text>
    </Group>
  );
}

function Name({ customer: { name, displayName } }: { readonly customer: CustomerProfile }) {
  const parts = [name?.prefix, name?.given, name?.middle, name?.family, name?.suffix];
  const whole = parts.filter((part) => part != null).join(' ');
  return (
    <Group gap="xs">
      <Text size="sm" fw={600}>
        {displayName}
      </Text>
      {whole !== '' && whole !== displayName && (
        <Text size="xs" c="dimmed">
          {whole}
        </Text>
      )}
    </Group>
  );
}

type Address = NonNullable<CustomerProfile['addresses']>[number];

/** Equal addresses once, with every source that has them. */
function addressesOf({ addresses }: CustomerProfile): ReactNode {
  const bySpelling = Map.groupBy(addresses ?? [], addressLine);
  return listed([...bySpelling], ([line, its]) => (
    <Held key={line} value={line} sources={[...new Set(its.map(({ source }) => source))]} />
  ));
}

function addressLine({ street, postalCode, city, region, country }: Address): string {
  const place = [postalCode, city].filter((part) => part !== null).join(' ');
  return [street, place, region, country].filter((part) => part !== null && part !== '').join(', ');
}

function externalIdsOf({ externalIds }: CustomerProfile): ReactNode {
  const same = Map.groupBy(externalIds ?? [], ({ issuer, value }) => `${issuer}: ${value ?? 'not shown'}`);
  return listed([...same], ([text, its]) => (
    <Held key={text} value={text} sources={its.map(({ source }) => source)} />
  ));
}

/** `sv-SE` as a reader knows it; as it is where it is no language. */
function languageOf(locale: string): ReactNode {
  try {
    const name = new Intl.DisplayNames(undefined, { type: 'language' }).of(locale.replace('_', '-'));
    return name === undefined || name === locale ? locale : `${name}, ${locale}`;
  } catch {
    return locale;
  }
}
