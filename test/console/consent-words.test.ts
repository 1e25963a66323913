/** The words in which consent is told, and how its matrix is arranged. */
import { describe, expect, it } from 'vitest';
import type { Cell, Change, Decision, Evidence, Remedy } from '../../console/src/consent/decision.ts';
import { piecesOf, placesOf } from '../../console/src/consent/evidence.ts';
import { blindOf, familiesOf, filtered, moved, sourcesOf } from '../../console/src/consent/matrix.ts';
import { impossibleInWords, stepsOf } from '../../console/src/consent/remedy.ts';
import { byChannel, whyInBrief, whyInWords } from '../../console/src/consent/why.ts';
import {
  basisWords,
  channelWords,
  familyOf,
  mechanismWords,
  purposeInWords,
  reasonInWords,
  statusWords,
  wholePurposeInWords,
} from '../../console/src/consent/words.ts';
import { channels, consentStatuses, legalBases, mechanisms } from '../../src/model/consent.ts';

const said: Evidence = {
  source: 'crm',
  record: '0031',
  field: 'HasOptedOutOfEmail',
  status: 'DENIED',
  purpose: 'marketing',
  channel: 'EMAIL',
  capturedAt: null,
  effectiveFrom: null,
  effectiveTo: null,
  doubleOptInAt: null,
  reason: null,
};
const decision: Decision = {
  purpose: 'marketing.communications.email',
  channel: 'EMAIL',
  decision: 'DENY',
  status: 'DENIED',
  legalBasis: 'CONSENT',
  mechanism: 'OPT_IN',
  evaluatedAt: '2026-01-15T00:00:00.000Z',
  policyVersion: 'purposes 1',
  decidedBy: said,
  sources: [
    { source: 'app', status: 'GRANTED', decides: false, evidence: [] },
    { source: 'crm', status: 'DENIED', decides: true, evidence: [said] },
  ],
  remedy: null,
};
const as = (change: Partial<Decision>): Decision => ({ ...decision, ...change });

describe('the words of consent', () => {
  it('name everything that a decision can be made of', () => {
    expect(Object.keys(statusWords).toSorted()).toEqual([...consentStatuses].toSorted());
    expect(Object.keys(basisWords).toSorted()).toEqual([...legalBases].toSorted());
    expect(Object.keys(mechanismWords).toSorted()).toEqual([...mechanisms].toSorted());
    expect(Object.keys(channelWords).toSorted()).toEqual([...channels].toSorted());
  });

  it('call a purpose by its family and its steps', () => {
    expect(familyOf('essential.fraud_detection')).toBe('Essential');
    expect(purposeInWords('essential.fraud_detection')).toBe('Fraud detection');
    expect(wholePurposeInWords('marketing.communications.email')).toBe('Marketing › communications › email');
    expect(wholePurposeInWords('marketing')).toBe('Marketing');
    expect(wholePurposeInWords('personalize')).toBe('Personalisation');
    expect(wholePurposeInWords('train_ai_system')).toBe('Train AI system');
    expect(wholePurposeInWords('*')).toBe('every purpose');
    expect(byChannel('SMS')).toBe('by text message');
    expect(byChannel('NONE')).toBe('');
  });

  it('tell the fixed reasons of the gateway, and leave sentences as they are', () => {
    expect(reasonInWords('SOURCE_TIMEOUT')).toBe('it did not answer in time');
    expect(reasonInWords('more consent records than are read')).toBe('more consent records than are read');
  });
});

describe('why a decision is what it is', () => {
  const blind: Evidence = { ...said, record: null, status: 'UNAVAILABLE', reason: 'SOURCE_TIMEOUT' };
  it.each<readonly [string, Partial<Decision>, RegExp]>([
    ['an opt-out', {}, /^crm tells that the person refused.* An opt-out outranks every grant/],
    ['a restriction', { legalBasis: 'CONTRACT' }, /^crm records that all processing is restricted/],
    [
      'a source that is silent',
      { status: 'UNAVAILABLE', decidedBy: blind },
      /^crm did not answer \(it did not answer in time\)\. .* denied to be safe/,
    ],
    ['what is not understood', { status: 'UNKNOWN' }, /^crm is not understood/],
    ['a lapse', { status: 'EXPIRED' }, /has ended/],
    ['what is pending', { status: 'PENDING' }, /has not confirmed/],
    ['what was put off', { status: 'DEFERRED' }, /put off the answer/],
    ['silence', { status: 'NOT_ASKED' }, /silence is none/],
    ['no source', { status: 'NOT_APPLICABLE', decidedBy: null }, /No source records consent/],
    ['the law', { mechanism: 'PROHIBITED', status: 'GRANTED' }, /the law forbids it/],
  ])('tells of %s that denies', (_, change, words) => {
    expect(whyInWords(as(change))).toMatch(words);
  });

  it.each<readonly [string, Partial<Decision>, RegExp]>([
    ['a grant', { status: 'GRANTED' }, /^crm records that the person agreed/],
    ['a contract', { status: 'NOT_CONSULTED', legalBasis: 'CONTRACT' }, /needed for a contract/],
    ['a legal duty', { status: 'NOT_CONSULTED', legalBasis: 'LEGAL_OBLIGATION' }, /The law requires it/],
    ['a legitimate interest', { status: 'NOT_ASKED', legalBasis: 'LEGITIMATE_INTEREST' }, /No objection/],
    ['an opt-out regime', { status: 'NOT_ASKED', mechanism: 'OPT_OUT' }, /until the person objects/],
    ['notice', { status: 'NOT_ASKED', mechanism: 'NOTICE_ONLY' }, /only have to be told/],
  ])('tells of %s that permits', (_, change, words) => {
    expect(whyInWords(as({ decision: 'PERMIT', ...change }))).toMatch(words);
  });

  it('is not told to those who may not know, and is told in brief below one another', () => {
    const { status: _, decidedBy: __, sources: ___, remedy: ____, ...bare } = decision;
    expect(whyInWords(bare)).toBeUndefined();
    expect(whyInBrief(bare)).toBe('Consent');
    expect(whyInBrief(decision)).toBe('crm: opted out');
    expect(whyInBrief(as({ status: 'NOT_APPLICABLE', decidedBy: null }))).toBe('no source records it');
    expect(whyInBrief(as({ mechanism: 'PROHIBITED' }))).toBe('the law forbids it');
    expect(whyInBrief(as({ status: 'NOT_CONSULTED', decision: 'PERMIT', legalBasis: 'CONTRACT' }))).toBe(
      'rests on: contract',
    );
  });
});

describe('what would permit it', () => {
  const change: Change = {
    kind: 'LIFT',
    source: 'crm',
    record: '0031',
    field: 'HasOptedOutOfEmail',
    purpose: 'marketing',
    channel: 'EMAIL',
    reasons: [],
  };
  const remedy = (changes: readonly Partial<Change>[]): Remedy => ({
    possible: true,
    reason: null,
    changes: changes.map((one) => ({ ...change, ...one })),
  });
  const wordsOf = (one: Partial<Change>) =>
    stepsOf(remedy([one]))
      .map(({ title, text }) => `${title}: ${text}`)
      .join();

  it.each<readonly [Partial<Change>, RegExp]>([
    [{}, /^Lift the opt-out: In crm, .* the field HasOptedOutOfEmail of record 0031 is lifted/],
    [
      { source: 'suppression list', field: null, record: null },
      /A steward lifts the entry for “Marketing” by e-mail/,
    ],
    [{ source: 'request', field: null, record: null }, /^Ask without the objection: .*Sec-GPC: 1/],
    [
      { kind: 'ANSWER', reasons: ['SOURCE_UNAVAILABLE', 'a mapped consent column is gone'] },
      /^crm answers: .* Now: it could not be reached; a mapped consent column is gone\.$/,
    ],
    [{ kind: 'ANSWER', source: 'suppression list' }, /^The suppression list answers: .*objection\.$/],
    [{ kind: 'RENEW', field: null }, /^Renew what lapsed: In crm, the agreement recorded in record 0031/],
    [{ kind: 'CONFIRM', record: null }, /What crm holds as pending in the field HasOptedOutOfEmail is/],
    [{ kind: 'GRANT', source: null }, /agrees to “Marketing” by e-mail, .* in any source/],
    [{ kind: 'GRANT', source: 'app' }, /recorded with its date in app: it has to agree by itself/],
    [{ kind: 'GRANT', source: null, purpose: null, channel: null }, /agrees to this purpose, /],
  ])('says who does what and where: %o', (one, words) => {
    expect(wordsOf(one)).toMatch(words);
  });

  it('keeps the order of the gateway, since each is needed', () => {
    const steps = stepsOf(remedy([{}, { kind: 'ANSWER' }, { kind: 'GRANT' }]));
    expect(steps.map(({ title }) => title)).toEqual(['Lift the opt-out', 'crm answers', 'The person agrees']);
  });

  it('says why nothing would', () => {
    const none = { possible: false, changes: [] };
    expect(impossibleInWords(remedy([]))).toBeUndefined();
    expect(impossibleInWords({ ...none, reason: 'PROHIBITED' })).toContain('the law forbids it');
    expect(impossibleInWords({ ...none, reason: 'NO_CONSENT_SOURCE' })).toContain('no source has a place');
    expect(impossibleInWords({ ...none, reason: null })).toContain('does not say why');
  });
});

describe('what a source says', () => {
  const cell: Cell = {
    source: 'crm',
    status: 'DENIED',
    decides: true,
    evidence: [
      said,
      { ...said, purpose: 'analytics', channel: 'NONE' },
      { ...said, field: 'DoNotCall', status: 'NOT_ASKED' },
      { ...said, field: null, status: 'NOT_ASKED' },
      { ...said, field: 'DoNotCall', status: 'NOT_ASKED', channel: 'SMS' },
    ],
  };

  it('is said once, for all that it is about', () => {
    expect(piecesOf(cell)).toEqual([{ evidence: said, about: ['Marketing by e-mail', 'Analytics'] }]);
  });

  it('names the places in which there is nothing', () => {
    expect(placesOf(cell)).toEqual(['DoNotCall', 'for Marketing by e-mail']);
  });
});

describe('the matrix', () => {
  const decisions = [
    as({ purpose: 'train_ai_system', channel: 'NONE' }),
    as({ purpose: 'essential.fraud_detection', channel: 'NONE', decision: 'PERMIT' }),
    as({}),
    as({ purpose: 'marketing.communications.sms', channel: 'SMS', decision: 'PERMIT' }),
  ];

  it('groups purposes by family, those of one word last', () => {
    const families = familiesOf(decisions).map(({ name, decisions: own }) => [name, own.length]);
    expect(families).toEqual([
      ['Essential', 1],
      ['Marketing', 2],
      ['Other', 1],
    ]);
  });

  it('shows only what is denied or permitted, or goes by a channel', () => {
    const shown = (filter: Parameters<typeof filtered>[1]) =>
      filtered(decisions, filter).map((one) => decisions.indexOf(one));
    expect(shown({ shown: 'all', channel: null })).toEqual([0, 1, 2, 3]);
    expect(shown({ shown: 'denied', channel: null })).toEqual([0, 2]);
    expect(shown({ shown: 'permitted', channel: 'SMS' })).toEqual([3]);
  });

  it('names the sources once, and those that are blind with what that costs', () => {
    expect(sourcesOf(decisions)).toEqual(['app', 'crm']);
    expect(blindOf(decisions)).toEqual([]);
    const cell: Cell = { source: 'crm', status: 'UNAVAILABLE', decides: true, evidence: [] };
    expect(blindOf([as({ sources: [cell] }), as({ sources: [{ ...cell, decides: false }] })])).toEqual([
      { source: 'crm', denied: 1 },
    ]);
  });

  it('is moved through by keys without leaving it', () => {
    const size = { rows: 10, columns: 3 };
    const from = { row: 4, column: 1 };
    expect(moved(from, 'ArrowDown', size)).toEqual({ row: 5, column: 1 });
    expect(moved(from, 'ArrowUp', size)).toEqual({ row: 3, column: 1 });
    expect(moved(from, 'ArrowRight', size)).toEqual({ row: 4, column: 2 });
    expect(moved(from, 'ArrowLeft', size)).toEqual({ row: 4, column: 0 });
    expect(moved(from, 'PageDown', size)).toEqual({ row: 9, column: 1 });
    expect(moved(from, 'PageUp', size)).toEqual({ row: 0, column: 1 });
    expect(moved(from, 'End', size)).toEqual({ row: 4, column: 2 });
    expect(moved(from, 'End', size, true)).toEqual({ row: 9, column: 2 });
    expect(moved(from, 'Home', size)).toEqual({ row: 4, column: 0 });
    expect(moved(from, 'Home', size, true)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 9, column: 2 }, 'ArrowDown', size)).toEqual({ row: 9, column: 2 });
    expect(moved({ row: 9, column: 2 }, 'ArrowRight', size)).toEqual({ row: 9, column: 2 });
    expect(moved(from, 'x', size)).toBeUndefined();
  });
});
