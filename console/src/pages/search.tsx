import { Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { customerPath } from '../parts/customer-path.ts';
import { BeforeSearching } from '../search/before.tsx';
import { useLastSearch } from '../search/remembered.ts';
import { SearchOutcome } from '../search/search-outcome.tsx';
import { useSearch } from '../search/use-search.ts';
import { useSession } from '../session.tsx';

/** Finds a customer by whatever is known of them. What is typed goes into no address. */
export function SearchPage() {
  const last = useLastSearch();
  const purpose = useSession().terms.purpose;
  const [typed, setTyped] = useState(last.text);
  /** What is asked for. The only one found is opened at once, but not for whoever comes back, or turns to another purpose. */
  const [asked, setAsked] = useState({ text: last.text, opensFor: null as string | null | undefined });
  const search = useSearch(asked.text);
  const [, navigate] = useLocation();
  const box = useRef<HTMLInputElement>(null);

  const [first] = search.found;
  const onlyOne =
    asked.opensFor === purpose && !search.waiting && search.found.length === 1 && first?.exact === true
      ? first.customer.id
      : undefined;
  useEffect(() => {
    if (onlyOne !== undefined) navigate(customerPath(onlyOne));
  }, [onlyOne, navigate]);

  const start = (text: string) => {
    setTyped(text);
    setAsked({ text, opensFor: purpose });
    last.remember(text.trim());
    // Who asks for the very same again wants it anew.
    if (text === asked.text) search.again();
  };

  return (
    <Stack maw={1100}>
      <Title order={2} size="h3">
        Find a customer
      </Title>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start(typed);
          }}
        >
          <Group gap="xs" align="flex-end">
            <TextInput
              ref={box}
              flex="1 1 16rem"
              label="E-mail, telephone, name or id"
              leftSection={<IconSearch size={18} aria-hidden />}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
              maxLength={320}
            />
            <Button type="submit">Search</Button>
            {asked.text.trim() !== '' && (
              <Button
                variant="default"
                onClick={() => {
                  start('');
                  box.current?.focus();
                }}
              >
                Clear
              </Button>
            )}
          </Group>
        </form>
      </search>
      {asked.text.trim() === '' ? <BeforeSearching search={start} /> : <SearchOutcome search={search} />}
    </Stack>
  );
}
