import { TextInput } from '@mantine/core';
import { longestReason, looksPersonal } from './reason.ts';

/** Why something is said: kept for ever, and read by every steward. */
export function ReasonField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (reason: string) => void;
}) {
  return (
    <TextInput
      label="Reason (optional)"
      description={`Without personal data: it is kept for ever. ${value.length} of ${longestReason} characters.`}
      error={
        looksPersonal(value)
          ? 'This looks like an address or a number of a person. Say it without.'
          : undefined
      }
      maxLength={longestReason}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
