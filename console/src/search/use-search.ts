import { useQueries } from '@tanstack/react-query';
import { ask, type Fault, type Terms, unanswered } from '../ask.ts';
import type { SearchHitFragment } from '../gql/graphql.ts';
import { useSession } from '../session.tsx';
import { useOffers } from '../use-offers.ts';
import { keysDocument, namesDocument } from './documents.ts';
import { type Answered, type FoundCustomer, gather, unheard } from './found.ts';
import { interpret, type KeyReading, type NameReading, type Readings } from './interpretations.ts';

/** People of one name that are asked of one source. */
const perSource = 10;

export type FoundHit = FoundCustomer<SearchHitFragment>;

export interface Search {
  /** In the order in which they were found; grows while sources still answer. */
  readonly found: readonly FoundHit[];
  readonly waiting: boolean;
  /** The first question that got no answer at all. */
  readonly error: Error | null;
  /** What the text is not: told where nobody was found. */
  readonly not: readonly string[];
  /** Sources that did not answer. */
  readonly unheard: readonly string[];
  /** Sources that cannot be searched by name, where it may be one. */
  readonly nameless: readonly string[];
  readonly excluded: number;
  /** Whether there are more people of that name than are shown. */
  readonly more: boolean;
  again(): void;
}

/** Every reading of a text, asked at once. Nothing is asked for a blank one. */
export function useSearch(text: string): Search {
  const { terms } = useSession();
  const offers = useOffers();
  const sources = offers.data?.data?.sources;
  const blank = text.trim() === '';
  const readings: Readings =
    blank || sources === undefined ? { keys: [], names: [], nameless: [] } : interpret(text, sources);
  const questions = [
    ...(readings.keys.length === 0
      ? []
      : [
          {
            queryKey: ['search', readings.keys, terms.purpose ?? ''],
            queryFn: ({ signal }: { readonly signal: AbortSignal }) => askKeys(readings.keys, terms, signal),
          },
        ]),
    ...readings.names.map((reading) => ({
      queryKey: ['search', reading, terms.purpose ?? ''],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => askName(reading, terms, signal),
    })),
  ];
  const results = useQueries({ queries: questions });
  const answers = results.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return {
    found: gather(answers),
    waiting: !blank && (offers.isPending || results.some(({ isFetching }) => isFetching)),
    error: (blank ? null : offers.error) ?? results.find(({ error }) => error !== null)?.error ?? null,
    not: [...new Set(answers.flatMap(({ not }) => not))],
    unheard: unheard(answers),
    nameless: readings.nameless,
    excluded: Math.max(0, ...answers.map(({ excluded }) => excluded)),
    more: answers.some(({ more }) => more),
    again() {
      if (offers.error !== null) void offers.refetch();
      for (const result of results) void result.refetch();
    },
  };
}

/** Whoever else answers to a shared mailbox or telephone is asked for as well: the first is not taken for the right one. */
async function askKeys(
  readings: readonly KeyReading[],
  terms: Terms,
  signal: AbortSignal,
): Promise<Answered<SearchHitFragment>> {
  const reply = await ask(keysDocument, { keys: readings.map(({ key }) => key) }, terms, signal);
  const customers = reply.data?.customersByKey ?? [];
  const hits = customers.flatMap((customer, index) => {
    const reading = readings[index];
    return customer === null || reading === undefined ? [] : [{ customer, way: reading.way, exact: true }];
  });
  // What else went wrong is told where it leaves nothing to be shown.
  const fault =
    hits.length > 0 ? undefined : reply.errors.find((one) => !refusesKey(one) && !isOfSource(one));
  if (fault !== undefined) throw unanswered(fault);
  const others = customers.flatMap((customer, index) =>
    (customer?.identity?.otherMatches ?? []).map((record) => ({ record, way: readings[index]?.way ?? '' })),
  );
  const more =
    others.length === 0
      ? []
      : ((
          await ask(
            keysDocument,
            { keys: others.slice(0, 100).map(({ record }) => ({ record })) },
            terms,
            signal,
          )
        ).data?.customersByKey ?? []);
  return {
    hits: [
      ...hits,
      ...more.flatMap((customer, index) =>
        customer === null ? [] : [{ customer, way: others[index]?.way ?? '', exact: true }],
      ),
    ],
    not: reply.errors.filter(refusesKey).flatMap(({ path }) => {
      const index = path?.[1];
      const reading = typeof index === 'number' ? readings[index] : undefined;
      return reading === undefined ? [] : [reading.noun];
    }),
    sources: reply.extensions.sources ?? [],
    excluded: reply.extensions.consent?.excluded ?? 0,
    more: false,
  };
}

const refusals: ReadonlySet<string> = new Set(['KEY_INVALID', 'KEY_UNKNOWN_ISSUER', 'KEY_UNKNOWN_SOURCE']);

/** Whether a reading of the text is none in the gateway's eyes. */
function refusesKey({ extensions }: Fault): boolean {
  return refusals.has(extensions?.code ?? '');
}

/** A source that did not answer is told of by its status; whatever else went wrong, by the gateway's words. */
function isOfSource({ extensions }: Fault): boolean {
  return extensions?.code?.startsWith('SOURCE_') === true;
}

async function askName(
  { filter, way }: NameReading,
  terms: Terms,
  signal: AbortSignal,
): Promise<Answered<SearchHitFragment>> {
  const reply = await ask(namesDocument, { filter, first: perSource }, terms, signal);
  const fault = reply.errors.find((one) => !isOfSource(one));
  if (fault !== undefined) throw unanswered(fault);
  return {
    hits: (reply.data?.customers?.nodes ?? []).map((customer) => ({ customer, way, exact: false })),
    not: [],
    sources: reply.extensions.sources ?? [],
    excluded: reply.extensions.consent?.excluded ?? 0,
    more: reply.data?.customers?.pageInfo.hasNextPage ?? false,
  };
}
