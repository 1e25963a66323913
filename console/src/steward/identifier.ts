/** Identifiers as they are typed, and as the gateway takes them. */
export type IdentifierKind = 'email' | 'phone' | `externalId.${string}`;

const prefix = 'externalId.';

/** An identifier by its only field. */
export type Identifier =
  | { readonly email: string }
  | { readonly phone: string }
  | { readonly externalId: { readonly issuer: string; readonly value: string } };

/** @returns undefined where nothing was typed, or of a kind there is not. */
export function identifierOf(kind: string, text: string): Identifier | undefined {
  const value = text.trim();
  if (value === '') return undefined;
  if (kind === 'email') return { email: value };
  if (kind === 'phone') return { phone: value };
  if (!kind.startsWith(prefix)) return undefined;
  return { externalId: { issuer: kind.slice(prefix.length), value } };
}

export function kindWords(kind: string): string {
  if (kind === 'email') return 'E-mail address';
  if (kind === 'phone') return 'Telephone number';
  return kind.startsWith(prefix) ? `Id of ${kind.slice(prefix.length)}` : kind;
}

/** @param issuers - of ids, by name. */
export function kindsOf(issuers: readonly string[]): readonly IdentifierKind[] {
  return ['email', 'phone', ...issuers.map((issuer) => `${prefix}${issuer}` as const)];
}
