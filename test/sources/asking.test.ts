import { describe, expect, it } from 'vitest';
import { Asking, askOnce, PerWant, spellingsOf, wantFor } from '../../sources/asking.ts';
import type { Want } from '../../sources/contract.ts';
import { identifier, referenceIdentifier } from '../../src/identity/normalise.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import { found } from '../../src/model/outcome.ts';

const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };

function key(kind: IdentifierKind, raw: string): Identifier {
  const made = identifier(kind, raw, 'DE');
  if (made === undefined) throw new TypeError('not an identifier');
  return made;
}

describe('keys', () => {
  const kinds = new Set<IdentifierKind>(['email', 'externalId.card']);
  const keys = [
    key('email', 'a@example.org'),
    key('externalId.app', 'id-1'),
    key('externalId.card', 'a@example.org'),
    key('email', 'A@Example.org'),
    key('email', 'a@example.org'),
    key('email', 'b@example.org'),
  ];

  it('are asked for once a value, with every spelling, and in no kind that cannot be asked', () => {
    expect(new Asking(keys, kinds).values).toEqual([
      { kind: 'email', value: 'a@example.org', spellings: ['a@example.org', 'A@Example.org'] },
      { kind: 'externalId.card', value: 'a@example.org', spellings: ['a@example.org'] },
      { kind: 'email', value: 'b@example.org', spellings: ['b@example.org'] },
    ]);
  });

  it('are answered each in its place', () => {
    const outcomes = ['a', 'card', 'b'].map(found);
    const said = new Asking(keys, kinds).answers(outcomes);
    expect(said.map((one) => (one.kind === 'found' ? one.value : one.kind))).toEqual([
      'a',
      'absent',
      'card',
      'a',
      'a',
      'b',
    ]);
  });
});

describe('texts', () => {
  it('are asked for once and answered each in its place', async () => {
    const asked: (readonly string[])[] = [];
    const ask = async (texts: readonly string[]) => {
      asked.push(texts);
      return texts.map((text) => found(text.toUpperCase()));
    };
    const said = [await askOnce(['a', 'b', 'a'], ask), await askOnce(['b', 'a'], ask)];
    expect(said).toEqual([['A', 'B', 'A'].map(found), ['B', 'A'].map(found)]);
    expect(asked).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
  });
});

describe('spellings', () => {
  const spellings = (kind: IdentifierKind, value: string, ...written: readonly string[]) =>
    spellingsOf({ kind, value, spellings: written }, undefined);

  it('of an e-mail address: as typed, in lower case and canonical', () => {
    expect(spellings('email', 'a@example.org', 'a@example.org')).toEqual(['a@example.org']);
    expect(spellings('email', 'a@example.org', 'A@Example.org')).toEqual(['a@example.org', 'A@Example.org']);
    expect(spellings('email', 'ab@gmail.com', 'A.b@Gmail.com', 'ab@gmail.com')).toEqual([
      'a.b@gmail.com',
      'A.b@Gmail.com',
      'ab@gmail.com',
    ]);
  });

  it('of a telephone number: as people write it, also when it was asked for in E.164, or in the one form of a column', () => {
    const e164 = '+49309018201';
    expect(spellings('phone', e164, e164)).toContain('030 9018201');
    const asked = { kind: 'phone', value: e164, spellings: [e164, '030/901 82 01'] } as const;
    expect(spellingsOf(asked, undefined)).toEqual(expect.arrayContaining([e164, '030/901 82 01']));
    expect(new Set(spellingsOf(asked, undefined)).size).toBe(spellingsOf(asked, undefined).length);
    expect(spellingsOf(asked, 'digits')).toEqual(['49309018201']);
  });

  it('of an id: as it is and as typed', () => {
    expect(spellings('externalId.card', '7', '7')).toEqual(['7']);
    expect(spellings('externalId.card', '7', '7 ')).toEqual(['7', '7 ']);
    expect(spellings('externalId.card', '7', ' 7', '7 ')).toEqual(['7', ' 7', '7 ']);
  });
});

describe('wants', () => {
  it('of a look-up hold what keys are compared with, and the country of telephone numbers', () => {
    const want = { ...nothing, attributes: ['company'] as const };
    expect(wantFor(['email'], want)).toEqual({ ...want, attributes: ['company', 'email'] });
    expect(wantFor(['phone'], want).attributes).toEqual(['company', 'phone', 'address.country']);
    expect(wantFor(['reference.crm'], want)).toEqual({ ...want, references: true });
    const candidates = ['match.emailUser', 'match.cityAndBirthMonth'] as unknown as readonly IdentifierKind[];
    expect(wantFor(candidates, want)).toEqual({
      ...want,
      attributes: ['company', 'email', 'address.city', 'birthDate'],
    });
  });

  it('are worked out once for each set of kinds, in whatever order these come', () => {
    const made: unknown[] = [];
    const perWant = new PerWant((want, kinds) => {
      made.push([want.attributes, want.references, kinds]);
      return made.length;
    });
    const email = key('email', 'a@example.org');
    const card = key('externalId.card', '7');
    const reference = referenceIdentifier('crm', '1');
    const other = { ...nothing };
    const results = [
      perWant.of(nothing),
      perWant.of(nothing, []),
      perWant.of(nothing, [email, email]),
      perWant.of(nothing, [card, email, card]),
      perWant.of(nothing, [email, card]),
      perWant.of(nothing, [reference]),
      perWant.of(other),
    ];
    expect(results).toEqual([1, 1, 2, 3, 3, 4, 5]);
    expect(made).toEqual([
      [[], false, []],
      [['email'], false, ['email']],
      [['email', 'externalId.card'], false, ['email', 'externalId.card']],
      [[], true, ['reference.crm']],
      [[], false, []],
    ]);
  });
});
