/** Which records are one person for which use: each closure contains the one before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Closures, closuresOf, type Grounds } from '../../src/identity/closures.ts';
import type { Link } from '../../src/identity/link.ts';
import { identifier, identifiersOf } from '../../src/identity/normalise.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import type { RefKey } from '../../src/model/record.ts';
import { record } from './records.ts';

const link = (a: RefKey, b: RefKey, rule: Link['rule']) => ({ a, b, rule }) as Link;

function emailOf(key: string): Identifier {
  const one = identifier('email', `${key.replace(':', '')}@a.example`, '');
  if (one === undefined) throw new TypeError('no address');
  return one;
}

function closures(
  keys: readonly RefKey[],
  links: readonly Link[],
  probable: readonly RefKey[] = [],
  verified: Grounds['verified'] = [],
): Closures {
  return closuresOf({
    anchor: keys[0] ?? '',
    members: keys.map((key) => record(key, { email: `${key.replace(':', '')}@a.example` })),
    explanation: { links },
    probable,
    identifiersOf: (one) => identifiersOf(one, 'DE'),
    verified,
  });
}

describe('the records of a person', () => {
  const keys = ['app:1', 'crm:1', 'shop:1', 'billing:1'] as const;
  const links = [
    link('app:1', 'crm:1', 'EMAIL_AND_NAME'),
    link('crm:1', 'billing:1', 'REFERENCE'),
    link('crm:1', 'shop:1', 'SCORE'),
  ];

  it('that may be erased are held together by rules, those that restrict may be probable', () => {
    expect(closures(keys, links, ['shop:9'])).toEqual({
      access: [],
      erase: ['app:1', 'billing:1', 'crm:1'],
      profile: ['app:1', 'billing:1', 'crm:1', 'shop:1'],
      restrict: ['app:1', 'billing:1', 'crm:1', 'shop:1', 'shop:9'],
    });
  });

  it('that may be handed out hold what the requester has proved to be theirs', () => {
    // A probable match is not theirs to have, whatever they prove.
    const proved = ['crm:1', 'shop:1'].map(emailOf);
    expect(closures(keys, links, [], proved).access).toEqual(['crm:1']);
  });

  it('each contain the one before, whatever holds them together', () => {
    const key = fc.constantFrom<RefKey>(...keys, 'shop:9');
    const rule = fc.constantFrom<Link['rule']>('SCORE', 'EMAIL', 'STEWARD');
    const inside = (one: readonly RefKey[], other: readonly RefKey[]) =>
      one.every((each) => other.includes(each));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, key, rule), { maxLength: 8 }),
        fc.subarray(['shop:9', 'app:7']),
        fc.subarray([...keys]),
        (some, probable, proved) => {
          const verified = proved.map(emailOf);
          const made = closures(
            keys,
            some.map(([a, b, why]) => link(a, b, why)),
            probable,
            verified,
          );
          expect(inside(made.access, made.erase)).toBe(true);
          expect(inside(made.erase, made.profile)).toBe(true);
          expect(inside(made.profile, made.restrict)).toBe(true);
        },
      ),
    );
  });
});
