/**
 * The keys an issuer signs with, read from where it publishes them: when first needed, again when they have grown old,
 * and when a token names one that is not among them. jose's own reader asks anew for every token while the issuer is
 * down, and forgets what it knew after ten minutes.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type LocalJWKSet } from 'jose';
import { GatewayError } from '../model/errors.ts';

/** Milliseconds. */
export const keyTimes = {
  /** After which keys are read again, so that one which was withdrawn is no longer trusted. */
  fresh: 600_000,
  /** For which they are used all the same while the issuer does not answer. */
  usable: 3_600_000,
  /** Between two readings because of unknown keys: whoever makes up names of keys must not make us ask the issuer. */
  cooldown: 30_000,
  /** After a reading that failed. */
  pause: 5_000,
  /** For which the issuer is waited for. */
  patience: 2_000,
} as const;

interface Read {
  readonly find: LocalJWKSet;
  /** Epoch milliseconds. */
  readonly at: number;
}

export class PublishedKeys {
  readonly #url: URL;
  readonly #now: () => number;
  #read: Read | undefined;
  /** Shared by all who wait for it. */
  #reading: Promise<Read> | undefined;
  #failedAt = Number.NEGATIVE_INFINITY;

  /** @throws TypeError where the address is none. */
  constructor(url: string, now: () => number) {
    this.#url = new URL(url);
    this.#now = now;
  }

  /**
   * The key that the header of a token names.
   * @throws GatewayError AUTHENTICATION_UNAVAILABLE where the issuer's keys are not to be had, else what jose throws.
   */
  readonly find = async (...[header, token]: Parameters<LocalJWKSet>): ReturnType<LocalJWKSet> => {
    const known = await this.#known();
    try {
      return await known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await this.#newerThan(known);
      if (newer === known) throw error;
      return newer.find(header, token);
    }
  };

  async #known(): Promise<Read> {
    const read = this.#read;
    const age = this.#now() - (read?.at ?? Number.NEGATIVE_INFINITY);
    if (read !== undefined && age < keyTimes.fresh) return read;
    try {
      return await this.#readAgain();
    } catch (error) {
      if (read !== undefined && age < keyTimes.usable) return read;
      throw error;
    }
  }

  /** The same where nothing was read since, and it was a moment ago. */
  async #newerThan(known: Read): Promise<Read> {
    const latest = this.#read ?? known;
    return this.#now() - latest.at < keyTimes.cooldown ? latest : this.#readAgain();
  }

  #readAgain(): Promise<Read> {
    if (this.#now() - this.#failedAt < keyTimes.pause) return Promise.reject(unavailable(undefined));
    this.#reading ??= this.#ask().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #ask(): Promise<Read> {
    try {
      const response = await fetch(this.#url, {
        headers: { accept: 'application/jwk-set+json, application/json' },
        // Keys are those of the address in the configuration, or nobody's.
        redirect: 'error',
        signal: AbortSignal.timeout(keyTimes.patience),
      });
      if (response.status !== 200)
        throw new TypeError(`the issuer's keys were answered with ${response.status}`);
      const find = createLocalJWKSet((await response.json()) as JSONWebKeySet);
      this.#read = { find, at: this.#now() };
      return this.#read;
    } catch (cause) {
      this.#failedAt = this.#now();
      throw unavailable(cause);
    }
  }
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError('AUTHENTICATION_UNAVAILABLE', { cause, retryAfter: keyTimes.pause / 1000 });
}
