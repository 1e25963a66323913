/**
 * Reads the rows of many keys under one common limit, so that a value with a million rows cannot flood the answer and
 * cannot starve the other keys of its batch either: where the limit is hit, the keys are split and asked again.
 *
 * @param perKey - rows a single key may bring.
 * @param run - reads at most `limit` rows of the given keys, in any order.
 * @param onCut - called with each key of which there may be more rows than were read.
 */
export async function readFairly<Key, Raw>(
  keys: readonly Key[],
  perKey: number,
  run: (keys: readonly Key[], limit: number) => Promise<readonly Raw[]>,
  onCut: (key: Key) => void = () => {},
): Promise<readonly Raw[]> {
  const limit = perKey * keys.length;
  const rows = await run(keys, limit);
  if (rows.length < limit) return rows;
  if (keys.length <= 1) {
    for (const key of keys) onCut(key);
    return rows;
  }
  const half = Math.ceil(keys.length / 2);
  const parts = await Promise.all([
    readFairly(keys.slice(0, half), perKey, run, onCut),
    readFairly(keys.slice(half), perKey, run, onCut),
  ]);
  return parts.flat();
}
