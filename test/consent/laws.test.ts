/** What holds of every decision, whatever is recorded and asked: the rules of consent as laws of `decide` and `evidenceOf`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentRequest, type Decision, decide, type Evidence } from '../../src/consent/decide.ts';
import { type ConsentReading, evidenceOf } from '../../src/consent/evidence.ts';
import { join } from '../../src/consent/lattice.ts';
import {
  type Assertion,
  type AssertionStatus,
  type Channel,
  mechanisms,
  type Scope,
} from '../../src/model/consent.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { record, shuffled } from '../identity/records.ts';
import { anyCase, type Case, newcomer } from './random-cases.ts';

const refusals = ['SUPPRESSED', 'WITHDRAWN', 'DENIED', 'REVOKED', 'INVALIDATED'] as const;
const blind = ['UNAVAILABLE', 'UNKNOWN'] as const;
const orders = fc.array(fc.nat(), { minLength: 8, maxLength: 8 });

function answer({ evidence, request, thresholds }: Case): Decision {
  return decide(evidence, request, thresholds);
}

/** Whatever the answer was, `change` permits nothing that was denied. */
function neverWidens(before: Case, change: Partial<Case>): void {
  const after = answer({ ...before, ...change });
  if (after.decision === 'PERMIT') expect(answer(before).decision).toBe('PERMIT');
}

function asked(one: Case, change: Partial<ConsentRequest>): Partial<Case> {
  return { request: { ...one.request, ...change } };
}

function holds<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  law: (...drawn: T) => void,
  numRuns = 1000,
): void {
  fc.assert(fc.property(...arbitraries, law), { numRuns });
}

describe('the same evidence', () => {
  it('decides alike in any order', () =>
    holds([anyCase, orders], (one, order) => {
      const { evidence: _, ...other } = answer({ ...one, evidence: shuffled(one.evidence, order) });
      expect(answer(one)).toMatchObject(other);
    }));

  it('told twice changes nothing', () =>
    holds([anyCase, fc.nat()], (one, index) => {
      const again = one.evidence[index % Math.max(1, one.evidence.length)];
      if (again === undefined) return;
      const { evidence: _, ...twice } = answer({
        ...one,
        evidence: [...one.evidence, structuredClone(again)],
      });
      expect(answer(one)).toMatchObject(twice);
    }));

  it('decides in parts, record by record, what it decides as a whole', () =>
    holds([anyCase], (one) => {
      const { quorum: _, ...request } = one.request;
      const deciders = [...byRecord(one.evidence).values()].map(
        (evidence) => answer({ ...one, request, evidence }).decidedBy,
      );
      const whole = answer({ ...one, request });
      expect(join(deciders.filter((decider) => decider !== undefined))).toEqual(whole.decidedBy);
    }));

  it('names its decider, which nothing that applied outranks', () =>
    holds([anyCase], (one) => {
      const { decidedBy, evidence, status } = answer(one);
      expect(join(evidence)).toEqual(decidedBy);
      if (decidedBy !== undefined) expect(status).toBe(decidedBy.status);
    }));
});

describe('nothing that was denied is permitted', () => {
  it('by another refusal or blind spot, of whomever', () =>
    holds(
      [anyCase, newcomer, fc.constantFrom(...refusals, ...blind), fc.boolean()],
      (one, added, status, probable) => {
        const { effectiveTo: _, ...standing } = added.assertion;
        neverWidens(one, {
          evidence: [...one.evidence, { ...added, assertion: { ...standing, status }, probable }],
        });
      },
    ));

  it('by a record that is probably the person’s, whatever it says', () =>
    holds([anyCase, fc.array(newcomer, { maxLength: 4 })], (one, added) => {
      const probable = added.map((evidence) => ({ ...evidence, probable: true }));
      neverWidens(one, { evidence: [...one.evidence, ...probable] });
    }));

  it('by a record too far from the person, whatever it says', () =>
    holds([anyCase, fc.array(newcomer, { maxLength: 4 })], (one, added) => {
      const confidence = one.thresholds.merge - 0.01;
      neverWidens(one, { evidence: [...one.evidence, ...added.map((e) => ({ ...e, confidence }))] });
    }));

  it('by listening to weaker matches', () =>
    holds([anyCase, fc.double({ min: 0, max: 1, noNaN: true })], (one, factor) => {
      const { merge, restrict } = one.thresholds;
      neverWidens(one, { thresholds: { merge, restrict: restrict * factor } });
    }));

  it('by asking for a quorum, or for more of one', () =>
    holds([anyCase, fc.subarray(['app', 'crm', 'shop', 'none'])], (one, more) => {
      neverWidens(one, asked(one, { quorum: [...(one.request.quorum ?? []), ...more] }));
    }));

  it('by a more protective regime, a confirmation asked for, or a shorter life of grants', () =>
    holds([anyCase, fc.constantFrom(...mechanisms), fc.constantFrom(0, 1, 12)], (one, mechanism, months) => {
      if (mechanisms.indexOf(mechanism) >= mechanisms.indexOf(one.request.mechanism))
        neverWidens(one, asked(one, { mechanism }));
      neverWidens(one, asked(one, { doubleOptIn: true }));
      const maxAgeMonths = Math.min(months, one.request.maxAgeMonths ?? months);
      neverWidens(one, asked(one, { maxAgeMonths }));
    }));

  it('by asking for more at once: each part of what is permitted is permitted', () =>
    holds(
      [anyCase, fc.constantFrom(...partsOf('ANY')), fc.boolean(), fc.boolean()],
      (whole, leaf, deeper, addressed) => {
        const { channel, purpose, contactPoint } = whole.request.scope;
        const point = contactPoint ?? (addressed ? 'ann@a.example' : undefined);
        const part: Scope = {
          channel: partsOf(channel).includes(leaf) ? leaf : channel,
          purpose: deeper ? (purpose === '*' ? 'marketing' : `${purpose}.news`) : purpose,
          ...(point === undefined ? {} : { contactPoint: point }),
        };
        const narrow = { ...whole, request: { ...whole.request, scope: part } };
        neverWidens(narrow, { request: whole.request });
      },
    ));
});

describe('whatever else is recorded', () => {
  const standing = (scope: Scope, status: AssertionStatus, rest: Partial<Assertion> = {}): Evidence => ({
    assertion: { ref: { source: 'shop', id: 'newcomer' }, scope, status, ...rest },
    confidence: 1,
  });

  it('a refusal in any part of what is asked denies it, and so does a blind spot', () =>
    holds(
      [anyCase, fc.constantFrom(...refusals, ...blind), fc.constantFrom(...partsOf('ANY'))],
      (one, status, leaf) => {
        if (!['CONSENT', 'LEGITIMATE_INTEREST', 'PUBLIC_TASK'].includes(one.request.basis)) return;
        const { scope } = one.request;
        const part: Scope = {
          channel: partsOf(scope.channel).includes(leaf) ? leaf : scope.channel,
          purpose: scope.purpose === '*' ? 'analytics' : `${scope.purpose}.part`,
          contactPoint: scope.contactPoint ?? 'bob@b.example',
        };
        const { decision } = answer({ ...one, evidence: [...one.evidence, standing(part, status)] });
        expect(decision).toBe('DENY');
      },
    ));

  it('a restriction of processing stops a contract, and no other refusal does', () =>
    holds([anyCase, fc.constantFrom(...refusals, ...blind)], (one, status) => {
      const contract: Case = { ...one, ...asked(one, { basis: 'CONTRACT' }) };
      const { scope } = one.request;
      const restriction = standing(scope, status, { kind: 'RESTRICTION' });
      const refused: readonly AssertionStatus[] = refusals;
      const stopped = answer({ ...contract, evidence: [restriction] }).decision;
      expect(stopped).toBe(refused.includes(status) ? 'DENY' : 'PERMIT');
      const others = one.evidence.filter(({ assertion }) => assertion.kind === undefined);
      expect(answer({ ...contract, evidence: [...others, standing(scope, status)] })).toEqual(notConsulted);
    }));

  it('a legal duty and a vital interest are not asked about, a prohibition is not lifted', () =>
    holds([anyCase], (one) => {
      for (const basis of ['LEGAL_OBLIGATION', 'VITAL_INTEREST'] as const)
        expect(answer({ ...one, ...asked(one, { basis }) })).toEqual(notConsulted);
      const prohibited = asked(one, { basis: 'CONSENT', mechanism: 'PROHIBITED' });
      expect(answer({ ...one, ...prohibited }).decision).toBe('DENY');
    }));

  const notConsulted: Decision = { decision: 'PERMIT', status: 'NOT_CONSULTED', evidence: [] };
});

describe('what could not be read', () => {
  it('permits nothing: a source that fails, a search cut short, records that may be missing, rows left unread', () =>
    holds([anyCase, fc.constantFrom('app', 'crm', 'shop', 'none')], (one, source) => {
      const permits = (change: Partial<ConsentReading>) =>
        answer({ ...one, evidence: evidenceOf({ ...readingOf(one), ...change }) }).decision === 'PERMIT';
      if (permits({})) return;
      const ref = { source, id: '1' };
      for (const code of ['SOURCE_TIMEOUT', 'SOURCE_DRIFTED'] as const)
        expect(permits({ failures: new Map([[source, new GatewayError(code)]]) })).toBe(false);
      expect(permits({ cut: true })).toBe(false);
      expect(permits({ unresolved: true })).toBe(false);
      expect(permits({ rows: [{ ref, rows: [], truncated: true }] })).toBe(false);
    }));

  it('is not made up for by what the records of others say', () =>
    holds([anyCase, fc.array(newcomer, { maxLength: 3 })], (one, others) => {
      const permits = (change: Partial<ConsentReading>) =>
        answer({ ...one, evidence: evidenceOf({ ...readingOf(one), ...change }) }).decision === 'PERMIT';
      const neighbours = others.map(({ assertion }) => recordSaying([assertion]));
      if (permits({ neighbours })) expect(permits({})).toBe(true);
    }));

  /** The evidence of the case as records of the customer, in sources that are mapped to e-mail marketing. */
  function readingOf({ evidence }: Case): ConsentReading {
    return {
      members: [...byRecord(evidence).values()].map((said) => ({
        record: recordSaying(said.map(({ assertion }) => assertion)),
        confidence: said[0]?.confidence ?? 0,
        probable: said[0]?.probable ?? false,
      })),
      neighbours: [],
      rows: [],
      failures: new Map(),
      cut: false,
      unresolved: false,
      sources: ['app', 'crm', 'shop'].map((name) => ({
        name,
        scopes: [{ channel: 'EMAIL', purpose: 'marketing.communications.email' }],
      })),
      contactPoints: new Set(['ann@a.example']),
      normalPoint: (raw) => raw.trim().toLowerCase(),
    };
  }

  function recordSaying(consent: readonly Assertion[]) {
    const { source, id } = consent[0]?.ref ?? { source: 'app', id: '1' };
    return { ...record(`${source}:${id}`, {}), consent };
  }
});

/** The narrower channels of a channel. */
function partsOf(channel: Channel): readonly Channel[] {
  if (channel === 'ANY') return ['EMAIL', 'PHONE', 'VOICE', 'SMS', 'POST', 'PUSH', 'WEB', 'FAX', 'NONE'];
  return channel === 'PHONE' ? ['VOICE', 'SMS'] : [];
}

function byRecord(evidence: readonly Evidence[]): ReadonlyMap<string, readonly Evidence[]> {
  return Map.groupBy(evidence, ({ assertion: { ref } }) => `${ref.source}:${ref.id}`);
}
