/** Paging arguments and cursors: what a client sends to continue, checked and opened. */
import { type SealKeys, seal, unseal } from '../identity/seal.ts';
import type { PublicCollection } from '../model/collection.ts';
import { GatewayError } from '../model/errors.ts';
import type { RecordId, SourceName } from '../model/record.ts';
import type { Positions } from '../profile/connection.ts';
import type { CollectionRequest } from '../profile/plan.ts';

export const mostPerPage = 100;

/** @throws GatewayError PAGE_INVALID. */
export function checkedFirst(first: unknown): number {
  if (typeof first === 'number' && first >= 1 && first <= mostPerPage) return first;
  throw new GatewayError('PAGE_INVALID');
}

/** A collection's arguments as a request; undefined where they are wrong (see `checkedRequest` for why). */
export function collectionRequest(
  name: PublicCollection,
  args: Readonly<Record<string, unknown>>,
  attributes: readonly string[],
  keys: SealKeys,
): CollectionRequest | undefined {
  try {
    return checkedRequest(name, args, attributes, keys);
  } catch {
    return undefined;
  }
}

/** @throws GatewayError PAGE_INVALID, CURSOR_INVALID. */
export function checkedRequest(
  name: PublicCollection,
  args: Readonly<Record<string, unknown>>,
  attributes: readonly string[],
  keys: SealKeys,
): CollectionRequest {
  const first = checkedFirst(args['first']);
  const { after } = args;
  return {
    name,
    first,
    attributes,
    page: { first, attributes },
    after: typeof after === 'string' ? openRowCursor(keys, name, after) : {},
  };
}

export function rowCursor(keys: SealKeys, name: PublicCollection, positions: Positions): string {
  return seal(keys, JSON.stringify([name, positions]));
}

function openRowCursor(keys: SealKeys, name: PublicCollection, cursor: string): Positions {
  const [field, positions] = opened(keys, cursor);
  if (field !== name || typeof positions !== 'object' || positions === null)
    throw new GatewayError('CURSOR_INVALID');
  return positions as Positions;
}

/** Where a page of customers continues: after which record of which source. */
export interface CustomerPosition {
  readonly source: SourceName;
  readonly after: RecordId;
}

export function customerCursor(keys: SealKeys, { source, after }: CustomerPosition): string {
  return seal(keys, JSON.stringify(['customers', source, after]));
}

/** @throws GatewayError CURSOR_INVALID. */
export function openCustomerCursor(keys: SealKeys, cursor: string): CustomerPosition {
  const [field, source, after] = opened(keys, cursor);
  if (field !== 'customers' || typeof source !== 'string' || typeof after !== 'string')
    throw new GatewayError('CURSOR_INVALID');
  return { source, after };
}

/** Only this gateway can have sealed it, so what is inside has the shape that was put there. */
function opened(keys: SealKeys, cursor: string): readonly unknown[] {
  const text = unseal(keys, cursor);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (!Array.isArray(value)) throw new GatewayError('CURSOR_INVALID');
  return value;
}
