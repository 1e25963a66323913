import { Anchor, Badge, Group, Paper, Text } from '@mantine/core';
import { Link } from 'wouter';
import { customerPath } from '../parts/customer-path.ts';
import styles from './search.module.css';
import type { FoundHit } from './use-search.ts';

/** A row for each customer that was found; all of a row opens its customer. */
export function Results({ found }: { readonly found: readonly FoundHit[] }) {
  return (
    <Paper withBorder>
      <ul className={styles['hits']} aria-label="Customers found">
        {found.map((hit) => (
          <Hit key={hit.customer.id} hit={hit} />
        ))}
      </ul>
    </Paper>
  );
}

function Hit({ hit: { customer, ways } }: { readonly hit: FoundHit }) {
  const place = [customer.company, customer.address?.city].filter((one) => one != null).join(', ');
  const contacts = [customer.email, customer.phone].filter((one) => one != null);
  const knowing = customer.sources.filter(({ records }) => (records ?? []).length > 0);
  return (
    <li className={styles['hit']}>
      <div>
        <Anchor component={Link} href={customerPath(customer.id)} fw={600}>
          {customer.displayName ?? 'Somebody whose name is not shown'}
        </Anchor>
        {place !== '' && (
          <Text size="sm" c="dimmed">
            {place}
          </Text>
        )}
      </div>
      <div>
        {contacts.map((value) => (
          <Text key={value} size="sm">
            {value}
          </Text>
        ))}
      </div>
      <div>
        <Group gap={4} mb={2}>
          {knowing.map(({ source }) => (
            <Badge key={source} variant="default" size="sm" tt="none" fw={500}>
              {source}
            </Badge>
          ))}
        </Group>
        <Text size="xs" c="dimmed">
          Found {ways.join('; ')}
        </Text>
      </div>
    </li>
  );
}
