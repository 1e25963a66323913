import { NativeSelect, TextInput } from '@mantine/core';
import { useAttributes } from '../identity/use-attributes.ts';
import { kindsOf, kindWords } from './identifier.ts';

export interface IdentifierFieldsProps {
  readonly kind: string;
  readonly value: string;
  readonly onKind: (kind: string) => void;
  readonly onValue: (value: string) => void;
  readonly error?: string | undefined;
}

/** An identifier, to be hashed where it arrives. */
export function IdentifierFields({ kind, value, onKind, onValue, error }: IdentifierFieldsProps) {
  const known = useAttributes();
  return (
    <>
      <NativeSelect
        label="Kind"
        data={kindsOf(known?.issuers ?? []).map((one) => ({ value: one, label: kindWords(one) }))}
        value={kind}
        onChange={(event) => onKind(event.currentTarget.value)}
        style={{ flex: '0 1 170px' }}
      />
      <TextInput
        label="Value"
        type={kind === 'email' ? 'email' : kind === 'phone' ? 'tel' : 'text'}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        error={error}
        style={{ flex: '1 1 220px' }}
      />
    </>
  );
}
