/** What the soak asks of the sandbox's people: everybody by each of their records, in every way there is to ask. */
import type { Sandbox } from '../../../sandbox/index.ts';
import { sourceStatuses } from '../../../src/model/outcome.ts';
import { byRecord, type Json, wholeCustomer } from '../gateway.ts';
import type { Question } from './clients.ts';

const whole = `query($by: CustomerKey!) { customer(by: $by) { ...Whole } } ${wholeCustomer}`;
const marketing = `query($by: CustomerKey!) @purpose(use: "marketing.communications.email") {
  customer(by: $by) { email consent(channel: EMAIL) { decision status } sources { source status } }
}`;
const several = `query($keys: [CustomerKey!]!) {
  customersByKey(keys: $keys) { id emails { value } orders { nodes { number } missing } sources { source status } }
}`;
const page = `query($source: String!) {
  customers(filter: { source: $source }, first: 10) { nodes { displayName sources { source status } } }
}`;

/** Keys in one question. */
const atOnce = 8;

/** The same people and nobodies each time round, so that what is remembered of them stops growing. */
export function questionsOf({ population, systems }: Sandbox): readonly Question[] {
  const refs = [...population.truth.people.values()].flat();
  const doors = refs.map(byRecord);
  const others = Object.keys(systems).flatMap((source) => [
    question(page, { source }),
    question(whole, { by: { email: `nobody.in.${source}@example.com` } }),
  ]);
  return doors.flatMap((by, at) => {
    const next = Array.from({ length: atOnce }, (_, step) => doors[(at + 7 * step) % doors.length]);
    const other = others[Math.floor(at / 8) % others.length];
    return [
      question(whole, { by }),
      question(marketing, { by }),
      question(several, { keys: next }),
      ...(at % 8 === 0 && other !== undefined ? [other] : []),
    ];
  });
}

function question(query: string, variables: Json): Question {
  return { body: JSON.stringify({ query, variables }), fault: (answer) => faultOf(JSON.parse(answer)) };
}

/**
 * Only a page of a source that fails has an error to show, and an answer that may lack somebody because a source was not
 * heard; everything else has a status for each source.
 */
function faultOf({ data, errors = [], extensions }: Json): string | undefined {
  const codes = errors
    .map((error: Json): unknown => error.extensions?.code)
    .filter((code: unknown) => code !== 'CONSENT_SOURCE_UNAVAILABLE');
  const odd = codes.find(
    (code: unknown) => !String(code).startsWith('SOURCE_') || 'customer' in (data ?? {}),
  );
  if (odd !== undefined) return `the error ${odd}`;
  const customers = [data.customer, data.customersByKey, data.customers?.nodes].flat().filter(Boolean);
  const lists: readonly Json[] = [extensions.sources, ...customers.map(({ sources }: Json) => sources)];
  if (lists.some((list) => list.length !== extensions.sources.length)) return 'a source without a status';
  const status = lists.flat().find((one) => !sourceStatuses.includes(one.status));
  return status === undefined ? undefined : `the status ${status.status}`;
}
