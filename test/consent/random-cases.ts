/**
 * Made-up evidence and requests that meet in every corner of the rules of consent: times that are equal, missing, unreadable
 * or on the edge; confidences on and beside both thresholds; scopes that touch, cover or miss; several assertions a record.
 *
 * Drawn from numbers alone, so that a million take seconds; and from numbers that fast-check makes up, so that what
 * fails shrinks: smaller numbers take earlier choices, and the first choice is the plainest.
 */
import fc from 'fast-check';
import type { ConsentRequest, Evidence, Thresholds } from '../../src/consent/decide.ts';
import {
  type Assertion,
  assertionStatuses,
  type Channel,
  channels,
  legalBases,
  mechanisms,
  type Scope,
} from '../../src/model/consent.ts';

export interface Case {
  readonly evidence: readonly Evidence[];
  readonly request: ConsentRequest;
  readonly thresholds: Thresholds;
}

/** @returns a whole number from 0 to below `choices`. */
export type Draw = (choices: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (choices) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * choices);
  };
}

export const anyCase: fc.Arbitrary<Case> = numbers(150).map((drawn) => caseOf(drawFromList(drawn)));

/** Evidence about a record that no case holds. */
export const newcomer: fc.Arbitrary<Evidence> = numbers(20).map((drawn) => {
  const draw = drawFromList(drawn);
  const { assertion, confidence } = evidenceOf(draw, pick(draw, instants), new Map());
  return { assertion: { ...assertion, ref: { source: assertion.ref.source, id: 'newcomer' } }, confidence };
});

function numbers(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat({ max: 2520 }), { maxLength, size: 'max' });
}

/** 0 once the list is used up. */
function drawFromList(drawn: readonly number[]): Draw {
  let next = 0;
  return (choices) => (drawn[next++] ?? 0) % choices;
}

/** The last days of long and short months among them. */
const instants = [
  Date.parse('2026-01-15'),
  Date.parse('2024-02-29T12:00:00Z'),
  Date.parse('2026-03-31T23:59:59.999Z'),
];
const sources = ['app', 'crm', 'shop'];
const purposes = [
  'marketing.communications.email',
  'marketing.communications',
  'marketing',
  '*',
  'marketing.communications.email.news',
  'marketing.communications.sms',
  'market',
  'analytics',
];
const contactPoints = [
  undefined,
  undefined,
  undefined,
  'ann@a.example',
  'Ann@A.Example',
  ' ann@a.example ',
  'bob@b.example',
];
const likelyChannels: readonly Channel[] = ['EMAIL', 'EMAIL', 'EMAIL', 'ANY', 'PHONE', 'SMS'];
const manyThresholds: readonly Thresholds[] = [
  { merge: 0.95, restrict: 0.6 },
  { merge: 0.95, restrict: 0.6 },
  { merge: 0.8, restrict: 0.8 },
  { merge: 1, restrict: 0 },
];
const monthLimits = [undefined, undefined, undefined, 12, 1, 24];

export function caseOf(draw: Draw): Case {
  const now = pick(draw, instants);
  const basis = pick(draw, [
    'CONSENT',
    'CONSENT',
    'CONSENT',
    'CONSENT',
    'LEGITIMATE_INTEREST',
    'CONTRACT',
    ...legalBases,
  ] as const);
  const mechanism = pick(draw, ['OPT_IN', 'OPT_OUT', ...mechanisms] as const);
  const maxAgeMonths = pick(draw, monthLimits);
  const quorum = pick(draw, [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    ['app'],
    ['crm', 'app'],
    [],
  ]);
  const request: ConsentRequest = {
    scope: scopeOf(draw),
    basis,
    mechanism,
    now,
    ...(maxAgeMonths === undefined ? {} : { maxAgeMonths }),
    ...(draw(4) === 1 ? { doubleOptIn: true } : {}),
    ...(quorum === undefined ? {} : { quorum }),
  };
  const thresholds = pick(draw, manyThresholds);
  const links = new Map<string, Link>();
  const evidence = Array.from({ length: pick(draw, [1, 2, 3, 4, 5, 6, 7, 0]) }, () =>
    evidenceOf(draw, now, links),
  );
  return { evidence, request, thresholds };
}

type Link = Pick<Evidence, 'confidence' | 'probable'>;

/** @param links - how surely each record is the person, by record; one that is not among them is added. */
function evidenceOf(draw: Draw, now: number, links: Map<string, Link>): Evidence {
  const ref = { source: pick(draw, sources), id: pick(draw, ['1', '1', '2']) };
  const key = `${ref.source}:${ref.id}`;
  const link = links.get(key) ?? linkOf(draw);
  links.set(key, link);
  const effectiveFrom = draw(4) === 1 ? timeOf(draw, now) : undefined;
  const effectiveTo = draw(4) === 1 ? timeOf(draw, now) : undefined;
  const doubleOptInAt = draw(3) === 1 ? timeOf(draw, now) : undefined;
  const capturedAt = timeOf(draw, now);
  const method = pick(draw, [undefined, undefined, 'DIRECT', 'IMPORT'] as const);
  const assertion: Assertion = {
    ref,
    scope: scopeOf(draw),
    // Half of them grant: a case that nothing permits tells little.
    status: pick(draw, draw(2) === 0 ? ['GRANTED'] : assertionStatuses),
    ...(capturedAt === undefined ? {} : { capturedAt }),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    ...(effectiveTo === undefined ? {} : { effectiveTo }),
    ...(doubleOptInAt === undefined ? {} : { doubleOptInAt }),
    ...(method === undefined ? {} : { method }),
    ...(draw(5) === 1 ? { kind: 'RESTRICTION' as const } : {}),
  };
  return { assertion, ...link };
}

const confidences = [1, 1, 1, 1, 1, 1, 0.95, 0.949, 0.8, 0.799, 0.6, 0.599, 0.3, 0];

function linkOf(draw: Draw): Link {
  const confidence = pick(draw, confidences);
  return draw(8) === 1 ? { confidence, probable: true } : { confidence };
}

/** Most are about what most requests are about. */
function scopeOf(draw: Draw): Scope {
  if (draw(5) < 3) return { channel: 'EMAIL', purpose: 'marketing.communications.email' };
  const contactPoint = pick(draw, contactPoints);
  return {
    channel: pick(draw, draw(4) === 1 ? channels : likelyChannels),
    purpose: pick(draw, purposes),
    ...(contactPoint === undefined ? {} : { contactPoint }),
  };
}

/** ISO 8601, exactly now or exactly some months ago or a millisecond beside; or none, or one that cannot be read. */
function timeOf(draw: Draw, now: number): string | undefined {
  const kind = draw(12);
  if (kind === 10) return undefined;
  if (kind === 11) return pick(draw, ['unreadable', '']);
  if (kind > 7) return pick(draw, ['2023', '2024-06', '2025-12-31', '2027-01-01T00:00:00.000Z']);
  const at = new Date(now);
  at.setUTCMonth(at.getUTCMonth() - pick(draw, [3, 0, 1, 12, 24, -6, 18]));
  at.setUTCMilliseconds(at.getUTCMilliseconds() + pick(draw, [0, 0, 1, -1]));
  return at.toISOString();
}

function pick<T>(draw: Draw, choices: readonly [T, ...T[]] | readonly T[]): T {
  return choices[draw(choices.length)] as T;
}
