/** Child rows of several records, in several sources, as one page. */
import type { After } from '../../sources/contract.ts';
import type { Row, Slice } from '../model/collection.ts';
import {
  compareRefs,
  compareText,
  type RecordRef,
  type RefKey,
  refKey,
  type SourceName,
} from '../model/record.ts';

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
  const rows: PageRow[] = [];
  for (const { ref, slice } of slices)
    for (const row of slice.items) rows.push(new PageRow(ref, row, rows.length, start));
  // One slice is in order already.
  if (slices.length > 1) rows.sort(compareRows);
  const taken = rows.slice(0, first);
  for (const [at, row] of taken.entries()) row.follows(taken, at);
  return {
    rows: taken,
    hasNextPage: rows.length > first || slices.some(({ slice }) => slice.more),
    missing: [...missing].sort(),
  };
}

class PageRow implements RowOf {
  readonly ref: RecordRef;
  readonly row: Row;
  /** Among the rows of all slices: keeps the order of rows of one record and one time. */
  readonly position: number;
  readonly #start: Positions;
  #page: readonly PageRow[] = [];
  #at = 0;

  constructor(ref: RecordRef, row: Row, position: number, start: Positions) {
    this.ref = ref;
    this.row = row;
    this.position = position;
    this.#start = start;
  }

  /** Puts it into a page. */
  follows(page: readonly PageRow[], at: number): void {
    this.#page = page;
    this.#at = at;
  }

  /** Worked out when asked for: most rows are not asked for a cursor. */
  get positions(): Positions {
    const positions: Record<RefKey, After> = { ...this.#start };
    for (const { ref, row } of this.#page.slice(0, this.#at + 1))
      positions[refKey(ref)] = { at: row.at, id: row.id };
    return positions;
  }
}

function compareRows(a: PageRow, b: PageRow): number {
  return newestFirst(a.row.at, b.row.at) || compareRefs(a.ref, b.ref) || a.position - b.position;
}

function newestFirst(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return compareText(b, a);
}
