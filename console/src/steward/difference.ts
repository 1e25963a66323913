/** Where two texts differ, letter by letter. */
export interface Part {
  readonly text: string;
  /** Whether the other text has it as well, at this place. */
  readonly shared: boolean;
}

/** Texts longer than this are told apart by their beginnings and ends only. */
const longest = 400;
/** Letters that two texts have in common by chance tell nobody anything: less than this share of the longer is none. */
const leastShared = 0.6;

/** @returns both texts cut into parts; what is shared reads the same in both, in the same order. */
export function differenceOf(a: string, b: string): readonly [readonly Part[], readonly Part[]] {
  const [one, other] = [[...a], [...b]];
  const { length: most } = one.length < other.length ? one : other;
  let head = 0;
  while (head < most && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const middle = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)] as const;
  const [inOne, inOther] = sharedWithin(...middle);
  const ends = (letters: readonly string[], shared: readonly boolean[]) =>
    parts(letters, [...Array(head).fill(true), ...shared, ...Array(tail).fill(true)]);
  return [ends(one, inOne), ends(other, inOther)];
}

/** For each letter whether it is part of the longest that both have in this order. */
function sharedWithin(
  one: readonly string[],
  other: readonly string[],
): readonly [readonly boolean[], readonly boolean[]] {
  const shared = [one.map(() => false), other.map(() => false)] as const;
  if (one.length > longest || other.length > longest) return shared;
  // lengths[i][j]: of the longest common sequence of what is left from i and j on.
  const lengths = Array.from({ length: one.length + 1 }, () => new Int16Array(other.length + 1));
  const left = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = one.length - 1; i >= 0; i -= 1)
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined)
        row[j] = one[i] === other[j] ? left(i + 1, j + 1) + 1 : Math.max(left(i + 1, j), left(i, j + 1));
    }
  if (left(0, 0) < leastShared * Math.max(one.length, other.length)) return shared;
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length)
    if (one[i] === other[j]) {
      shared[0][i] = true;
      shared[1][j] = true;
      i += 1;
      j += 1;
    } else if (left(i + 1, j) >= left(i, j + 1)) i += 1;
    else j += 1;
  return shared;
}

/** Neighbours of one kind as one. */
function parts(letters: readonly string[], shared: readonly boolean[]): readonly Part[] {
  const found: { text: string; shared: boolean }[] = [];
  for (const [at, letter] of letters.entries()) {
    const kind = shared[at] ?? false;
    const last = found.at(-1);
    if (last?.shared === kind) last.text += letter;
    else found.push({ text: letter, shared: kind });
  }
  return found;
}
