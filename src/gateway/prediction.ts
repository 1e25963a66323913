/** What an operation will ask of the sources, told before any of them is asked. */
import type { Manifest } from '../../sources/contract.ts';
import type { Budget } from '../identity/answer.ts';
import type { Operation, Traced, TracedCall, TracedPlan, TracedTotal } from '../loading/trace.ts';
import type { Collection } from '../model/collection.ts';
import type { SourceName } from '../model/record.ts';

export type PredictedCall = Pick<TracedCall, 'source' | 'operation' | 'collection' | 'keys' | 'price'>;

export interface Prediction {
  readonly plans: readonly TracedPlan[];
  /** Made first, whoever is found: exactly these, where nothing is remembered of the customers. */
  readonly first: readonly PredictedCall[];
  /** Of these, for every source. */
  readonly totals: readonly TracedTotal[];
  readonly further: Further;
  /** Sources that are asked for a customer who is remembered, all at once; where there are none, one that has a record. */
  readonly remembered: readonly SourceName[];
}

/** What may follow where somebody is found: a bound, because it depends on what their records say. */
export interface Further {
  /** Rounds of look-ups for each customer; customers who are asked for together share their calls. */
  readonly waves: number;
  /** Rounds asked ahead of a source that is slow, so that a wave's keys may leave in two calls. */
  readonly ahead: number;
  readonly calls: readonly FurtherCall[];
}

export interface FurtherCall {
  readonly source: SourceName;
  readonly operation: Operation;
  readonly collection: Collection | null;
  /** Keys one call holds; more take further calls. */
  readonly batch: number;
  /** WAVE: one call at most in each round. RECORDS: each record once, those that become known together in one call. */
  readonly each: 'WAVE' | 'RECORDS';
}

/** A source as far as it decides what it may be asked. */
export interface PredictedSource {
  readonly name: SourceName;
  readonly manifest: Pick<Manifest, 'lookups' | 'references' | 'attributes' | 'collections' | 'batch'>;
}

/** @param traced - of the operation as executed on sources that know nobody. */
export function predictionOf(
  { plans, calls, totals }: Traced,
  sources: readonly PredictedSource[],
  budget: Budget,
): Prediction {
  return {
    plans,
    first: calls.map(({ source, operation, collection, keys, price }) => ({
      source,
      operation,
      collection,
      keys,
      price,
    })),
    totals,
    further: furtherOf(plans, calls, sources, budget),
    remembered: sources.map(({ name }) => name).filter((name) => plans.some((plan) => isNeeded(plan, name))),
  };
}

function isNeeded(plan: TracedPlan, name: SourceName): boolean {
  return plan.sources.some(({ source, use }) => source === name && use !== 'NOT_NEEDED');
}

function furtherOf(
  plans: readonly TracedPlan[],
  first: readonly TracedCall[],
  sources: readonly PredictedSource[],
  { waves }: Budget,
): Further {
  if (first.length === 0) return { waves: 0, ahead: 0, calls: [] };
  const searched = new Set(
    first.filter(({ operation }) => operation === 'search').map(({ source }) => source),
  );
  const collections = new Set<Collection>(plans.flatMap((plan) => plan.collections));
  if (plans.some(({ consent }) => consent === 'all')) collections.add('consents');
  const isReferredTo = (name: SourceName) =>
    sources.some(({ manifest }) => manifest.references.includes(name)) || searched.has(name);
  // What consent may deny is read by the ids of the records, once they are known to permit it.
  const isReadOn = (name: SourceName, { attributes }: Pick<Manifest, 'attributes'>) =>
    plans.some(
      (plan) =>
        plan.stepwise && plan.attributes.some((one) => attributes.includes(one)) && isNeeded(plan, name),
    );
  return {
    // A search brings records of one source; who they are takes waves from the first on.
    waves: searched.size > 0 ? waves : waves - 1,
    ahead: waves,
    calls: [
      ...sources.flatMap(({ name, manifest }): readonly FurtherCall[] => [
        ...(manifest.lookups.length > 0 ? [call(name, 'find', null, manifest.batch.find)] : []),
        ...(isReferredTo(name) || isReadOn(name, manifest)
          ? [call(name, 'get', null, manifest.batch.get)]
          : []),
      ]),
      ...sources.flatMap(({ name, manifest }) =>
        manifest.collections
          .filter((one) => collections.has(one))
          .map((one) => call(name, 'collect', one, manifest.batch.collect)),
      ),
    ],
  };
}

function call(
  source: SourceName,
  operation: Operation,
  collection: Collection | null,
  batch: number,
): FurtherCall {
  return { source, operation, collection, batch, each: operation === 'collect' ? 'RECORDS' : 'WAVE' };
}

/** Whether the calls that nothing had to be known for are those that were told. */
export function isAsPredicted(first: readonly PredictedCall[], made: readonly TracedCall[]): boolean {
  const told = (calls: readonly PredictedCall[]) =>
    calls
      .map(({ source, operation, collection, keys, price }) =>
        JSON.stringify([source, operation, collection, keys, price]),
      )
      .sort()
      .join();
  return told(first) === told(made.filter(({ level }) => level === 1));
}
