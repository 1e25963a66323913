/**
 * Deterministic authenticated encryption (a synthetic IV: an HMAC of the text): what is handed out opaque can be opened
 * again by whoever has the secret, and by nobody else; the same text always gives the same token.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';

export interface SealKeys {
  readonly mac: KeyObject;
  readonly cipher: KeyObject;
}

const ivBytes = 16;

/** One key for one use, from a secret; as an object, because importing raw bytes at each use costs more than using them. */
export function deriveKey(secret: string, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'onefold', use, 32)));
}

/** Tokens of one use cannot be opened as those of another. */
export function sealKeys(secret: string, use: string): SealKeys {
  return { mac: deriveKey(secret, `${use}-mac`), cipher: deriveKey(secret, `${use}-cipher`) };
}

/** @returns URL-safe text. */
export function seal(keys: SealKeys, text: string): string {
  const plain = Buffer.from(text);
  const iv = syntheticIv(keys, plain);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64url');
}

/** The text of a token; undefined for what was not sealed with these keys. */
export function unseal(keys: SealKeys, token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Base64 has several spellings of the same bytes; only ours is one.
  if (bytes.length <= ivBytes || bytes.toString('base64url') !== token) return undefined;
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, iv);
  const plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes)), decipher.final()]);
  return timingSafeEqual(iv, syntheticIv(keys, plain)) ? plain.toString() : undefined;
}

function syntheticIv(keys: SealKeys, plain: Buffer): Buffer {
  return createHmac('sha256', keys.mac).update(plain).digest().subarray(0, ivBytes);
}
