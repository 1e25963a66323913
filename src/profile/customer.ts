/** One customer as resolvers read it: the records that are theirs, what survives of them, and what may be shown. */

import { type Decision, decide, type Evidence, type Thresholds } from '../consent/decide.ts';
import { type ConsentPolicy, purposeTerms, regimeFor } from '../consent/policy.ts';
import type { Answer } from '../identity/answer.ts';
import { countryCode } from '../identity/country.ts';
import {
  type Attribute,
  type AttributeValue,
  addressAttributes,
  attributeSpec,
  nameAttributes,
} from '../model/attribute.ts';
import type { Channel, LegalBasis, Mechanism, Purpose, Scope } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import type { SourceName, SourceRecord } from '../model/record.ts';
import { type Candidate, type Survivorship, survive, surviveGroup, survivor } from './survivorship.ts';

/** A decision with the terms it was made under. */
export interface Ruling extends Decision {
  readonly purpose: Purpose;
  readonly scope: Scope;
  readonly basis: LegalBasis;
  readonly mechanism: Mechanism;
}

export interface CustomerTerms {
  readonly survivorship: Survivorship;
  readonly policy: ConsentPolicy;
  readonly thresholds: Thresholds;
  /** Epoch milliseconds at which everything in this request is decided. */
  readonly now: number;
  /** What the operation declared its data is for. */
  readonly purpose: Purpose;
  readonly normalPoint: (raw: string) => string;
  /** Told of each value withheld, by attribute: for the response's report. */
  readonly onRedacted: (attribute: Attribute) => void;
}

export interface ContactPoint {
  readonly value: string;
  readonly sources: readonly SourceName[];
}

export class Customer {
  readonly id: string;
  readonly answer: Answer;
  readonly records: readonly SourceRecord[];
  readonly #evidence: readonly Evidence[];
  /** Whether any of it is about an address rather than the person. */
  readonly #addressed: boolean;
  readonly #terms: CustomerTerms;
  readonly #rulings = new Map<string, Ruling>();
  /** Whether the declared purpose may use a channel, where nothing is known of single addresses. */
  readonly #permitted = new Map<Channel, boolean>();

  /**
   * The same customer with every source that its operation needs, for what is deferred.
   * @throws GatewayError CUSTOMER_CHANGED where those sources say it is no longer the same.
   */
  readonly whole: () => Promise<Customer>;

  constructor(
    id: string,
    answer: Answer,
    evidence: readonly Evidence[],
    terms: CustomerTerms,
    whole: () => Promise<Customer> = () => Promise.resolve(this),
  ) {
    this.id = id;
    this.whole = whole;
    this.answer = answer;
    this.records = answer.members;
    this.#evidence = evidence;
    this.#addressed = evidence.some(({ assertion }) => assertion.scope.contactPoint !== undefined);
    this.#terms = terms;
  }

  /** Every value of an attribute, the survivor first, whether or not it may be shown. */
  candidates(attribute: Attribute): readonly Candidate[] {
    return survive(this.records, attribute, this.#terms.survivorship);
  }

  /** The surviving value; undefined where there is none or the purpose may not use it. */
  value(attribute: Attribute): AttributeValue | undefined {
    const best = survivor(this.records, attribute, this.#terms.survivorship);
    return best === undefined ? undefined : this.shown(attribute, best.value);
  }

  /** The value itself where the declared purpose may use it; counts it as redacted where not. */
  shown(attribute: Attribute, value: AttributeValue): AttributeValue | undefined {
    if (this.#permits(attribute, value)) return value;
    this.#terms.onRedacted(attribute);
    return undefined;
  }

  /** Distinct addresses or numbers, the preferred one first; those that may not be used are left out. */
  contactPoints(attribute: 'email' | 'phone'): readonly ContactPoint[] {
    const points = new Map<string, { value: string; sources: Set<SourceName> }>();
    for (const { value, ref } of this.candidates(attribute)) {
      const key = this.#terms.normalPoint(String(value));
      const known = points.get(key);
      if (known !== undefined) known.sources.add(ref.source);
      else points.set(key, { value: String(value), sources: new Set([ref.source]) });
    }
    return [...points.values()]
      .filter(({ value }) => this.shown(attribute, value) !== undefined)
      .map(({ value, sources }) => ({ value, sources: [...sources].sort() }));
  }

  /** Records that give a name, the surviving one first. */
  names(): readonly SourceRecord[] {
    return surviveGroup(this.records, 'name', nameAttributes, this.#terms.survivorship);
  }

  /** Records that give a postal address, the surviving one first; none where the purpose may not use them. */
  addresses(): readonly SourceRecord[] {
    const records = surviveGroup(this.records, 'address', addressAttributes, this.#terms.survivorship);
    return records.filter(() => this.shown('address.street', '') !== undefined);
  }

  /** What an address, or the person, may be used for. */
  ruling(scope: Scope): Ruling {
    const normal = this.#normalScope(scope);
    const key = `${normal.purpose} ${normal.channel} ${normal.contactPoint ?? ''}`;
    const known = this.#rulings.get(key);
    if (known !== undefined) return known;
    const ruling = this.#rule(normal);
    this.#rulings.set(key, ruling);
    return ruling;
  }

  /** Where nothing is known of single addresses, one ruling holds for all, and none need be read. */
  #normalScope({ purpose, channel, contactPoint }: Scope): Scope {
    return contactPoint === undefined || !this.#addressed
      ? { purpose, channel }
      : { purpose, channel, contactPoint: this.#terms.normalPoint(contactPoint) };
  }

  #rule(scope: Scope): Ruling {
    const { policy, thresholds, now } = this.#terms;
    const terms = purposeTerms(policy.purposes, scope.purpose);
    if (terms === undefined) throw new GatewayError('PURPOSE_UNKNOWN');
    const { mechanism, doubleOptIn } = regimeFor(policy.regimes, this.#jurisdictions(), scope);
    const decision = decide(
      this.#evidence,
      {
        scope,
        basis: terms.basis,
        mechanism,
        doubleOptIn,
        now,
        ...(terms.maxAgeMonths === undefined ? {} : { maxAgeMonths: terms.maxAgeMonths }),
        ...(terms.quorum === undefined ? {} : { quorum: terms.quorum }),
      },
      thresholds,
    );
    return { ...decision, purpose: scope.purpose, scope, basis: terms.basis, mechanism };
  }

  /** Every place a record puts the customer in: which law holds is not for one source to say. */
  #jurisdictions(): readonly string[] {
    const places = this.records.flatMap(({ attributes }) => {
      const region = attributes['address.region']?.[0];
      return (attributes['address.country'] ?? []).map((country) => {
        // A country that cannot be read may be any: it counts as one that no regime lists.
        const code = countryCode(String(country)) ?? 'unreadable';
        return code === 'US' && typeof region === 'string' && /^[A-Za-z]{2}$/.test(region)
          ? `US-${region.toUpperCase()}`
          : code;
      });
    });
    return [...new Set(places)].sort();
  }

  #permits(attribute: Attribute, value: AttributeValue): boolean {
    const { channel } = attributeSpec(attribute);
    if (channel === undefined) return true;
    const { purpose } = this.#terms;
    if (channel !== 'POST' && this.#addressed)
      return this.ruling({ purpose, channel, contactPoint: String(value) }).decision === 'PERMIT';
    // One ruling holds for every address, so that none need be read.
    let permitted = this.#permitted.get(channel);
    if (permitted === undefined) {
      permitted = this.ruling({ purpose, channel }).decision === 'PERMIT';
      this.#permitted.set(channel, permitted);
    }
    return permitted;
  }
}
