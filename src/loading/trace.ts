/** What was asked of the sources on behalf of one request: for explaining an answer. Names and numbers, no values. */
import type { ConsentWant } from '../../sources/contract.ts';
import type { Attribute } from '../model/attribute.ts';
import type { Collection } from '../model/collection.ts';
import type { LegalBasis } from '../model/consent.ts';
import type { SourceName } from '../model/record.ts';

export const operations = ['find', 'get', 'collect', 'search'] as const;
export type Operation = (typeof operations)[number];

/** One call of a source as it leaves; it may be made for other requests as well. */
export interface LeavingCall {
  readonly source: SourceName;
  readonly operation: Operation;
  /** The collection that is read, where it is one. */
  readonly collection: Collection | null;
  /** 1 where nothing had to be known before; one more than the calls that were answered when it was asked for. */
  readonly level: number;
  /** Statements or requests it is expected to take. */
  readonly price: number;
  /** Keys it asks for, of all requests it is made for. */
  readonly keys: number;
  /** Those of them that this request asks for. */
  readonly own: number;
  /** Milliseconds after the request began: asked for by the request, and gone to the source. */
  readonly asked: number;
  readonly left: number;
}

export interface TracedCall extends LeavingCall {
  /** Milliseconds after the request began; null while it is under way. */
  readonly answered: number | null;
  /** OK, the code of the first failure, or PENDING while it is under way. */
  readonly outcome: string;
}

/** How one customer was found. */
export interface TracedCustomer {
  /**
   * What was remembered: which records to read (`REMEMBERED`, or `STALE` where the sources are searched afresh
   * meanwhile, or `CHANGED` where they no longer belonged together), that there is nobody, or nothing (`UNKNOWN`).
   */
  readonly memory: 'REMEMBERED' | 'STALE' | 'CHANGED' | 'UNKNOWN' | 'NOBODY';
  /** Rounds of parallel calls it took. */
  readonly waves: number;
  readonly records: number;
  /** False where a source failed or the budget ran out: there may be more. */
  readonly complete: boolean;
  /** Sources that hold records of the customer and were left alone, because nothing of them is needed. */
  readonly unasked: readonly SourceName[];
}

/** What the answer needs of the customers at one place of the document. */
export interface TracedPlan {
  /** Response keys from the root, such as `customer`. */
  readonly path: string;
  /** What the declared purpose rests on, which decides how much is read of consent. */
  readonly basis: LegalBasis;
  readonly consent: ConsentWant;
  /** Read of every record: what is shown, and what tells who is who. */
  readonly attributes: readonly Attribute[];
  readonly collections: readonly Collection[];
  /** Whether collections, and attributes that identity does not compare, are read only once consent is known. */
  readonly stepwise: boolean;
  readonly sources: readonly TracedUse[];
  /** Selected fields that this caller, or this purpose, is denied: nothing is asked for them. */
  readonly denied: readonly { readonly field: string; readonly code: string }[];
}

export interface TracedUse {
  readonly source: SourceName;
  /** DEFERRED: for what is delivered later only. NOT_NEEDED: asked only where it must be found out who the customer is. */
  readonly use: 'NEEDED' | 'DEFERRED' | 'NOT_NEEDED';
  /** What of it is needed: attributes, collections, `consent`, or `identity` where records are shown as such. */
  readonly for: readonly string[];
}

export interface TracedTotal {
  readonly source: SourceName;
  readonly calls: number;
  /** Statements or requests these were expected to take. */
  readonly price: number;
}

/** All of it, as it stands: calls in the order in which they left, totals for every source. */
export interface Traced {
  readonly plans: readonly TracedPlan[];
  readonly customers: readonly TracedCustomer[];
  readonly calls: readonly TracedCall[];
  readonly totals: readonly TracedTotal[];
  /** Milliseconds after the request began at which it stands so. */
  readonly ms: number;
}

interface Entry {
  readonly call: LeavingCall;
  end?: Pick<TracedCall, 'answered' | 'outcome'>;
}

export class Trace {
  readonly #plans = new Map<string, TracedPlan>();
  readonly #customers: TracedCustomer[] = [];
  readonly #calls: Entry[] = [];
  readonly #start = performance.now();

  /** Milliseconds since the request began, to a hundredth. */
  now(): number {
    return Math.round((performance.now() - this.#start) * 100) / 100;
  }

  /** A place has one plan, however many customers are read by it. */
  planned(plan: TracedPlan): void {
    this.#plans.set(plan.path, plan);
  }

  found(customer: TracedCustomer): void {
    this.#customers.push(customer);
  }

  /** @returns what to call with the outcome when the source has answered. */
  left(call: LeavingCall): (outcome: string) => void {
    const entry: Entry = { call };
    this.#calls.push(entry);
    return (outcome) => {
      entry.end = { answered: this.now(), outcome };
    };
  }

  /** In the order in which they left. */
  get calls(): readonly TracedCall[] {
    return this.#calls.map(({ call, end = pending }) => ({ ...call, ...end }));
  }

  /** @param sources - every source there is, so that those that were not asked are among the totals. */
  sofar(sources: readonly SourceName[]): Traced {
    const { calls } = this;
    return {
      plans: [...this.#plans.values()],
      customers: [...this.#customers],
      calls,
      totals: totalsOf(sources, calls),
      ms: this.now(),
    };
  }
}

const pending = { answered: null, outcome: 'PENDING' } as const;

export function totalsOf(
  sources: readonly SourceName[],
  calls: readonly LeavingCall[],
): readonly TracedTotal[] {
  return sources.map((source) => {
    const own = calls.filter((call) => call.source === source);
    return { source, calls: own.length, price: own.reduce((sum, { price }) => sum + price, 0) };
  });
}
