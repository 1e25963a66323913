/** Words on the lines of a picture, where there is room for them. */
import { cardHeight, cardWidth, type Label, type PlacedRecord, type PlacedTie, type Tie } from './tie.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Of small type: a little more than most letters need. */
const perLetter = 6.1;
const lineHeight = 20;
const padding = 12;
/** Longest words; what is longer is cut. */
const mostLetters = 34;

/** Where along a line words are tried, the middle first. */
const places = [0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8];

/** What of the words of a tie is shown on its line. */
export function labelText({ says }: Tie): string {
  return says.length <= mostLetters ? says : `${says.slice(0, mostLetters - 1).trimEnd()}…`;
}

/** @param lines - those that come first find room first. */
export function placeLabels<T extends Tie>(
  lines: readonly Omit<PlacedTie<T>, 'label'>[],
  records: readonly PlacedRecord[],
): readonly PlacedTie<T>[] {
  const taken: Box[] = records.map(({ x, y }) => ({
    left: x,
    top: y,
    right: x + cardWidth,
    bottom: y + cardHeight,
  }));
  return lines.map((line) => {
    const size = { width: Math.ceil(labelText(line.tie).length * perLetter) + padding, height: lineHeight };
    for (const share of places) {
      const label = {
        x: Math.round(line.from.x + share * (line.to.x - line.from.x)),
        y: Math.round(line.from.y + share * (line.to.y - line.from.y)),
        ...size,
      };
      const box = boxOf(label);
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return { ...line, label };
    }
    return line;
  });
}

export function boxOf({ x, y, width, height }: Label): Box {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
