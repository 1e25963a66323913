import { Code } from '@mantine/core';

export interface Ref {
  readonly source: string;
  readonly id: string;
}

export const refKey = ({ source, id }: Ref): string => `${source}:${id}`;

/** A record by its source and id there. */
export function RecordName({ record }: { readonly record: Ref }) {
  return <Code>{refKey(record)}</Code>;
}
