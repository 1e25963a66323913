/**
 * The use case: from a door to a customer. Identity says which records, one read brings what is wanted of them, consent
 * decides what may be shown, and what is missing says why.
 */
import type { Condition, Want } from '../../sources/contract.ts';
import type { AccessView } from '../access/view.ts';
import type { Evidence } from '../consent/decide.ts';
import { type Answer, anchorOf } from '../identity/answer.ts';
import { contactPointOf } from '../identity/normalise.ts';
import { recall, residentsOf } from '../identity/recall.ts';
import type { Door } from '../identity/resolution.ts';
import { resolve } from '../identity/resolve.ts';
import type { Reading } from '../loading/reading.ts';
import type { Purpose, Scope } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import { once } from '../model/once.ts';
import { type RecordRef, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import { Children } from './children.ts';
import { mergeSlices, type Page } from './connection.ts';
import { ConsentEvidence, consentPage } from './consent-evidence.ts';
import { type Contribution, contributionOf } from './contribution.ts';
import { Customer, type CustomerTerms } from './customer.ts';
import { isDenied } from './denied-door.ts';
import type { Installation } from './installation.ts';
import type { CollectionRequest, Needed, Plan } from './plan.ts';
import { Report, type SourceReport } from './report.ts';
import { Rows } from './rows.ts';
import { tracedCustomer } from './traced.ts';
import type { Checked, OpenOptions, Viewing } from './viewing.ts';

/** Customers of one request. */
export class Customers {
  readonly installation: Installation;
  readonly reading: Reading;
  readonly view: AccessView;
  /** Customers left out of lists because they do not consent. */
  excluded = 0;
  /** Every customer that was judged: for the decision log. */
  readonly judged: Customer[] = [];
  readonly #now: number;
  readonly #report = new Report();
  readonly #terms: CustomerTerms;
  readonly #failuresOf = new WeakMap<Customer, Map<SourceName, GatewayError>>();
  readonly #children: Children;
  readonly #evidence: ConsentEvidence;
  readonly #rows: Rows;

  constructor(installation: Installation, reading: Reading, { view, gpc, withhold }: Viewing) {
    this.installation = installation;
    this.reading = reading;
    this.view = view;
    this.#children = new Children(reading);
    this.#evidence = new ConsentEvidence(installation, this.#children, gpc);
    this.#rows = new Rows(this.#children, (customer, source, error) => {
      this.#report.fail(source, error);
      this.#failuresOf.get(customer)?.set(source, error);
    });
    this.#now = installation.now().getTime();
    this.#terms = {
      survivorship: installation.survivorship,
      policy: installation.policy,
      thresholds: installation.thresholds,
      now: this.#now,
      view,
      token: (value) => installation.ids.token(value),
      normalPoint: (raw) => contactPointOf(raw, installation.country),
      withhold,
    };
  }

  get purpose(): Purpose {
    return this.view.purpose;
  }

  get now(): Date {
    return new Date(this.#now);
  }

  /**
   * @returns undefined where nobody answers to the door; nor is anybody told apart from nobody who does not consent.
   * @throws GatewayError CLOCK_UNTRUSTED, KEY_GENERIC.
   */
  async open(door: Door, plan: Plan, options: OpenOptions = {}): Promise<Customer | undefined> {
    if (isDenied(door, this.view)) return undefined;
    const customer = await this.#find(door, plan);
    return customer !== undefined && this.#shown(customer, door, options) ? customer : undefined;
  }

  /** Whoever answers to the door, whether or not anything of them may be shown. */
  async #find(door: Door, plan: Plan): Promise<Customer | undefined> {
    const { installation, reading } = this;
    const { xref, rules, budget } = installation;
    if (installation.memory?.isClockWrong() === true) throw new GatewayError('CLOCK_UNTRUSTED');
    const memory = recall(door, xref);
    const room = memory.kind === 'room' ? memory.room : undefined;
    const unrestricted = room !== undefined && xref.isUnrestricted(room);
    // What consent may deny is asked for once it is known not to; a contract waits only where nothing is known yet.
    const stepwise = plan.stepwise || (plan.restrictable && room !== undefined && !unrestricted);
    const want = stepwise ? plan.known : plan.want;
    const ports = reading.ports(want);
    // What hangs off records is asked for as soon as they are known: remembered ones, before they prove the memory right.
    if (room !== undefined)
      for (const { ref, member } of residentsOf(room, xref, plan.needed))
        this.#askAhead(ref, member, plan, stepwise);
    const onReached = (records: readonly SourceRecord[]) => {
      if (want.consent === 'all') void this.#children.of(records, 'consents', () => consentPage);
      if (!stepwise) this.#rows.begin(records, plan.collections);
    };
    const resolved = (needed: Needed) =>
      resolve(door, ports, rules, xref, { budget, needed, onReached }, memory);
    const first = unrestricted ? plan.first : plan.checked;
    // What is deferred is asked for at once as well; only the answer does not wait for it.
    const whole = first === plan.needed ? undefined : resolved(plan.needed);
    // Whoever waits for it is told what went wrong; where nobody does, the process goes on.
    whole?.catch(() => {});
    const answer = await resolved(first);
    if (answer.stale) installation.refresher.refresh(door);
    installation.review?.(answer);
    reading.asker.trace?.found(tracedCustomer(memory, answer));
    const customer = await this.#customer(answer, plan, { stepwise, needed: first }, whole);
    if (customer !== undefined && plan.restrictable) this.#noteRestriction(answer, customer);
    return customer;
  }

  /**
   * Whether a scope is permitted, and nothing else of the customer: whoever asks by an address is told nothing of it but
   * whether they may use it, which is why they ask. An objection that one record of theirs is known to hold, or the
   * suppression list or the request itself, denies it without waiting for anybody else (consent.md F11).
   */
  async check(door: Door, plan: Plan, scope: Scope): Promise<Checked> {
    const { installation } = this;
    const objects = (evidence: readonly Evidence[]) => Customer.objects(evidence, scope, this.#terms);
    const memory = recall(door, installation.xref);
    const anchor = memory.kind === 'room' ? anchorOf(memory.room.members, installation.rules) : undefined;
    const denied: Checked = { decision: 'DENY', customer: anchor && installation.ids.of(anchor) };
    if (door.by === 'identifier' && objects(this.#evidence.ofIdentifiers(door.identifiers))) return denied;
    const decided = this.#find(door, plan).then((customer) => this.#checked(customer, scope));
    if (memory.kind !== 'room') return decided;
    // A record that is as it was when it was taken for this customer's still is.
    const ports = this.reading.ports(plan.known);
    const early = memory.room.residents
      .filter(({ member }) => member)
      .map(async ({ ref, fingerprint }) => {
        const outcome = await ports.find(({ name }) => name === ref.source)?.get(ref.id);
        if (outcome?.kind !== 'found' || installation.xref.fingerprint(outcome.value) !== fingerprint)
          return decided;
        return objects(await this.#evidence.ofRecord(outcome.value)) ? denied : decided;
      });
    return Promise.race([decided, ...early]);
  }

  #checked(customer: Customer | undefined, scope: Scope): Checked {
    if (customer === undefined) return { decision: 'DENY', customer: undefined };
    const ruling = customer.ruling(scope);
    if (ruling !== customer.judgement) this.installation.decided?.(ruling);
    return { decision: ruling.decision, customer: customer.id };
  }

  /** Whether there is anybody, as far as this request may know. */
  #shown(customer: Customer, door: Door, { excludes = false }: OpenOptions): boolean {
    const { view } = this;
    // Whoever asks by a value that they may not see of the customer would learn that it is theirs.
    const permitted = customer.permitted && customer.mayBeFoundBy(door);
    if (!permitted && (excludes || !view.explains)) {
      this.excluded++;
      return false;
    }
    if (!excludes) this.shows(customer);
    return true;
  }

  /** Takes a customer into the report of how the sources fared: it tells of nobody who is not in the answer. */
  shows(customer: Customer): void {
    this.#report.show(customer);
  }

  #noteRestriction(answer: Answer, customer: Customer): void {
    const { xref } = this.installation;
    const room = answer.anchor && xref.roomOf(refKey(answer.anchor));
    // Whoever was not found or read out to the end may be restricted by what is missing.
    const whole = answer.failures.size === 0 && !answer.cut;
    if (room !== undefined && (whole || !customer.permitted)) xref.noteRestriction(room, !customer.permitted);
  }

  /** @param whole - the same customer with every source that is needed, where this answer leaves some to be deferred. */
  async #customer(
    answer: Answer,
    plan: Plan,
    step: { readonly stepwise: boolean; readonly needed: Needed },
    whole: Promise<Answer> | undefined,
  ): Promise<Customer | undefined> {
    const { installation } = this;
    for (const [source, failure] of answer.failures) this.#report.fail(source, failure);
    if (answer.generic) throw new GatewayError('KEY_GENERIC');
    if (answer.anchor === undefined) return undefined;
    const failures = new Map(answer.failures);
    const fail = (source: SourceName, error: GatewayError) => {
      failures.set(source, error);
      this.#report.fail(source, error);
    };
    const evidence =
      plan.want.consent === 'all'
        ? await this.#evidence.all(answer, fail)
        : plan.want.consent === 'restrictions'
          ? this.#evidence.restrictions(answer)
          : [];
    const all = { stepwise: step.stepwise, needed: plan.needed };
    const customer: Customer = new Customer(
      installation.ids.of(answer.anchor),
      answer,
      evidence,
      this.#terms,
      whole &&
        once(async () => {
          const found = await whole;
          const later = sameAs(customer, await this.#customer(found, plan, all, undefined));
          this.#report.show(later);
          // The next first part is not to rest on what this one did not know.
          if (plan.restrictable) this.#noteRestriction(found, later);
          return later;
        }),
    );
    this.#failuresOf.set(customer, failures);
    this.judged.push(customer);
    installation.decided?.(customer.judgement);
    if (step.stepwise && customer.permitted) {
      this.#rows.begin(customer.records, plan.collections);
      if (plan.rest !== undefined) customer.learn(await this.#rest(customer, plan.rest, step.needed, fail));
    }
    return customer;
  }

  /** What was not read before consent was known. */
  async #rest(
    { records }: Customer,
    rest: Want,
    needed: Needed,
    fail: (source: SourceName, error: GatewayError) => void,
  ): Promise<readonly SourceRecord[]> {
    const ports = this.reading.ports(rest);
    const holders = records.filter(({ ref }) => this.#holds(ref.source, rest) && needed.has(ref.source));
    const outcomes = await Promise.all(
      holders.map(({ ref }) => ports.find(({ name }) => name === ref.source)?.get(ref.id)),
    );
    return outcomes.flatMap((outcome, at) => {
      const source = holders[at]?.ref.source;
      if (outcome?.kind === 'failed' && source !== undefined) fail(source, outcome.error);
      return outcome?.kind === 'found' ? [outcome.value] : [];
    });
  }

  #holds(source: SourceName, { attributes }: Want): boolean {
    const { manifest } = this.reading.source(source);
    return attributes.some((one) => manifest.attributes.includes(one));
  }

  /** One page of a collection over all of the customer's records. */
  async collection(customer: Customer, request: CollectionRequest): Promise<Page> {
    if (customer.records.some(({ ref }) => this.reading.keeps(ref.source, request.name)))
      this.#terms.withhold(`Customer.${request.name}`, 'RESIDENCY_VIOLATION');
    const outcomes = await this.#rows.of(customer, request);
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
    // Of somebody who does not permit it no rows are read, not even to say whether they could be.
    if (customer.permitted)
      await Promise.all(plan.collections.map((request) => this.#rows.of(customer, request)));
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
  report(): readonly SourceReport[] {
    return this.#report.of(this.installation.sources);
  }

  /**
   * Whether somebody may be missing because a source did not answer that may hold an objection. It is the same whether
   * they are denied or there is nobody.
   */
  mayBeBlind(): boolean {
    if (this.judged.length > 0 && this.judged.every(({ permitted }) => permitted)) return false;
    return this.#report.isBlindFor(this.purpose, this.installation);
  }

  /** Notes a failure outside any one customer: of a search for records. */
  fail(source: SourceName, error: GatewayError): void {
    this.#report.fail(source, error);
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

  #askAhead(ref: RecordRef, member: boolean, plan: Plan, stepwise: boolean): void {
    if (plan.want.consent === 'all') this.#children.askAhead(ref, 'consents', consentPage);
    if (member && !stepwise) this.#rows.beginAhead(ref, plan.collections);
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
