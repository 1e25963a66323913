/**
 * Customer ids: `cust_` and the customer's anchor record, sealed. They carry no personal data, are the same for the same
 * anchor whatever a cache forgot, and can be opened again, so that an id given out long ago still opens its customer
 * after every cache is gone; a plain HMAC of the anchor could not.
 */
import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { parseRef, type RecordRef, refKey } from '../model/record.ts';
import { type SealKeys, seal, unseal } from './seal.ts';

const prefix = 'cust_';
/** Ids kept, because sealing one costs more than anything else about it. */
const kept = 20_000;

export class CustomerIds {
  readonly #keys: SealKeys;
  readonly #sealed = new LRUCache<string, string>({ max: kept });

  constructor(keys: SealKeys) {
    this.#keys = keys;
  }

  of(anchor: RecordRef): string {
    const key = refKey(anchor);
    let id = this.#sealed.get(key);
    if (id === undefined) {
      id = prefix + seal(this.#keys, key);
      this.#sealed.set(key, id);
    }
    return id;
  }

  /** What stands for a value where it may not be shown: equal for equal values, and no more can be told from it. */
  token(value: string): string {
    return `tok_${createHmac('sha256', this.#keys.mac).update(`token|${value}`).digest('base64url').slice(0, 22)}`;
  }

  /** The anchor an id was made from; undefined for text that is not an id of this gateway. */
  open(id: string): RecordRef | undefined {
    if (!id.startsWith(prefix) || id.length > 1000) return undefined;
    const text = unseal(this.#keys, id.slice(prefix.length));
    return text === undefined ? undefined : parseRef(text);
  }
}
