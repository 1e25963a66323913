/**
 * Where each record stands in the picture of a customer, and what ties it to others. The customer's records stand on an
 * ellipse, those of other people beside it; all by their names alone, so that the same records are always the same picture.
 */

import { compareText, type Ref, refKey } from '../parts/refs.ts';
import { placeLabels } from './picture-labels.ts';
import {
  cardHeight,
  cardWidth,
  type PlacedRecord,
  type PlacedTie,
  type Point,
  type Tie,
  type TieKind,
} from './tie.ts';

/** Between cards at least. */
const gapAcross = 130;
const gapDown = 64;

export interface Picture<T extends Tie = Tie> {
  readonly records: readonly PlacedRecord[];
  readonly ties: readonly PlacedTie<T>[];
}

export const tieKey = ({ kind, a, b }: Tie): string => `${kind} ${[refKey(a), refKey(b)].sort().join(' ')}`;

/**
 * @param own - the customer's records, in any order.
 * @param others - more records to be shown, beside those that ties name.
 */
export function pictureOf<T extends Tie>(
  own: readonly Ref[],
  ties: readonly T[],
  others: readonly Ref[] = [],
): Picture<T> {
  const mine = distinct(own);
  const owned = new Set(mine.map(refKey));
  const strangers = distinct([...ties.flatMap(({ a, b }) => [a, b]), ...others]).filter(
    (one) => !owned.has(refKey(one)),
  );
  const { radius, cards } = ellipse(mine);
  const records = [...cards, ...columns(strangers, radius.x)];
  const placed = new Map(records.map((one) => [one.key, one]));
  const lines = distinctTies(ties).flatMap((tie) => {
    const [a, b] = [placed.get(refKey(tie.a)), placed.get(refKey(tie.b))];
    if (a === undefined || b === undefined || a === b) return [];
    return [{ key: tieKey(tie), tie, from: towards(a, b), to: towards(b, a) }];
  });
  return { records, ties: placeLabels(lines, records) };
}

function distinct(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()].sort((x, y) =>
    compareText(refKey(x), refKey(y)),
  );
}

/** Strongest first, so that their words find room first. */
function distinctTies<T extends Tie>(ties: readonly T[]): readonly T[] {
  const order: readonly TieKind[] = ['linked', 'probable', 'refused'];
  return [...new Map(ties.map((tie) => [tieKey(tie), tie])).values()].sort(
    (x, y) =>
      order.indexOf(x.kind) - order.indexOf(y.kind) ||
      y.weight - x.weight ||
      compareText(tieKey(x), tieKey(y)),
  );
}

/**
 * Cards overlap only where they are closer than a card both across and down. On a circle of which neighbours are the root
 * of two apart, measured in cards, no two are.
 */
function ellipse(refs: readonly Ref[]): { readonly radius: Point; readonly cards: readonly PlacedRecord[] } {
  const count = refs.length;
  const apart = count < 2 ? 0 : Math.SQRT1_2 / Math.sin(Math.PI / count);
  const radius = { x: apart * (cardWidth + gapAcross), y: apart * (cardHeight + gapDown) };
  // Four stand in the corners, two above one another.
  const first = count === 4 ? -3 / 4 : -1 / 2;
  const cards = refs.map((record, at) => {
    const angle = Math.PI * (first + (2 * at) / count);
    return card(record, true, { x: radius.x * Math.cos(angle), y: radius.y * Math.sin(angle) });
  });
  return { radius, cards };
}

/** At most so many cards stand below one another. */
const mostInColumn = 8;

function columns(refs: readonly Ref[], radius: number): readonly PlacedRecord[] {
  const step = { x: cardWidth + gapAcross, y: cardHeight + gapDown / 2 };
  return refs.map((record, at) => {
    const column = Math.floor(at / mostInColumn);
    const inColumn = Math.min(mostInColumn, refs.length - column * mostInColumn);
    return card(record, false, {
      x: radius + (column + 1.2) * step.x,
      y: ((at % mostInColumn) - (inColumn - 1) / 2) * step.y,
    });
  });
}

/** @param centre - of the card. */
function card(record: Ref, own: boolean, { x, y }: Point): PlacedRecord {
  // Whole numbers are the same on every machine.
  return {
    key: refKey(record),
    record,
    own,
    x: Math.round(x - cardWidth / 2),
    y: Math.round(y - cardHeight / 2),
  };
}

/** Where the line from the middle of one card to that of another leaves the first. */
function towards(from: Point, to: Point): Point {
  const across = to.x - from.x;
  const down = to.y - from.y;
  const share = Math.min(
    across === 0 ? Number.POSITIVE_INFINITY : cardWidth / 2 / Math.abs(across),
    down === 0 ? Number.POSITIVE_INFINITY : cardHeight / 2 / Math.abs(down),
  );
  return {
    x: Math.round(from.x + cardWidth / 2 + across * share),
    y: Math.round(from.y + cardHeight / 2 + down * share),
  };
}
