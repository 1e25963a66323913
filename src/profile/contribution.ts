/** What a source contributed to an answer, and why where it did not. */
import type { Source } from '../../sources/contract.ts';
import { consentColumnGone } from '../model/consent.ts';
import { codeSpec, type GatewayError } from '../model/errors.ts';
import type { SourceStatus } from '../model/outcome.ts';
import type { RecordRef, SourceName, SourceRecord } from '../model/record.ts';

export interface Contribution {
  readonly source: SourceName;
  readonly kind: string;
  readonly status: SourceStatus;
  /** Seconds after which the source asked to be called again. */
  readonly retryAfter: number | undefined;
  readonly records: readonly RecordRef[];
  /** Attributes whose column is gone, and `consent` where one of its columns is. */
  readonly drifted: readonly string[];
}

/**
 * @param records - the customer's, of all sources.
 * @param failure - what the source failed with, if it did.
 * @param unasked - whether it was left alone, because nothing needed it.
 */
export function contributionOf(
  { name, kind }: Pick<Source, 'name' | 'kind'>,
  records: readonly SourceRecord[],
  failure: GatewayError | undefined,
  unasked: boolean,
): Contribution {
  const own = records.filter((record) => record.ref.source === name);
  const drifted = [...new Set(own.flatMap(driftOf))].sort();
  return {
    source: name,
    kind,
    status: statusOf(failure, drifted.length > 0, own.length > 0, unasked),
    retryAfter: failure?.retryAfter,
    records: own.map((record) => record.ref),
    drifted,
  };
}

/** What is missing of a record because its column is gone. */
export function driftOf(record: SourceRecord): readonly string[] {
  const blind = record.consent.some(({ reason }) => reason === consentColumnGone);
  return blind ? [...record.drifted, 'consent'] : record.drifted;
}

export function statusOf(
  failure: GatewayError | undefined,
  drifted: boolean,
  found: boolean,
  unasked: boolean,
): SourceStatus {
  if (failure !== undefined) return codeSpec(failure.code).status ?? 'UNAVAILABLE';
  if (unasked) return 'NOT_NEEDED';
  if (drifted) return 'DRIFTED';
  return found ? 'OK' : 'ABSENT';
}
