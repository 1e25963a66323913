import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Closure, close } from '../../src/identity/close.ts';
import { confidenceOf, judge, type Link } from '../../src/identity/link.ts';
import { Comparer, defaultMatching } from '../../src/identity/matching.ts';
import { defaultGuards } from '../../src/identity/merging.ts';
import { type Person, personOf } from '../../src/identity/person.ts';
import { identifierKey } from '../../src/model/identifier.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { population, sourceNames } from './population.ts';
import { person, record, shuffled, type Traits } from './records.ts';

const none: ReadonlySet<string> = new Set();
const ground = { ambiguous: none, generic: none, comparer: new Comparer(defaultMatching) };

/** People of one street who have names, places and dates in common, and nothing that identifies them for sure. */
const neighbour = fc.record(
  {
    given: fc.constantFrom('Anna', 'Ana', 'Peter', 'Bob', 'Robert', 'A.'),
    family: fc.constantFrom('Schmidt', 'Schmitt', 'Meier', 'Okonkwo'),
    born: fc.constantFrom('1980-05-01', '1980-01-05', '1992-11-30'),
    email: fc.constantFrom('anna@a.example', 'anna@b.example', 'bob@c.example'),
    phone: fc.constantFrom('+493012345678', '+494012345678'),
    street: fc.constantFrom('Ackerstr. 5', 'Am See 1'),
    city: fc.constantFrom('Berlin', 'Hamburg'),
    postcode: fc.constantFrom('10115', '20095'),
  },
  { requiredKeys: [], noNullPrototype: true },
);
/** People of another town, who share nothing with those. */
const stranger = fc.record(
  {
    given: fc.constantFrom('Ingrid', 'Kurt', 'Chiara'),
    family: fc.constantFrom('Weber', 'Novak'),
    born: fc.constantFrom('1965-07-14', '2001-02-03'),
    email: fc.constantFrom('kurt@x.example', 'ingrid@y.example'),
    phone: fc.constantFrom('+498912345670', '+4915123456789'),
    city: fc.constantFrom('München', 'Graz'),
    postcode: fc.constantFrom('80331', '8010'),
  },
  { requiredKeys: [], noNullPrototype: true },
);

function crowd(traits: fc.Arbitrary<Traits>, from: number, size: number) {
  return fc
    .array(fc.tuple(fc.constantFrom(...sourceNames), traits), { maxLength: size })
    .map((drawn) => drawn.map(([source, one], at) => record(`${source}:${from + at}`, one)));
}

const neighbours = crowd(neighbour, 1, 9);
const anybody = fc.oneof(population, neighbours).map(peopleOf);

function peopleOf(records: readonly SourceRecord[]): readonly Person[] {
  return records.map((one) => personOf(one, 'DE'));
}

function keysOf(person: Person): readonly string[] {
  return [...person.keys, ...[person.ownReference, ...person.candidates()].map(identifierKey)];
}

const genericKeys = fc.subarray([
  'email|anna@a.example',
  'email|ann@a.example',
  'phone|+493012345678',
  'match.lastDigits|2345678',
  'match.nameAndCity|schmidt|berlin',
  'match.birthDate|1980-05-01',
]);
const order = fc.array(fc.nat(), { minLength: 9, maxLength: 9 });

/** A closure as plain data. */
function plain({ clusters, ...rest }: Closure) {
  return { clusters: clusters.map(({ members }) => members.map(({ key }) => key)), ...rest };
}

describe('clusters of a random population', () => {
  it('are the same whatever order the records came in', () =>
    fc.assert(
      fc.property(anybody, genericKeys, order, (persons, keys, drawn) => {
        const generic = new Set(keys);
        expect(plain(close(shuffled(persons, drawn), generic, defaultGuards))).toEqual(
          plain(close(persons, generic, defaultGuards)),
        );
      }),
      { numRuns: 300 },
    ));

  it('do not depend on who stands by: records that share no key with them that tells people apart', () => {
    const bystanding = crowd(fc.oneof({ weight: 3, arbitrary: stranger }, neighbour), 100, 5);
    let seen = 0;
    fc.assert(
      fc.property(crowd(neighbour, 1, 7), bystanding, genericKeys, (one, other, keys) => {
        const generic = new Set(keys);
        const [some, bystanders] = [peopleOf(one), peopleOf(other)];
        const telling = new Set(bystanders.flatMap(keysOf).filter((key) => !generic.has(key)));
        const all = plain(close([...some, ...bystanders], generic, defaultGuards)).clusters;
        for (const { members } of close(some, generic, defaultGuards).clusters) {
          if (members.some((member) => keysOf(member).some((key) => telling.has(key)))) continue;
          if (bystanders.length > 0 && members.length > 1) seen++;
          expect(all).toContainEqual(members.map(({ key }) => key));
        }
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  it('hold every record once, and a link for every record but one of each', () =>
    fc.assert(
      fc.property(anybody, (persons) => {
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
      fc.property(anybody, (persons) => {
        for (const a of persons)
          for (const b of persons) expect(judge(a, b, ground)).toEqual(judge(b, a, ground));
      }),
    ));
});

it('a link is as sure as its weight says', () => {
  expect(confidenceOf(0)).toBe(0.5);
  const verdict = judge(
    person('app:1', { full: 'Anna Schmidt', email: 'anna@a.example' }),
    person('crm:2', { full: 'Anna Schmidt', email: 'anna@a.example' }),
    ground,
  );
  expect(verdict).toMatchObject({
    link: { a: 'app:1', b: 'crm:2', rule: 'EMAIL_AND_NAME' },
  });
  const { link } = verdict as { readonly link: Link };
  expect(link.weight).toBeGreaterThanOrEqual(10);
  expect(link.confidence).toBe(confidenceOf(link.weight));
});
