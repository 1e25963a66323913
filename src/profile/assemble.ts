/**
 * The use case: from a door to a customer. Identity says which records, one read brings what is wanted of them, consent
 * decides what may be shown, and what is missing says why.
 */
import type { After, CollectPage, Condition, Want } from '../../sources/contract.ts';
import type { Evidence, Thresholds } from '../consent/decide.ts';
import { evidenceOf, restrictionsOf } from '../consent/evidence.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import { type Answer, type Budget, confidenceByNeighbour } from '../identity/answer.ts';
import type { CustomerIds } from '../identity/ids.ts';
import { contactPointOf } from '../identity/normalise.ts';
import { type Memory, recall, residentsOf } from '../identity/recall.ts';
import type { Door, Rules } from '../identity/resolution.ts';
import { resolve } from '../identity/resolve.ts';
import type { SealKeys } from '../identity/seal.ts';
import type { Xref } from '../identity/xref.ts';
import type { LoadedSource } from '../loading/loaded.ts';
import type { Reading } from '../loading/reading.ts';
import type { Sweeper } from '../loading/sweeper.ts';
import type { TracedCustomer } from '../loading/trace.ts';
import type { Attribute } from '../model/attribute.ts';
import type { Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import { once } from '../model/once.ts';
import type { SourceStatus } from '../model/outcome.ts';
import { type RecordRef, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import { type ChildRows, Children } from './children.ts';
import { mergeSlices, type Page } from './connection.ts';
import { type Contribution, contributionOf, driftOf, statusOf } from './contribution.ts';
import { Customer, type CustomerTerms } from './customer.ts';
import type { CollectionRequest, Needed, Plan } from './plan.ts';
import type { Refresher } from './refresher.ts';
import type { Survivorship } from './survivorship.ts';

/** What never changes from request to request. */
export interface Installation {
  readonly sources: readonly LoadedSource[];
  /** Watches the deadlines of all requests and calls. */
  readonly sweeper: Sweeper;
  readonly rules: Rules;
  readonly budget: Budget;
  readonly xref: Xref;
  readonly refresher: Refresher;
  readonly survivorship: Survivorship;
  readonly policy: ConsentPolicy;
  readonly thresholds: Thresholds;
  readonly ids: CustomerIds;
  readonly cursorKeys: SealKeys;
  /** Country in which addresses without one of their own are read. */
  readonly country: string;
  readonly now: () => Date;
  /** Told of each customer that was found: what is in doubt goes to the stewards. */
  review?: (answer: Answer) => void;
}

/** The consent rows read of one record; more make its word unknown. */
const consentPage: CollectPage = { first: 100, attributes: [] };

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
  readonly #unasked = new Set<SourceName>();
  readonly #terms: CustomerTerms;
  readonly #failuresOf = new WeakMap<Customer, Map<SourceName, GatewayError>>();
  readonly #children: Children;
  /** What was read of each collection, for whoever asks again. */
  readonly #pages = new WeakMap<Customer, Map<CollectionRequest, Promise<readonly ChildRows[]>>>();

  constructor(installation: Installation, reading: Reading, purpose: Purpose) {
    this.installation = installation;
    this.reading = reading;
    this.#children = new Children(reading);
    this.purpose = purpose;
    this.#now = installation.now().getTime();
    this.#terms = {
      survivorship: installation.survivorship,
      policy: installation.policy,
      thresholds: installation.thresholds,
      now: this.#now,
      purpose,
      normalPoint: (raw) => contactPointOf(raw, installation.country),
      onRedacted: (attribute) => this.redacted.set(attribute, (this.redacted.get(attribute) ?? 0) + 1),
    };
  }

  get now(): Date {
    return new Date(this.#now);
  }

  /** @returns undefined where nobody answers to the door. */
  async open(door: Door, plan: Plan): Promise<Customer | undefined> {
    const { installation, reading } = this;
    const { xref, rules, budget } = installation;
    const ports = reading.ports(plan.want);
    const memory = recall(door, xref);
    // What hangs off records is asked for as soon as they are known: remembered ones, before they prove the memory right.
    if (memory.kind === 'room')
      for (const { ref, member } of residentsOf(memory.room, xref, plan.needed))
        this.#askAhead(ref, member, plan);
    const onReached = (records: readonly SourceRecord[]) => {
      if (plan.want.consent === 'all') void this.#children.of(records, 'consents', () => consentPage);
      for (const request of plan.collections)
        void this.#children.of(records, request.name, (ref) => pageOf(request, ref));
    };
    const resolved = (needed: Needed) =>
      resolve(door, ports, rules, xref, { budget, needed, onReached }, memory);
    // What is deferred is asked for at once as well; only the answer does not wait for it.
    const whole = plan.first === plan.needed ? undefined : resolved(plan.needed);
    // Whoever waits for it is told what went wrong; where nobody does, the process goes on.
    whole?.catch(() => {});
    const answer = await resolved(plan.first);
    if (answer.stale) installation.refresher.refresh(door);
    installation.review?.(answer);
    reading.asker.trace?.found(tracedCustomer(memory, answer));
    return this.#customer(answer, plan, whole);
  }

  /** @param whole - the same customer with every source that is needed, where this answer leaves some to be deferred. */
  async #customer(
    answer: Answer,
    plan: Plan,
    whole: Promise<Answer> | undefined,
  ): Promise<Customer | undefined> {
    const { installation } = this;
    for (const [source, failure] of answer.failures) this.#failures.set(source, failure);
    for (const source of answer.unasked) this.#unasked.add(source);
    if (answer.generic) throw new GatewayError('KEY_GENERIC');
    if (answer.anchor === undefined) return undefined;
    for (const record of answer.members) {
      this.#found.add(record.ref.source);
      if (driftOf(record).length > 0) this.#drifted.add(record.ref.source);
    }
    const failures = new Map(answer.failures);
    const evidence =
      plan.want.consent === 'all' ? await this.#evidence(answer, failures) : restrictionsOf(persons(answer));
    const customer: Customer = new Customer(
      installation.ids.of(answer.anchor),
      answer,
      evidence,
      this.#terms,
      whole && once(async () => sameAs(customer, await this.#customer(await whole, plan, undefined))),
    );
    this.#failuresOf.set(customer, failures);
    return customer;
  }

  /** One page of a collection over all of the customer's records. */
  async collection(customer: Customer, request: CollectionRequest): Promise<Page> {
    const outcomes = await this.#rowsOf(customer, request);
    const slices = [];
    const missing = new Set<SourceName>();
    for (const { ref, outcome } of outcomes) {
      if (outcome.kind === 'found') slices.push({ ref, slice: outcome.value });
      else if (outcome.kind === 'failed') missing.add(ref.source);
    }
    for (const source of customer.answer.failures.keys())
      if (this.reading.source(source).hangsOff(request.name) !== undefined) missing.add(source);
    return mergeSlices(slices, request.first, request.after, [...missing]);
  }

  /** What each configured source contributed; call it when everything planned has been read. */
  async contributions(customer: Customer, plan: Plan): Promise<readonly Contribution[]> {
    await Promise.all(plan.collections.map((request) => this.#rowsOf(customer, request)));
    const failures = this.#failuresOf.get(customer) ?? customer.answer.failures;
    return this.installation.sources.map((source) =>
      contributionOf(
        source,
        customer.records,
        failures.get(source.name),
        customer.answer.unasked.has(source.name),
      ),
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
      const found = this.#found.has(name);
      const status = statusOf(failure, this.#drifted.has(name), found, !found && this.#unasked.has(name));
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
  #rowsOf(customer: Customer, request: CollectionRequest): Promise<readonly ChildRows[]> {
    let pages = this.#pages.get(customer);
    if (pages === undefined) {
      pages = new Map();
      this.#pages.set(customer, pages);
    }
    let rows = pages.get(request);
    if (rows === undefined) {
      rows = this.#readRows(customer, request);
      pages.set(request, rows);
    }
    return rows;
  }

  async #readRows(customer: Customer, request: CollectionRequest): Promise<readonly ChildRows[]> {
    const rows = await this.#children.of(customer.records, request.name, (ref) => pageOf(request, ref));
    for (const { ref, outcome } of rows)
      if (outcome.kind === 'failed') {
        this.#failures.set(ref.source, outcome.error);
        this.#failuresOf.get(customer)?.set(ref.source, outcome.error);
      }
    return rows;
  }

  #askAhead(ref: RecordRef, member: boolean, plan: Plan): void {
    if (plan.want.consent === 'all') this.#children.askAhead(ref, 'consents', consentPage);
    if (member)
      for (const request of plan.collections)
        this.#children.askAhead(ref, request.name, pageOf(request, ref));
  }

  async #evidence(answer: Answer, failures: Map<SourceName, GatewayError>): Promise<readonly Evidence[]> {
    const { installation } = this;
    const records = [...answer.members, ...answer.neighbours];
    const outcomes = await this.#children.of(records, 'consents', () => consentPage);
    const rows = [];
    for (const { ref, outcome } of outcomes) {
      if (outcome.kind === 'found')
        rows.push({ ref, rows: outcome.value.items, truncated: outcome.value.more });
      else if (outcome.kind === 'failed') {
        failures.set(ref.source, outcome.error);
        this.#failures.set(ref.source, outcome.error);
      }
    }
    const doubted = confidenceByNeighbour(answer);
    const normalPoint = (raw: string) => contactPointOf(raw, installation.country);
    return evidenceOf({
      members: persons(answer, doubted),
      neighbours: answer.neighbours.filter(({ ref }) => !doubted.has(refKey(ref))),
      rows,
      failures,
      cut: answer.cut,
      unresolved: !answer.warm && answer.failures.size > 0,
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

/**
 * What is told later of a customer is theirs: between the two readings the door may have come to lead elsewhere.
 * @throws GatewayError CUSTOMER_CHANGED.
 */
function sameAs({ id }: Customer, whole: Customer | undefined): Customer {
  if (whole === undefined || whole.id !== id) throw new GatewayError('CUSTOMER_CHANGED');
  return whole;
}

function tracedCustomer(memory: Memory, answer: Answer): TracedCustomer {
  const { waves, complete, members, unasked } = answer;
  const remembered = answer.stale ? 'STALE' : answer.warm ? 'REMEMBERED' : 'CHANGED';
  const known = { room: remembered, nobody: 'NOBODY', unknown: 'UNKNOWN' } as const;
  return {
    memory: known[memory.kind],
    waves,
    records: members.length,
    complete,
    unasked: [...unasked].sort(),
  };
}

/** The customer's records, and those that may be: their objections count. */
function persons(answer: Answer, confidences = confidenceByNeighbour(answer)) {
  const { members, neighbours } = answer;
  const probable = neighbours.flatMap((record) => {
    const confidence = confidences.get(refKey(record.ref));
    return confidence === undefined ? [] : [{ record, confidence, probable: true }];
  });
  return [...members.map((record) => ({ record, confidence: 1 })), ...probable];
}

/** Where a row of the record was given out before, its page continues after it. */
function pageOf({ page, first, attributes, after }: CollectionRequest, ref: RecordRef): CollectPage {
  const last: After | undefined = after[refKey(ref)];
  return last === undefined ? page : { first, attributes, after: last };
}
