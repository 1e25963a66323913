import { Stack, Text } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { inWords } from '../parts/in-words.ts';
import { Problem } from '../parts/problem.tsx';
import { Unheard } from '../parts/unheard.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { Results } from './results.tsx';
import type { Search } from './use-search.ts';

/** What a search came to: who was found, and what may be missing. */
export function SearchOutcome({ search }: { readonly search: Search }) {
  const { found, waiting, error } = search;
  const count = found.length;
  return (
    <Stack gap="xs">
      <Text role="status" size="sm" c="dimmed">
        {count > 0 && `${count}${search.more ? '+' : ''} ${count === 1 ? 'customer' : 'customers'} found`}
        {count === 0 && !waiting && error === null && 'Nobody was found'}
      </Text>
      {count > 0 && <Results found={found} />}
      {waiting && <Waiting what={count > 0 ? 'more' : 'customers'} />}
      {error !== null && <Problem error={error} again={search.again} />}
      {search.unheard.length > 0 && !waiting && (
        <Unheard
          sources={search.unheard}
          so=", and may know more people than are shown."
          again={search.again}
        />
      )}
      {count === 0 && !waiting && error === null && <Nobody search={search} />}
      {count > 0 && search.more && (
        <Text size="sm" c="dimmed">
          There are more of that name: add a given name, or search by a contact point.
        </Text>
      )}
    </Stack>
  );
}

function Nobody({ search }: { readonly search: Search }) {
  return (
    <>
      <Empty>
        No source knows anybody by that
        {search.excluded > 0 ? ', but for people who do not permit this purpose' : ' who may be shown'}. Is it
        spelled as it was written down? A shorter piece of the family name finds more.
      </Empty>
      {(search.not.length > 0 || search.nameless.length > 0) && (
        <Text size="xs" c="dimmed" px="md">
          {[
            ...(search.not.length === 0 ? [] : [`It is not ${search.not.join(', nor ')} here.`]),
            ...(search.nameless.length === 0
              ? []
              : [`By name, ${inWords(search.nameless)} cannot be searched.`]),
          ].join(' ')}
        </Text>
      )}
    </>
  );
}
