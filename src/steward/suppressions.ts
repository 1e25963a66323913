/**
 * The suppression list: values that may not be used for a purpose by a channel, whatever any source says. A fold of the
 * stewards' log in its order.
 */
import { type Assertion, type Scope, suppressionList } from '../model/consent.ts';
import type { Identifier } from '../model/identifier.ts';
import type { Entry, Suppression } from './verdict.ts';

/** Immutable. */
export class Suppressions {
  static readonly none = new Suppressions(0, new Map());

  /** The id of the last suppression folded; 0 when there is none. */
  readonly version: number;
  /** Those not lifted, by value, then by scope. */
  readonly #standing: ReadonlyMap<string, ReadonlyMap<string, Suppression>>;

  private constructor(version: number, standing: ReadonlyMap<string, ReadonlyMap<string, Suppression>>) {
    this.version = version;
    this.#standing = standing;
  }

  /**
   * This list and what was said next; entries of other kinds, and those folded already, change nothing.
   * @param entries - in order of id, with none left out between `version` and the last of them.
   */
  after(entries: Iterable<Entry>): Suppressions {
    const news = [...entries].filter(
      (entry): entry is Suppression => 'lifted' in entry && entry.id > this.version,
    );
    if (news.length === 0) return this;
    const standing = new Map(this.#standing);
    for (const entry of news) {
      const scopes = new Map(standing.get(valueKey(entry)));
      if (entry.lifted) scopes.delete(scopeKey(entry));
      else scopes.set(scopeKey(entry), entry);
      if (scopes.size === 0) standing.delete(valueKey(entry));
      else standing.set(valueKey(entry), scopes);
    }
    return new Suppressions(news.at(-1)?.id ?? this.version, standing);
  }

  /** Whether no value is on the list, so that nobody need hash one to know. */
  get isEmpty(): boolean {
    return this.#standing.size === 0;
  }

  /** What stands of one value, oldest first, those that have ended included. */
  of(kind: string, hash: string): readonly Suppression[] {
    const scopes = this.#standing.get(valueKey({ kind, hash }));
    return scopes === undefined ? [] : [...scopes.values()].sort(byPlace);
  }

  /**
   * Everything in force, newest first.
   * @param now - epoch milliseconds.
   */
  inForce(now: number): readonly Suppression[] {
    return [...this.#standing.values()]
      .flatMap((scopes) => [...scopes.values()])
      .filter(({ until }) => until === undefined || Date.parse(until) > now)
      .sort((x, y) => byPlace(y, x));
  }
}

/**
 * What a suppression says, as evidence of consent: of an e-mail address or a telephone number it follows the address,
 * whoever holds it; of an identifier of an issuer it is about the person.
 * @param value - what it is about, which the list itself does not know.
 */
export function suppressed(
  { channel, purpose, until, at }: Suppression,
  { kind, value }: Identifier,
): Assertion {
  const scope: Scope =
    kind === 'email' || kind === 'phone' ? { channel, purpose, contactPoint: value } : { channel, purpose };
  return {
    ref: { source: suppressionList, id: '' },
    scope,
    status: 'SUPPRESSED',
    reason: suppressionList,
    capturedAt: at,
    ...(until === undefined ? {} : { effectiveTo: until }),
  };
}

/** Neither hashes nor channels have a blank. */
function valueKey({ kind, hash }: Pick<Suppression, 'kind' | 'hash'>): string {
  return `${hash} ${kind}`;
}

function scopeKey({ channel, purpose }: Suppression): string {
  return `${channel} ${purpose}`;
}

function byPlace(x: Suppression, y: Suppression): number {
  return x.id - y.id;
}
