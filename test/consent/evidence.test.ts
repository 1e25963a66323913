import { describe, expect, it } from 'vitest';
import { decide, type Evidence } from '../../src/consent/decide.ts';
import { assertionOf, type ConsentReading, evidenceOf } from '../../src/consent/evidence.ts';
import type { Row } from '../../src/model/collection.ts';
import type { Assertion, Scope } from '../../src/model/consent.ts';
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { record, ref } from '../identity/records.ts';
import { email, request, says } from './assertions.ts';

const sms: Scope = { channel: 'SMS', purpose: 'marketing.communications.sms' };
const own = 'ann@a.example';

function withConsent(key: string, ...consent: readonly Assertion[]): SourceRecord {
  return { ...record(key, {}), consent };
}

function reading(change: Partial<ConsentReading>): ConsentReading {
  return {
    members: [],
    neighbours: [],
    rows: [],
    failures: new Map(),
    cut: false,
    unresolved: false,
    sources: [
      { name: 'app', scopes: [email] },
      { name: 'crm', scopes: [email, sms] },
    ],
    contactPoints: new Set([own]),
    normalPoint: (raw) => raw.trim().toLowerCase(),
    ...change,
  };
}

const told = (evidence: readonly Evidence[]) =>
  evidence.map(
    ({ assertion: { ref: at, status, scope }, confidence }) =>
      `${at.source}:${at.id} ${status} ${scope.channel} ${confidence}`,
  );

function row(values: Row['values']): Row {
  return { id: '1', at: null, values };
}

describe('whole sources', () => {
  it('that answered are silent in the scopes they are mapped to', () =>
    expect(told(evidenceOf(reading({})))).toEqual([
      'app: NOT_ASKED EMAIL 1',
      'crm: NOT_ASKED EMAIL 1',
      'crm: NOT_ASKED SMS 1',
    ]));

  it.each<[ErrorCode, string]>([
    ['SOURCE_TIMEOUT', 'UNAVAILABLE'],
    ['SOURCE_UNAVAILABLE', 'UNAVAILABLE'],
    ['SOURCE_THROTTLED', 'UNAVAILABLE'],
    ['SOURCE_UNAUTHORIZED', 'UNAVAILABLE'],
    ['SOURCE_DRIFTED', 'UNKNOWN'],
    ['SOURCE_PROTOCOL', 'UNKNOWN'],
    ['SOURCE_CONTRACT', 'UNKNOWN'],
  ])('that failed with %s are %s in all their scopes, and only those', (code, status) => {
    const failures = new Map([['crm', new GatewayError(code)]]);
    const evidence = evidenceOf(reading({ failures }));
    expect(told(evidence)).toEqual([
      'app: NOT_ASKED EMAIL 1',
      `crm: ${status} EMAIL 1`,
      `crm: ${status} SMS 1`,
    ]);
    expect(evidence[1]?.assertion.reason).toBe(code);
  });

  it('that hold no record are blind where a source failed that may have led to one (F9)', () => {
    const members = [{ record: withConsent('app:1'), confidence: 1 }];
    expect(told(evidenceOf(reading({ members, unresolved: true })))).toEqual([
      'app: NOT_ASKED EMAIL 1',
      'crm: UNKNOWN EMAIL 1',
      'crm: UNKNOWN SMS 1',
    ]);
  });

  it('may all hold more when the search was cut short', () =>
    expect(told(evidenceOf(reading({ cut: true })))).toEqual([
      'app: UNKNOWN EMAIL 1',
      'crm: UNKNOWN EMAIL 1',
      'crm: UNKNOWN SMS 1',
    ]));

  it('that are down deny what the others grant, for their purposes alone', () => {
    const grants = withConsent(
      'app:1',
      says('app', 'GRANTED'),
      says('app', 'GRANTED', { scope: { ...email, purpose: 'analytics' } }),
    );
    const evidence = evidenceOf(
      reading({
        members: [{ record: grants, confidence: 1 }],
        failures: new Map([['crm', new GatewayError('SOURCE_TIMEOUT')]]),
      }),
    );
    expect(decide(evidence, request)).toMatchObject({ decision: 'DENY', status: 'UNAVAILABLE' });
    expect(decide(evidence, { ...request, scope: { ...email, purpose: 'analytics' } }).decision).toBe(
      'PERMIT',
    );
  });
});

describe('rows', () => {
  it('are assertions of their record, with its confidence', () => {
    const rows = [
      row({
        purpose: 'marketing',
        channel: 'SMS',
        status: 'DENIED',
        capturedAt: '2025-01-01T00:00:00.000Z',
        contactPoint: '+493012345678',
      }),
    ];
    const evidence = evidenceOf(
      reading({
        members: [{ record: record('crm:1', {}), confidence: 0.7 }],
        rows: [{ ref: ref('crm:1'), rows, truncated: false }],
        sources: [],
      }),
    );
    expect(evidence).toEqual([
      {
        assertion: {
          ref: ref('crm:1'),
          scope: { channel: 'SMS', purpose: 'marketing', contactPoint: '+493012345678' },
          status: 'DENIED',
          capturedAt: '2025-01-01T00:00:00.000Z',
        },
        confidence: 0.7,
      },
    ]);
    expect(
      assertionOf(ref('crm:1'), row({ purpose: 'marketing', channel: 'SMS', status: 'DENIED' })).scope,
    ).toEqual({ channel: 'SMS', purpose: 'marketing' });
  });

  it('that are more than were read make the source unknown in its scopes', () => {
    const members = [{ record: record('crm:1', {}), confidence: 1 }];
    const truncated = evidenceOf(
      reading({ members, rows: [{ ref: ref('crm:1'), rows: [], truncated: true }] }),
    );
    expect(told(truncated)).toEqual([
      'crm:1 UNKNOWN EMAIL 1',
      'crm:1 UNKNOWN SMS 1',
      'app: NOT_ASKED EMAIL 1',
      'crm: NOT_ASKED EMAIL 1',
      'crm: NOT_ASKED SMS 1',
    ]);
  });
});

describe('neighbours', () => {
  const address = (contactPoint: string) =>
    says('shop', 'DENIED', { ref: ref('shop:9'), scope: { ...email, contactPoint } });
  const heard = (one: Assertion) =>
    evidenceOf(reading({ neighbours: [withConsent('shop:9', one)], sources: [] }));

  it('count where they refuse for the customer’s own address, however it is written', () => {
    const evidence = heard(address(' Ann@A.example'));
    expect(evidence).toMatchObject([{ confidence: 0, assertion: { scope: { contactPoint: own } } }]);
    const grant = { assertion: says('app', 'GRANTED'), confidence: 1 };
    const decision = (contactPoint: string) =>
      decide([...evidence, grant], { ...request, scope: { ...email, contactPoint } }).decision;
    expect([decision(own), decision('ann@work.example')]).toEqual(['DENY', 'PERMIT']);
  });

  it('do not count for another address, nor for the person', () => {
    expect(heard(address('bob@a.example'))).toEqual([]);
    expect(heard(says('shop', 'DENIED'))).toEqual([]);
  });

  it('never help', () => {
    const grant = says('shop', 'GRANTED', { scope: { ...email, contactPoint: own } });
    expect(decide(heard(grant), { ...request, scope: { ...email, contactPoint: own } }).decision).toBe(
      'DENY',
    );
  });
});

it.each([
  ['GRANTED', []],
  ['DENIED', ['DENIED']],
] as const)(
  'of a record that is perhaps the customer’s, however alike, %s counts as %j',
  (status, counted) => {
    const scope = { purpose: 'marketing.communications.email', channel: 'EMAIL' } as const;
    const one = { ref: ref('shop:9'), scope, status };
    const members = [{ record: withConsent('shop:9', one), confidence: 1, probable: true }];
    const asked = {
      scope,
      basis: 'CONSENT',
      mechanism: 'OPT_IN',
      now: Date.parse('2026-02-01T00:00:00Z'),
    } as const;
    const { decision, evidence } = decide(evidenceOf(reading({ members, sources: [] })), asked);
    expect(decision).toBe('DENY');
    expect(evidence.map((said) => said.status)).toEqual(counted);
  },
);
