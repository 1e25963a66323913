/** People who share nearly everything but who they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RefKey } from '../../src/model/record.ts';
import { closed, clustersOf } from './closed.ts';
import { shuffled, type Traits } from './records.ts';

const phone = '+493012345678';
const home = 'home@a.example';
const anna = { full: 'Anna Schmidt' };
const place = { street: 'Ackerstr. 5', city: 'Berlin', postcode: '10115' };
const apart = ['app:1', 'crm:2'];
const together = ['app:1 crm:2'];

describe('people who live together', () => {
  const shared = { email: home, phone, ...place };
  /** Each clearly another name than the others. */
  const names = ['Anna', 'Peter', 'Mia', 'Felix', 'Charlotte', 'Bob', 'Ingrid', 'Kurt'];

  it('mother, father and two children with one telephone, address and mailbox stay four', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, ...shared },
        'app:2': { full: 'Peter Schmidt', ...shared },
        'crm:3': { full: 'Mia Schmidt', ...shared },
        'crm:4': { full: 'Felix Schmidt', ...shared },
      }),
    ).toHaveLength(4));

  it('are told apart in every system, whatever else they share', () =>
    fc.assert(
      fc.property(
        fc.subarray(names, { minLength: 2, maxLength: 4 }),
        fc.subarray(['email', 'phone', 'street', 'city', 'postcode'] as const),
        fc.option(fc.constant('2001-02-03'), { nil: undefined }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (given, kinds, born, order) => {
          const has: Traits = Object.fromEntries(kinds.map((kind) => [kind, shared[kind]]));
          const day = born === undefined ? {} : { born };
          const written = given.flatMap((name, at) =>
            ['app', 'crm'].map((source): readonly [RefKey, Traits] => [
              `${source}:${at}`,
              { given: name, family: 'Schmidt', ...has, ...day },
            ]),
          );
          for (const members of clustersOf(Object.fromEntries(shuffled(written, order))))
            expect(new Set(members.split(' ').map((key) => key.split(':')[1])).size).toBe(1);
        },
      ),
    ));

  it('twins stay two, each with all of their records', () => {
    const twin = { ...shared, born: '2001-02-03' };
    expect(
      clustersOf({
        'app:1': { full: 'Lea Schmidt', ...twin },
        'app:2': { full: 'Mia Schmidt', ...twin },
        'crm:3': { full: 'Lea Schmidt', ...twin },
        'shop:4': { full: 'Mia Schmidt', ...twin },
      }),
    ).toEqual(['app:1 crm:3', 'app:2 shop:4']);
  });

  it.each([
    ['Lea', 'Leo'],
    ['Emma', 'Emil'],
    ['Lina', 'Lara'],
    ['Jonas', 'Jan'],
    ['Luis', 'Lukas'],
  ])('%s and %s are two, though the names are alike', (one, other) =>
    expect(
      clustersOf({
        'app:1': { given: one, family: 'Schmidt', ...shared, born: '2004-01-02' },
        'crm:2': { given: other, family: 'Schmidt', ...shared, born: '2006-11-30' },
      }),
    ).toEqual(apart),
  );

  const father = { full: 'John Smith', phone, ...place, born: '1950-03-04' };
  const son = { ...father, born: '1982-11-30' };

  it('father and son of one name stay two', () =>
    expect(closed({ 'app:1': father, 'crm:2': son })).toMatchObject({ clusters: apart, probable: together }));

  it('father and son of one name and one mailbox stay two', () =>
    expect(clustersOf({ 'app:1': { ...father, email: home }, 'crm:2': { ...son, email: home } })).toEqual(
      apart,
    ));

  it('father and son stay two where a third record does not say which of them it is', () =>
    expect(
      clustersOf({ 'app:1': father, 'crm:2': son, 'shop:3': { full: 'John Smith', phone, ...place } }),
    ).not.toEqual(['app:1 crm:2 shop:3']));

  it('who changed both names is one by an id, the day of birth and the address', () => {
    const one = { loyalty: 'L1', born: '1980-05-01', ...place };
    const before = { ...anna, ...one };
    expect(clustersOf({ 'app:1': before, 'crm:2': { full: 'Nora Meier', ...one } })).toEqual(together);
    for (const without of [
      { loyalty: 'L2' },
      { born: '1981-07-09' },
      { street: 'Am See 1', city: 'Köln', postcode: '50667' },
    ])
      expect(clustersOf({ 'app:1': before, 'crm:2': { full: 'Nora Meier', ...one, ...without } })).toEqual(
        apart,
      );
  });
});
