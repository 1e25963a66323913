/** People of the demo, grouped by what they show. */
import type { Persona } from '../demo/personas.ts';

export interface Example {
  readonly story: string;
  /** A record of theirs, as it is searched for. */
  readonly search: string;
}

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

const groups: Readonly<Record<string, readonly string[]>> = {
  'One person, many records': ['merged', 'duplicate'],
  'Alike, and still two people': [
    'twins',
    'twinsOther',
    'senior',
    'junior',
    'household',
    'householdOther',
    'roleMailbox',
    'roleMailboxOther',
    'recycled',
    'recycledOther',
  ],
  'What consent decides': [
    'conflict',
    'withdrawn',
    'expired',
    'pending',
    'silent',
    'unmapped',
    'leadAndContact',
    'forgotten',
    'addressVeto',
  ],
};
const rest = 'Others';

/** Groups in their order, without empty ones; whoever is new to this page is among the others. */
export function exampleGroups(personas: readonly Persona[]): readonly ExampleGroup[] {
  const titleOf = (name: string) =>
    Object.keys(groups).find((title) => groups[title]?.includes(name) === true) ?? rest;
  const byTitle = Map.groupBy(personas, ({ name }) => titleOf(name));
  return [...Object.keys(groups), rest].flatMap((title) => {
    const examples = (byTitle.get(title) ?? []).flatMap(({ story, records }) =>
      records.slice(0, 1).map((search) => ({ story, search })),
    );
    return examples.length === 0 ? [] : [{ title, examples }];
  });
}
