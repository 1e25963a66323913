/** Amounts as bars. */

export interface Bar {
  /** Its place, from 0. */
  readonly at: number;
  readonly amount: number;
  /** 0 … 1: the greatest of all is 1, and none is too low to be seen. */
  readonly height: number;
}

const lowest = 0.08;

/** One bar for each amount above nought, in their order. */
export function bars(amounts: readonly number[]): readonly Bar[] {
  const most = Math.max(...amounts);
  return amounts.flatMap((amount, at) =>
    amount > 0 ? [{ at, amount, height: Math.max(amount / most, lowest) }] : [],
  );
}
