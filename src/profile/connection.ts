/** Child rows of several records, in several sources, as one page. */
import type { After } from '../../sources/contract.ts';
import type { Row, Slice } from '../model/collection.ts';
import { compareText, type RecordRef, type RefKey, refKey, type SourceName } from '../model/record.ts';

/** For each record the last of its rows that was given out. What a cursor seals. */
export type Positions = Readonly<Record<RefKey, After>>;

export interface RowOf {
  readonly ref: RecordRef;
  readonly row: Row;
  /** Where a page that continues after this row begins. */
  readonly positions: Positions;
}

export interface Page {
  readonly rows: readonly RowOf[];
  readonly hasNextPage: boolean;
  /** Sources whose rows are missing, sorted. */
  readonly missing: readonly SourceName[];
}

/**
 * Merges slices, each newest first, into the first `first` rows of all of them, newest first.
 * @param start - the positions the slices were read from.
 */
export function mergeSlices(
  slices: readonly { readonly ref: RecordRef; readonly slice: Slice<Row> }[],
  first: number,
  start: Positions,
  missing: readonly SourceName[],
): Page {
  const rows = slices
    .flatMap(({ ref, slice }) => slice.items.map((row, position) => ({ ref, row, position })))
    .sort(
      (a, b) =>
        newestFirst(a.row.at, b.row.at) ||
        compareText(refKey(a.ref), refKey(b.ref)) ||
        a.position - b.position,
    );
  const taken = rows.slice(0, first);
  const page = taken.map(
    ({ ref, row }, at): RowOf => ({
      ref,
      row,
      // Most rows are not asked for a cursor.
      get positions() {
        return positionsAfter(start, taken.slice(0, at + 1));
      },
    }),
  );
  return {
    rows: page,
    hasNextPage: rows.length > first || slices.some(({ slice }) => slice.more),
    missing: [...missing].sort(),
  };
}

function positionsAfter(
  start: Positions,
  rows: readonly { readonly ref: RecordRef; readonly row: Row }[],
): Positions {
  const positions: Record<RefKey, After> = { ...start };
  for (const { ref, row } of rows) positions[refKey(ref)] = { at: row.at, id: row.id };
  return positions;
}

function newestFirst(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return compareText(b, a);
}
