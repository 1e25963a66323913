/** What resolvers are handed for one request. Apollo copies the outer object, so the state is one step inside. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Lane } from '../../sources/contract.ts';
import type { Coordinate } from '../access/field-rule.ts';
import type { AccessView, DenialCode } from '../access/view.ts';
import { purposeTerms } from '../consent/policy.ts';
import { later } from '../execution/defer.ts';
import type { SourcePort } from '../identity/answer.ts';
import type { Door } from '../identity/resolution.ts';
import { Asker } from '../loading/asker.ts';
import { Reading } from '../loading/reading.ts';
import type { Trace, TracedPlan } from '../loading/trace.ts';
import type { Attribute } from '../model/attribute.ts';
import type { Caller } from '../model/caller.ts';
import type { Channel, LegalBasis, Purpose, Scope } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import type { RecordRef, SourceName } from '../model/record.ts';
import { Customers } from '../profile/assemble.ts';
import type { Customer } from '../profile/customer.ts';
import type { Installation } from '../profile/installation.ts';
import type { Plan } from '../profile/plan.ts';
import type { Checked } from '../profile/viewing.ts';
import type { Access } from './access.ts';
import type { SourceHealth } from './health.ts';
import { identityWant, limitedBy, planOf, planOfCheck } from './plan.ts';
import type { PlanCache } from './plan-cache.ts';
import { declaredPurpose, knownPurpose } from './purpose.ts';
import { operationFields } from './selection.ts';
import type { Stewardship } from './stewardship.ts';

export interface RequestOptions {
  readonly installation: Installation;
  readonly defaultPurpose: Purpose | undefined;
  readonly countries: readonly string[];
  readonly health: SourceHealth;
  readonly plans: PlanCache;
  readonly access: Access;
  /** The last entry of this node's decision log, to be kept elsewhere; absent where there is no log. */
  readonly auditHead?: (() => string) | undefined;
  /** Absent where the configuration names none. */
  readonly stewardship?: Stewardship | undefined;
}

/** How a request is asked, as its headers say. */
export interface RequestTerms {
  /** The X-Data-Use header, where there is one. */
  readonly use: string | undefined;
  readonly lane: Lane;
  /** Epoch milliseconds at which it is answered with what is there. */
  readonly deadline: number;
  readonly caller: Caller;
  /** The request carries Global Privacy Control: its customer objects to what the policy says. */
  readonly gpc?: boolean;
  /** Where the caller wants to know which calls were made. */
  readonly trace?: Trace | undefined;
  /** Where it is only told what would be asked: the installation it is handed asks nobody. */
  readonly predicts?: boolean;
}

/** A question about consent alone, as it is written down. */
export interface Check extends Checked {
  readonly purpose: Purpose;
  readonly channel: Channel;
}

/** A customer at one place of an answer, with the plan it was read by. */
export class Seen {
  readonly customer: Customer;
  readonly plan: Plan;

  constructor(customer: Customer, plan: Plan) {
    this.customer = customer;
    this.plan = plan;
  }

  /** As deferred parts see it: with the sources that the first part did not wait for. */
  async [later](): Promise<Seen> {
    return new Seen(await this.customer.whole(), this.plan);
  }
}

export interface Context {
  readonly request: Request;
}

/** One request: what it may ask, and what it has read so far. */
export class Request {
  readonly options: RequestOptions;
  readonly terms: RequestTerms;
  readonly #asker: Asker;
  /** One for each purpose; an operation has one, and asks whether others would be permitted. */
  readonly #customers = new Map<Purpose, Customers>();
  #view: AccessView | undefined;
  #reading: Reading | undefined;
  #identityReading: Reading | undefined;
  /** Whether the client takes deferred parts apart; known when its operation is about to be executed. */
  defers = false;

  constructor(options: RequestOptions, terms: RequestTerms) {
    this.options = options;
    this.terms = terms;
    this.#asker = new Asker(terms.deadline, terms.lane, options.installation.sweeper, terms.trace);
  }

  get installation(): Installation {
    return this.options.installation;
  }

  get access(): Access {
    return this.options.access;
  }

  /** What this request has read so far for its purpose; undefined where it asked for no customer. */
  get asked(): Customers | undefined {
    return this.#view && this.#customers.get(this.#view.purpose);
  }

  /** What was asked of consent alone, and decided. */
  readonly checks: Check[] = [];

  /** What was withheld at once, whoever the customer: by field and reason, how often. */
  readonly withheld = new Map<string, number>();

  withhold(field: Coordinate, code: DenialCode): void {
    const key = `${field} ${code}`;
    this.withheld.set(key, (this.withheld.get(key) ?? 0) + 1);
  }

  /** A keyed token in the place of a value: equal for equal values. */
  token(value: string): string {
    return this.installation.ids.token(value);
  }

  /** Call it when the answer has left or nobody waits for it any more: what is under way for it alone is stopped. */
  end(): void {
    this.#asker.end();
  }

  /**
   * What the caller sees for the operation's purpose. One operation has one, known from the first of its fields on.
   * @throws GatewayError where it is missing, unknown, contradicts itself, or is not for this caller, and where the
   *   operation is refused for what it selects.
   */
  view(info: GraphQLResolveInfo): AccessView {
    if (this.#view === undefined) {
      const { installation, defaultPurpose } = this.options;
      const { use, caller } = this.terms;
      const purpose = declaredPurpose(use, info, installation.policy.purposes, defaultPurpose);
      const view = this.access.view(caller, purpose);
      if (this.access.mayRefuse && this.#isRefused(view, info)) throw new GatewayError('FIELD_NOT_ALLOWED');
      this.#view = view;
    }
    return this.#view;
  }

  /** Whether anything in the whole operation is denied in a way that refuses it: before any part of it is read. */
  #isRefused(view: AccessView, info: GraphQLResolveInfo): boolean {
    return [...operationFields(info)].some(
      (field) => view.denied(field) !== undefined && this.access.refuses(field),
    );
  }

  /** The customers of this request, as its purpose lets them be seen. */
  customers(info: GraphQLResolveInfo): Customers {
    return this.customersBy(this.view(info));
  }

  /** @param view - of this request's caller. */
  customersBy(view: AccessView): Customers {
    let customers = this.#customers.get(view.purpose);
    if (customers === undefined) {
      const { installation } = this.options;
      // What may not leave its region is not read for a caller elsewhere, so readings differ by view only there.
      this.#reading ??= new Reading(installation.sources, this.#asker);
      const reading = view.limited
        ? new Reading(installation.sources, this.#asker, limitedBy(view, this.options.plans.same))
        : this.#reading;
      customers = new Customers(installation, reading, {
        view,
        gpc: this.terms.gpc === true,
        withhold: (field, code) => this.withhold(field, code),
      });
      this.#customers.set(view.purpose, customers);
    }
    return customers;
  }

  /** @throws GatewayError where the operation's purpose is missing, unknown or contradicts itself. */
  plan(info: GraphQLResolveInfo, also: readonly Attribute[] = [], driving?: SourceName): Plan {
    const { sources, cursorKeys, policy } = this.installation;
    const { plans } = this.options;
    const { defers } = this;
    const view = this.view(info);
    const basis = purposeTerms(policy.purposes, view.purpose)?.basis ?? 'CONSENT';
    const plan = plans.plan(info, [view.key, defers, driving, ...also], () =>
      planOf(info, { sources, cursorKeys, same: plans.same }, { basis, view, also, driving, defers }),
    );
    this.terms.trace?.planned(tracedPlan(info, basis, plan, sources));
    return plan;
  }

  /**
   * The stewards' desk, and who sits at it.
   * @throws GatewayError STEWARD_REQUIRED.
   */
  steward(): { readonly desk: Stewardship; readonly actor: string } {
    const desk = this.stewardOrNobody();
    if (desk === undefined) throw new GatewayError('STEWARD_REQUIRED');
    return { desk, actor: this.terms.caller.subject };
  }

  /** The desk for a caller who is a steward; what it says is left out for others. */
  stewardOrNobody(): Stewardship | undefined {
    return this.access.may(this.terms.caller, 'identity:steward') ? this.options.stewardship : undefined;
  }

  /** @throws GatewayError SCOPE_REQUIRED. */
  auditHead(): string | null {
    if (!this.access.may(this.terms.caller, 'audit:read')) throw new GatewayError('SCOPE_REQUIRED');
    return this.options.auditHead?.() ?? null;
  }

  /** What identity sees of every source, where no customer is shown. */
  identityPorts(): readonly SourcePort[] {
    const { sources } = this.installation;
    this.#identityReading ??= new Reading(sources, this.#asker);
    return this.#identityReading.ports(this.options.plans.same(identityWant(sources)));
  }

  /**
   * Whether a purpose is permitted, by which nothing else is told.
   * @throws GatewayError PURPOSE_UNKNOWN, PURPOSE_NOT_ALLOWED.
   */
  async check(
    door: Door,
    { purpose, ...scope }: Omit<Scope, 'channel'> & { readonly channel: Channel | undefined },
  ) {
    const { policy, sources } = this.installation;
    const known = knownPurpose(policy.purposes, purpose);
    const { basis = 'CONSENT', channel = 'NONE' } = purposeTerms(policy.purposes, known) ?? {};
    const view = this.access.view(this.terms.caller, known);
    if (view.denied('Customer.consent') !== undefined) return 'DENY';
    const asked = { ...scope, purpose, channel: scope.channel ?? channel };
    const plan = planOfCheck({ sources, same: this.options.plans.same }, basis);
    const checked = await this.customersBy(view).check(door, plan, asked);
    this.checks.push({ purpose, channel: asked.channel, ...checked });
    return checked.decision;
  }

  /** Whether whoever a record belongs to is shown at all, to a caller who sees nothing else of them here. */
  async mayShow(view: AccessView, ref: RecordRef): Promise<boolean> {
    const { policy, sources } = this.installation;
    const { basis = 'CONSENT' } = purposeTerms(policy.purposes, view.purpose) ?? {};
    const plan = planOfCheck({ sources, same: this.options.plans.same }, basis);
    return (await this.customersBy(view).open({ by: 'record', ref }, plan)) !== undefined;
  }

  /** The customer behind a door, or null. */
  async open(info: GraphQLResolveInfo, door: Door, plan: Plan): Promise<Seen | null> {
    const customer = await this.customers(info).open(door, plan);
    return customer === undefined ? null : new Seen(customer, plan);
  }
}

function tracedPlan(
  info: GraphQLResolveInfo,
  basis: LegalBasis,
  { want, collections, needed, first, stepwise, denied }: Plan,
  sources: Installation['sources'],
): TracedPlan {
  return {
    path: pathOf(info.path),
    basis,
    consent: want.consent,
    attributes: want.attributes,
    collections: [...new Set(collections.map(({ name }) => name))],
    stepwise,
    sources: sources.map(({ name }) => ({
      source: name,
      use: first.has(name) ? 'NEEDED' : needed.has(name) ? 'DEFERRED' : 'NOT_NEEDED',
      for: needed.get(name) ?? [],
    })),
    denied,
  };
}

function pathOf({ prev, key }: GraphQLResolveInfo['path']): string {
  return prev === undefined ? String(key) : `${pathOf(prev)}.${key}`;
}
