import { describe, expect, it } from 'vitest';
import { decide, mostProtective } from '../../src/consent/decide.ts';
import type { Assertion, AssertionStatus, Channel, LegalBasis, Mechanism } from '../../src/model/consent.ts';
import vectors from './vectors.json' with { type: 'json' };

/** The notation is described in the vectors file itself. */
interface VectorAssertion {
  src: string;
  rec?: string;
  status: AssertionStatus;
  t?: string;
  ch?: Channel;
  pu?: string;
  cp?: string;
  from?: string;
  to?: string;
  doi?: boolean;
  method?: 'IMPORT';
  conf?: number;
  kind?: 'RESTRICTION';
}
interface VectorRequest {
  ch: Channel;
  pu: string;
  cp?: string;
  basis: LegalBasis;
  j: string[];
  mode?: Mechanism;
  maxAgeMonths?: number;
  doi?: boolean;
}
interface Vector {
  id: string;
  note: string;
  req?: Partial<VectorRequest>;
  quorum?: string[];
  in: VectorAssertion[];
  out: [string, string, string];
}

const { defaults } = vectors;
const modes: Readonly<Record<string, string>> = defaults.modes;
const defaultRequest = defaults.request as VectorRequest;

function assertionOf(v: VectorAssertion): Assertion {
  return {
    ref: { source: v.src, id: v.rec ?? '1' },
    scope: {
      channel: v.ch ?? defaultRequest.ch,
      purpose: v.pu ?? defaultRequest.pu,
      ...(v.cp === undefined ? {} : { contactPoint: v.cp }),
    },
    status: v.status,
    ...(v.t === undefined ? {} : { capturedAt: v.t }),
    ...(v.from === undefined ? {} : { effectiveFrom: v.from }),
    ...(v.to === undefined ? {} : { effectiveTo: v.to }),
    ...(v.doi ? { doubleOptInAt: v.t ?? '2024' } : {}),
    ...(v.method === undefined ? {} : { method: v.method }),
    ...(v.kind === undefined ? {} : { kind: v.kind }),
  };
}

function answer(vector: Vector, evidence: readonly VectorAssertion[]): [string, string, string] {
  const request = { ...defaultRequest, ...vector.req };
  const decision = decide(
    evidence.map((v) => ({ assertion: assertionOf(v), confidence: v.conf ?? 1 })),
    {
      scope: {
        channel: request.ch,
        purpose: request.pu,
        ...(request.cp === undefined ? {} : { contactPoint: request.cp }),
      },
      basis: request.basis,
      mechanism: request.mode ?? mostProtective(request.j.map((j) => (modes[j] ?? 'OPT_IN') as Mechanism)),
      now: Date.parse(defaults.now),
      ...(request.maxAgeMonths === undefined ? {} : { maxAgeMonths: request.maxAgeMonths }),
      ...(request.doi === undefined ? {} : { doubleOptIn: request.doi }),
      ...(vector.quorum === undefined ? {} : { quorum: vector.quorum }),
    },
    { merge: defaults.thetaMerge, restrict: defaults.thetaRestrict },
  );
  return [decision.decision, decision.status, decision.decidedBy?.ref.source ?? '-'];
}

describe('consent vectors', () => {
  for (const vector of vectors.vectors as unknown as Vector[]) {
    it(`${vector.id} ${vector.note}`, () => {
      expect(answer(vector, vector.in)).toEqual(vector.out);
      expect(answer(vector, vector.in.toReversed()), 'in another order').toEqual(vector.out);
    });
  }
});
