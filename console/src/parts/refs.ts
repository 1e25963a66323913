/** Records by source and id. */
export interface Ref {
  readonly source: string;
  readonly id: string;
}

/** `source:id`, as a record is written and read. */
export const refKey = ({ source, id }: Ref): string => `${source}:${id}`;

/** @returns undefined for text that is no `source:id`. */
export function parseRef(text: string): Ref | undefined {
  const [, source, id] = /^\s*([\w-]+)\s*:\s*(\S.*?)\s*$/s.exec(text) ?? [];
  return source === undefined || id === undefined ? undefined : { source, id };
}

/** Two records in either order. */
export const pairKey = ({ a, b }: { readonly a: Ref; readonly b: Ref }): string =>
  [refKey(a), refKey(b)].sort().join(' ');

/** The same in every locale. */
export const compareText = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
