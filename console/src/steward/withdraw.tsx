import { Button, Text } from '@mantine/core';
import { type Ref, refKey } from '../parts/refs.ts';
import { useTell } from '../use-ask.ts';
import { giveVerdictDocument } from './documents.ts';

/** Takes back all that was said of two records. */
export function Withdraw({ a, b }: { readonly a: Ref; readonly b: Ref }) {
  const telling = useTell(giveVerdictDocument);
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={telling.isPending}
        aria-label={`Take back what was said of ${refKey(a)} and ${refKey(b)}`}
        onClick={() => telling.mutate({ a, b, kind: 'WITHDRAWN', reason: null })}
      >
        Take back
      </Button>
      {telling.error !== null && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {telling.error.message}
        </Text>
      )}
    </>
  );
}
