/** Asks for people of a demo until the review queue has something in it. */
import { ask, type Terms } from '../ask.ts';
import { readPersonas } from '../demo/personas.ts';
import type { CustomerKey } from '../gql/graphql.ts';
import { counted } from '../parts/in-words.ts';
import { parseRef } from '../parts/refs.ts';
import { meetFiguresDocument, meetPeopleDocument, queueDocument } from './documents.ts';

/** How far it is. */
export interface Meeting {
  /** Of the way, 0 … 1. */
  readonly share: number;
  readonly says: string;
}

const mostPages = 24;
const figuresAtOnce = 10;

/**
 * @param sources - whose people are asked for in turn, page by page.
 * @throws where the gateway is not reached, or the signal is aborted.
 */
export async function* meetPeople(
  terms: Terms,
  sources: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Meeting> {
  let asked = 0;
  const told = (share: number): Meeting => ({
    share,
    says: `${counted(asked, 'person', 'people')} asked for …`,
  });
  yield told(0);
  const keys = await figures(signal);
  for (let at = 0; at < keys.length; at += figuresAtOnce) {
    const some = keys.slice(at, at + figuresAtOnce);
    await ask(meetFiguresDocument, { keys: some }, terms, signal);
    asked += some.length;
    yield told((0.3 * (at + some.length)) / keys.length);
  }
  const queue = await ask(queueDocument, {}, terms, signal);
  if ((queue.data?.reviewQueue ?? []).length > 0) return;
  const cursors = new Map<string, string | null>(sources.map((source) => [source, null]));
  for (let page = 0; page < mostPages && cursors.size > 0; page += 1) {
    const source = [...cursors.keys()][page % cursors.size] ?? '';
    const { data } = await ask(
      meetPeopleDocument,
      { source, after: cursors.get(source) ?? null },
      terms,
      signal,
    );
    asked += data?.customers?.nodes.length ?? 0;
    yield told(0.3 + (0.7 * (page + 1)) / mostPages);
    const { data: now } = await ask(queueDocument, {}, terms, signal);
    if ((now?.reviewQueue ?? []).length > 0) return;
    const next = data?.customers?.pageInfo;
    if (next?.hasNextPage === true && next.endCursor != null) cursors.set(source, next.endCursor);
    else cursors.delete(source);
  }
  yield { share: 1, says: `${counted(asked, 'person', 'people')} asked for, and none is in doubt.` };
}

/** The hand-made people of the sandbox, each by the first of their records. */
async function figures(signal: AbortSignal): Promise<CustomerKey[]> {
  const personas = await readPersonas(signal);
  return personas.flatMap(({ records }) => {
    const record = parseRef(records[0] ?? '');
    return record === undefined ? [] : [{ record }];
  });
}
