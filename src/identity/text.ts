/** How alike two texts are: the distances that record linkage is built on. */

/**
 * Jaro-Winkler similarity, 0 … 1: shared letters in about the same place count, a shared beginning counts more.
 * Symmetric; 1 only for equal texts, 0 where either is empty.
 */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return one === '' ? 0 : 1;
  // Which letters are paired depends on where the search starts: always from the shorter text.
  const [a, b] =
    one.length < other.length || (one.length === other.length && one < other) ? [one, other] : [other, one];
  if (a.length === 0) return 0;
  const reach = Math.max(0, Math.floor(b.length / 2) - 1);
  const taken = new Uint8Array(b.length);
  const paired: number[] = [];
  for (let at = 0; at < a.length; at++) {
    const last = Math.min(b.length - 1, at + reach);
    for (let to = Math.max(0, at - reach); to <= last; to++)
      if (taken[to] === 0 && a.charCodeAt(at) === b.charCodeAt(to)) {
        taken[to] = 1;
        paired.push(at);
        break;
      }
  }
  const matches = paired.length;
  if (matches === 0) return 0;
  let displaced = 0;
  for (let at = 0, to = 0; at < matches; at++, to++) {
    while (taken[to] === 0) to++;
    if (a.charCodeAt(paired[at] ?? 0) !== b.charCodeAt(to)) displaced++;
  }
  const jaro = (matches / a.length + matches / b.length + (matches - displaced / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Whether one insertion, deletion, substitution or swap of neighbours turns `a` into `b`; true for equal texts. */
export function isOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}
