/** What an answer took, and what it was expected to take, as the gateway tells it (docs/explain.md). */

export interface TracedCall {
  readonly source: string;
  readonly operation: string;
  readonly collection: string | null;
  readonly level: number;
  readonly price: number;
  readonly keys: number;
  readonly own: number;
  readonly asked: number;
  readonly left: number;
  readonly answered: number | null;
  readonly outcome: string;
}

export interface TracedPlan {
  readonly path: string;
  readonly basis: string;
  readonly consent: string;
  readonly attributes: readonly string[];
  readonly collections: readonly string[];
  readonly stepwise: boolean;
  readonly sources: readonly {
    readonly source: string;
    readonly use: string;
    readonly for: readonly string[];
  }[];
  readonly denied: readonly { readonly field: string; readonly code: string }[];
}

export interface TracedCustomer {
  readonly memory: string;
  readonly waves: number;
  readonly records: number;
  readonly complete: boolean;
  readonly unasked: readonly string[];
}

/** `extensions.plan` of an answer. */
export interface Traced {
  readonly plans: readonly TracedPlan[];
  readonly customers: readonly TracedCustomer[];
  readonly calls: readonly TracedCall[];
  readonly totals: readonly { readonly source: string; readonly calls: number; readonly price: number }[];
  readonly ms: number;
}

export type PredictedCall = Pick<TracedCall, 'source' | 'operation' | 'collection' | 'keys' | 'price'>;

/** `extensions.prediction` of an answer to a question that was not asked of anybody. */
export interface Prediction {
  readonly plans: readonly TracedPlan[];
  readonly first: readonly PredictedCall[];
  readonly totals: readonly { readonly source: string; readonly calls: number; readonly price: number }[];
  readonly remembered: readonly string[];
}

/** One source: what was expected of it, what it was asked. */
export interface Compared {
  readonly source: string;
  /** Calls told to leave first where nothing is remembered. */
  readonly expected: number;
  /** Whether it is among those that are asked for a customer who is remembered. */
  readonly remembered: boolean;
  /** Calls that left at once, and those that followed from what was found. */
  readonly atOnce: number;
  readonly later: number;
  /** Statements or requests. */
  readonly price: number;
}

/**
 * AS_PREDICTED and DIFFERENT where a prediction is exact: nothing was remembered, or everything. MIXED where some customers
 * were remembered and others not, so that only a bound is told.
 */
export type Agreement = 'AS_PREDICTED' | 'DIFFERENT' | 'MIXED';

export interface Comparison {
  readonly sources: readonly Compared[];
  readonly agreement: Agreement;
  /** Whether the customers were remembered: all, none, or some of them. */
  readonly memory: 'NONE' | 'ALL' | 'SOME';
}

/** Calls were expected in the order of the sources; each is held against those that left. */
export function compare(prediction: Prediction, traced: Traced): Comparison {
  const cold = ['UNKNOWN', 'CHANGED'];
  const found = traced.customers;
  const memory = found.every((one) => cold.includes(one.memory))
    ? 'NONE'
    : found.every((one) => !cold.includes(one.memory))
      ? 'ALL'
      : 'SOME';
  const sources = traced.totals.map(({ source, price }) => {
    const own = traced.calls.filter((call) => call.source === source);
    return {
      source,
      expected: prediction.first.filter((call) => call.source === source).length,
      remembered: prediction.remembered.includes(source),
      atOnce: own.filter(({ level }) => level === 1).length,
      later: own.filter(({ level }) => level > 1).length,
      price,
    };
  });
  return { sources, memory, agreement: agreementOf(prediction, traced, memory) };
}

function agreementOf(prediction: Prediction, traced: Traced, memory: Comparison['memory']): Agreement {
  if (memory === 'SOME') return 'MIXED';
  if (memory === 'ALL') {
    const asked = new Set(traced.calls.map(({ source }) => source));
    const { remembered } = prediction;
    // Where nothing is needed of anybody, one source that has a record is asked whether it still has.
    const fits =
      remembered.length === 0 ? asked.size <= 1 : [...asked].every((one) => remembered.includes(one));
    return fits ? 'AS_PREDICTED' : 'DIFFERENT';
  }
  const told = (calls: readonly PredictedCall[]) =>
    calls
      .map(({ source, operation, collection, keys }) => JSON.stringify([source, operation, collection, keys]))
      .sort();
  // A call may hold keys of other requests as well, and is made for them anyway.
  const made = traced.calls.filter(({ level }) => level === 1).map((call) => ({ ...call, keys: call.own }));
  return told(prediction.first).join() === told(made).join() ? 'AS_PREDICTED' : 'DIFFERENT';
}

/** One bar of the waterfall, in milliseconds since the request began. */
export interface Bar {
  readonly label: string;
  readonly source: string;
  readonly level: number;
  /** Before it was asked for. */
  readonly before: number;
  /** Asked for, and waiting for a free lane. */
  readonly waited: number;
  /** With the source. */
  readonly took: number;
}

/** In the order in which they left; one that is under way ends where the answer did. */
export function waterfall({ calls, ms }: Traced): readonly Bar[] {
  return calls.map(({ source, operation, collection, own, level, asked, left, answered }, at) => ({
    // The place makes it one of a kind, as a chart needs it.
    label: `${at + 1}. ${source} ${operation}${collection === null ? '' : ` ${collection}`} (${own})`,
    source,
    level,
    before: round(asked),
    waited: round(Math.max(0, left - asked)),
    took: round(Math.max(0, (answered ?? ms) - left)),
  }));
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
