import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentRequest, decide, defaultThresholds, mostProtective } from '../../src/consent/decide.ts';
import { compareAssertions, join, tierOf, tiers } from '../../src/consent/lattice.ts';
import { type Assertion, assertionStatuses, mechanisms } from '../../src/model/consent.ts';
import { shuffled } from '../identity/records.ts';
import { anyRequest, assertion, email, evidence, now, request, says } from './assertions.ts';

const orders = fc.array(fc.nat(), { minLength: 8, maxLength: 8 });
const list = fc.array(assertion, { maxLength: 8 });
const vetoes = assertionStatuses.filter((status) => tierOf(status) === tiers.VETO);
const blind = assertionStatuses.filter((status) => tierOf(status) === tiers.BLIND);

function decided(assertions: readonly Assertion[], change: Partial<ConsentRequest> = {}) {
  const { decision, status, decidedBy } = decide(
    assertions.map((one) => ({ assertion: one, confidence: 1 })),
    { ...request, ...change },
  );
  return [decision, status, decidedBy?.ref.source];
}

describe('join', () => {
  it('is the same for any order, batching and repetition', () =>
    fc.assert(
      fc.property(list, list, orders, (a, b, order) => {
        const all = [...a, ...b];
        expect(join(shuffled(all, order))).toEqual(join(all));
        expect(join([join(a), join(b)].filter((one) => one !== undefined))).toEqual(join(all));
        expect(join([...all, ...all])).toEqual(join(all));
      }),
    ));

  it('compares any three assertions consistently', () =>
    fc.assert(
      fc.property(assertion, assertion, assertion, (a, b, c) => {
        expect(Math.sign(compareAssertions(a, b))).toBe(-Math.sign(compareAssertions(b, a)) + 0);
        if (compareAssertions(a, b) >= 0 && compareAssertions(b, c) >= 0)
          expect(compareAssertions(a, c)).toBeGreaterThanOrEqual(0);
        if (compareAssertions(a, b) === 0) expect(a).toEqual(b);
      }),
      { numRuns: 2000 },
    ));

  it('is absorbed by a denial', () =>
    fc.assert(
      fc.property(list, (all) => {
        expect(tierOf(join([...all, says('crm', 'INVALIDATED')])?.status ?? 'GRANTED')).toBe(tiers.VETO);
      }),
    ));

  it.each([
    ['WITHDRAWN', 'DENIED'],
    ['INVALIDATED', 'UNAVAILABLE'],
    ['UNAVAILABLE', 'UNKNOWN'],
    ['UNKNOWN', 'EXPIRED'],
    ['PENDING', 'GRANTED'],
    ['GRANTED', 'DEFERRED'],
    ['DEFERRED', 'NOT_ASKED'],
  ] as const)('%s outranks %s', (stronger, weaker) =>
    expect(join([says('app', weaker), says('crm', stronger)])?.status).toBe(stronger),
  );

  it('lets a newer grant cure a lapse, and no older one; what is undated never helps', () => {
    const [old, late] = ['2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'];
    const grant = (at?: string) => says('app', 'GRANTED', at === undefined ? {} : { capturedAt: at });
    const lapse = (at?: string) => says('crm', 'EXPIRED', at === undefined ? {} : { capturedAt: at });
    expect(join([grant(late), lapse(old)])?.status).toBe('GRANTED');
    expect(join([grant(old), lapse(late)])?.status).toBe('EXPIRED');
    expect(join([grant(late), lapse(late)])?.status).toBe('EXPIRED');
    expect(join([grant(late), lapse()])?.status).toBe('EXPIRED');
    expect(join([grant(), lapse(old)])?.status).toBe('EXPIRED');
    const unreadable = says('aaa', 'GRANTED', { capturedAt: 'no date' });
    expect(join([grant(late), unreadable, lapse(old)])?.status).toBe('GRANTED');
    expect(join([unreadable, lapse(old)])?.status).toBe('EXPIRED');
  });

  it('names the first source among equals', () =>
    expect(join([says('crm', 'DENIED'), says('app', 'DENIED')])?.ref.source).toBe('app'));
});

describe('a decision', () => {
  it('does not depend on the order of evidence', () =>
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 8 }), anyRequest, orders, (all, asked, order) => {
        const plain = ({ decision, status, decidedBy }: ReturnType<typeof decide>) => ({
          decision,
          status,
          decidedBy,
        });
        expect(plain(decide(shuffled(all, order), asked))).toEqual(plain(decide(all, asked)));
        expect(plain(decide([...all, ...all], asked))).toEqual(plain(decide(all, asked)));
      }),
      { numRuns: 500 },
    ));

  it('that denies stays so whatever veto or blind spot is added, for every basis and mechanism', () =>
    fc.assert(
      fc.property(
        fc.array(evidence, { maxLength: 6 }),
        assertion,
        fc.constantFrom(...vetoes, ...blind),
        fc.constantFrom(0, 0.6, 1),
        anyRequest,
        (all, drawn, status, confidence, asked) => {
          const { effectiveTo: _, ...standing } = drawn;
          const added = { assertion: { ...standing, status }, confidence };
          if (decide(all, asked).decision === 'DENY')
            expect(decide([...all, added], asked).decision).toBe('DENY');
        },
      ),
      { numRuns: 3000 },
    ));

  it('never permits on a probable match what it would not without it', () =>
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 5 }), assertion, anyRequest, (all, drawn, asked) => {
        const added = { assertion: drawn, confidence: 0.7 };
        if (decide(all, asked).decision === 'DENY')
          expect(decide([...all, added], asked).decision).toBe('DENY');
      }),
      { numRuns: 2000 },
    ));

  it('takes the surest of two mentions of one assertion', () => {
    const [veto, grant] = [says('crm', 'DENIED'), { assertion: says('app', 'GRANTED'), confidence: 1 }];
    for (const confidences of [
      [1, 0.1],
      [0.1, 1],
    ]) {
      const mentions = confidences.map((confidence) => ({ assertion: veto, confidence }));
      expect(decide([grant, ...mentions], request).decision).toBe('DENY');
    }
  });

  it('on consent needs a grant where the law is opt-in, and silence suffices where it is opt-out', () => {
    const cases = (['GRANTED', 'NOT_ASKED', 'DEFERRED', 'PENDING', 'UNKNOWN', 'DENIED'] as const).map(
      (status) =>
        mechanisms.map((mechanism) => decided([says('app', status)], { mechanism })[0] === 'PERMIT'),
    );
    expect(mechanisms).toEqual(['NOTICE_ONLY', 'OPT_OUT', 'OPT_IN', 'PROHIBITED']);
    expect(cases).toEqual([
      [true, true, true, false],
      [true, true, false, false],
      [true, true, false, false],
      [false, false, false, false],
      [false, false, false, false],
      [false, false, false, false],
    ]);
    for (const mechanism of mechanisms)
      expect(decided([], { mechanism })).toEqual(['DENY', 'NOT_APPLICABLE', undefined]);
  });

  it('on a legitimate interest or a public task needs no objection and no blind spot', () => {
    for (const basis of ['LEGITIMATE_INTEREST', 'PUBLIC_TASK'] as const) {
      expect(decided([], { basis })[0]).toBe('PERMIT');
      expect(decided([says('app', 'EXPIRED')], { basis })[0]).toBe('PERMIT');
      expect(decided([says('app', 'UNAVAILABLE')], { basis })[0]).toBe('DENY');
      expect(decided([says('app', 'DENIED')], { basis })[0]).toBe('DENY');
    }
  });

  it('on a contract stops at a restriction only, on a legal duty at nothing', () => {
    const restriction = says('app', 'DENIED', { kind: 'RESTRICTION' });
    const others = [says('app', 'DENIED'), says('crm', 'UNAVAILABLE')];
    expect(decided(others, { basis: 'CONTRACT' })).toEqual(['PERMIT', 'NOT_CONSULTED', undefined]);
    expect(decided([...others, restriction], { basis: 'CONTRACT' })).toEqual(['DENY', 'DENIED', 'app']);
    for (const basis of ['LEGAL_OBLIGATION', 'VITAL_INTEREST'] as const)
      expect(decided([...others, restriction], { basis })).toEqual(['PERMIT', 'NOT_CONSULTED', undefined]);
  });

  it('with a quorum needs the grant of each source named', () => {
    const grant = says('app', 'GRANTED', { capturedAt: '2025-01-01T00:00:00.000Z' });
    expect(decided([grant], { quorum: ['app'] })[0]).toBe('PERMIT');
    expect(decided([grant], { quorum: ['app', 'crm'] })).toEqual(['DENY', 'PENDING', 'crm']);
  });

  it('lets a probable match restrict and never grant, and an address veto count whoever’s record it is', () => {
    const outcome = (status: Assertion['status'], confidence: number, contactPoint?: string) =>
      decide(
        [
          { assertion: says('app', 'GRANTED'), confidence: 1 },
          {
            assertion: says('crm', status, {
              scope: contactPoint === undefined ? email : { ...email, contactPoint },
            }),
            confidence,
          },
        ],
        { ...request, scope: { ...email, contactPoint: 'ann@a.example' } },
        defaultThresholds,
      ).decision;
    expect(outcome('DENIED', 0.6)).toBe('DENY');
    expect(outcome('UNKNOWN', 0.6)).toBe('DENY');
    expect(outcome('DENIED', 0.59)).toBe('PERMIT');
    expect(outcome('EXPIRED', 0.94)).toBe('PERMIT');
    expect(outcome('EXPIRED', 0.95)).toBe('DENY');
    expect(outcome('DENIED', 0, 'ann@a.example')).toBe('DENY');
    expect(outcome('DENIED', 0, 'bob@a.example')).toBe('PERMIT');
    expect(decide([{ assertion: says('app', 'GRANTED'), confidence: 0.94 }], request).decision).toBe('DENY');
  });

  it('takes silence for an answer only where it covers what is asked', () => {
    const narrow = says('app', 'NOT_ASKED', {
      scope: { channel: 'EMAIL', purpose: 'marketing.communications.email.newsletter' },
    });
    expect(decided([narrow], { mechanism: 'OPT_OUT' })).toEqual(['DENY', 'NOT_APPLICABLE', undefined]);
    expect(decided([says('app', 'NOT_ASKED')], { mechanism: 'OPT_OUT' })[0]).toBe('PERMIT');
  });
});

it('the most protective mechanism of all candidates holds, and opt-in where there is none', () => {
  expect(mostProtective(['OPT_OUT', 'OPT_IN', 'NOTICE_ONLY'])).toBe('OPT_IN');
  expect(mostProtective(['NOTICE_ONLY'])).toBe('NOTICE_ONLY');
  expect(mostProtective([])).toBe('OPT_IN');
});

it('evaluates at the instant it is given', () => {
  const grant = says('app', 'GRANTED', { effectiveTo: '2026-01-15T00:00:00.000Z' });
  expect(decided([grant], { now: now - 1 })[0]).toBe('PERMIT');
  expect(decided([grant], { now })).toEqual(['DENY', 'EXPIRED', 'app']);
});
