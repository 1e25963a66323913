/** What resolvers are handed for one request. Apollo copies the outer object, so the state is one step inside. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Lane } from '../../sources/contract.ts';
import { purposeTerms } from '../consent/policy.ts';
import { later } from '../execution/defer.ts';
import type { SourcePort } from '../identity/answer.ts';
import type { Door } from '../identity/resolution.ts';
import { Asker } from '../loading/asker.ts';
import { Reading } from '../loading/reading.ts';
import type { Trace, TracedPlan } from '../loading/trace.ts';
import type { Attribute } from '../model/attribute.ts';
import type { LegalBasis, Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import type { SourceName } from '../model/record.ts';
import { Customers, type Installation } from '../profile/assemble.ts';
import type { Customer } from '../profile/customer.ts';
import type { Plan } from '../profile/plan.ts';
import type { SourceHealth } from './health.ts';
import { identityWant, planOf } from './plan.ts';
import type { PlanCache } from './plan-cache.ts';
import { declaredPurpose } from './purpose.ts';
import type { Stewardship } from './stewardship.ts';

export interface RequestOptions {
  readonly installation: Installation;
  readonly defaultPurpose: Purpose | undefined;
  readonly countries: readonly string[];
  readonly health: SourceHealth;
  readonly plans: PlanCache;
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
  /** The Authorization header, where there is one. */
  readonly authorization?: string | undefined;
  /** Where the caller wants to know which calls were made. */
  readonly trace?: Trace | undefined;
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
  #customers: Customers | undefined;
  #reading: Reading | undefined;
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

  /** What this request has read so far; undefined where it asked for no customer. */
  get asked(): Customers | undefined {
    return this.#customers;
  }

  /** Call it when the answer has left or nobody waits for it any more: what is under way for it alone is stopped. */
  end(): void {
    this.#asker.end();
  }

  /** The customers of this request. One operation has one purpose, known from the first of its fields on. */
  customers(info: GraphQLResolveInfo): Customers {
    const { installation, defaultPurpose } = this.options;
    this.#customers ??= new Customers(
      installation,
      new Reading(installation.sources, this.#asker),
      declaredPurpose(this.terms.use, info, installation.policy.purposes, defaultPurpose),
    );
    return this.#customers;
  }

  /** @throws GatewayError where the operation's purpose is missing, unknown or contradicts itself. */
  plan(info: GraphQLResolveInfo, also: readonly Attribute[] = [], driving?: SourceName): Plan {
    const { sources, cursorKeys, policy } = this.installation;
    const { plans } = this.options;
    const { defers } = this;
    const basis = purposeTerms(policy.purposes, this.customers(info).purpose)?.basis ?? 'CONSENT';
    const plan = plans.plan(info, [basis, defers, driving, ...also], () =>
      planOf(info, { sources, cursorKeys, same: plans.same }, { basis, also, driving, defers }),
    );
    this.terms.trace?.planned(tracedPlan(info, basis, plan, sources));
    return plan;
  }

  /**
   * The stewards' desk, and who sits at it.
   * @throws GatewayError STEWARD_REQUIRED.
   */
  steward(): { readonly desk: Stewardship; readonly actor: string } {
    const { stewardship } = this.options;
    if (stewardship === undefined) throw new GatewayError('STEWARD_REQUIRED');
    return { desk: stewardship, actor: stewardship.stewardOf(this.terms.authorization) };
  }

  /** The desk for a caller who is a steward; what it says is left out for others. */
  stewardOrNobody(): Stewardship | undefined {
    try {
      return this.steward().desk;
    } catch {
      return undefined;
    }
  }

  /** What identity sees of every source, where no customer is shown. */
  identityPorts(): readonly SourcePort[] {
    const { sources } = this.installation;
    this.#reading ??= new Reading(sources, this.#asker);
    return this.#reading.ports(this.options.plans.same(identityWant(sources)));
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
  { want, collections, needed, first }: Plan,
  sources: Installation['sources'],
): TracedPlan {
  return {
    path: pathOf(info.path),
    basis,
    consent: want.consent,
    attributes: want.attributes,
    collections: [...new Set(collections.map(({ name }) => name))],
    sources: sources.map(({ name }) => ({
      source: name,
      use: first.has(name) ? 'NEEDED' : needed.has(name) ? 'DEFERRED' : 'NOT_NEEDED',
      for: needed.get(name) ?? [],
    })),
  };
}

function pathOf({ prev, key }: GraphQLResolveInfo['path']): string {
  return prev === undefined ? String(key) : `${pathOf(prev)}.${key}`;
}
