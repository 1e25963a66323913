/** What the schema says of a field: what kind of personal data it shows, and what happens where it may not be shown. */
import type { Attribute } from '../model/attribute.ts';
import type { Channel, Purpose } from '../model/consent.ts';
import type { TransferRule } from './policy.ts';

export const denyActions = ['REDACT', 'MASK', 'EXCLUDE', 'REJECT'] as const;
/** Null, a keyed token in its place, the object left out, or the operation refused. */
export type DenyAction = (typeof denyActions)[number];

export interface FieldRule {
  /** fideslang category, such as `user.contact.email`. */
  readonly category: string;
  /** How the value reaches the person; NONE where it does not. */
  readonly channel: Channel;
  /** The only purposes it may be used for, each with all below it; any where absent. */
  readonly usableFor?: readonly Purpose[] | undefined;
  readonly onDeny: DenyAction;
  /** Whether it may leave the region of its source, where the access policy does not say; `region` narrows it to one. */
  readonly residency?: { readonly region?: string | undefined; readonly transfer: TransferRule } | undefined;
}

/** A field by its type and name, `Customer.email`: the schema coordinate of the GraphQL specification. */
export type Coordinate = `${string}.${string}`;

/** Every field that shows personal data. */
export type FieldRules = ReadonlyMap<Coordinate, FieldRule>;

/** The field of Customer that shows an attribute. */
export function fieldOf(attribute: Attribute): Coordinate {
  if (attribute.startsWith('custom.')) return 'Customer.customAttributes';
  if (attribute.startsWith('externalId.')) return 'Customer.externalIds';
  return `Customer.${attribute.split('.', 1)[0]}`;
}
