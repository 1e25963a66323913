/** What a suppression may be for. */

/** As the gateway writes it. */
export const everyPurpose = '*';

/** @returns every purpose, and each of those given with all that it is a part of, by name. */
export function purposesOf(allowed: readonly string[]): readonly string[] {
  const all = allowed.flatMap((purpose) => {
    const parts = purpose.split('.');
    return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
  });
  return [everyPurpose, ...[...new Set(all)].sort()];
}

/** @param day - `YYYY-MM-DD`, or nothing. @returns the first instant after it, where the reader is; null for nothing. */
export function endOfDay(day: string): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + 1).toISOString();
}
