/**
 * Customer ids: `cust_` and the customer's anchor record, sealed. They carry no personal data, are the same for the same
 * anchor whatever a cache forgot, and can be opened again, so that an id given out long ago still opens its customer
 * after every cache is gone; a plain HMAC of the anchor could not.
 */
import { parseRef, type RecordRef, refKey } from '../model/record.ts';
import { type SealKeys, seal, unseal } from './seal.ts';

const prefix = 'cust_';

export function customerId(keys: SealKeys, anchor: RecordRef): string {
  return prefix + seal(keys, refKey(anchor));
}

/** The anchor an id was made from; undefined for text that is not an id of this gateway. */
export function openCustomerId(keys: SealKeys, id: string): RecordRef | undefined {
  if (!id.startsWith(prefix) || id.length > 1000) return undefined;
  const text = unseal(keys, id.slice(prefix.length));
  return text === undefined ? undefined : parseRef(text);
}
