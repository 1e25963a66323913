/** Events of all systems in one order, as far as they are known to be complete. */

export const eventKinds = [
  'orders',
  'invoices',
  'payments',
  'subscriptions',
  'opportunities',
  'cases',
  'consent',
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface TimelineEvent {
  readonly kind: EventKind;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly source: string;
  /** Unique among all events. */
  readonly key: string;
  readonly title: string;
  readonly detail?: string;
  readonly money?: { readonly amount: string; readonly currency: string };
}

/** What is loaded of one kind. */
export interface Loaded {
  readonly kind: EventKind;
  /** One for each row that has a time, in the order in which the rows were loaded. */
  readonly rows: readonly TimelineEvent[];
  /** Of the same rows, at a second time that rows are not ordered by: closed, cancelled. */
  readonly later: readonly TimelineEvent[];
  /** Whether rows remain that are older than the last. */
  readonly older: boolean;
}

interface Place {
  readonly at: string;
  /** Of its kind among the kinds. */
  readonly rank: number;
  readonly position: number;
}

/** Newest first; kinds in their order and rows in theirs where times are equal. */
function compare(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.rank - b.rank || a.position - b.position;
}

/**
 * Everything that is newer than what may still be loaded of any kind: what is shown is the beginning of the whole, so that
 * loading more adds below and never in between. Only second times of rows not loaded yet may still come in between.
 */
export function merged(kinds: readonly Loaded[]): readonly TimelineEvent[] {
  const placed = kinds.flatMap(({ kind, rows, later }) =>
    [...rows, ...later].map((event, position) => ({
      event,
      place: { at: event.at, rank: eventKinds.indexOf(kind), position },
    })),
  );
  const boundaries = kinds.flatMap(({ kind, rows, older }) => {
    const last = rows.at(-1);
    return older && last !== undefined
      ? [{ at: last.at, rank: eventKinds.indexOf(kind), position: rows.length - 1 }]
      : [];
  });
  return placed
    .filter(({ place }) => boundaries.every((boundary) => compare(place, boundary) <= 0))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ event }) => event);
}

export interface Month {
  /** As `monthOf` writes it. */
  readonly name: string;
  readonly events: readonly TimelineEvent[];
}

/** Events by month, in their order. */
export function byMonth(events: readonly TimelineEvent[], monthOf: (at: string) => string): readonly Month[] {
  return [...Map.groupBy(events, ({ at }) => monthOf(at))].map(([name, its]) => ({ name, events: its }));
}
