import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentRequest, decide, defaultThresholds, type Evidence } from '../../src/consent/decide.ts';
import { current } from '../../src/consent/fold.ts';
import { tierOf, tiers } from '../../src/consent/lattice.ts';
import { type Change, type Remedy, remedyOf } from '../../src/consent/remedy.ts';
import type { Assertion, AssertionStatus } from '../../src/model/consent.ts';
import { suppressionList } from '../../src/model/consent.ts';
import { shuffled } from '../identity/records.ts';
import { anyRequest, email, evidence, now, request, says } from './assertions.ts';

const today = new Date(now).toISOString();
const [old, late] = ['2023-06-01T00:00:00.000Z', '2025-06-01T00:00:00.000Z'];

const list = { source: suppressionList, id: '' };
const signal = { source: 'request', id: '' };

/** Assertions as a source may make them, entries of the suppression list, and signals of a request. */
const any: fc.Arbitrary<Evidence> = fc.oneof(
  { weight: 8, arbitrary: evidence },
  { weight: 1, arbitrary: evidence.map((one) => ({ ...one, assertion: { ...one.assertion, ref: list } })) },
  {
    weight: 1,
    arbitrary: evidence.map((one) => ({
      ...one,
      assertion: { ...one.assertion, ref: signal, status: 'DENIED' as const },
    })),
  },
);
const own: readonly string[] = [list.source, signal.source];
const all = fc.array(any, { maxLength: 6 });

function sure(assertions: readonly Assertion[]): readonly Evidence[] {
  return assertions.map((assertion) => ({ assertion, confidence: 1 }));
}

function remedied(
  assertions: readonly Assertion[],
  change: Partial<ConsentRequest> = {},
): Remedy | undefined {
  return remedyOf(sure(assertions), { ...request, ...change });
}

/** The same as data that is easy to read. */
function told(remedy: Remedy | undefined) {
  if (remedy?.possible !== true) return remedy?.reason;
  return remedy.changes.map((change) => {
    switch (change.kind) {
      case 'ANSWER':
        return ['ANSWER', change.source];
      case 'GRANT':
        return change.source === undefined ? ['GRANT'] : ['GRANT', change.source];
      default:
        return [change.kind, change.assertion.ref.source];
    }
  });
}

/** What the changes mean, said again without the code under test: each touches what it names and nothing else. */
function apply(
  before: readonly Evidence[],
  changes: readonly Change[],
  asked: ConsentRequest,
): readonly Evidence[] {
  const text = (assertion: Assertion) =>
    JSON.stringify(Object.entries(assertion).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  let after = before;
  for (const change of changes) {
    const replace = (
      matches: (standing: Assertion) => boolean,
      by: (assertion: Assertion) => Assertion | undefined,
    ) => {
      after = after.flatMap((one) => {
        if (!matches(current(one.assertion, asked))) return [one];
        const assertion = by(one.assertion);
        return assertion === undefined ? [] : [{ ...one, assertion }];
      });
    };
    const silent = (assertion: Assertion): Assertion | undefined =>
      own.includes(assertion.ref.source) ? undefined : { ...assertion, status: 'NOT_ASKED' };
    if (change.kind === 'LIFT') replace((standing) => text(standing) === text(change.assertion), silent);
    else if (change.kind === 'ANSWER')
      replace(({ ref, status }) => ref.source === change.source && /^UN/.test(status), silent);
    else if (change.kind === 'GRANT')
      after = [
        ...after,
        {
          assertion: {
            ...says(change.source ?? ableSources(before, asked)[0] ?? 'nowhere', 'GRANTED'),
            ref: { source: change.source ?? ableSources(before, asked)[0] ?? 'nowhere', id: 'new' },
            scope: change.scope,
            capturedAt: today,
            doubleOptInAt: today,
          },
          confidence: 1,
        },
      ];
    else
      replace(
        (standing) => text(standing) === text(change.assertion),
        ({ effectiveFrom: _, effectiveTo: __, ...rest }) => ({
          ...rest,
          status: 'GRANTED',
          capturedAt: today,
          doubleOptInAt: today,
          method: 'DIRECT',
        }),
      );
  }
  return after;
}

/** Sources that say anything of consent, for a channel and a purpose that hold what is asked. */
function ableSources(before: readonly Evidence[], { scope }: ConsentRequest): readonly string[] {
  const holds = (outer: string, inner: string) =>
    outer === '*' || inner === outer || inner.startsWith(`${outer}.`);
  return before
    .map(({ assertion }) => assertion)
    .filter(({ scope: { channel, purpose } }) => {
      const isPhone = channel === 'PHONE' && ['VOICE', 'SMS'].includes(scope.channel);
      return holds(purpose, scope.purpose) && (channel === 'ANY' || channel === scope.channel || isPhone);
    })
    .map(({ ref }) => ref.source)
    .filter((source) => !own.includes(source))
    .toSorted();
}

function permits(before: readonly Evidence[], changes: readonly Change[], asked: ConsentRequest): boolean {
  return decide(apply(before, changes, asked), asked).decision === 'PERMIT';
}

function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  let sets: readonly (readonly T[])[] = [[]];
  for (const item of items) sets = [...sets, ...sets.map((set) => [...set, item])];
  return sets;
}

/** Every change there could be to this evidence, needed or not. */
function everyChange(before: readonly Evidence[], asked: ConsentRequest): readonly Change[] {
  const standing = before.map(({ assertion }) => current(assertion, asked));
  const of = (status: AssertionStatus) => standing.filter((one) => one.status === status);
  const able = ableSources(before, asked);
  const consents: readonly Change[] = [
    ...of('PENDING').map((assertion): Change => ({ kind: 'CONFIRM', assertion })),
    ...of('EXPIRED')
      .filter(({ capturedAt }) => !(Date.parse(capturedAt ?? '') < now))
      .map((assertion): Change => ({ kind: 'RENEW', assertion })),
    ...[...new Set(able)].map((source): Change => ({ kind: 'GRANT', scope: asked.scope, source })),
  ];
  return [
    ...standing
      .filter(({ status }) => tierOf(status) === tiers.VETO)
      .map((assertion): Change => ({ kind: 'LIFT', assertion })),
    ...[...new Set([...of('UNKNOWN'), ...of('UNAVAILABLE')].map(({ ref }) => ref.source))].map(
      (source): Change => ({ kind: 'ANSWER', source, reasons: [] }),
    ),
    ...(asked.basis === 'CONSENT' ? consents : []),
  ];
}

describe('a remedy', () => {
  it('is there for a denial and for no permit', () =>
    fc.assert(
      fc.property(all, anyRequest, (before, asked) => {
        expect(remedyOf(before, asked) === undefined).toBe(decide(before, asked).decision === 'PERMIT');
      }),
      { numRuns: 1000 },
    ));

  it('makes the decision PERMIT, and no part of it does', () =>
    fc.assert(
      fc.property(all, anyRequest, (before, asked) => {
        const remedy = remedyOf(before, asked);
        fc.pre(remedy?.possible === true);
        for (const part of subsets(remedy.changes))
          expect(permits(before, part, asked)).toBe(part.length === remedy.changes.length);
      }),
      { numRuns: 3000 },
    ));

  it('is as short as any, and impossible only where all changes together would not do', () =>
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), anyRequest, (before, asked) => {
        const remedy = remedyOf(before, asked);
        fc.pre(remedy !== undefined);
        const others = subsets(everyChange(before, asked)).filter((part) => permits(before, part, asked));
        const shortest = Math.min(...others.map(({ length }) => length));
        expect(remedy.possible ? remedy.changes.length : Number.POSITIVE_INFINITY).toBe(shortest);
      }),
      { numRuns: 2000 },
    ));

  it('does not depend on the order of evidence or on repetition', () =>
    fc.assert(
      fc.property(
        all,
        anyRequest,
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        (before, asked, order) => {
          const remedy = remedyOf(before, asked);
          expect(remedyOf(shuffled(before, order), asked)).toEqual(remedy);
          expect(remedyOf([...before, ...structuredClone(before)], asked)).toEqual(remedy);
        },
      ),
      { numRuns: 1000 },
    ));

  it('lifts an opt-out where it is recorded, however new the consent elsewhere is', () => {
    const optOut = says('crm', 'DENIED', { field: 'HasOptedOutOfEmail', capturedAt: old });
    const remedy = remedied([optOut, says('app', 'GRANTED', { capturedAt: late })]);
    expect(remedy).toEqual({ possible: true, changes: [{ kind: 'LIFT', assertion: optOut }] });
  });

  it('lifts every opt-out, weightiest first, and then asks for the consent that is missing', () =>
    expect(
      told(remedied([says('crm', 'DENIED'), says('app', 'WITHDRAWN'), says('shop', 'NOT_ASKED')])),
    ).toEqual([['LIFT', 'app'], ['LIFT', 'crm'], ['GRANT']]));

  it('asks no consent where silence permits', () =>
    expect(told(remedied([says('crm', 'DENIED')], { mechanism: 'OPT_OUT' }))).toEqual([['LIFT', 'crm']]));

  it('has a blind source answer once, however much of it is not known, and tells why it is blind', () => {
    const blind = [
      says('crm', 'UNKNOWN', { reason: 'a mapped consent column is gone' }),
      says('crm', 'UNAVAILABLE', { ref: { source: 'crm', id: '' }, reason: 'SOURCE_TIMEOUT' }),
      says('crm', 'UNKNOWN', { ref: { source: 'crm', id: '2' } }),
    ];
    expect(remedied([...blind, says('app', 'GRANTED', { capturedAt: late })])).toEqual({
      possible: true,
      changes: [
        { kind: 'ANSWER', source: 'crm', reasons: ['SOURCE_TIMEOUT', 'a mapped consent column is gone'] },
      ],
    });
  });

  it('is a new consent for a lapse that has a date, and a renewal in its place for one that has none', () => {
    expect(remedied([says('app', 'EXPIRED', { capturedAt: old })])).toEqual({
      possible: true,
      changes: [{ kind: 'GRANT', scope: email }],
    });
    expect(told(remedied([says('app', 'EXPIRED')]))).toEqual([['RENEW', 'app']]);
    const undated = says('app', 'GRANTED');
    expect(told(remedied([undated], { maxAgeMonths: 24 }))).toEqual([['RENEW', 'app']]);
  });

  it('is the confirmation of what is pending', () => {
    const single = says('app', 'GRANTED', { capturedAt: late });
    expect(remedied([single], { doubleOptIn: true })).toEqual({
      possible: true,
      changes: [{ kind: 'CONFIRM', assertion: { ...single, status: 'PENDING' } }],
    });
  });

  it('is the confirmation alone where that lifts the opt-out before it, in one record', () =>
    expect(
      told(
        remedied([
          says('app', 'WITHDRAWN', { capturedAt: old }),
          says('app', 'PENDING', { capturedAt: late }),
        ]),
      ),
    ).toEqual([['CONFIRM', 'app']]));

  it('is one new consent rather than several confirmations of parts', () => {
    const part = { ...email, contactPoint: 'ann@a.example' };
    const parts = ['1', '2'].map((id) =>
      says('app', 'PENDING', { ref: { source: 'app', id }, scope: part, capturedAt: late }),
    );
    expect(told(remedied([...parts, says('crm', 'GRANTED', { capturedAt: old })]))).toEqual([['GRANT']]);
  });

  it('is both where a confirmation lifts opt-outs and a new consent makes up for the others', () => {
    const part = { ...email, contactPoint: 'ann@a.example' };
    const of = (id: string, status: AssertionStatus, rest: Partial<Assertion>) =>
      says('app', status, { ref: { source: 'app', id }, scope: part, ...rest });
    const before = [
      of('1', 'DENIED', { capturedAt: old, field: 'letters' }),
      of('1', 'DENIED', { capturedAt: old, field: 'offers' }),
      ...['1', '2', '3'].map((id) => of(id, 'PENDING', { capturedAt: late })),
      says('crm', 'GRANTED', { capturedAt: old }),
    ];
    expect(told(remedied(before))).toEqual([['CONFIRM', 'app'], ['GRANT']]);
  });

  it('is consent in each source that must grant by itself', () => {
    const quorum = ['crm', 'app'];
    const mapped = [says('app', 'NOT_ASKED'), says('crm', 'NOT_ASKED')];
    expect(told(remedied(mapped, { quorum }))).toEqual([
      ['GRANT', 'app'],
      ['GRANT', 'crm'],
    ]);
    expect(told(remedied([says('app', 'GRANTED', { capturedAt: late }), ...mapped], { quorum }))).toEqual([
      ['GRANT', 'crm'],
    ]);
    expect(told(remedied([says('app', 'NOT_ASKED')], { quorum }))).toBe('NO_CONSENT_SOURCE');
  });

  it.each([list, signal])(
    'lifts a veto of the gateway itself there, and captures no consent in it: %j',
    (ref) => {
      const veto = says(ref.source, 'DENIED', { ref, scope: { channel: 'ANY', purpose: '*' } });
      expect(told(remedied([veto, says('app', 'GRANTED')]))).toEqual([['LIFT', ref.source]]);
      expect(told(remedied([veto]))).toBe('NO_CONSENT_SOURCE');
      expect(told(remedied([veto], { mechanism: 'OPT_OUT' }))).toBe('NO_CONSENT_SOURCE');
    },
  );

  it('waits for the suppression list, of which nobody learns whether a source records consent', () => {
    const blind = says(list.source, 'UNAVAILABLE', { ref: list, scope: { channel: 'ANY', purpose: '*' } });
    expect(told(remedied([blind, says('app', 'GRANTED')]))).toEqual([['ANSWER', list.source]]);
    expect(told(remedied([blind], { mechanism: 'OPT_OUT' }))).toBe('NO_CONSENT_SOURCE');
  });

  it('is impossible where the purpose is forbidden, or no source records consent for all of it', () => {
    expect(told(remedied([says('app', 'GRANTED')], { mechanism: 'PROHIBITED' }))).toBe('PROHIBITED');
    expect(told(remedied([]))).toBe('NO_CONSENT_SOURCE');
    const broader = { ...email, purpose: 'marketing' };
    expect(told(remedied([says('app', 'NOT_ASKED')], { scope: broader }))).toBe('NO_CONSENT_SOURCE');
  });

  it('lifts restrictions for a contract, and objections for a legitimate interest, and captures nothing', () => {
    const restriction = says('crm', 'DENIED', { kind: 'RESTRICTION' });
    const other = [
      says('app', 'WITHDRAWN', { capturedAt: old }),
      says('shop', 'UNAVAILABLE'),
      says('app', 'PENDING', { capturedAt: late }),
    ];
    expect(told(remedied([restriction, ...other], { basis: 'CONTRACT' }))).toEqual([['LIFT', 'crm']]);
    expect(told(remedied([restriction, ...other], { basis: 'LEGITIMATE_INTEREST' }))).toEqual([
      ['LIFT', 'app'],
      ['LIFT', 'crm'],
      ['ANSWER', 'shop'],
    ]);
  });

  it('lifts what a record says that may be the person, and leaves what one says that hardly is', () => {
    const [probable, hardly] = [says('crm', 'DENIED'), says('shop', 'DENIED')];
    const before = [
      { assertion: says('app', 'GRANTED'), confidence: 1 },
      { assertion: probable, confidence: 0.7 },
      { assertion: hardly, confidence: 0.5 },
    ];
    expect(told(remedyOf(before, request))).toEqual([['LIFT', 'crm']]);
    expect(told(remedyOf(before, request, { ...defaultThresholds, restrict: 0.5 }))).toEqual([
      ['LIFT', 'crm'],
      ['LIFT', 'shop'],
    ]);
  });
});
