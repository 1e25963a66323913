import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, mostProtective } from '../../src/consent/decide.ts';
import type { Assertion, Mechanism } from '../../src/model/consent.ts';
import { email, now, request, says } from './assertions.ts';
import { bruteForce, type Verdict } from './brute-force.ts';
import { type Case, caseOf, drawFrom } from './random-cases.ts';
import vectors from './vectors.json' with { type: 'json' };

const { ONEFOLD_TEST_RUNS: wanted = '0' } = process.env;
/** `ONEFOLD_TEST_RUNS=1000000` looks at a million. */
const runs = Math.max(60_000, Number(wanted));
const seed = fc.readConfigureGlobal().seed ?? Date.now() % 2 ** 31;

function decided({ evidence, request: asked, thresholds }: Case): Verdict {
  const { decision, status, decidedBy } = decide(evidence, asked, thresholds);
  return { decision, status, ...(decidedBy === undefined ? {} : { source: decidedBy.ref.source }) };
}

function scanned({ evidence, request: asked, thresholds }: Case): Verdict {
  return bruteForce(evidence, asked, thresholds);
}

function disagree(one: Case): boolean {
  const [a, b] = [decided(one), scanned(one)];
  return a.decision !== b.decision || a.status !== b.status || a.source !== b.source;
}

/** The case without the evidence over which they do not fall out. */
function smallest(one: Case): Case {
  const smaller = one.evidence
    .map((_, dropped) => ({ ...one, evidence: one.evidence.filter((__, index) => index !== dropped) }))
    .find(disagree);
  return smaller === undefined ? one : smallest(smaller);
}

describe('decide and the brute force agree', () => {
  it(`on ${runs} made-up cases`, () => {
    const draw = drawFrom(seed);
    for (let run = 0; run < runs; run++) {
      const one = caseOf(draw);
      if (!disagree(one)) continue;
      const small = smallest(one);
      expect(decided(small), `seed ${seed}, case ${run}: ${JSON.stringify(small, null, 1)}`).toEqual(
        scanned(small),
      );
    }
  }, 900_000);

  it('on cases that are of every kind', () => {
    const draw = drawFrom(seed);
    const seen = new Set<string>();
    for (let run = 0; run < 20_000; run++) {
      const one = caseOf(draw);
      const { decision, status } = decided(one);
      seen.add(`${one.request.basis} ${decision} ${status}`);
    }
    expect([...seen].sort()).toEqual(everyOutcome());
  });

  it('on the vectors', () => {
    for (const vector of vectors.vectors) {
      const one = caseOfVector(vector);
      const { decision, status, source = '-' } = scanned(one);
      expect([decision, status, source], vector.id).toEqual(vector.out);
    }
  });

  const granted = (rest: Partial<Assertion>) => says('app', 'GRANTED', rest);
  const of = (assertions: readonly Assertion[], doubleOptIn = false): Case => ({
    evidence: assertions.map((assertion) => ({ assertion, confidence: 1 })),
    request: { ...request, doubleOptIn },
    thresholds: { merge: 0.95, restrict: 0.6 },
  });

  it('on a double opt-in confirmed at a time that cannot be read: it is not confirmed', () => {
    const one = of([granted({ capturedAt: '2025', doubleOptInAt: 'unreadable' })], true);
    expect(scanned(one).decision).toBe('DENY');
    expect(decided(one)).toEqual(scanned(one));
  });

  it('on a grant of an unreadable time: it does not keep another from lifting a refusal', () => {
    const unreadable = granted({ capturedAt: 'unreadable' });
    const one = of([
      says('app', 'DENIED', { capturedAt: '2023' }),
      granted({ capturedAt: '2024' }),
      unreadable,
    ]);
    expect(scanned(one).decision).toBe('PERMIT');
    expect(decided(one)).toEqual(scanned(one));
  });
});

/** What each basis can come to, for as long as some evidence is consulted. */
function everyOutcome(): readonly string[] {
  const objections = ['SUPPRESSED', 'WITHDRAWN', 'DENIED', 'REVOKED', 'INVALIDATED'];
  const blind = ['UNAVAILABLE', 'UNKNOWN'];
  const lapses = ['EXPIRED', 'PENDING'];
  const silence = ['DEFERRED', 'NOT_ASKED'];
  const outcomes = (basis: string, decision: string, statuses: readonly string[]) =>
    statuses.map((status) => `${basis} ${decision} ${status}`);
  return [
    outcomes('CONSENT', 'DENY', [
      ...objections,
      ...blind,
      ...lapses,
      'GRANTED',
      ...silence,
      'NOT_APPLICABLE',
    ]),
    outcomes('CONSENT', 'PERMIT', ['GRANTED', ...silence]),
    outcomes('CONTRACT', 'DENY', objections),
    ...['CONTRACT', 'LEGAL_OBLIGATION', 'VITAL_INTEREST'].map((b) =>
      outcomes(b, 'PERMIT', ['NOT_CONSULTED']),
    ),
    ...['LEGITIMATE_INTEREST', 'PUBLIC_TASK'].flatMap((basis) => [
      outcomes(basis, 'DENY', [...objections, ...blind]),
      outcomes(basis, 'PERMIT', [...lapses, 'GRANTED', ...silence, 'NOT_APPLICABLE']),
    ]),
  ]
    .flat()
    .sort();
}

/** The notation is described in the vectors file itself. */
interface VectorAssertion {
  readonly src: string;
  readonly status: string;
  readonly [key: string]: unknown;
}
interface Vector {
  readonly in: readonly VectorAssertion[];
  readonly req?: Readonly<Record<string, unknown>>;
  readonly quorum?: readonly string[];
}

function caseOfVector(vector: unknown): Case {
  const { in: assertions, req = {}, quorum } = vector as Vector;
  const { defaults } = vectors;
  const modes: Readonly<Record<string, string>> = defaults.modes;
  const jurisdictions = (req['j'] ?? defaults.request.j) as readonly string[];
  const evidence = assertions.map(
    ({ src, rec = '1', status, conf = 1, t, ch, pu, cp, from, to, doi, ...rest }) => ({
      assertion: present({
        ref: { source: src, id: rec },
        scope: present({ channel: ch ?? email.channel, purpose: pu ?? email.purpose, contactPoint: cp }),
        status,
        capturedAt: t,
        effectiveFrom: from,
        effectiveTo: to,
        doubleOptInAt: doi === true ? t : undefined,
        method: rest['method'],
        kind: rest['kind'],
      }),
      confidence: conf,
    }),
  );
  return {
    evidence,
    request: present({
      scope: present({
        channel: req['ch'] ?? email.channel,
        purpose: req['pu'] ?? email.purpose,
        contactPoint: req['cp'],
      }),
      basis: req['basis'] ?? defaults.request.basis,
      mechanism: req['mode'] ?? mostProtective(jurisdictions.map((j) => modes[j] as Mechanism)),
      now,
      maxAgeMonths: req['maxAgeMonths'],
      doubleOptIn: req['doi'],
      quorum,
    }),
    thresholds: { merge: defaults.thetaMerge, restrict: defaults.thetaRestrict },
  } as unknown as Case;
}

/** Without what is undefined. */
function present(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
