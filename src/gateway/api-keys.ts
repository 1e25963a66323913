/** Callers by API key. Keys are kept as hashes: whoever reads the configuration cannot ask in their name. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../model/caller.ts';
import type { Purpose } from '../model/consent.ts';
import { refused } from './refusal.ts';

/** What the configuration says of somebody who has no token to say it. */
export interface Grants {
  readonly roles: readonly string[];
  readonly scopes?: readonly string[] | undefined;
  readonly dataUses: readonly Purpose[];
  readonly region?: string | undefined;
}

export interface ApiKey extends Grants {
  /** Whom the key was given to. */
  readonly name: string;
  /** SHA-256 of the key, as 64 hexadecimal digits. A key is long and random, so that nothing slower is called for. */
  readonly hash: string;
}

export function grantedCaller(subject: string, { roles, scopes = [], dataUses, region }: Grants): Caller {
  return { subject, roles, scopes: new Set(scopes), dataUses, region };
}

export class ApiKeys {
  readonly #holders: readonly { readonly digest: Buffer; readonly caller: Caller }[];

  /** @throws TypeError that names the key whose hash is none. */
  constructor(keys: readonly ApiKey[]) {
    this.#holders = keys.map((key) => {
      if (!/^[0-9a-f]{64}$/i.test(key.hash))
        throw new TypeError(`API key ${key.name}: the hash must be a SHA-256 in 64 hexadecimal digits`);
      return { digest: Buffer.from(key.hash, 'hex'), caller: grantedCaller(key.name, key) };
    });
  }

  /** @throws GatewayError UNAUTHENTICATED. */
  callerOf(key: string): Caller {
    const digest = hash('sha256', key, 'buffer');
    let caller: Caller | undefined;
    // All of them, found or not: how long it takes tells nothing about which one it was.
    for (const holder of this.#holders) if (timingSafeEqual(holder.digest, digest)) caller = holder.caller;
    if (caller === undefined) throw refused('unknown API key');
    return caller;
  }
}
