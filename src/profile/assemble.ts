/**
 * The use case: from a door to a customer. Identity says which records, one read brings what is wanted of them, consent
 * decides what may be shown, and what is missing says why.
 */
import type { After, Condition, Source, Want } from '../../sources/contract.ts';
import type { Evidence, Thresholds } from '../consent/decide.ts';
import { evidenceOf, restrictionsOf } from '../consent/evidence.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import { customerId } from '../identity/ids.ts';
import { contactPointOf } from '../identity/normalise.ts';
import type { Door, Rules } from '../identity/resolution.ts';
import { type Answer, type Budget, remembered, resolve } from '../identity/resolve.ts';
import type { SealKeys } from '../identity/seal.ts';
import type { Xref } from '../identity/xref.ts';
import type { Reading } from '../loading/reading.ts';
import type { Attribute } from '../model/attribute.ts';
import type { Collection, PublicCollection } from '../model/collection.ts';
import type { Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import type { SourceStatus } from '../model/outcome.ts';
import { type RecordRef, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import { mergeSlices, type Page, type Positions } from './connection.ts';
import { type Contribution, contributionOf, driftOf, statusOf } from './contribution.ts';
import { Customer } from './customer.ts';
import type { Survivorship } from './survivorship.ts';

/** What never changes from request to request. */
export interface Installation {
  readonly sources: readonly Source[];
  readonly rules: Rules;
  readonly budget: Budget;
  readonly xref: Xref;
  readonly survivorship: Survivorship;
  readonly policy: ConsentPolicy;
  readonly thresholds: Thresholds;
  readonly idKeys: SealKeys;
  readonly cursorKeys: SealKeys;
  /** Country in which addresses without one of their own are read. */
  readonly country: string;
  readonly now: () => Date;
}

export interface CollectionRequest {
  readonly name: PublicCollection;
  readonly first: number;
  readonly after: Positions;
  readonly attributes: readonly string[];
}

/** What a document needs of each customer at one place in it. */
export interface Plan {
  readonly want: Want;
  readonly collections: readonly CollectionRequest[];
}

/** Most consent rows read of one record; more make its word unknown. */
const consentRows = 100;

/** Customers of one request. */
export class Customers {
  readonly installation: Installation;
  readonly reading: Reading;
  readonly purpose: Purpose;
  /** Values withheld, by attribute. */
  readonly redacted = new Map<Attribute, number>();
  readonly #now: number;
  /** Failures by source, of whatever this request asked: what its report is made of. */
  readonly #failures = new Map<SourceName, GatewayError>();
  readonly #found = new Set<SourceName>();
  readonly #drifted = new Set<SourceName>();
  readonly #failuresOf = new WeakMap<Customer, Map<SourceName, GatewayError>>();

  constructor(installation: Installation, reading: Reading, purpose: Purpose) {
    this.installation = installation;
    this.reading = reading;
    this.purpose = purpose;
    this.#now = installation.now().getTime();
  }

  get now(): Date {
    return new Date(this.#now);
  }

  /** @returns undefined where nobody answers to the door. */
  async open(door: Door, plan: Plan): Promise<Customer | undefined> {
    const { installation, reading } = this;
    // What hangs off remembered records is asked for together with the records themselves, which prove the memory right.
    for (const ref of remembered(door, installation.xref)) this.#prefetch(ref, plan);
    const answer = await resolve(
      door,
      reading.ports(plan.want),
      installation.rules,
      installation.xref,
      installation.budget,
    );
    for (const [source, failure] of answer.failures) this.#failures.set(source, failure);
    if (answer.generic) throw new GatewayError('KEY_GENERIC');
    if (answer.anchor === undefined) return undefined;
    for (const record of answer.members) {
      this.#found.add(record.ref.source);
      if (driftOf(record).length > 0) this.#drifted.add(record.ref.source);
    }
    for (const request of plan.collections) void this.#slices(answer, request, request.after);
    const failures = new Map(answer.failures);
    const evidence =
      plan.want.consent === 'all' ? await this.#evidence(answer, failures) : restrictionsOf(answer.members);
    const customer = new Customer(customerId(installation.idKeys, answer.anchor), answer, evidence, {
      survivorship: installation.survivorship,
      policy: installation.policy,
      thresholds: installation.thresholds,
      now: this.#now,
      purpose: this.purpose,
      normalPoint: (raw) => contactPointOf(raw, installation.country),
      onRedacted: (attribute) => this.redacted.set(attribute, (this.redacted.get(attribute) ?? 0) + 1),
    });
    this.#failuresOf.set(customer, failures);
    return customer;
  }

  /** One page of a collection over all of the customer's records. */
  async collection(customer: Customer, request: CollectionRequest): Promise<Page> {
    const outcomes = await this.#slicesOf(customer, request);
    const slices = [];
    const missing = new Set<SourceName>();
    for (const { ref, outcome } of outcomes) {
      if (outcome.kind === 'found') slices.push({ ref, slice: outcome.value });
      else if (outcome.kind === 'failed') missing.add(ref.source);
    }
    for (const source of customer.answer.failures.keys())
      if (this.reading.source(source).manifest.collections.includes(request.name)) missing.add(source);
    return mergeSlices(slices, request.first, request.after, [...missing]);
  }

  /** What each configured source contributed; call it when everything planned has been read. */
  async contributions(customer: Customer, plan: Plan): Promise<readonly Contribution[]> {
    await Promise.all(plan.collections.map((request) => this.#slicesOf(customer, request)));
    const failures = this.#failuresOf.get(customer) ?? customer.answer.failures;
    return this.installation.sources.map((source) =>
      contributionOf(source, customer.records, failures.get(source.name)),
    );
  }

  /** How each source fared over the whole request. */
  report(): readonly {
    readonly source: SourceName;
    readonly status: SourceStatus;
    readonly retryAfter?: number;
  }[] {
    return this.installation.sources.map(({ name }) => {
      const failure = this.#failures.get(name);
      const status = statusOf(failure, this.#drifted.has(name), this.#found.has(name));
      return {
        source: name,
        status,
        ...(failure?.retryAfter === undefined ? {} : { retryAfter: failure.retryAfter }),
      };
    });
  }

  /** Notes a failure outside any one customer: of a search for records. */
  fail(source: SourceName, error: GatewayError): void {
    this.#failures.set(source, error);
  }

  search(
    source: SourceName,
    filter: readonly Condition[],
    first: number,
    after: string | undefined,
    want: Want,
  ) {
    return this.reading.search(source, filter, { first, ...(after === undefined ? {} : { after }) }, want);
  }

  /** The rows each record has of a collection; what failed is noted of its source. */
  async #slicesOf(customer: Customer, request: CollectionRequest) {
    const outcomes = await this.#slices(customer.answer, request, request.after);
    for (const { ref, outcome } of outcomes)
      if (outcome.kind === 'failed') {
        this.#failures.set(ref.source, outcome.error);
        this.#failuresOf.get(customer)?.set(ref.source, outcome.error);
      }
    return outcomes;
  }

  #prefetch(ref: RecordRef, plan: Plan): void {
    const source = this.installation.sources.find(({ name }) => name === ref.source);
    if (source === undefined) return;
    const ask = (
      collection: Collection,
      first: number,
      after: After | undefined,
      attributes: readonly string[],
    ) => {
      if (!source.manifest.collections.includes(collection)) return;
      if (source.manifest.keyedCollections.includes(collection)) return;
      void this.reading.collect(ref.source, collection, ref.id, collectPage(first, after, attributes));
    };
    for (const { name, first, after, attributes } of plan.collections)
      ask(name, first, after[refKey(ref)], attributes);
    if (plan.want.consent === 'all') ask('consents', consentRows, undefined, []);
  }

  async #slices(answer: Answer, request: CollectionRequest, after: Positions) {
    return this.#collect(answer.members, request.name, (ref) =>
      collectPage(request.first, after[refKey(ref)], request.attributes),
    );
  }

  async #collect(
    records: readonly SourceRecord[],
    collection: Collection,
    pageOf: (ref: RecordRef) => ReturnType<typeof collectPage>,
  ) {
    const asked = records.flatMap((record) => {
      const { manifest } = this.reading.source(record.ref.source);
      if (!manifest.collections.includes(collection)) return [];
      const parent = manifest.keyedCollections.includes(collection)
        ? record.parentKeys[collection]
        : record.ref.id;
      return parent === undefined ? [] : [{ ref: record.ref, parent }];
    });
    return Promise.all(
      asked.map(async ({ ref, parent }) => ({
        ref,
        outcome: await this.reading.collect(ref.source, collection, parent, pageOf(ref)),
      })),
    );
  }

  async #evidence(answer: Answer, failures: Map<SourceName, GatewayError>): Promise<readonly Evidence[]> {
    const { installation } = this;
    const records = [...answer.members, ...answer.neighbours];
    const outcomes = await this.#collect(records, 'consents', () => collectPage(consentRows, undefined, []));
    const rows = [];
    for (const { ref, outcome } of outcomes) {
      if (outcome.kind === 'found')
        rows.push({ ref, rows: outcome.value.items, truncated: outcome.value.more });
      else if (outcome.kind === 'failed') {
        failures.set(ref.source, outcome.error);
        this.#failures.set(ref.source, outcome.error);
      }
    }
    const normalPoint = (raw: string) => contactPointOf(raw, installation.country);
    return evidenceOf({
      members: answer.members.map((record) => ({ record, confidence: 1 })),
      neighbours: answer.neighbours,
      rows,
      failures,
      cut: answer.cut,
      sources: installation.sources.map(({ name, manifest }) => ({ name, scopes: manifest.consent })),
      contactPoints: new Set(
        answer.members.flatMap((record) =>
          [...(record.attributes.email ?? []), ...(record.attributes.phone ?? [])].map((value) =>
            normalPoint(String(value)),
          ),
        ),
      ),
      normalPoint,
    });
  }
}

function collectPage(first: number, after: After | undefined, attributes: readonly string[]) {
  return { first, attributes, ...(after === undefined ? {} : { after }) };
}
