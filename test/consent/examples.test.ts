/** What no law and no made-up case says: names among equals, reasons, and the edges of evidence and policy. */
import { describe, expect, it } from 'vitest';
import { consults, decide } from '../../src/consent/decide.ts';
import { type ConsentReading, evidenceOf, restrictionsOf } from '../../src/consent/evidence.ts';
import { unlifted } from '../../src/consent/fold.ts';
import { compareAssertions, join } from '../../src/consent/lattice.ts';
import { type PurposePolicy, purposeTerms, type RegimePolicy, regimeFor } from '../../src/consent/policy.ts';
import { type Assertion, type LegalBasis, legalBases } from '../../src/model/consent.ts';
import { record, ref } from '../identity/records.ts';
import { email, request, says } from './assertions.ts';

const at = (day: string) => `${day}T00:00:00.000Z`;

describe('among assertions of equal weight', () => {
  const plain = says('app', 'DENIED', { field: 'opt_out' });

  it('the first record, field and purpose is named', () => {
    const [second, later, broader] = [
      { ...plain, ref: { source: 'app', id: '2' } },
      { ...plain, field: 'phone_opt_out' },
      { ...plain, scope: { ...email, purpose: 'zoology' } },
    ];
    for (const other of [second, later, broader]) {
      expect(join([other, plain])).toBe(plain);
      expect(join([plain, other])).toBe(plain);
    }
    expect(join([plain, says('app', 'DENIED')])).not.toHaveProperty('field');
  });

  it.each<[string, Partial<Assertion>]>([
    ['purpose', { scope: { ...email, purpose: 'analytics' } }],
    ['channel', { scope: { ...email, channel: 'SMS' } }],
    ['address', { scope: { ...email, contactPoint: 'ann@a.example' } }],
    ['time', { capturedAt: at('2024-01-01') }],
    ['beginning', { effectiveFrom: at('2024-01-01') }],
    ['end', { effectiveTo: at('2030-01-01') }],
    ['confirmation', { doubleOptInAt: at('2024-01-01') }],
    ['method', { method: 'IMPORT' }],
    ['kind', { kind: 'RESTRICTION' }],
    ['reason', { reason: 'a time that cannot be read' }],
  ])('another %s makes another assertion', (_, change) =>
    expect(compareAssertions(plain, { ...plain, ...change }) === 0).toBe(false),
  );
});

it('an address is one series however it is written', () => {
  const written = (contactPoint: string) => ({ scope: { ...email, contactPoint } });
  const refusal = says('app', 'DENIED', { ...written('Ann@A.example'), capturedAt: at('2024-01-01') });
  const grant = says('app', 'GRANTED', { ...written(' ann@a.example'), capturedAt: at('2025-01-01') });
  expect(unlifted([refusal, grant])).toEqual([grant]);
});

describe('a decision', () => {
  it('of a contract tells the restriction that stops it, and nothing else', () => {
    const restriction = says('app', 'DENIED', { kind: 'RESTRICTION' });
    const evidence = [restriction, says('crm', 'DENIED')].map((assertion) => ({ assertion, confidence: 1 }));
    expect(decide(evidence, { ...request, basis: 'CONTRACT' }).evidence).toEqual([restriction]);
  });

  it('names a source whose own grant is outstanding as no record of it, and says why', () =>
    expect(decide([], { ...request, quorum: ['crm'] }).decidedBy).toEqual({
      ref: { source: 'crm', id: '' },
      scope: email,
      status: 'PENDING',
      reason: 'quorum',
    }));

  it('is none where the mechanism is unheard of, nor where the basis is', () => {
    const granted = [{ assertion: says('app', 'GRANTED'), confidence: 1 }];
    for (const unheard of [{ mechanism: 'OPT_SIDEWAYS' as never }, { basis: 'HABIT' as never }])
      expect(() => decide(granted, { ...request, ...unheard })).toThrow(TypeError);
  });

  it('consults what the customer says wherever not knowing it denies', () => {
    const unknown = [{ assertion: says('app', 'UNKNOWN'), confidence: 1 }];
    const denied = legalBases.filter((basis) => decide(unknown, { ...request, basis }).decision === 'DENY');
    expect(denied).toEqual(['CONSENT', 'PUBLIC_TASK', 'LEGITIMATE_INTEREST']);
    expect(legalBases.filter(consults)).toEqual(denied);
  });
});

describe('evidence', () => {
  const nothing: ConsentReading = {
    members: [],
    neighbours: [],
    rows: [],
    failures: new Map(),
    cut: false,
    unresolved: false,
    sources: [{ name: 'crm', scopes: [email] }],
    contactPoints: new Set(['ann@a.example']),
    normalPoint: (raw) => raw.trim().toLowerCase(),
  };
  const silence = {
    assertion: { ref: { source: 'crm', id: '' }, scope: email, status: 'NOT_ASKED' },
    confidence: 1,
  };
  const refused = (contactPoint?: string) => ({
    id: '1',
    at: null,
    values: {
      ...email,
      status: 'DENIED',
      ...(contactPoint === undefined ? {} : { contactPoint }),
    },
  });

  it('of rows of another’s record is what they say of the customer’s own address, whatever else is unread', () => {
    const rows = [refused(), refused('ann@a.example')];
    for (const truncated of [false, true])
      expect(evidenceOf({ ...nothing, rows: [{ ref: ref('crm:9'), rows, truncated }] })).toEqual([
        {
          assertion: {
            ref: ref('crm:9'),
            scope: { ...email, contactPoint: 'ann@a.example' },
            status: 'DENIED',
          },
          confidence: 0,
        },
        silence,
      ]);
  });

  it('of rows that were all read is what they say, of others also that there are more', () => {
    const members = [{ record: record('crm:1', {}), confidence: 0.7 }];
    const all = { ref: ref('crm:1'), rows: [], truncated: false };
    expect(evidenceOf({ ...nothing, members, rows: [all] })).toEqual([silence]);
    const reason = 'more consent records than are read';
    expect(evidenceOf({ ...nothing, members, rows: [{ ...all, truncated: true }] })).toEqual([
      { assertion: { ref: ref('crm:1'), scope: email, status: 'UNKNOWN', reason }, confidence: 1 },
      silence,
    ]);
  });

  it('of a source says why it is unknown', () => {
    const why = (change: Partial<ConsentReading>) =>
      evidenceOf({ ...nothing, ...change })[0]?.assertion.reason;
    expect(why({})).toBeUndefined();
    expect(why({ cut: true })).toBe('the search for records was cut short');
    expect(why({ unresolved: true })).toBe('a source failed that may have led to a record here');
  });

  it('of a source where only a doubtful record was found is that there may be others', () => {
    const of = (probable: boolean) => {
      const members = [{ record: record('crm:1', {}), confidence: 1, probable }];
      return evidenceOf({ ...nothing, members, unresolved: true }).map(({ assertion }) => assertion.status);
    };
    expect([of(true), of(false)]).toEqual([['UNKNOWN'], ['NOT_ASKED']]);
  });

  it('for a contract is the restrictions, at whatever address they were recorded', () => {
    const scope = { ...email, contactPoint: 'ann@a.example' };
    const restriction = says('app', 'DENIED', { scope, kind: 'RESTRICTION', field: 'frozen' });
    const consent = [
      restriction,
      says('app', 'DENIED'),
      says('app', 'NOT_ASKED', { kind: 'RESTRICTION' }),
      says('app', 'GRANTED'),
    ];
    const members = [{ record: { ...record('app:1', {}), consent }, confidence: 0.7 }];
    expect(restrictionsOf(members)).toEqual([
      { assertion: { ...restriction, scope: email }, confidence: 0.7 },
    ]);
  });
});

describe('policy', () => {
  it('takes the basis that protects the person most, of every two parts of a purpose', () => {
    const protecting: readonly LegalBasis[] = [
      'LEGAL_OBLIGATION',
      'VITAL_INTEREST',
      'CONTRACT',
      'PUBLIC_TASK',
      'LEGITIMATE_INTEREST',
      'CONSENT',
    ];
    const basisOf = (...bases: readonly LegalBasis[]) => {
      const parts = bases.map((basis, index) => [`whole.part${index}`, { basis }] as const);
      const policy: PurposePolicy = { version: '1', purposes: Object.fromEntries(parts) };
      return purposeTerms(policy, 'whole')?.basis;
    };
    for (const [index, more] of protecting.entries())
      for (const less of protecting.slice(0, index))
        expect([basisOf(less, more), basisOf(more, less)]).toEqual([more, more]);
  });

  const regimes = (change: Partial<RegimePolicy>): RegimePolicy => ({
    version: '1',
    default: 'PROHIBITED',
    jurisdictions: {},
    ...change,
  });

  it('asks for its default where no jurisdiction is known, or one that is not listed', () => {
    for (const jurisdictions of [[], ['ZZ'], ['constructor']])
      expect(regimeFor(regimes({}), jurisdictions, email).mechanism).toBe('PROHIBITED');
    expect(regimeFor(regimes({ default: 'NOTICE_ONLY' }), [], email).mechanism).toBe('NOTICE_ONLY');
  });

  it('asks of a request that a milder rule covers in part what the regime asks of the rest', () => {
    const rules = [{ channel: 'EMAIL', purpose: 'marketing', mechanism: 'OPT_OUT' }] as const;
    const policy = regimes({ jurisdictions: { XX: { mechanism: 'OPT_IN', rules } } });
    expect(regimeFor(policy, ['XX'], email).mechanism).toBe('OPT_OUT');
    expect(regimeFor(policy, ['XX'], { channel: 'ANY', purpose: 'marketing' }).mechanism).toBe('OPT_IN');
  });
});
