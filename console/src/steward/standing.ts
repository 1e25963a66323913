/** Which verdicts of a history still stand. */
import { pairKey, type Ref } from '../parts/refs.ts';

interface Said {
  readonly a: Ref;
  readonly b: Ref;
  readonly kind: string;
}

/**
 * @param page - newest first.
 * @param withdrawn - pairs of which a newer page took everything back.
 * @returns for each verdict whether it was taken back since, and the pairs of which everything older is taken back.
 */
export function standing<V extends Said>(
  page: readonly V[],
  withdrawn: ReadonlySet<string>,
): {
  readonly rows: readonly { readonly verdict: V; readonly takenBack: boolean }[];
  readonly withdrawn: ReadonlySet<string>;
} {
  const gone = new Set(withdrawn);
  const rows = page.map((verdict) => {
    const key = pairKey(verdict);
    const takenBack = gone.has(key);
    if (verdict.kind === 'WITHDRAWN') gone.add(key);
    return { verdict, takenBack };
  });
  return { rows, withdrawn: gone };
}
