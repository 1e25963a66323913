/** What resolvers are handed for one request. Apollo copies the outer object, so the state is one step inside. */
import type { GraphQLResolveInfo } from 'graphql';
import { purposeTerms } from '../consent/policy.ts';
import type { Door } from '../identity/resolution.ts';
import { Reading } from '../loading/reading.ts';
import type { Attribute } from '../model/attribute.ts';
import type { Purpose } from '../model/consent.ts';
import { Customers, type Installation, type Plan } from '../profile/assemble.ts';
import type { Customer } from '../profile/customer.ts';
import type { SourceHealth } from './health.ts';
import { planOf } from './plan.ts';
import type { PlanCache } from './plan-cache.ts';
import { declaredPurpose } from './purpose.ts';

export interface RequestOptions {
  readonly installation: Installation;
  readonly defaultPurpose: Purpose | undefined;
  readonly countries: readonly string[];
  readonly health: SourceHealth;
  readonly plans: PlanCache;
}

/** A customer at one place of an answer, with the plan it was read by. */
export interface Seen {
  readonly customer: Customer;
  readonly plan: Plan;
}

export interface Context {
  readonly request: Request;
}

/** One request: what it may ask, and what it has read so far. */
export class Request {
  readonly options: RequestOptions;
  readonly #header: string | undefined;
  readonly #signal: AbortSignal;
  readonly #deadline: number;
  #customers: Customers | undefined;

  /**
   * @param header - the X-Data-Use header, where there is one.
   * @param signal - aborted when the client is gone or the deadline passes.
   * @param deadline - epoch milliseconds.
   */
  constructor(options: RequestOptions, header: string | undefined, signal: AbortSignal, deadline: number) {
    this.options = options;
    this.#header = header;
    this.#signal = signal;
    this.#deadline = deadline;
  }

  get installation(): Installation {
    return this.options.installation;
  }

  /** What this request has read so far; undefined where it asked for no customer. */
  get asked(): Customers | undefined {
    return this.#customers;
  }

  /** The customers of this request. One operation has one purpose, known from the first of its fields on. */
  customers(info: GraphQLResolveInfo): Customers {
    const { installation, defaultPurpose } = this.options;
    this.#customers ??= new Customers(
      installation,
      new Reading(installation.sources, {
        signal: this.#signal,
        deadline: this.#deadline,
        lane: 'interactive',
      }),
      declaredPurpose(this.#header, info, installation.policy.purposes, defaultPurpose),
    );
    return this.#customers;
  }

  /** @throws GatewayError where the operation's purpose is missing, unknown or contradicts itself. */
  plan(info: GraphQLResolveInfo, also: readonly Attribute[] = []): Plan {
    const { sources, cursorKeys, policy } = this.installation;
    const basis = purposeTerms(policy.purposes, this.customers(info).purpose)?.basis ?? 'CONSENT';
    return this.options.plans.plan(info, [basis, ...also], () =>
      planOf(basis, info, { sources, cursorKeys }, also),
    );
  }

  /** The customer behind a door, or null. */
  async open(info: GraphQLResolveInfo, door: Door, plan: Plan): Promise<Seen | null> {
    const customer = await this.customers(info).open(door, plan);
    return customer === undefined ? null : { customer, plan };
  }
}
