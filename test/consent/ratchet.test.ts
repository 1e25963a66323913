import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Evidence } from '../../src/consent/decide.ts';
import { isVeto } from '../../src/consent/lattice.ts';
import { ratcheted, type SeenVeto, vetoesIn, vetoKey } from '../../src/consent/ratchet.ts';
import type { Assertion } from '../../src/model/consent.ts';
import { anyRequest, email, evidence, request, says } from './assertions.ts';

const field = 'marketing_opt_in';
const seenOn = '2025-06-01T00:00:00.000Z';
const of = (...assertions: readonly Assertion[]): readonly Evidence[] =>
  assertions.map((assertion) => ({ assertion, confidence: 1 }));
const says1 = (status: Assertion['status'], rest: Partial<Assertion> = {}) =>
  says('app', status, { field, ...rest });
const at = (day: string) => ({ capturedAt: `${day}T00:00:00.000Z` });

/** As a gateway that read a refusal there, and nowhere else. */
const seen: SeenVeto = (assertion) =>
  vetoKey(assertion) === vetoKey(says1('DENIED')) ? Date.parse(seenOn) : undefined;
const statuses = (...assertions: readonly Assertion[]) =>
  ratcheted(of(...assertions), seen).map(({ assertion }) => assertion.status);

describe('a veto that was seen', () => {
  it('stays where it is gone without a trace', () => {
    expect(ratcheted(of(says1('GRANTED')), seen)).toEqual(
      of({
        ref: { source: 'app', id: '1' },
        scope: email,
        status: 'WITHDRAWN',
        field,
        reason: 'RESUBSCRIBE_UNVERIFIED',
      }),
    );
  });

  it.each<[string, Assertion]>([
    ['a grant without a date', says1('GRANTED')],
    ['a grant from before', says1('GRANTED', at('2025-05-31'))],
    ['a grant of the very instant', says1('GRANTED', at('2025-06-01'))],
    ['a grant with a date that cannot be read', says1('GRANTED', { capturedAt: 'later' })],
    ['a later grant imported in bulk', says1('GRANTED', { ...at('2025-07-01'), method: 'IMPORT' })],
    ['a grant that has ended', says1('GRANTED', { effectiveTo: '2025-05-01T00:00:00.000Z' })],
    ['silence', says1('NOT_ASKED')],
    ['a question put off', says1('DEFERRED')],
    ['an open question', says1('PENDING')],
    ['a lapse', says1('EXPIRED')],
    ['a pause', says1('DENIED', { effectiveTo: '2025-07-01T00:00:00.000Z' })],
  ])('is not lifted by %s', (_, one) => {
    const [after] = ratcheted(of(one), seen);
    expect(after?.assertion).toMatchObject({ status: 'WITHDRAWN', reason: 'RESUBSCRIBE_UNVERIFIED' });
    expect(decide(ratcheted(of(one), seen), request).decision).toBe('DENY');
  });

  it.each<[string, Assertion]>([
    ['a later grant', says1('GRANTED', at('2025-06-02'))],
    ['a later silence, which its source dates', says1('NOT_ASKED', at('2025-06-02'))],
    ['another record', says1('GRANTED', { ref: { source: 'app', id: '2' } })],
    ['another source', says('crm', 'GRANTED', { field })],
    ['another column', says('app', 'GRANTED', { field: 'newsletter' })],
    ['another channel', says1('GRANTED', { scope: { ...email, channel: 'SMS' } })],
    ['another purpose', says1('GRANTED', { scope: { ...email, purpose: 'analytics' } })],
    ['one address', says1('GRANTED', { scope: { ...email, contactPoint: 'ann@a.example' } })],
    ['the source as a whole', says1('NOT_ASKED', { ref: { source: 'app', id: '' } })],
    ['a veto that stands', says1('DENIED')],
    ['a blind spot', says1('UNKNOWN')],
    ['a restriction that is over', says1('NOT_ASKED', { kind: 'RESTRICTION' })],
  ])('leaves alone %s', (_, one) => {
    const all = of(one);
    expect(ratcheted(all, seen)).toBe(all);
  });

  it('is lifted in all of its series by one later grant, but not by a later question', () => {
    expect(statuses(says1('PENDING', at('2025-05-01')), says1('GRANTED', at('2025-07-01')))).toEqual([
      'PENDING',
      'GRANTED',
    ]);
    expect(statuses(says1('GRANTED', at('2025-05-01')), says1('PENDING', at('2025-07-01')))).toEqual([
      'WITHDRAWN',
      'PENDING',
    ]);
  });

  it('is accounted for by a history that still has it', () => {
    const told = [says1('DENIED', at('2025-01-01')), says1('GRANTED', at('2025-02-01'))];
    expect(statuses(...told)).toEqual(['DENIED', 'GRANTED']);
    expect(decide(ratcheted(of(...told), seen), request).decision).toBe('PERMIT');
  });

  it('is not lifted by an older grant of another column, which would make a denial a permit', () => {
    const all = of(
      says1('EXPIRED', at('2025-05-01')),
      says('app', 'GRANTED', { field: 'newsletter', ...at('2025-04-01') }),
    );
    expect(decide(all, request).decision).toBe('DENY');
    expect(decide(ratcheted(all, seen), request).decision).toBe('DENY');
  });

  it('is of one address however it is written', () => {
    const scope = (contactPoint: string) => ({ scope: { ...email, contactPoint } });
    expect(vetoKey(says1('DENIED', scope(' Ann@A.example')))).toBe(
      vetoKey(says1('DENIED', scope('ann@a.example'))),
    );
  });
});

describe('vetoes to remember', () => {
  it.each<[string, readonly Assertion[], number]>([
    ['a refusal', [says1('DENIED')], 1],
    ['no grant', [says1('GRANTED')], 0],
    ['no blind spot', [says1('UNAVAILABLE')], 0],
    ['no pause, which ends by itself', [says1('DENIED', { effectiveTo: '2027-01-01T00:00:00.000Z' })], 0],
    ['no restriction of processing', [says1('DENIED', { kind: 'RESTRICTION' })], 0],
    [
      'no entry of the suppression list',
      [says('suppression list', 'SUPPRESSED', { ref: { source: 'suppression list', id: '' } })],
      0,
    ],
    [
      'none that its series has lifted',
      [says1('DENIED', at('2025-01-01')), says1('GRANTED', at('2025-02-01'))],
      0,
    ],
    ['none that is remembered', [says1('WITHDRAWN', { reason: 'RESUBSCRIBE_UNVERIFIED' })], 0],
  ])('are %s', (_, assertions, count) => {
    expect(vetoesIn(of(...assertions))).toHaveLength(count);
  });
});

/** A gateway that saw vetoes here and there. */
const anySeen: fc.Arbitrary<SeenVeto> = fc
  .func(fc.option(fc.constantFrom(Date.parse('2023-01-01'), Date.parse(seenOn)), { nil: undefined, freq: 3 }))
  .map((instantOf) => (assertion) => instantOf(vetoKey(assertion)));
/** Every other time of one record and scope, where assertions bear on each other. */
const anyEvidence = fc.oneof(
  fc.array(evidence, { maxLength: 8 }),
  fc.array(evidence, { maxLength: 5 }).map((all) =>
    all.map(({ assertion, ...one }) => ({
      ...one,
      assertion: { ...assertion, ref: { source: 'app', id: '1' }, scope: email },
    })),
  ),
);

describe('the ratchet, of any evidence', () => {
  it('never turns a denial into a permit', () =>
    fc.assert(
      fc.property(anyEvidence, anySeen, anyRequest, (all, saw, asked) => {
        if (decide(all, asked).decision === 'DENY')
          expect(decide(ratcheted(all, saw), asked).decision).toBe('DENY');
      }),
      { numRuns: 3000 },
    ));

  it('changes nothing more when it is done twice', () =>
    fc.assert(
      fc.property(anyEvidence, anySeen, (all, saw) => {
        const once = ratcheted(all, saw);
        expect(ratcheted(once, saw)).toBe(once);
      }),
      { numRuns: 1000 },
    ));

  it('does not depend on the order in which things were read', () =>
    fc.assert(
      fc.property(
        anyEvidence.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        anySeen,
        ([all, shuffled], saw) => {
          const text = (some: readonly Evidence[]) => some.map((one) => JSON.stringify(one)).sort();
          expect(text(ratcheted(shuffled, saw))).toEqual(text(ratcheted(all, saw)));
        },
      ),
    ));

  it('lets a grant pass that was captured later and not imported', () =>
    fc.assert(
      fc.property(anyEvidence, anySeen, evidence, (all, saw, one) => {
        const assertion: Assertion = {
          ...one.assertion,
          status: 'GRANTED',
          ...at('2026-01-01'),
          method: 'DIRECT',
        };
        const grant = { ...one, assertion };
        expect(ratcheted([...all, grant], saw)).toContain(grant);
      }),
    ));

  it('makes nothing but vetoes, and remembers none of those it made', () =>
    fc.assert(
      fc.property(anyEvidence, anySeen, (all, saw) => {
        const after = ratcheted(all, saw);
        expect(after).toHaveLength(all.length);
        after.forEach((one, place) => {
          if (one !== all[place]) expect(isVeto(one.assertion)).toBe(true);
        });
        for (const veto of vetoesIn(after)) expect(all.map(({ assertion }) => assertion)).toContain(veto);
      }),
    ));

  it('keeps every veto it was told to remember, whatever takes its place undated', () =>
    fc.assert(
      fc.property(anyEvidence, (all) => {
        const remembered = new Map(vetoesIn(all).map((one) => [vetoKey(one), Date.parse(seenOn)]));
        const flipped = all.map((one): Evidence => {
          const { capturedAt: _, effectiveTo: __, ...rest } = one.assertion;
          return { ...one, assertion: { ...rest, status: 'GRANTED' } };
        });
        for (const { assertion } of ratcheted(flipped, (one) => remembered.get(vetoKey(one))))
          if (assertion.ref.id !== '' && assertion.kind === undefined && remembered.has(vetoKey(assertion)))
            expect(assertion.status).toBe('WITHDRAWN');
      }),
    ));
});
