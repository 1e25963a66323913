/**
 * From what was read, and what could not be, to the evidence a decision is made from. Whatever a source might have
 * said and did not is evidence too: a source that failed is a blind spot in every scope it is mapped to.
 */
import type { Row } from '../model/collection.ts';
import type { Assertion, AssertionStatus, Channel, Scope } from '../model/consent.ts';
import type { GatewayError } from '../model/errors.ts';
import { type RecordRef, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import type { Evidence } from './decide.ts';
import { isVeto } from './lattice.ts';

export interface ConsentReading {
  /** The customer's records, and those that may be theirs, and how sure it is that each is. */
  readonly members: readonly {
    readonly record: SourceRecord;
    readonly confidence: number;
    /** Not the customer's, as far as can be told. */
    readonly probable?: boolean;
  }[];
  /** Records of others who share a contact point: only vetoes on that address count. */
  readonly neighbours: readonly SourceRecord[];
  /** Rows of consent objects, by the record they belong to. */
  readonly rows: readonly {
    readonly ref: RecordRef;
    readonly rows: readonly Row[];
    readonly truncated: boolean;
  }[];
  /** Sources that did not answer something that mattered. */
  readonly failures: ReadonlyMap<SourceName, GatewayError>;
  /** The search for records was cut short: any source may hold more. */
  readonly cut: boolean;
  /** A source failed while records were searched for: one that holds none may hold some that it would have led to. */
  readonly unresolved: boolean;
  /** Every configured source with the scopes it is mapped to. */
  readonly sources: readonly { readonly name: SourceName; readonly scopes: readonly Scope[] }[];
  /** Contact points of the customer, in normal form. */
  readonly contactPoints: ReadonlySet<string>;
  readonly normalPoint: (raw: string) => string;
}

export function evidenceOf(reading: ConsentReading): readonly Evidence[] {
  const evidence: Evidence[] = [];
  const confidenceOf = new Map(
    reading.members.map(({ record, confidence }) => [refKey(record.ref), confidence]),
  );
  const doubted = new Set(
    reading.members.flatMap(({ record, probable }) => (probable === true ? [refKey(record.ref)] : [])),
  );
  const add = (assertion: Assertion, confidence: number) => {
    const normal = withNormalPoint(assertion, reading.normalPoint);
    const point = normal.scope.contactPoint;
    if (confidence > 0 || (point !== undefined && reading.contactPoints.has(point)))
      evidence.push({
        assertion: normal,
        confidence,
        ...(doubted.has(refKey(assertion.ref)) ? { probable: true } : {}),
      });
  };
  for (const { record, confidence } of reading.members)
    for (const one of record.consent) add(one, confidence);
  for (const record of reading.neighbours) for (const one of record.consent) add(one, 0);
  for (const { ref, rows, truncated } of reading.rows) {
    const confidence = confidenceOf.get(refKey(ref)) ?? 0;
    for (const row of rows) add(assertionOf(ref, row), confidence);
    if (truncated && confidence > 0)
      for (const scope of scopesOf(reading, ref.source))
        add({ ref, scope, status: 'UNKNOWN', reason: 'more consent records than are read' }, 1);
  }
  const surely = reading.members.filter(({ probable }) => probable !== true);
  const resolved = new Set(surely.map(({ record }) => record.ref.source));
  for (const { name, scopes } of reading.sources) {
    const failure = reading.failures.get(name);
    const unknown = reading.cut
      ? 'the search for records was cut short'
      : reading.unresolved && !resolved.has(name)
        ? 'a source failed that may have led to a record here'
        : undefined;
    for (const scope of scopes) add(wholeSource(name, scope, failure, unknown), 1);
  }
  return evidence;
}

/** All that a contract purpose asks of consent: whether processing as a whole is restricted, at whatever address. */
export function restrictionsOf(members: ConsentReading['members']): readonly Evidence[] {
  return members.flatMap(({ record, confidence }) =>
    record.consent
      .filter((assertion) => assertion.kind === 'RESTRICTION' && isVeto(assertion))
      .map(({ scope: { channel, purpose }, ...rest }) => ({
        assertion: { ...rest, scope: { channel, purpose } },
        confidence,
      })),
  );
}

function scopesOf(reading: ConsentReading, source: SourceName): readonly Scope[] {
  return reading.sources.find(({ name }) => name === source)?.scopes ?? [];
}

/** A source that answered and recorded nothing is silent; one that did not answer is blind (consent.md F1, F2, F9). */
function wholeSource(
  source: SourceName,
  scope: Scope,
  failure: GatewayError | undefined,
  unknown: string | undefined,
): Assertion {
  const ref = { source, id: '' };
  if (failure !== undefined) return { ref, scope, status: blindness(failure), reason: failure.code };
  if (unknown !== undefined) return { ref, scope, status: 'UNKNOWN', reason: unknown };
  return { ref, scope, status: 'NOT_ASKED' };
}

function blindness(failure: GatewayError): AssertionStatus {
  switch (failure.code) {
    case 'SOURCE_DRIFTED':
    case 'SOURCE_PROTOCOL':
    case 'SOURCE_CONTRACT':
      return 'UNKNOWN';
    default:
      return 'UNAVAILABLE';
  }
}

function withNormalPoint(assertion: Assertion, normal: (raw: string) => string): Assertion {
  const { contactPoint } = assertion.scope;
  return contactPoint === undefined
    ? assertion
    : { ...assertion, scope: { ...assertion.scope, contactPoint: normal(contactPoint) } };
}

/** The assertion a row of the collection `consents` stands for. */
export function assertionOf(ref: RecordRef, row: Row): Assertion {
  const { purpose, channel, contactPoint, ...rest } = row.values as unknown as Omit<
    Assertion,
    'ref' | 'scope'
  > & {
    readonly purpose: string;
    readonly channel: Channel;
    readonly contactPoint?: string;
  };
  return {
    ref,
    scope: contactPoint === undefined ? { channel, purpose } : { channel, purpose, contactPoint },
    ...rest,
  };
}
