/** From a customer key, as a client writes it, to the door it opens. */
import type { Source } from '../../sources/contract.ts';
import type { CustomerIds } from '../identity/ids.ts';
import { identifier } from '../identity/normalise.ts';
import type { Door } from '../identity/resolution.ts';
import { GatewayError } from '../model/errors.ts';
import type { Identifier, IdentifierKind } from '../model/identifier.ts';

/** The `RecordKey` input. */
export interface RecordKeyInput {
  readonly source: string;
  readonly id: string;
}

/** The `CustomerKey` input: exactly one field is set, which the schema has checked. */
export interface CustomerKey {
  readonly id?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly record?: RecordKeyInput;
  readonly externalId?: { readonly issuer: string; readonly value: string };
}

export interface Doors {
  readonly sources: readonly Pick<Source, 'name' | 'manifest'>[];
  readonly ids: CustomerIds;
  /** Countries in which a telephone number without a country code may have been dialled. */
  readonly countries: readonly string[];
}

/** @throws GatewayError KEY_INVALID, KEY_UNKNOWN_SOURCE, KEY_UNKNOWN_ISSUER. */
export function doorOf(key: CustomerKey, doors: Doors): Door {
  if (key.id !== undefined) {
    const ref = doors.ids.open(key.id);
    if (ref === undefined) throw new GatewayError('KEY_INVALID');
    return { by: 'record', ref };
  }
  if (key.record !== undefined) {
    const { source, id } = key.record;
    if (!doors.sources.some(({ name }) => name === source)) throw new GatewayError('KEY_UNKNOWN_SOURCE');
    return { by: 'record', ref: { source, id } };
  }
  if (key.email !== undefined) return byIdentifiers([identifier('email', key.email, '')]);
  if (key.phone !== undefined) {
    const { phone } = key;
    return byIdentifiers(doors.countries.map((country) => identifier('phone', phone, country)));
  }
  if (key.externalId !== undefined) {
    const kind: IdentifierKind = `externalId.${key.externalId.issuer}`;
    if (!doors.sources.some(({ manifest }) => manifest.lookups.some((lookup) => lookup.kind === kind)))
      throw new GatewayError('KEY_UNKNOWN_ISSUER');
    return byIdentifiers([identifier(kind, key.externalId.value, '')]);
  }
  throw new GatewayError('KEY_INVALID');
}

function byIdentifiers(read: readonly (Identifier | undefined)[]): Door {
  const distinct = new Map(read.filter((one) => one !== undefined).map((one) => [one.value, one]));
  if (distinct.size === 0) throw new GatewayError('KEY_INVALID');
  return { by: 'identifier', identifiers: [...distinct.values()] };
}
