/** Callers by JSON Web Token: who signed it, for whom, when and what for is checked by jose, once a minute at most. */
import { hash } from 'node:crypto';
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type LocalJWKSet,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../model/caller.ts';
import { GatewayError } from '../model/errors.ts';
import { type TokenAlgorithm, tokenAlgorithms } from '../model/token.ts';
import { type ClaimNames, claimedCaller } from './claims.ts';
import { PublishedKeys } from './published-keys.ts';
import { type Refusal, refused } from './refusal.ts';

export interface TokenOptions {
  readonly issuer: string;
  /** One of them must be among those the token is for. */
  readonly audience: string | readonly string[];
  readonly jwks: { readonly url: string } | { readonly keys: JSONWebKeySet };
  /** The only ones accepted, whatever a token or a key says. */
  readonly algorithms: readonly TokenAlgorithm[];
  /** Seconds by which the issuer's clock may be off. */
  readonly clockSkew: number;
  readonly claims: ClaimNames;
}

/** Milliseconds for which a token is not checked again. A key that is withdrawn is trusted for that much longer. */
export const remembered = 60_000;
/** Tokens remembered at a time. */
const most = 10_000;

/** Of RFC 7519 and RFC 9068, as `typ` names them; many issuers leave it out. All others are not for access. */
const types = new Set<unknown>([undefined, 'jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

interface Remembered {
  readonly caller: Caller;
  /** Epoch milliseconds. */
  readonly until: number;
}

export class Tokens {
  readonly #options: TokenOptions;
  readonly #taken: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #keys: LocalJWKSet | PublishedKeys['find'];
  /** By the SHA-256 of a token, so that no token can be read here. */
  readonly #known = new LRUCache<string, Remembered>({ max: most });

  /**
   * @param taken - subjects that nobody may have by a token: the log could not tell them apart.
   * @param now - epoch milliseconds.
   * @throws TypeError where an algorithm is none with a public key, or the key set or its address cannot be read.
   */
  constructor(options: TokenOptions, taken: ReadonlySet<string>, now: () => number) {
    const { algorithms, jwks } = options;
    const known: readonly string[] = tokenAlgorithms;
    if (algorithms.length === 0 || !algorithms.every((name) => known.includes(name)))
      throw new TypeError(`the algorithms of tokens must be some of ${known.join(', ')}`);
    this.#options = options;
    this.#taken = taken;
    this.#now = now;
    this.#keys = 'url' in jwks ? new PublishedKeys(jwks.url, now).find : localKeys(jwks.keys);
  }

  /**
   * At once for a token that was checked in the last minute.
   * @throws GatewayError, or rejects with it: UNAUTHENTICATED, AUTHENTICATION_UNAVAILABLE.
   */
  callerOf(token: string): Caller | Promise<Caller> {
    const name = hash('sha256', token, 'base64');
    const known = this.#known.get(name);
    return known !== undefined && this.#now() < known.until ? known.caller : this.#check(token, name);
  }

  async #check(token: string, name: string): Promise<Caller> {
    const { claims, clockSkew } = this.#options;
    const checkedAt = this.#now();
    const { exp, ...payload } = await this.#verified(token, checkedAt);
    const caller = claimedCaller(payload, claims);
    if (this.#taken.has(caller.subject)) throw refused('subject');
    const until = Math.min(checkedAt + remembered, (exp + clockSkew) * 1000);
    this.#known.set(name, { caller, until });
    return caller;
  }

  async #verified(token: string, at: number): Promise<JWTPayload & { readonly exp: number }> {
    const { issuer, audience, algorithms, clockSkew } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keyOf, {
        issuer,
        audience: typeof audience === 'string' ? audience : [...audience],
        algorithms: [...algorithms],
        clockTolerance: clockSkew,
        currentDate: new Date(at),
      });
      const { exp, iat } = payload;
      // JSON can say 1e999, which is later than any time.
      if (exp === undefined || !Number.isFinite(exp)) throw refused('claims');
      if (iat !== undefined && iat > at / 1000 + clockSkew) throw refused('not yet valid');
      return { ...payload, exp };
    } catch (error) {
      // jose's errors hold the claims, and quote the header.
      throw error instanceof GatewayError ? error : refused(refusalOf(error));
    }
  }

  /** Only `alg` and `kid` of a header count; keys and addresses of keys that it brings along do not. */
  readonly #keyOf: JWTVerifyGetKey = (header, token) => {
    if (header.crit !== undefined) throw refused('critical header');
    const typ: unknown = header.typ;
    if (!types.has(typeof typ === 'string' ? typ.toLowerCase() : typ)) throw refused('type');
    return this.#keys(header, token);
  };
}

/** @throws TypeError where the set holds what should be kept secret, or is none. */
function localKeys(keys: JSONWebKeySet): LocalJWKSet {
  let find: LocalJWKSet;
  try {
    find = createLocalJWKSet(keys);
  } catch {
    throw new TypeError('the key set of tokens must be an object with a list of keys');
  }
  const secret = keys.keys.findIndex((key) => 'd' in key || 'k' in key);
  if (secret >= 0) throw new TypeError(`key ${secret} of the key set is private; give its public half alone`);
  return find;
}

const claimRefusals: ReadonlyMap<string, Refusal> = new Map([
  ['iss', 'issuer'],
  ['aud', 'audience'],
  ['nbf', 'not yet valid'],
]);

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return (error.reason === 'check_failed' ? claimRefusals.get(error.claim) : undefined) ?? 'claims';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  // The algorithm is a known one by now.
  if (error instanceof errors.JOSENotSupported) return 'critical header';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  return 'unknown signing key';
}
