/** What columns and rows say about consent: raw values to assertions, before any rule is applied. */
import type { Row } from '../src/model/collection.ts';
import {
  type Assertion,
  type AssertionStatus,
  type CaptureMethod,
  type Channel,
  consentColumnGone,
  type Scope,
} from '../src/model/consent.ts';
import type { RecordRef } from '../src/model/record.ts';
import type { ConsentWant } from './contract.ts';
import type { ConsentColumn, ConsentRows, CustomerMapping } from './mapping.ts';
import type { Read, RecordContext } from './read.ts';
import { asInstant, asText } from './values.ts';

/** Where a mapping finds the times and the address of a consent. */
type ConsentPlaces = {
  readonly [Name in 'at' | 'from' | 'until' | 'doubleOptInAt' | 'contactPoint']?: string | undefined;
};

/** The columns of a consent besides its status. */
export function consentInstants(spec: ConsentPlaces): readonly string[] {
  return [spec.at, spec.from, spec.until, spec.doubleOptInAt, spec.contactPoint].filter(
    (c) => c !== undefined,
  );
}

/** The scopes a source is mapped to: these are denied where it cannot be asked. */
export function consentScopes(
  mappings: readonly CustomerMapping[],
  rows: ConsentRows | undefined,
): readonly Scope[] {
  const scopes = new Map<string, Scope>();
  const add = (channel: Channel, use: string) => scopes.set(`${channel} ${use}`, { channel, purpose: use });
  for (const mapping of mappings)
    if (mapping.consent !== 'none')
      for (const spec of mapping.consent)
        for (const channel of [spec.channel].flat()) add(channel, spec.purpose);
  if (rows !== undefined) {
    const uses = typeof rows.purpose === 'string' ? [rows.purpose] : Object.values(rows.purpose.values);
    const ways = typeof rows.channel === 'string' ? [rows.channel] : Object.values(rows.channel.values);
    for (const use of uses) for (const way of ways) add(way, use);
  }
  return [...scopes.values()];
}

function sameValue(configured: string | number | boolean, value: unknown): boolean {
  if (typeof configured === 'boolean') {
    const truth =
      typeof value === 'boolean'
        ? value
        : { 1: true, true: true, t: true, 0: false, false: false, f: false }[
            String(value).trim().toLowerCase()
          ];
    return truth === configured;
  }
  return String(configured).trim().toLowerCase() === String(value).trim().toLowerCase();
}

/** A blank is silence; a value that the mapping does not list is UNKNOWN, never a default (consent.md 3.2). */
function columnStatus(spec: ConsentColumn, value: unknown): AssertionStatus {
  if (value === undefined || value === null || value === '') return 'NOT_ASKED';
  if (spec.denied.some((v) => sameValue(v, value))) return 'DENIED';
  if (spec.granted.some((v) => sameValue(v, value))) return 'GRANTED';
  if (spec.silent.some((v) => sameValue(v, value))) return 'NOT_ASKED';
  return coding(spec.statuses, value) ?? 'UNKNOWN';
}

function coding<T>(values: Readonly<Record<string, T>>, value: unknown): T | undefined {
  const text = String(value).trim().toLowerCase();
  return Object.entries(values).find(([name]) => name.toLowerCase() === text)?.[1];
}

const refusals: ReadonlySet<AssertionStatus> = new Set([
  'SUPPRESSED',
  'WITHDRAWN',
  'DENIED',
  'REVOKED',
  'INVALIDATED',
]);

const noColumns: readonly ConsentColumn[] = [];

/** The consent columns of a mapping that are wanted. */
export function consentColumns(mapping: CustomerMapping, want: ConsentWant): readonly ConsentColumn[] {
  if (want === 'none' || mapping.consent === 'none') return noColumns;
  return want === 'all' ? mapping.consent : mapping.consent.filter(({ restriction }) => restriction);
}

/** What a customer row's own columns say. */
export function columnConsent<Raw>(
  columns: readonly ConsentColumn[],
  row: Raw,
  ref: RecordRef,
  { read, missing }: RecordContext<Raw>,
): readonly Assertion[] {
  return columns.flatMap((spec) => {
    const unread = missing.has(spec.column);
    const undated = consentInstants(spec).some((name) => missing.has(name));
    const gone = unread || undated;
    const told = unread ? 'UNKNOWN' : columnStatus(spec, read(row, spec.column));
    // A refusal stands without its dates; whatever else depends on them is not known.
    const times = gone ? {} : consentTimes(spec, (name) => read(row, name));
    const unknown = undated || times === unreadable;
    const status = unknown && !refusals.has(told) ? 'UNKNOWN' : told;
    return [spec.channel].flat().map(
      (channel): Assertion => ({
        ref,
        scope: scopeOf(
          channel,
          spec.purpose,
          gone || spec.contactPoint === undefined ? undefined : read(row, spec.contactPoint),
        ),
        status,
        field: spec.column,
        ...times,
        ...(spec.restriction ? { kind: 'RESTRICTION' as const } : {}),
        ...(status === 'UNKNOWN'
          ? {
              reason: gone
                ? consentColumnGone
                : unknown
                  ? unreadableTime
                  : 'a value the mapping does not list',
            }
          : {}),
      }),
    );
  });
}

function scopeOf(channel: Channel, use: string, contactPoint: unknown): Scope {
  const point = asText(contactPoint);
  return point === undefined ? { channel, purpose: use } : { channel, purpose: use, contactPoint: point };
}

const unreadableTime = 'a time that cannot be read';

/** Its beginning or end is there and cannot be read: a grant may be over, and a refusal stands whenever it was. */
const unreadable: ConsentTimes = {};

type ConsentTimes = Pick<Assertion, 'capturedAt' | 'effectiveFrom' | 'effectiveTo' | 'doubleOptInAt'>;

function consentTimes(
  spec: {
    readonly at?: string | undefined;
    readonly from?: string | undefined;
    readonly until?: string | undefined;
    readonly doubleOptInAt?: string | undefined;
  },
  read: (column: string) => unknown,
): ConsentTimes {
  const raw = (name: string | undefined) => (name === undefined ? undefined : read(name));
  const instant = (name: string | undefined) => asInstant(raw(name));
  const [capturedAt, effectiveFrom, effectiveTo, doubleOptInAt] = [
    spec.at,
    spec.from,
    spec.until,
    spec.doubleOptInAt,
  ].map(instant);
  const lost = (name: string | undefined, read: string | undefined) =>
    read === undefined && asText(raw(name)) !== undefined;
  if (lost(spec.from, effectiveFrom) || lost(spec.until, effectiveTo)) return unreadable;
  return {
    ...(capturedAt === undefined ? {} : { capturedAt }),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    ...(effectiveTo === undefined ? {} : { effectiveTo }),
    ...(doubleOptInAt === undefined ? {} : { doubleOptInAt }),
  };
}

export function consentRowColumns(mapping: ConsentRows): readonly string[] {
  const codedColumns = [mapping.purpose, mapping.channel, mapping.status, mapping.method].flatMap((c) =>
    typeof c === 'object' ? [c.column] : [],
  );
  return [...new Set([mapping.id, mapping.customer, ...codedColumns, ...consentInstants(mapping)])];
}

/**
 * One consent row as a row of the collection `consents`: its values are those of an assertion, so that rows travel
 * like any other; `consent/evidence.ts` turns it back.
 */
export function toConsentRow<Raw>(mapping: ConsentRows, row: Raw, read: Read<Raw>): Row {
  const at = mapping.at === undefined ? undefined : asInstant(read(row, mapping.at));
  const decode = <T extends string>(
    spec: T | { readonly column: string; readonly values: Readonly<Record<string, T>> },
  ): T | undefined => (typeof spec === 'string' ? spec : coding(spec.values, read(row, spec.column)));
  const statusValue = read(row, mapping.status.column);
  const status: AssertionStatus =
    statusValue === null || statusValue === undefined || statusValue === ''
      ? 'NOT_ASKED'
      : (decode<AssertionStatus>(mapping.status) ?? 'UNKNOWN');
  // A purpose or channel that is not listed could be any: its veto must not be lost, and its grant covers nothing.
  const use = decode(mapping.purpose);
  const way = decode<Channel>(mapping.channel);
  const known = use !== undefined && way !== undefined;
  const point = mapping.contactPoint === undefined ? undefined : asText(read(row, mapping.contactPoint));
  const method = mapping.method === undefined ? undefined : decode<CaptureMethod>(mapping.method);
  const times = consentTimes(mapping, (name) => read(row, name));
  const told = known || status !== 'GRANTED' ? status : 'UNKNOWN';
  return {
    id: String(read(row, mapping.id)),
    at: at ?? null,
    values: {
      purpose: use ?? '*',
      channel: way ?? 'ANY',
      status: times === unreadable && !refusals.has(told) ? 'UNKNOWN' : told,
      field: mapping.status.column,
      ...(point === undefined ? {} : { contactPoint: point }),
      ...(method === undefined ? {} : { method }),
      ...(times as Record<string, string>),
    },
  };
}
