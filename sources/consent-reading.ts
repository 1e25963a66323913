/** What columns and rows say about consent: raw values to assertions, before any rule is applied. */
import type { Row, RowValue } from '../src/model/collection.ts';
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
import { type Columns, type Mutable, type Rows, readerOf } from './read.ts';
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

/** Whether a record may say that all processing is restricted. */
export function restricts(mappings: readonly CustomerMapping[]): boolean {
  return mappings.some((mapping) => consentColumns(mapping, 'restrictions').length > 0);
}

const noColumns: readonly ConsentColumn[] = [];

/** The consent columns of a mapping that are wanted. */
export function consentColumns(mapping: CustomerMapping, want: ConsentWant): readonly ConsentColumn[] {
  if (want === 'none' || mapping.consent === 'none') return noColumns;
  return want === 'all' ? mapping.consent : mapping.consent.filter(({ restriction }) => restriction);
}

export function consentRowColumns(mapping: ConsentRows): readonly string[] {
  const codedColumns = [mapping.purpose, mapping.channel, mapping.status, mapping.method].flatMap((c) =>
    typeof c === 'object' ? [c.column] : [],
  );
  return [...new Set([mapping.id, mapping.customer, ...codedColumns, ...consentInstants(mapping)])];
}

/** Configured values and what each stands for, by their plain text. */
type Codes<T> = ReadonlyMap<unknown, T>;

/** As values are compared: without surrounding blanks and regard to case. */
function plain(value: unknown): string {
  return String(value).trim().toLowerCase();
}

/** Of names that differ in case only the first counts. */
function codesOf<T>(values: Readonly<Record<string, T>>): Codes<T> {
  return new Map(
    Object.entries(values)
      .reverse()
      .map(([name, code]) => [plain(name), code]),
  );
}

function decoded<T>(codes: Codes<T>, value: unknown): T | undefined {
  // Text is mostly plain as it comes.
  return codes.get(value) ?? codes.get(plain(value));
}

/** How drivers write what is true and what is false. */
const truths = { true: ['true', 't', '1'], false: ['false', 'f', '0'] } as const;

function statusCodes(spec: ConsentColumn): Codes<AssertionStatus> {
  const codes = new Map<unknown, AssertionStatus>(codesOf(spec.statuses));
  // Where two lists have a value, the last of these lines counts.
  const lists = [
    [spec.silent, 'NOT_ASKED'],
    [spec.granted, 'GRANTED'],
    [spec.denied, 'DENIED'],
  ] as const;
  for (const [values, status] of lists)
    for (const value of values)
      for (const text of typeof value === 'boolean' ? truths[`${value}`] : [plain(value)])
        codes.set(text, status);
  return codes;
}

/** A blank is silence; a value that the mapping does not list is UNKNOWN, never a default (consent.md 3.2). */
function statusOf(codes: Codes<AssertionStatus>, value: unknown): AssertionStatus {
  if (value === undefined || value === null || value === '') return 'NOT_ASKED';
  return decoded(codes, value) ?? 'UNKNOWN';
}

const refusals: ReadonlySet<AssertionStatus> = new Set([
  'SUPPRESSED',
  'WITHDRAWN',
  'DENIED',
  'REVOKED',
  'INVALIDATED',
]);

const unreadableTime = 'a time that cannot be read';
const unlistedValue = 'a value the mapping does not list';

type ConsentTimes = Pick<Assertion, 'capturedAt' | 'effectiveFrom' | 'effectiveTo' | 'doubleOptInAt'>;

const noTimes: ConsentTimes = {};
/** Its beginning or end is there and cannot be read: a grant may be over, and a refusal stands whenever it was. */
const unreadable: ConsentTimes = {};

function timesReader<Raw>(spec: ConsentPlaces, columns: Columns<Raw>): (row: Raw) => ConsentTimes {
  const places = [
    { name: 'capturedAt', column: spec.at, bounds: false },
    { name: 'effectiveFrom', column: spec.from, bounds: true },
    { name: 'effectiveTo', column: spec.until, bounds: true },
    { name: 'doubleOptInAt', column: spec.doubleOptInAt, bounds: false },
  ] as const;
  const mapped = places.flatMap(({ name, column, bounds }) =>
    column === undefined ? [] : [{ name, bounds, read: columns(column) }],
  );
  if (mapped.length === 0) return () => noTimes;
  return (row) => {
    const times: Mutable<ConsentTimes> = {};
    for (const { name, bounds, read } of mapped) {
      const raw = read(row);
      const instant = asInstant(raw);
      if (instant !== undefined) times[name] = instant;
      else if (bounds && asText(raw) !== undefined) return unreadable;
    }
    return times;
  };
}

/** What a customer row's own columns say. */
export type ConsentReader<Raw> = (row: Raw, ref: RecordRef) => readonly Assertion[];

const noAssertions: readonly Assertion[] = [];

/** @param specs - the columns that are wanted. */
export function consentReader<Raw>(specs: readonly ConsentColumn[], rows: Rows<Raw>): ConsentReader<Raw> {
  if (specs.length === 0) return () => noAssertions;
  const words = specs.map((spec) => ({
    spec,
    scopes: [spec.channel].flat().map((channel): Scope => ({ channel, purpose: spec.purpose })),
    read: wordReader(spec, rows),
  }));
  return (row, ref) => {
    const assertions: Assertion[] = [];
    for (const { spec, scopes, read } of words) {
      const word = read(row);
      for (const scope of scopes) assertions.push(assertionOf(ref, scope, spec, word));
    }
    return assertions;
  };
}

/** What a column says on all of its channels. */
interface Word {
  readonly status: AssertionStatus;
  readonly times: ConsentTimes;
  readonly contactPoint: string | undefined;
  /** Why the status is UNKNOWN, where it is. */
  readonly reason: string | undefined;
}

function assertionOf(ref: RecordRef, scope: Scope, spec: ConsentColumn, word: Word): Assertion {
  const { status, times, contactPoint, reason } = word;
  const assertion: Mutable<Assertion> = {
    ref,
    scope: contactPoint === undefined ? scope : { ...scope, contactPoint },
    status,
    field: spec.column,
  };
  if (times !== noTimes) Object.assign(assertion, times);
  if (spec.restriction) assertion.kind = 'RESTRICTION';
  if (reason !== undefined) assertion.reason = reason;
  return assertion;
}

function wordReader<Raw>(spec: ConsentColumn, rows: Rows<Raw>): (row: Raw) => Word {
  const codes = statusCodes(spec);
  const readStatus = readerOf(rows, spec.column);
  const undated = consentInstants(spec).some((name) => rows.missing.has(name));
  if (readStatus === undefined || undated)
    return (row) => {
      const told = readStatus === undefined ? 'UNKNOWN' : statusOf(codes, readStatus(row));
      return wordOf(told, consentColumnGone);
    };
  const readTimes = timesReader(spec, rows.columns);
  const readContactPoint = readerOf(rows, spec.contactPoint);
  return (row) => {
    const told = statusOf(codes, readStatus(row));
    const times = readTimes(row);
    const contactPoint = readContactPoint && asText(readContactPoint(row));
    if (times === unreadable) return wordOf(told, unreadableTime, contactPoint);
    return { status: told, times, contactPoint, reason: told === 'UNKNOWN' ? unlistedValue : undefined };
  };
}

/** A refusal stands without its dates; whatever else depends on them is not known. */
function wordOf(told: AssertionStatus, lack: string, contactPoint?: string): Word {
  const stands = refusals.has(told);
  return {
    status: stands ? told : 'UNKNOWN',
    times: noTimes,
    contactPoint,
    reason: stands ? undefined : lack,
  };
}

/** Reads a code from its column, or says what is the same for all rows. */
function codeReader<Raw, T extends string>(
  spec: T | { readonly column: string; readonly values: Readonly<Record<string, T>> },
  columns: Columns<Raw>,
): (row: Raw) => T | undefined {
  if (typeof spec === 'string') return () => spec;
  const codes = codesOf(spec.values);
  const read = columns(spec.column);
  return (row) => decoded(codes, read(row));
}

/**
 * One consent row as a row of the collection `consents`: its values are those of an assertion, so that rows travel
 * like any other; `consent/evidence.ts` turns it back.
 */
export function consentRowReader<Raw>(mapping: ConsentRows, columns: Columns<Raw>): (row: Raw) => Row {
  const readId = columns(mapping.id);
  const readAt = mapping.at === undefined ? undefined : columns(mapping.at);
  const readStatus = columns(mapping.status.column);
  const statuses = codesOf(mapping.status.values);
  const readUse = codeReader(mapping.purpose, columns);
  const readWay = codeReader<Raw, Channel>(mapping.channel, columns);
  const readMethod = mapping.method && codeReader<Raw, CaptureMethod>(mapping.method, columns);
  const readContactPoint = mapping.contactPoint === undefined ? undefined : columns(mapping.contactPoint);
  const readTimes = timesReader(mapping, columns);
  return (row) => {
    // A purpose or channel that is not listed could be any: its veto must not be lost, and its grant covers nothing.
    const use = readUse(row);
    const way = readWay(row);
    const known = use !== undefined && way !== undefined;
    const status = statusOf(statuses, readStatus(row));
    const told = known || status !== 'GRANTED' ? status : 'UNKNOWN';
    const times = readTimes(row);
    const values: Record<string, RowValue> = {
      purpose: use ?? '*',
      channel: way ?? 'ANY',
      status: times === unreadable && !refusals.has(told) ? 'UNKNOWN' : told,
      field: mapping.status.column,
    };
    const contactPoint = readContactPoint && asText(readContactPoint(row));
    if (contactPoint !== undefined) values['contactPoint'] = contactPoint;
    const method = readMethod?.(row);
    if (method !== undefined) values['method'] = method;
    Object.assign(values, times);
    return { id: String(readId(row)), at: (readAt && asInstant(readAt(row))) ?? null, values };
  };
}
