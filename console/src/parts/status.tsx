import { Badge } from '@mantine/core';

/** Colours with text that can be read on them, and words that say the same without colours. */
const looks: Readonly<Record<string, { readonly color: string; readonly says: string }>> = {
  OK: { color: 'teal.9', says: 'answered' },
  ABSENT: { color: 'gray.7', says: 'does not know them' },
  STALE: { color: 'yellow.3', says: 'old' },
  TIMEOUT: { color: 'red.9', says: 'too slow' },
  UNAVAILABLE: { color: 'red.9', says: 'unavailable' },
  THROTTLED: { color: 'yellow.3', says: 'asks for patience' },
  UNAUTHORIZED: { color: 'red.9', says: 'refuses our credentials' },
  DRIFTED: { color: 'yellow.3', says: 'columns are gone' },
  DENIED: { color: 'grape.9', says: 'may not be asked' },
  NOT_NEEDED: { color: 'gray.7', says: 'not needed' },
};

/** How a source fared. */
export function SourceStatusBadge({ status }: { readonly status: string }) {
  const { color, says } = looks[status] ?? { color: 'gray.7', says: status.toLowerCase() };
  return (
    <Badge color={color} title={status} tt="none">
      {says}
    </Badge>
  );
}
