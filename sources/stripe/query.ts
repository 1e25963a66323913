/**
 * Stripe's search query language, as far as look-ups need it: clauses of equality joined by OR. Stripe takes up to 10
 * clauses a query and ignores case (https://docs.stripe.com/search#search-query-language).
 */

export const maxClauses = 10;
/** Characters of a query in the URL; proxies and servers refuse longer request lines. */
const maxEncoded = 6_000;
/** What a metadata value can hold; no other searchable property holds more. */
const maxValue = 500;

/**
 * The name by which search knows a column.
 * @returns undefined for what search does not know.
 */
export function searchField(column: string): string | undefined {
  if (column === 'email' || column === 'name' || column === 'phone') return column;
  const key = column.startsWith('metadata.') ? column.slice('metadata.'.length) : '';
  return key === '' ? undefined : `metadata[${quoted(key)}]`;
}

/** @returns undefined for a value that no object in Stripe can have, so that nobody need be asked for it. */
export function equals(field: string, value: string): string | undefined {
  return value === '' || value.length > maxValue || !value.isWellFormed()
    ? undefined
    : `${field}:${quoted(value)}`;
}

export function anyOf(clauses: readonly string[]): string {
  return clauses.join(' OR ');
}

/** The only place where text becomes part of a query. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * Puts clauses together into queries that Stripe accepts, in order. A clause with a backslash stays alone: Stripe
 * documents how a quote is escaped but not how a backslash is, and what one value is misread as must not reach the
 * others.
 */
export function packed<T extends { readonly clause: string }>(
  items: readonly T[],
): readonly (readonly T[])[] {
  const queries: T[][] = [];
  let open: T[] | undefined;
  let length = 0;
  for (const item of items) {
    const encoded = encodeURIComponent(item.clause).length + ' OR '.length;
    const alone = item.clause.includes('\\\\');
    if (alone || open === undefined || open.length === maxClauses || length + encoded > maxEncoded) {
      const query = [item];
      queries.push(query);
      open = alone ? undefined : query;
      length = encoded;
    } else {
      open.push(item);
      length += encoded;
    }
  }
  return queries;
}
