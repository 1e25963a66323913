/**
 * Customer ids: `cust_` and the customer's anchor record, encrypted deterministically (synthetic IV). They carry no
 * personal data, are the same for the same anchor whatever a cache forgot, and can be opened again by whoever has the
 * key, so that an id given out long ago still opens its customer after every cache is gone. A plain HMAC could not.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { parseRef, type RecordRef, refKey } from '../model/record.ts';

export interface IdKeys {
  readonly mac: Buffer;
  readonly cipher: Buffer;
}

const prefix = 'cust_';
const ivBytes = 16;

/** One key for one use, from the gateway's secret. */
export function deriveKey(secret: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'onefold', use, 32));
}

export function idKeys(secret: string): IdKeys {
  return { mac: deriveKey(secret, 'id-mac'), cipher: deriveKey(secret, 'id-cipher') };
}

export function customerId(keys: IdKeys, anchor: RecordRef): string {
  const plain = Buffer.from(refKey(anchor));
  const iv = syntheticIv(keys, plain);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, iv);
  return prefix + Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64url');
}

/** The anchor an id was made from; undefined for text that is not an id of this gateway. */
export function openCustomerId(keys: IdKeys, id: string): RecordRef | undefined {
  if (!id.startsWith(prefix) || !/^[\w-]{20,700}$/.test(id)) return undefined;
  const bytes = Buffer.from(id.slice(prefix.length), 'base64url');
  if (bytes.length <= ivBytes) return undefined;
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, iv);
  const plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes)), decipher.final()]);
  return timingSafeEqual(iv, syntheticIv(keys, plain)) ? parseRef(plain.toString()) : undefined;
}

function syntheticIv(keys: IdKeys, plain: Buffer): Buffer {
  return createHmac('sha256', keys.mac).update(plain).digest().subarray(0, ivBytes);
}
