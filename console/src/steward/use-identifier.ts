import { useState } from 'react';
import { type Identifier, identifierOf } from './identifier.ts';
import type { IdentifierFieldsProps } from './identifier-fields.tsx';

/** An identifier as it is typed into `IdentifierFields`. */
export interface TypedIdentifier {
  readonly fields: IdentifierFieldsProps;
  /** What was typed; undefined where nothing was, which the fields say then. */
  take(): Identifier | undefined;
  /** Forgets the value. */
  clear(): void;
}

/** @param missing - what is said where nothing was typed. */
export function useIdentifier(missing: string): TypedIdentifier {
  const [kind, setKind] = useState('email');
  const [value, setValue] = useState('');
  const [isBlank, setBlank] = useState(false);
  return {
    fields: {
      kind,
      value,
      onKind: setKind,
      onValue: setValue,
      error: isBlank ? missing : undefined,
    },
    take() {
      const identifier = identifierOf(kind, value);
      setBlank(identifier === undefined);
      return identifier;
    },
    clear: () => setValue(''),
  };
}
