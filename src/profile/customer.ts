/** One customer as resolvers read it: the records that are theirs, what survives of them, and what may be shown. */

import { type Coordinate, fieldOf } from '../access/field-rule.ts';
import { type AccessView, type DenialCode, isAttributeDenied } from '../access/view.ts';
import type { Evidence } from '../consent/decide.ts';
import { isVeto } from '../consent/lattice.ts';
import { purposeTerms } from '../consent/policy.ts';
import { type Remedy, remedyOf } from '../consent/remedy.ts';
import { channelCovers } from '../consent/scope.ts';
import type { Answer } from '../identity/answer.ts';
import { countryCode } from '../identity/country.ts';
import type { Door } from '../identity/resolution.ts';
import {
  type Attribute,
  type AttributeValue,
  addressAttributes,
  attributeSpec,
  isAttribute,
  nameAttributes,
} from '../model/attribute.ts';
import type { Channel, Scope } from '../model/consent.ts';
import type { Identifier } from '../model/identifier.ts';
import { refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import { type Ruling, type RulingTerms, rule, withNormalPoint } from './ruling.ts';
import { type Candidate, type Survivorship, survive, surviveGroup, survivor } from './survivorship.ts';

/** What explains a denial, and shows nothing of the person. */
const explaining: ReadonlySet<Coordinate> = new Set([
  'Customer.consent',
  'Customer.consents',
  'Customer.identity',
]);

const contactAttributes = ['email', 'phone'] as const;

export interface CustomerTerms extends RulingTerms {
  readonly survivorship: Survivorship;
  /** What the caller may see, for the purpose that the operation declared. */
  readonly view: AccessView;
  /** A keyed token in the place of a value. */
  readonly token: (value: string) => string;
  /** Told of each value withheld, by field: for the response's report. */
  readonly withhold: (field: Coordinate, code: DenialCode) => void;
}

export interface ContactPoint {
  readonly value: string;
  readonly sources: readonly SourceName[];
}

export class Customer {
  readonly id: string;
  readonly answer: Answer;
  #records: readonly SourceRecord[];
  #permittedAtAll: boolean | undefined;
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
    this.#records = answer.members;
    this.#evidence = evidence;
    this.#addressed = evidence.some(({ assertion }) => assertion.scope.contactPoint !== undefined);
    this.#terms = terms;
  }

  /** Whether evidence that is not all there is denies a scope for good: a veto stands whatever else is said. */
  static objects(evidence: readonly Evidence[], scope: Scope, terms: CustomerTerms): boolean {
    const { decision, decidedBy } = rule(evidence, withNormalPoint(scope, terms), [], terms);
    return decision === 'DENY' && decidedBy !== undefined && isVeto(decidedBy);
  }

  get records(): readonly SourceRecord[] {
    return this.#records;
  }

  /** Takes in what was read of the records once consent was known. */
  learn(rest: readonly SourceRecord[]): void {
    const more = new Map(rest.map((record) => [refKey(record.ref), record]));
    this.#records = this.#records.map((record) => {
      const learned = more.get(refKey(record.ref));
      return learned === undefined
        ? record
        : {
            ...record,
            attributes: { ...record.attributes, ...learned.attributes },
            drifted: [...new Set([...record.drifted, ...learned.drifted])].sort(),
          };
    });
  }

  /**
   * Whether anything of the customer may be shown for the declared purpose: whether it may be pursued by the channel it
   * takes, at any address of theirs where what is known is about single ones.
   */
  get permitted(): boolean {
    this.#permittedAtAll ??= this.judgement.decision === 'PERMIT';
    return this.#permittedAtAll;
  }

  /** The ruling that this rests on: the most permissive one, where there are several addresses. */
  get judgement(): Ruling {
    const { policy, view } = this.#terms;
    const { purpose } = view;
    const channel = purposeTerms(policy.purposes, purpose)?.channel ?? 'NONE';
    const points = this.#addressed ? this.#pointsOf(channel) : [];
    const rulings = points.map((contactPoint) => this.ruling({ purpose, channel, contactPoint }));
    return (
      rulings.find(({ decision }) => decision === 'PERMIT') ?? rulings[0] ?? this.ruling({ purpose, channel })
    );
  }

  #pointsOf(channel: Channel): readonly string[] {
    const attribute = channel === 'EMAIL' ? 'email' : channelCovers('PHONE', channel) ? 'phone' : undefined;
    if (attribute === undefined) return [];
    return this.#records.flatMap(({ attributes }) => attributes[attribute] ?? []).map(String);
  }

  /**
   * Whether a field may be resolved. Whoever is told that there is somebody although nothing is permitted is told why:
   * what they consent to, and which records say so.
   */
  permits(field: Coordinate): boolean {
    return this.permitted || explaining.has(field);
  }

  /** Whether asking by this value told nothing that would not be shown. */
  mayBeFoundBy(door: Door): boolean {
    if (door.by === 'record') return true;
    const { identifiers } = door;
    return (
      identifiers.every(({ kind, value }) => !isAttribute(kind) || this.mayShow(kind, value)) &&
      (!this.#terms.view.limited || identifiers.some((one) => this.#isHeldNear(one)))
    );
  }

  /** Whether an address or number is one of those that the caller is shown, as it is and not as a token. */
  shows(contactPoint: string): boolean {
    const { view, normalPoint } = this.#terms;
    const wanted = normalPoint(contactPoint);
    return contactAttributes.some(
      (attribute) =>
        !isAttributeDenied(view, attribute) &&
        this.#records.some(
          ({ ref, attributes }) =>
            view.transfer(fieldOf(attribute), ref.source) === 'ALLOW' &&
            (attributes[attribute] ?? []).some(
              (value) => normalPoint(String(value)) === wanted && this.mayShow(attribute, value),
            ),
        ),
    );
  }

  /** Whether a record whose values may reach the caller's region, in some form, holds an identifier. */
  #isHeldNear({ kind, value }: Identifier): boolean {
    if (!isAttribute(kind)) return true;
    const { view, normalPoint } = this.#terms;
    return this.#records.some(
      ({ ref, attributes }) =>
        view.transfer(fieldOf(kind), ref.source) !== 'DENY' &&
        (attributes[kind] ?? []).some((one) => normalPoint(String(one)) === normalPoint(value)),
    );
  }

  /** Every value of an attribute that may reach the caller's region, the survivor first, whether or not it is permitted. */
  candidates(attribute: Attribute): readonly Candidate[] {
    return survive(this.#near(attribute), attribute, this.#terms.survivorship);
  }

  /** The surviving value; undefined where there is none or the purpose may not use it. */
  value(attribute: Attribute): AttributeValue | undefined {
    const best = survivor(this.#near(attribute), attribute, this.#terms.survivorship);
    return best === undefined ? undefined : this.shown(attribute, best);
  }

  /**
   * The value where the declared purpose may use it, and counts it as withheld where not; a token in its place where no
   * more may leave its region.
   */
  shown(attribute: Attribute, { value, ref }: Pick<Candidate, 'value' | 'ref'>): AttributeValue | undefined {
    const { view, token, withhold } = this.#terms;
    const field = fieldOf(attribute);
    if (!this.mayShow(attribute, value)) {
      withhold(field, 'CONSENT_DENIED');
      return undefined;
    }
    return !view.limited || view.transfer(field, ref.source) === 'ALLOW'
      ? value
      : token(`${attribute}|${value}`);
  }

  /** The records whose values of an attribute may reach the caller's region, in some form: a date has no other. */
  #near(attribute: Attribute): readonly SourceRecord[] {
    return this.#reaching(fieldOf(attribute), attributeSpec(attribute).type === 'text');
  }

  /** @param inPart - whether what may cross as a token only is reached, too. */
  #reaching(field: Coordinate, inPart: boolean): readonly SourceRecord[] {
    const { view, withhold } = this.#terms;
    if (!view.limited) return this.#records;
    const reached = this.#records.filter(({ ref }) => {
      const transfer = view.transfer(field, ref.source);
      return transfer === 'ALLOW' || (inPart && transfer === 'PSEUDONYMISE');
    });
    if (reached.length < this.#records.length) withhold(field, 'RESIDENCY_VIOLATION');
    return reached;
  }

  /** Distinct addresses or numbers, the preferred one first; those that may not be used are left out. */
  contactPoints(attribute: 'email' | 'phone'): readonly ContactPoint[] {
    const points = new Map<string, { first: Candidate; sources: Set<SourceName> }>();
    for (const one of this.candidates(attribute)) {
      const key = this.#terms.normalPoint(String(one.value));
      const known = points.get(key);
      if (known !== undefined) known.sources.add(one.ref.source);
      else points.set(key, { first: one, sources: new Set([one.ref.source]) });
    }
    return [...points.values()].flatMap(({ first, sources }) => {
      const value = this.shown(attribute, first);
      return value === undefined ? [] : [{ value: String(value), sources: [...sources].sort() }];
    });
  }

  /** Records that give a name, the surviving one first. */
  names(): readonly SourceRecord[] {
    return surviveGroup(
      this.#reaching('Customer.name', false),
      'name',
      nameAttributes,
      this.#terms.survivorship,
    );
  }

  /** Records that give a postal address, the surviving one first; none where the purpose may not use them. */
  addresses(): readonly SourceRecord[] {
    const near = this.#reaching('Customer.address', false);
    const records = surviveGroup(near, 'address', addressAttributes, this.#terms.survivorship);
    return records.filter(({ ref }) => this.shown('address.street', { value: '', ref }) !== undefined);
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

  /** What would permit what a ruling of this customer denies; undefined where it permits. */
  remedy({ request }: Ruling): Remedy | undefined {
    return remedyOf(this.#evidence, request, this.#terms.thresholds);
  }

  /** Where nothing is known of single addresses, one ruling holds for all, and none need be read. */
  #normalScope(scope: Scope): Scope {
    const { purpose, channel } = scope;
    return this.#addressed ? withNormalPoint(scope, this.#terms) : { purpose, channel };
  }

  #rule(scope: Scope): Ruling {
    return rule(this.#evidence, scope, this.#jurisdictions(), this.#terms);
  }

  /** Every place a record puts the customer in: which law holds is not for one source to say. */
  #jurisdictions(): readonly string[] {
    const places = this.#records.flatMap(({ attributes }) => {
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

  /** Whether the declared purpose may use a value. */
  mayShow(attribute: Attribute, value: AttributeValue): boolean {
    if (!this.permitted) return false;
    const { channel } = attributeSpec(attribute);
    if (channel === undefined) return true;
    const { purpose } = this.#terms.view;
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
