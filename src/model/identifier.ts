import type { Brand } from './brand.ts';
import type { SourceName } from './record.ts';

/**
 * What a person can be found by. `externalId.loyalty` is an id of a named issuer; `reference.crm` is the id of a
 * record of source `crm`, by which records of other sources that name it are found. `match.birthDate` and its like say
 * whom to compare; nobody is known by them.
 */
export type IdentifierKind =
  | 'email'
  | 'phone'
  | `externalId.${string}`
  | `reference.${SourceName}`
  | `match.${string}`;

/**
 * A normalised (kind, value). Made only by `identity/normalise.ts`; two identifiers are the same when kind and value
 * are. `spelling` keeps how it was written, for sources that compare bytes.
 */
export type Identifier = Brand<
  { readonly kind: IdentifierKind; readonly value: string; readonly spelling: string },
  'Identifier'
>;

/** Unambiguous text of an identifier for maps inside one request; never stored, never logged. */
export function identifierKey(identifier: Identifier): string {
  return `${identifier.kind}|${identifier.value}`;
}

export function isIdentifierKind(name: string): name is IdentifierKind {
  return name === 'email' || name === 'phone' || /^(externalId|reference)\..+$/.test(name);
}
