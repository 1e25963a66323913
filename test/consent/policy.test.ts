import { describe, expect, it } from 'vitest';
import {
  type PurposePolicy,
  policyVersion,
  purposeTerms,
  type RegimePolicy,
  regimeFor,
} from '../../src/consent/policy.ts';

const purposes: PurposePolicy = {
  version: 'p1',
  purposes: {
    'essential.payment': { basis: 'CONTRACT' },
    'essential.tax': { basis: 'LEGAL_OBLIGATION' },
    'marketing.email': { basis: 'CONSENT', maxAgeMonths: 24, quorum: ['crm'] },
    'marketing.sms': { basis: 'CONSENT', maxAgeMonths: 12, quorum: ['app', 'crm'] },
    'marketing.post': { basis: 'LEGITIMATE_INTEREST' },
    analytics: { basis: 'LEGITIMATE_INTEREST' },
    'analytics.profiling': { basis: 'CONSENT' },
  },
};

const regimes: RegimePolicy = {
  version: 'r1',
  default: 'OPT_IN',
  jurisdictions: {
    DE: { mechanism: 'OPT_IN', doubleOptIn: true },
    US: { mechanism: 'OPT_OUT', rules: [{ channel: 'PHONE', purpose: 'marketing', mechanism: 'OPT_IN' }] },
    'US-CA': { mechanism: 'NOTICE_ONLY' },
    XX: { mechanism: 'PROHIBITED', rules: [{ channel: 'ANY', purpose: 'analytics', mechanism: 'OPT_OUT' }] },
  },
};

describe('the terms of a purpose', () => {
  it('are its own where it is listed, though a part of it is stricter', () =>
    expect(purposeTerms(purposes, 'analytics')).toEqual({ basis: 'LEGITIMATE_INTEREST' }));

  it('are the strictest of its parts where only those are listed', () => {
    expect(purposeTerms(purposes, 'marketing')).toEqual({
      basis: 'CONSENT',
      maxAgeMonths: 12,
      quorum: ['app', 'crm'],
    });
    expect(purposeTerms(purposes, 'essential')).toEqual({ basis: 'CONTRACT' });
  });

  it.each(['market', 'marketing.email.newsletter', '*', '', 'constructor', '__proto__'])(
    '%j is not known',
    (purpose) => expect(purposeTerms(purposes, purpose)).toBeUndefined(),
  );
});

describe('the regime', () => {
  const of = (
    jurisdictions: readonly string[],
    channel: 'EMAIL' | 'SMS' | 'PHONE' | 'ANY' = 'EMAIL',
    purpose = 'marketing.email',
  ) => regimeFor(regimes, jurisdictions, { channel, purpose }).mechanism;

  it('is the default where no jurisdiction is known, or none is listed', () => {
    expect(of([])).toBe('OPT_IN');
    expect(of(['ZZ'])).toBe('OPT_IN');
    expect(of(['constructor'])).toBe('OPT_IN');
  });

  it('is the most protective of all candidates, an unlisted one among them', () => {
    expect(of(['US'])).toBe('OPT_OUT');
    expect(of(['US', 'DE'])).toBe('OPT_IN');
    expect(of(['US', 'ZZ'])).toBe('OPT_IN');
  });

  it('is a subdivision’s own, else its country’s', () => {
    expect(of(['US-CA'])).toBe('NOTICE_ONLY');
    expect(of(['US-TX'])).toBe('OPT_OUT');
  });

  it('is that of the rule which covers a request, and the strictest of all it touches otherwise', () => {
    expect(of(['US'], 'SMS', 'marketing.sms')).toBe('OPT_IN');
    expect(of(['US'], 'ANY', 'marketing')).toBe('OPT_IN');
    expect(of(['US'], 'PHONE', 'analytics')).toBe('OPT_OUT');
    expect(of(['XX'], 'EMAIL', 'analytics.profiling')).toBe('OPT_OUT');
    expect(of(['XX'], 'EMAIL', 'marketing')).toBe('PROHIBITED');
  });

  it('asks for a confirmed opt-in if any candidate does', () => {
    const scope = { channel: 'EMAIL', purpose: 'marketing' } as const;
    expect(regimeFor(regimes, ['US', 'DE'], scope).doubleOptIn).toBe(true);
    expect(regimeFor(regimes, ['US'], scope).doubleOptIn).toBe(false);
  });
});

it('a decision names the versions of both files', () =>
  expect(policyVersion({ purposes, regimes })).toBe('purposes p1, regimes r1'));
