import {
  Anchor,
  Code,
  List,
  Paper,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { readPersonas } from '../demo/personas.ts';
import { customerPath } from '../parts/customer-path.ts';
import { useSession } from '../session.tsx';
import { exampleGroups } from './examples.ts';
import { useRecent } from './remembered.ts';
import styles from './search.module.css';

/** What stands where results will be: how to search, who was opened before, and in the demo whom to look at. */
export function BeforeSearching({ search }: { readonly search: (text: string) => void }) {
  const { facts } = useSession();
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Paper withBorder p="md">
          <Title order={3} size="h5" mb="xs">
            What can be searched for
          </Title>
          <List size="sm" spacing={4}>
            <List.Item>an e-mail address, however it is spelled</List.Item>
            <List.Item>
              a telephone number, as it is dialled: <Code>070-123 45 67</Code>
            </List.Item>
            <List.Item>
              a name, or how a family name begins: <Code>Lind</Code>, <Code>Ada Lindqvist</Code>
            </List.Item>
            <List.Item>
              a record of a system, by its id: <Code>10001</Code>, <Code>shop:10001</Code>
            </List.Item>
            <List.Item>a loyalty number, or any other id that a system knows</List.Item>
          </List>
        </Paper>
        <Recent />
      </SimpleGrid>
      {facts.demo && <Examples search={search} />}
    </Stack>
  );
}

function Recent() {
  const { recent } = useRecent();
  return (
    <Paper withBorder p="md">
      <Title order={3} size="h5" mb="xs">
        Opened before
      </Title>
      {recent.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody yet. Whom you open is listed here until this tab is closed.
        </Text>
      ) : (
        <List size="sm" spacing={4}>
          {recent.map(({ id, name }) => (
            <List.Item key={id}>
              <Anchor component={Link} href={customerPath(id)} size="sm">
                {name}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}

function Examples({ search }: { readonly search: (text: string) => void }) {
  const personas = useQuery({
    queryKey: ['personas'],
    queryFn: ({ signal }) => readPersonas(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (personas.isPending) return <Skeleton height={220} aria-hidden />;
  return (
    <Paper withBorder p="md">
      <Title order={3} size="h5">
        People of the demo
      </Title>
      {personas.error !== null && (
        <Text size="sm" c="dimmed">
          The sandbox does not tell of them now.
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 3 }} mt="xs">
        {exampleGroups(personas.data ?? []).map(({ title, examples }) => (
          <section key={title} aria-label={title}>
            <Title order={4} size="sm" mb={4}>
              {title}
            </Title>
            <List size="sm" spacing={6} listStyleType="none">
              {examples.map((example) => (
                <List.Item key={example.search}>
                  <UnstyledButton className={styles['example'] ?? ''} onClick={() => search(example.search)}>
                    {example.story}
                  </UnstyledButton>
                </List.Item>
              ))}
            </List>
          </section>
        ))}
      </SimpleGrid>
    </Paper>
  );
}
