import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { After } from '../../sources/contract.ts';
import type { Row, Slice } from '../../src/model/collection.ts';
import { compareText, refKey } from '../../src/model/record.ts';
import { mergeSlices, type Positions } from '../../src/profile/connection.ts';
import { ref, shuffled } from '../identity/records.ts';

/** Rows of one record in the order of the contract: newest first, nulls last, ties by id. */
function compareRows(a: Pick<Row, 'at' | 'id'>, b: Pick<Row, 'at' | 'id'>): number {
  return compareText(b.at ?? '', a.at ?? '') || compareText(a.id, b.id);
}

/** What a source answers: the first rows strictly after a position. */
function sliceOf(rows: readonly Row[], first: number, after: After | undefined): Slice<Row> {
  const later = rows
    .toSorted(compareRows)
    .filter((row) => after === undefined || compareRows(row, { at: after.at, id: after.id ?? '' }) > 0);
  return { items: later.slice(0, first), more: later.length > first };
}

const rows = fc
  .array(fc.constantFrom(null, '2024-01-01', '2024-06-01', '2025-01-01'), { maxLength: 7 })
  .map((times) => times.map((at, n): Row => ({ id: String(n), at, values: {} })));
const children = fc
  .tuple(rows, rows, rows)
  .map((lists) =>
    [ref('app:1'), ref('crm:2'), ref('crm:3')].map((parent, at) => ({ ref: parent, rows: lists[at] ?? [] })),
  );
const name = (one: { readonly ref: ReturnType<typeof ref>; readonly row: Row }) =>
  `${refKey(one.ref)}/${one.row.id}`;

it('pages through all rows of all records once, newest first', () =>
  fc.assert(
    fc.property(
      children,
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
      (all, first, order) => {
        const expected = all
          .flatMap(({ ref: parent, rows: own }) => own.map((row) => ({ ref: parent, row })))
          .sort(
            (a, b) =>
              compareText(b.row.at ?? '', a.row.at ?? '') ||
              compareText(refKey(a.ref), refKey(b.ref)) ||
              compareText(a.row.id, b.row.id),
          );
        const seen: string[] = [];
        let start: Positions = {};
        for (let more = true; more; ) {
          const slices = shuffled(all, order).map(({ ref: parent, rows: own }) => ({
            ref: parent,
            slice: sliceOf(own, first, start[refKey(parent)]),
          }));
          const page = mergeSlices(slices, first, start, []);
          seen.push(...page.rows.map(name));
          more = page.hasNextPage;
          expect(more).toBe(seen.length < expected.length);
          start = page.rows.at(-1)?.positions ?? start;
        }
        expect(seen).toEqual(expected.map(name));
      },
    ),
  ));

it('continues after any row, not only after the last of a page', () =>
  fc.assert(
    fc.property(children, (all) => {
      const read = (start: Positions) =>
        mergeSlices(
          all.map(({ ref: parent, rows: own }) => ({
            ref: parent,
            slice: sliceOf(own, 30, start[refKey(parent)]),
          })),
          30,
          start,
          [],
        ).rows;
      const whole = read({});
      for (const [at, { positions }] of whole.entries())
        expect(read(positions).map(name)).toEqual(whole.slice(at + 1).map(name));
    }),
  ));

it('names the sources whose rows are missing, sorted', () => {
  expect(mergeSlices([], 10, {}, ['shop', 'app'])).toEqual({
    rows: [],
    hasNextPage: false,
    missing: ['app', 'shop'],
  });
});
