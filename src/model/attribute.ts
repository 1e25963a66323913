import type { Channel } from './consent.ts';

/** How a value is written once read: `date` is `YYYY-MM-DD`, `instant` is ISO 8601 in UTC with milliseconds. */
export type AttributeType = 'text' | 'date' | 'instant';

interface AttributeSpec {
  readonly type: AttributeType;
  /** The channel by which this value reaches the person; such a value is shown only where consent permits. */
  readonly channel?: Channel;
}

/** What the unified customer is made of. A source maps its own columns to these names. */
export const attributeSpecs = {
  'name.full': { type: 'text' },
  'name.prefix': { type: 'text' },
  'name.given': { type: 'text' },
  'name.middle': { type: 'text' },
  'name.family': { type: 'text' },
  'name.suffix': { type: 'text' },
  email: { type: 'text', channel: 'EMAIL' },
  phone: { type: 'text', channel: 'PHONE' },
  'address.street': { type: 'text', channel: 'POST' },
  'address.city': { type: 'text', channel: 'POST' },
  'address.region': { type: 'text', channel: 'POST' },
  'address.postalCode': { type: 'text', channel: 'POST' },
  'address.country': { type: 'text', channel: 'POST' },
  company: { type: 'text' },
  jobTitle: { type: 'text' },
  birthDate: { type: 'date' },
  locale: { type: 'text' },
  createdAt: { type: 'instant' },
  lastActivityAt: { type: 'instant' },
} as const satisfies Record<string, AttributeSpec>;

export type CoreAttribute = keyof typeof attributeSpecs;

/** `custom.*` carries whatever else a user maps; `externalId.*` is an identifier of a named issuer (`externalId.loyalty`). */
export type Attribute = CoreAttribute | `custom.${string}` | `externalId.${string}`;

export type AttributeValue = string | number | boolean;

export const coreAttributes = Object.keys(attributeSpecs) as readonly CoreAttribute[];

export const addressAttributes = [
  'address.street',
  'address.city',
  'address.region',
  'address.postalCode',
  'address.country',
] as const satisfies readonly CoreAttribute[];

export const nameAttributes = [
  'name.full',
  'name.prefix',
  'name.given',
  'name.middle',
  'name.family',
  'name.suffix',
] as const satisfies readonly CoreAttribute[];

export function isAttribute(name: string): name is Attribute {
  return name in attributeSpecs || /^(custom|externalId)\.[A-Za-z][A-Za-z0-9_]*$/.test(name);
}

/** The attribute's own facts; custom and external ids are plain text with no channel. */
export function attributeSpec(name: Attribute): AttributeSpec {
  return name in attributeSpecs ? attributeSpecs[name as CoreAttribute] : { type: 'text' };
}
