/** What a source holds, put so that it can be read. */
import { byChannel } from '../consent/why.ts';
import { wholePurposeInWords } from '../consent/words.ts';
import type { Source } from './source.ts';

/** What stands behind one label: lists that each may have a heading of their own. */
export interface Holding {
  readonly label: string;
  /** What is said where there is nothing. */
  readonly none: string;
  readonly lists: readonly { readonly heading?: string; readonly items: readonly string[] }[];
}

const operatorWords: Readonly<Record<string, string>> = {
  equals: 'the whole',
  startsWith: 'the beginning',
  atLeast: 'from',
  before: 'until',
};

/** Prefix of look-ups that only bring records together to be compared. */
const candidates = 'match.';

export function holdingsOf(source: Source): readonly Holding[] {
  const { identifiers, attributes, collections, filters, consent } = source;
  const [compared, found] = [true, false].map((wanted) =>
    identifiers.filter((one) => one.startsWith(candidates) === wanted),
  );
  return [
    { label: 'Found by', none: 'nothing: it is only led to', lists: listed(found ?? []) },
    {
      label: 'Compared by',
      none: 'nothing beside that',
      lists: listed((compared ?? []).map((one) => one.slice(candidates.length))),
    },
    { label: 'Attributes', none: 'none', lists: listed(attributes) },
    { label: 'Collections', none: 'none', lists: listed(collections) },
    {
      label: 'Filters by',
      none: 'nothing',
      lists: grouped(
        filters,
        ({ operators }) => operators.map((one) => operatorWords[one] ?? one).join(', '),
        ({ attribute }) => attribute,
      ),
    },
    {
      label: 'Consent',
      none: 'it says nothing of consent',
      lists: grouped(
        broadest(consent),
        ({ channel }) => byChannel(channel) || 'without contact',
        ({ purpose }) => wholePurposeInWords(purpose),
      ),
    },
  ];
}

/** Without purposes that are part of another one, by the same channel. */
function broadest(scopes: Source['consent']): Source['consent'] {
  return scopes.filter(
    ({ purpose, channel }) =>
      !scopes.some(
        (other) =>
          other.channel === channel &&
          other.purpose !== purpose &&
          (other.purpose === '*' || purpose.startsWith(`${other.purpose}.`)),
      ),
  );
}

function listed(items: readonly string[]): Holding['lists'] {
  return items.length === 0 ? [] : [{ items }];
}

function grouped<Item>(
  items: readonly Item[],
  headingOf: (item: Item) => string,
  nameOf: (item: Item) => string,
): Holding['lists'] {
  return [...Map.groupBy(items, headingOf)].map(([heading, group]) => ({
    heading,
    items: [...new Set(group.map(nameOf))],
  }));
}
