/** Why a field of a profile has no value: four reasons that are not to be taken for one another. */
import { describe, expect, it } from 'vitest';
import {
  absenceOf,
  type Circumstances,
  isOf,
  profileFields,
} from '../../console/src/customer/profile-fields.ts';
import { attributeWords } from '../../console/src/parts/attribute-words.ts';

const answered = (source: string) => ({ source, status: 'OK', drifted: [] });
const ordinary: Circumstances = {
  redacted: [],
  sources: [answered('app'), answered('crm')],
  offers: new Map([
    ['app', ['email', 'name.given']],
    ['crm', ['email', 'jobTitle']],
  ]),
};
const silent = { source: 'crm', status: 'TIMEOUT', drifted: [] };

describe('a field without a value', () => {
  it('is not known of where everybody answered', () => {
    expect(absenceOf(profileFields.jobTitle, ordinary)).toEqual({ kind: 'nothing known' });
  });

  it('is not permitted where it was withheld, whoever else did not answer', () => {
    const circumstances = {
      ...ordinary,
      redacted: [{ path: 'Customer.jobTitle', code: 'PURPOSE_LIMITED' }],
      sources: [silent],
    };
    expect(absenceOf(profileFields.jobTitle, circumstances)).toEqual({
      kind: 'not permitted',
      code: 'PURPOSE_LIMITED',
    });
    expect(absenceOf(profileFields.company, { ...circumstances, sources: [] })).toEqual({
      kind: 'nothing known',
    });
  });

  it('is perhaps known to a source that did not answer, if that has such a field at all', () => {
    const sources = [answered('app'), silent];
    expect(absenceOf(profileFields.jobTitle, { ...ordinary, sources })).toEqual({
      kind: 'unheard',
      sources: ['crm'],
    });
    expect(absenceOf(profileFields.name, { ...ordinary, sources })).toEqual({ kind: 'nothing known' });
    expect(absenceOf(profileFields.name, { ...ordinary, sources, offers: new Map() })).toEqual({
      kind: 'unheard',
      sources: ['crm'],
    });
  });

  it('is gone where its column is', () => {
    const sources = [{ source: 'crm', status: 'DRIFTED', drifted: ['jobTitle'] }];
    expect(absenceOf(profileFields.jobTitle, { ...ordinary, sources })).toEqual({
      kind: 'drifted',
      sources: ['crm'],
    });
    expect(absenceOf(profileFields.company, { ...ordinary, sources })).toEqual({ kind: 'nothing known' });
  });
});

it('knows which attributes a field is made of, and what they are called', () => {
  expect(isOf(profileFields.name, 'name.family')).toBe(true);
  expect(isOf(profileFields.email, 'emailVerified')).toBe(false);
  expect(attributeWords('name.family')).toBe('Family name');
  expect(attributeWords('birthDate')).toBe('Date of birth');
  expect(attributeWords('custom.leadStatus')).toBe('leadStatus');
});
