/** What an answer must be when some sources are ill, worked out from the answer that was given when all were well. */

import type { Json } from '../gateway.ts';
import { drifted, holders } from './configuration.ts';
import { retryAfter, type State } from './failing-source.ts';
import type { States } from './gateway.ts';
import { type Person, people, recordId, type SourceName, sourceNames } from './people.ts';

/** A customer asked for while the sources are in these states. */
export interface Situation {
  readonly person: Person;
  readonly states: States;
  /** Whether the gateway has met the customer before, when all was well. */
  readonly warm: boolean;
}

const illness: Readonly<Record<State, string | undefined>> = {
  ok: undefined,
  drift: undefined,
  down: 'UNAVAILABLE',
  hang: 'TIMEOUT',
  deaf: 'TIMEOUT',
  429: 'THROTTLED',
  '5xx': 'UNAVAILABLE',
  garbage: 'UNAVAILABLE',
  'table gone': 'DRIFTED',
};

/** What a failure makes of consent: nobody was heard, or something was that could not be understood. */
const notUnderstood: ReadonlySet<State> = new Set(['garbage', 'table gone']);

/** Why a source says nothing at all of a customer; undefined where it answers, or need not be asked. */
export function failureOf({ person, states, warm }: Situation, source: SourceName): string | undefined {
  // Who is remembered is read where they are known, along with whoever shares something with them.
  const asked = !warm || person.knownTo.includes(source) || person.neighboursIn.includes(source);
  return asked ? illness[states[source]] : undefined;
}

/** Whether the source's record of the customer can be read: it answers, and so does what leads to it. */
export function isThere({ person, states, warm }: Situation, source: SourceName): boolean {
  const leads = person.through[source];
  return (
    person.knownTo.includes(source) &&
    illness[states[source]] === undefined &&
    (warm || leads === undefined || illness[states[leads]] === undefined)
  );
}

export function statusOf(situation: Situation, source: SourceName): string {
  const failure = failureOf(situation, source);
  if (failure !== undefined) return failure;
  if (!isThere(situation, source)) return 'ABSENT';
  return situation.states[source] === 'drift' ? 'DRIFTED' : 'OK';
}

/** How the sources fared over a whole request for several customers. */
export function expectedReport(situations: readonly Situation[]): Json {
  return sourceNames.map((source) => {
    const statuses = situations.map((one) => statusOf(one, source));
    const [worst = 'ABSENT'] = [
      ...statuses.filter((status) => status !== 'OK' && status !== 'ABSENT'),
      ...statuses.filter((status) => status === 'OK'),
    ];
    return { source, status: worst, ...(worst === 'THROTTLED' ? { retryAfter } : {}) };
  });
}

/** The decision on a use, and what it rests on: an objection that was heard, else the worst that was not. */
export function expectedDecision(situation: Situation, whole: Json, column: 'email_ok' | 'sms_ok'): Json {
  const { states } = situation;
  if (whole.decision === 'DENY' && hearsObjection(situation)) return whole;
  const failed = sourceNames.filter((source) => failureOf(situation, source) !== undefined);
  const isBlind = (source: SourceName) => !notUnderstood.has(states[source]);
  if (failed.some(isBlind)) return { decision: 'DENY', status: 'UNAVAILABLE' };
  const gone = drifted.columns.some((one) => one === column);
  const unread = sourceNames.some((one) => states[one] === 'drift' && isThere(situation, one));
  return failed.length > 0 || (gone && unread) ? { decision: 'DENY', status: 'UNKNOWN' } : whole;
}

function hearsObjection(situation: Situation): boolean {
  const { person, states } = situation;
  const source = person.optedOutIn;
  // A neighbour's objection is about an address that the customer's own records must give.
  if (source === undefined)
    return (
      sourceNames.some((one) => isThere(situation, one)) &&
      person.neighboursIn.some((one) => failureOf(situation, one) === undefined)
    );
  return isThere(situation, source) && !(states[source] === 'drift' && inColumnsOnly.has(source));
}

/** The others hold objections in rows of their own as well. */
const inColumnsOnly: ReadonlySet<SourceName> = new Set(['shop', 'crm']);

/**
 * What the customer must look like, as far as they were asked for.
 * @param whole - the answer to the same question while every source was well.
 * @param provenance - each of the customer's attributes then, whatever the purpose, with the values that lost.
 */
export function expectedCustomer(situation: Situation, whole: Json, provenance: Json): Json {
  const { person, warm, states } = situation;
  const there = (source: SourceName) => isThere(situation, source);
  const known = sourceNames.filter(there);
  if (!warm && known.length === 0) return null;
  const candidates = (attribute: string) => readable(situation, attribute, provenance);
  const first = (attribute: string): Json => candidates(attribute)[0]?.value ?? null;
  const from = (list: Json) => list.filter(({ source }: Json) => there(source));
  const at = people.indexOf(person);
  const expected: Record<string, Json> = {};
  for (const [field, before] of Object.entries<Json>(whole))
    if (before?.decision !== undefined)
      expected[field] = expectedDecision(situation, before, field === 'texting' ? 'sms_ok' : 'email_ok');
  const readsConsent = Object.keys(expected).length > 0;
  // Where the declared purpose rests on consent, they are shown only as long as nobody may have objected.
  const mayShow = whole.declared === undefined || expected['declared'].decision === 'PERMIT';

  const fields: Readonly<Record<string, () => Json>> = {
    displayName: () => (known.length > 0 ? whole.displayName : null),
    name: () => (known.length > 0 ? { prefix: first('name.prefix') } : null),
    email: () => first('email'),
    emails: () => contactPoints(candidates('email')),
    phone: () => (whole.phone === null ? null : first('phone')),
    phones: () => contactPoints(candidates('phone')),
    address: () => from(whole.addresses)[0] ?? null,
    addresses: () => from(whole.addresses),
    customAttributes: () =>
      candidates('custom.note')
        .slice(0, 1)
        .map(({ value, record }) => ({ value, source: record.source })),
    externalIds: () => from(whole.externalIds),
    provenance: () => {
      const [survivor, ...losing] = candidates('email').map(({ value }) => ({ value }));
      return survivor === undefined ? [] : [{ ...survivor, losing }];
    },
    identity: () => ({
      records: sourceNames
        .filter((source) => (warm ? person.knownTo.includes(source) : there(source)))
        .toSorted()
        .map((source) => ({ source, id: recordId(source, at) })),
      complete: sourceNames.every((source) => failureOf(situation, source) === undefined),
    }),
    sources: () =>
      sourceNames.map((source) => {
        const status = statusOf(situation, source);
        const gone = [...(readsConsent ? ['consent'] : []), ...(mayShow ? [drifted.attribute] : [])];
        return {
          source,
          kind: 'memory',
          status,
          retryAfter: status === 'THROTTLED' ? retryAfter : null,
          records: there(source) ? [{ id: recordId(source, at) }] : [],
          drifted: states[source] === 'drift' && there(source) ? gone : [],
        };
      }),
  };
  for (const field of Object.keys(whole)) {
    if (!mayShow && !explaining.has(field)) expected[field] ??= null;
    else if (field in holders)
      expected[field] = {
        nodes: from(whole[field].nodes),
        missing: holders[field as keyof typeof holders]
          .filter((source) => failureOf(situation, source) !== undefined)
          .toSorted(),
      };
    else if (field in fields) expected[field] = fields[field]?.();
    else if (field !== 'id') expected[field] ??= first(field);
  }
  // The first of the precedence names the customer; who is remembered keeps the id while that one cannot be read.
  if (warm || there(namer(person))) expected['id'] = whole.id;
  return expected;
}

/** What is told of those who may not be shown, to callers who are told why. */
const explaining: ReadonlySet<string> = new Set(['id', 'identity', 'sources']);

function namer({ knownTo }: Person): SourceName {
  return (['crm', 'app', 'billing', 'shop'] as const).find((source) => knownTo.includes(source)) ?? 'app';
}

/** The values of an attribute in the records that can be read, in the order in which they are believed. */
function readable(situation: Situation, attribute: string, provenance: Json): readonly Json[] {
  const survivor = provenance.find((one: Json) => one.attribute === attribute);
  return [survivor, ...(survivor?.losing ?? [])].filter(
    (one) =>
      one !== undefined &&
      isThere(situation, one.record.source) &&
      !(situation.states[one.record.source as SourceName] === 'drift' && attribute === drifted.attribute),
  );
}

/** Values in order of preference, each with every source that holds it in whatever spelling. */
function contactPoints(candidates: readonly Json[]): Json {
  const points = new Map<string, { readonly value: string; readonly sources: Set<string> }>();
  for (const { value, record } of candidates) {
    const key = value.toLowerCase();
    const known = points.get(key);
    if (known !== undefined) known.sources.add(record.source);
    else points.set(key, { value, sources: new Set([record.source]) });
  }
  return [...points.values()].map(({ value, sources }) => ({ value, sources: [...sources].sort() }));
}
