import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close } from '../../src/identity/close.ts';
import { confidenceOf, judge, type Link } from '../../src/identity/link.ts';
import { Comparer, defaultMatching } from '../../src/identity/matching.ts';
import { defaultGuards, type Guards } from '../../src/identity/merging.ts';
import { type Person, personOf } from '../../src/identity/person.ts';
import { population } from './population.ts';
import { person, shuffled, type Traits } from './records.ts';

const none: ReadonlySet<string> = new Set();
const ground = { ambiguous: none, generic: none, comparer: new Comparer(defaultMatching) };

function people(records: Readonly<Record<string, Traits>>): readonly Person[] {
  return Object.entries(records).map(([key, traits]) => person(key, traits));
}

function clustersOf(records: Readonly<Record<string, Traits>>, guards: Partial<Guards> = {}, generic = none) {
  const { clusters, refused } = close(people(records), generic, { ...defaultGuards, ...guards });
  return {
    clusters: clusters.map(({ members }) => members.map(({ key }) => key).join(' ')),
    refused: refused.map(({ a, b, refusal }) => `${a} ${b} ${refusal}`),
  };
}

const phone = '+493012345678';
const home = 'home@a.example';
const anna = { full: 'Anna Schmidt' };

describe('clusters of a random population', () => {
  it('are the same whatever order the records came in', () =>
    fc.assert(
      fc.property(population, fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), (records, order) => {
        const persons = records.map((one) => personOf(one, 'DE'));
        const plain = ({ clusters, links, refused }: ReturnType<typeof close>) => ({
          clusters: clusters.map(({ members }) => members.map(({ key }) => key)),
          links,
          refused,
        });
        expect(plain(close(shuffled(persons, order), none, defaultGuards))).toEqual(
          plain(close(persons, none, defaultGuards)),
        );
      }),
    ));

  it('hold every record once, and a link for every record but one of each', () =>
    fc.assert(
      fc.property(population, (records) => {
        const persons = records.map((one) => personOf(one, 'DE'));
        const { clusters, links } = close(persons, none, defaultGuards);
        expect(
          clusters.flatMap(({ members }) => members).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
        ).toEqual(persons.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
        for (const { members } of clusters) {
          const inside = new Set(members.map(({ key }) => key));
          expect(links.filter(({ a }) => inside.has(a)).length).toBeGreaterThanOrEqual(members.length - 1);
        }
      }),
    ));

  it('rest on verdicts that do not depend on which record is named first', () =>
    fc.assert(
      fc.property(population, (records) => {
        const persons = records.map((one) => personOf(one, 'DE'));
        for (const a of persons)
          for (const b of persons) expect(judge(a, b, ground)).toEqual(judge(b, a, ground));
      }),
    ));
});

it('a link is as sure as its weight says', () => {
  expect(confidenceOf(0)).toBe(0.5);
  const verdict = judge(
    person('app:1', { ...anna, email: home }),
    person('crm:2', { ...anna, email: home }),
    ground,
  );
  expect(verdict).toMatchObject({
    link: { a: 'app:1', b: 'crm:2', rule: 'EMAIL_AND_NAME' },
  });
  const { link } = verdict as { readonly link: Link };
  expect(link.weight).toBeGreaterThanOrEqual(10);
  expect(link.confidence).toBe(confidenceOf(link.weight));
});

describe('generic values (G3)', () => {
  const shared = { 'app:1': { ...anna, phone }, 'crm:2': { ...anna, phone } };

  it('link nobody', () => {
    expect(clustersOf(shared).clusters).toEqual(['app:1 crm:2']);
    expect(clustersOf(shared, {}, new Set([`phone|${phone}`])).clusters).toEqual(['app:1', 'crm:2']);
  });

  it('are no second field either', () => {
    const records = {
      'app:1': { ...anna, email: home, phone },
      'crm:2': { full: 'Anna Meier', email: home, phone },
    };
    expect(clustersOf(records).clusters).toEqual(['app:1 crm:2']);
    expect(clustersOf(records, {}, new Set([`phone|${phone}`])).refused).toEqual([
      'app:1 crm:2 FAMILY_NAMES_DIFFER',
    ]);
  });
});

describe('a shared contact point (G4, G5)', () => {
  it('does not tell whose a nameless record is', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home },
        'app:2': { full: 'Peter Schmidt', email: home },
        'shop:3': { email: home },
      }),
    ).toEqual({
      clusters: ['app:1', 'app:2', 'shop:3'],
      refused: [
        'app:1 app:2 GIVEN_NAMES_DIFFER',
        'app:1 shop:3 SHARED_BY_SEVERAL_PEOPLE',
        'app:2 shop:3 SHARED_BY_SEVERAL_PEOPLE',
      ],
    }));

  it('nor does it bring two nameless records together', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home },
        'app:2': { full: 'Peter Schmidt', email: home },
        'billing:3': { email: home },
        'shop:4': { email: home },
      }).clusters,
    ).toHaveLength(4));

  it('nor do two of them that a couple shares', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home, phone },
        'app:2': { full: 'Peter Schmidt', email: home, phone },
        'shop:3': { email: home, phone },
      }).clusters,
    ).toEqual(['app:1', 'app:2', 'shop:3']));

  it.each(['A. Schmidt', 'Chris Schmidt'])('%s fits two who share it, and joins neither', (full) =>
    expect(
      clustersOf({
        'app:1': { full: full === 'A. Schmidt' ? 'Anna Schmidt' : 'Christian Schmidt', email: home },
        'app:2': { full: full === 'A. Schmidt' ? 'Alex Schmidt' : 'Christina Schmidt', email: home },
        'shop:3': { full, email: home },
      }).clusters,
    ).toEqual(['app:1', 'app:2', 'shop:3']),
  );

  it('joins who fits one of them better', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home, loyalty: 'L1' },
        'app:2': { full: 'Alex Schmidt', email: home },
        'shop:3': { full: 'A. Schmidt', email: home, loyalty: 'L1' },
      }).clusters,
    ).toEqual(['app:1 shop:3', 'app:2']));
});

describe('hard vetoes (G6)', () => {
  it('hold through a third record', () =>
    expect(
      clustersOf({
        'app:1': { full: 'John Smith Jr.', email: home },
        'crm:2': { full: 'John Smith', email: home, phone },
        'shop:3': { full: 'John Smith Sr.', phone },
      }),
    ).toEqual({
      clusters: ['app:1 crm:2', 'shop:3'],
      refused: ['crm:2 shop:3 SUFFIXES_DIFFER'],
    }));

  it('keep twins apart, whose birthday, home and telephone are one', () => {
    const twin = { phone, born: '2001-02-03', postcode: '10115' };
    expect(
      clustersOf({
        'app:1': { full: 'Lea Schmidt', ...twin },
        'app:2': { full: 'Mia Schmidt', ...twin },
        'crm:3': { full: 'Lea Schmidt', ...twin },
        'shop:4': { full: 'Mia Schmidt', ...twin },
      }).clusters,
    ).toEqual(['app:1 crm:3', 'app:2 shop:4']);
  });

  it('keep the old and the new owner of a telephone number apart', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: 'anna@a.example', phone },
        'crm:2': { ...anna, email: 'anna@a.example', phone },
        'shop:3': { full: 'Peter Meier', phone },
      }).clusters,
    ).toEqual(['app:1 crm:2', 'shop:3']));

  it('keep different ids of one issuer apart', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home, loyalty: 'L1' },
        'crm:2': { ...anna, email: home },
        'shop:3': { ...anna, email: home, loyalty: 'L2' },
      }).clusters,
    ).toHaveLength(3));

  it('leave a differing given name to the systems that say the records belong together', () =>
    expect(
      clustersOf({
        'app:1': { full: 'Lea Schmidt', names: ['billing:9'] },
        'billing:9': { full: 'Familie Schmidt' },
        'crm:3': { full: 'Mia Schmidt', names: ['billing:9'] },
      }).clusters,
    ).toEqual(['app:1 billing:9 crm:3']));
});

it('a source that is free of duplicates has one record in a cluster (G8)', () => {
  const records = {
    'app:1': { ...anna, email: home },
    'app:2': { ...anna, email: home },
    'crm:3': { ...anna, email: home },
  };
  expect(clustersOf(records).clusters).toEqual(['app:1 app:2 crm:3']);
  expect(clustersOf(records, { duplicateFree: new Set(['app']) })).toEqual({
    clusters: ['app:1 crm:3', 'app:2'],
    refused: ['app:1 app:2 DUPLICATE_FREE_SOURCE', 'app:2 crm:3 DUPLICATE_FREE_SOURCE'],
  });
});

it.each(['email', 'phone'] as const)('a cluster has so many of %s and no more (G9)', (kind) => {
  const values = kind === 'email' ? ['a@a.example', 'b@a.example'] : [phone, '+4915123456789'];
  const [one = '', two = ''] = values;
  const records = {
    'app:1': { ...anna, loyalty: 'L1', [kind]: one },
    'crm:2': { ...anna, loyalty: 'L1', [kind]: two },
  };
  expect(clustersOf(records, { contactLimit: 2 }).clusters).toEqual(['app:1 crm:2']);
  expect(clustersOf(records, { contactLimit: 1 })).toEqual({
    clusters: ['app:1', 'crm:2'],
    refused: ['app:1 crm:2 IDENTIFIER_LIMIT'],
  });
});

it('a cluster at its limit keeps its strongest links (G10)', () => {
  const records = {
    'app:1': { ...anna, email: home },
    'crm:2': { ...anna, email: home, phone },
    'shop:3': { ...anna, phone },
  };
  expect(clustersOf(records).clusters).toEqual(['app:1 crm:2 shop:3']);
  expect(clustersOf(records, { clusterLimit: 2 })).toEqual({
    clusters: ['app:1 crm:2', 'shop:3'],
    refused: ['crm:2 shop:3 CLUSTER_LIMIT'],
  });
});
