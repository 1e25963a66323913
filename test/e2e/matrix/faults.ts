/** Everything that is wrong with an answer, in words; nothing where it is as it must be. */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../gateway.ts';
import { expectedCustomer, expectedReport, type Situation } from './expected.ts';
import type { Reply } from './gateway.ts';
import type { Person, SourceName } from './people.ts';

/** The same question's answer for a person while every source was well, and where their values came from. */
export interface Whole {
  one(person: Person): Json;
  several(person: Person): Json;
  provenance(person: Person): Json;
}

/** Milliseconds after the deadline by which an answer has been written and read, among others that end with it. */
const tolerance = 300;

/**
 * @param situations - of the customers asked for, in order.
 * @param deadline - milliseconds.
 */
export function faultsOf(
  situations: readonly Situation[],
  { status, ms, body }: Reply,
  whole: Whole,
  deadline: number,
): readonly string[] {
  const codes = (body.errors ?? []).map((error: Json) => error.extensions.code);
  // What is said where a source that was not heard may have kept somebody from being shown.
  const untold = codes.filter((code: string) => code !== 'CONSENT_SOURCE_UNAVAILABLE');
  if (status !== 200 || untold.length > 0) return [`HTTP ${status} with errors ${codes}`];
  const report = expectedReport(situations);
  const degraded = report.filter((one: Json) => !['OK', 'ABSENT'].includes(one.status));
  const customers = [body.data.one, ...(body.data.several ?? [])];
  return [
    ...(ms > deadline + tolerance ? [`it took ${ms} ms`] : []),
    ...difference('extensions.sources', body.extensions.sources, report),
    ...difference(
      'extensions.consent.degraded',
      body.extensions.consent.degraded,
      degraded.map((one: Json) => one.source),
    ),
    ...difference(
      'a source not heard',
      codes.length > 0,
      body.extensions.consent.purpose.startsWith('marketing') &&
        degraded.some(
          ({ source, status: fared }: Json) =>
            fared !== 'DRIFTED' || situations.some(({ states }) => states[source as SourceName] !== 'drift'),
        ),
    ),
    ...difference('customers', customers.length, situations.length),
    ...situations.flatMap((situation, at) => {
      const { person } = situation;
      const before = at === 0 ? whole.one(person) : whole.several(person);
      const expected = expectedCustomer(situation, before, whole.provenance(person));
      const now = customers[at];
      const faults = [...differences(now, expected), ...widened(before, now)];
      return faults.map((fault) => `${person.given}: ${fault}`);
    }),
  ];
}

function difference(what: string, actual: Json, expected: Json): readonly string[] {
  return isDeepStrictEqual(actual, expected)
    ? []
    : [`${what}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(actual)}`];
}

function differences(actual: Json, expected: Json): readonly string[] {
  if (expected === null || actual === null) return difference('customer', actual, expected);
  return Object.entries(expected).flatMap(([field, value]) => difference(field, actual[field], value));
}

/** What was denied or hidden while every source was heard, and no longer is. */
function widened(before: Json, now: Json): readonly string[] {
  if (now === null) return [];
  const known = new Set(reachable(before));
  return [
    ...Object.keys(now)
      .filter((field) => now[field]?.decision === 'PERMIT' && before[field].decision !== 'PERMIT')
      .map((field) => `${field} got wider`),
    ...reachable(now)
      .filter((value) => !known.has(value))
      .map((value) => `${value} was not shown before`),
  ];
}

/** Everything by which a person can be reached that an answer shows, in one spelling. */
function reachable(customer: Json): readonly string[] {
  const { email, phone } = customer;
  const listed = (field: string): readonly Json[] => customer[field] ?? [];
  const provenance = listed('provenance');
  const losing = provenance.flatMap((one: Json) => one.losing);
  return [
    email,
    phone,
    ...[...listed('emails'), ...listed('phones'), ...provenance, ...losing].map(({ value }) => value),
    ...listed('addresses').map(({ city }: Json) => city),
  ]
    .filter((value) => typeof value === 'string')
    .map((value) => value.toLowerCase());
}
