import { describe, expect, it } from 'vitest';
import { candidates, castPeople } from '../../bench/people.ts';
import { isNextDoor } from '../../bench/reunion.ts';

const people = candidates();

describe('people of the benchmark', () => {
  it('are known everywhere by their address, or scattered', () => {
    expect(people.everywhere.length).toBeGreaterThan(100);
    expect(people.scattered.length).toBeGreaterThan(100);
    for (const { carriers, records } of people.scattered) {
      expect(records.map((ref) => ref.split(':')[0]).sort()).toEqual(['app', 'billing', 'crm', 'shop']);
      expect(records).toEqual(expect.arrayContaining([...carriers]));
      expect(carriers.length).toBeLessThan(4);
    }
    const records = people.scattered.flatMap((person) => person.records);
    expect(new Set(records).size).toBe(records.length);
  });

  it('are strangers to all other questions', () => {
    const cast = castPeople(
      people,
      () => true,
      () => true,
    );
    const strangers = [...cast.strangers, ...cast.scattered];
    const others = [...cast.regulars, ...cast.rehearsed, ...cast.groups.flat()];
    expect(cast.strangers).toHaveLength(40);
    expect(cast.scattered).toHaveLength(40);
    expect(cast.rehearsed).toHaveLength(40);
    for (const system of ['app', 'shop', 'crm', 'billing'])
      expect(
        people.scattered
          .slice(0, 40)
          .filter(({ carriers }) => !carriers.some((ref) => ref.startsWith(system))).length,
        `found in ${system} through another record`,
      ).toBeGreaterThan(2);
    expect(cast.regulars.length).toBeGreaterThan(2 * 32);
    expect(cast.groups.map(({ length }) => length)).toEqual(Array.from({ length: 16 }, () => 50));
    expect(new Set(strangers).size).toBe(strangers.length);
    expect(strangers.filter((email) => others.includes(email))).toEqual([]);
  });

  it('are asked for where the targets agree and the gateways find them', () => {
    const [wrong = ''] = people.everywhere;
    const [lost] = people.scattered;
    const cast = castPeople(
      people,
      (email) => email !== wrong,
      (email) => email !== lost?.email,
    );
    expect([...cast.strangers, ...cast.regulars, ...cast.groups.flat()]).not.toContain(wrong);
    expect([...cast.scattered, ...cast.rehearsed]).not.toContain(lost?.email);
  });
});

describe('somebody scattered', () => {
  const person = {
    email: 'a@a.example',
    carriers: ['app:1', 'shop:1'],
    records: ['app:1', 'billing:1', 'crm:1', 'shop:1'],
  } as const;
  const found = {
    complete: true,
    records: ['app:1', 'billing:1', 'crm:1', 'shop:1'],
    links: [
      { a: 'app:1', b: 'crm:1' },
      { a: 'billing:1', b: 'shop:1' },
    ],
  };

  it('is found in one more wave when each other record is linked to one with the address', () => {
    expect(isNextDoor(person, found)).toBe(true);
    for (const chain of [
      { a: 'billing:1', b: 'crm:1' },
      { a: 'crm:1', b: 'billing:1' },
    ])
      expect(isNextDoor(person, { ...found, links: [{ a: 'app:1', b: 'crm:1' }, chain] })).toBe(false);
  });

  it('is not found when a record is missing, too many, or may be', () => {
    expect(isNextDoor(person, undefined)).toBe(false);
    expect(isNextDoor(person, { ...found, complete: false })).toBe(false);
    expect(isNextDoor(person, { ...found, records: found.records.slice(1) })).toBe(false);
    expect(isNextDoor(person, { ...found, records: [...found.records, 'crm:2'] })).toBe(false);
    expect(isNextDoor(person, { ...found, records: ['app:1', 'billing:1', 'crm:2', 'shop:1'] })).toBe(false);
  });
});
