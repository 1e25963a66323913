/** What a picture of records is made of: cards, and what ties them to one another. All lengths are pixels. */
import type { Ref } from '../parts/refs.ts';

export const cardWidth = 200;
export const cardHeight = 78;

export type TieKind = 'linked' | 'refused' | 'probable';

/** Two records with what is between them, before it has a place. */
export interface Tie {
  readonly kind: TieKind;
  readonly a: Ref;
  readonly b: Ref;
  /** Why, in a few words. */
  readonly says: string;
  /** Bits. */
  readonly weight: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A record with the upper left corner of its card. */
export interface PlacedRecord extends Point {
  readonly key: string;
  readonly record: Ref;
  /** The customer's; else somebody else's. */
  readonly own: boolean;
}

/** The middle of the words on a line, and what they take up. */
export interface Label extends Point {
  readonly width: number;
  readonly height: number;
}

/** A tie with its ends, on the edges of the two cards. */
export interface PlacedTie<T extends Tie = Tie> {
  readonly key: string;
  readonly tie: T;
  readonly from: Point;
  readonly to: Point;
  /** Absent where there is no room for words: they are in the table below the picture. */
  readonly label?: Label;
}
