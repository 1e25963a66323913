import { Code } from '@mantine/core';
import { type Ref, refKey } from './refs.ts';

/** A record by its source and id there. */
export function RecordName({ record }: { readonly record: Ref }) {
  return <Code>{refKey(record)}</Code>;
}
