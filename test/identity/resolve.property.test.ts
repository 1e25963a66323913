import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/identity/answer.ts';
import { close } from '../../src/identity/close.ts';
import { personOf } from '../../src/identity/person.ts';
import type { Door } from '../../src/identity/resolution.ts';
import { resolve } from '../../src/identity/resolve.ts';
import { identifierKey } from '../../src/model/identifier.ts';
import { refKey, type SourceRecord } from '../../src/model/record.ts';
import { freshXref, MemoryPort, population, portsOf, rules, sourceNames } from './population.ts';
import { shuffled } from './records.ts';

const budget = { waves: 50, records: 1000 };
const cold = (door: Door, ports: readonly MemoryPort[]) =>
  resolve(door, ports, rules, freshXref(), { budget });
const doorOf = ({ ref }: SourceRecord): Door => ({ by: 'record', ref });
const membersOf = (answer: Answer) => answer.members.map(({ ref }) => refKey(ref));

/** Caps small enough that values become generic now and then. */
const cap = fc.constantFrom(2, 50);

/** What closing the whole population at once makes of it, by record. */
function roomsOf(records: readonly SourceRecord[], limit: number): ReadonlyMap<string, readonly string[]> {
  const persons = records.map((one) => personOf(one, 'DE'));
  const holders = new Map<string, number>();
  for (const { record, identifiers, candidates } of persons)
    for (const one of [...identifiers, ...candidates()]) {
      const key = `${record.ref.source} ${identifierKey(one)}`;
      holders.set(key, (holders.get(key) ?? 0) + 1);
    }
  const generic = new Set(
    [...holders].filter(([, n]) => n > limit).map(([key]) => key.slice(key.indexOf(' ') + 1)),
  );
  const { clusters } = close(persons, generic, rules.guards);
  return new Map(
    clusters.flatMap(({ members }) => members.map(({ key }) => [key, members.map((m) => m.key)])),
  );
}

describe('resolving one customer of a random population', () => {
  it('finds the room that closing all records at once finds, from every record', () =>
    fc.assert(
      fc.asyncProperty(population, cap, async (records, limit) => {
        const rooms = roomsOf(records, limit);
        for (const one of records) {
          const answer = await cold(doorOf(one), portsOf(records, { cap: limit, candidates: true }));
          expect(answer.complete).toBe(true);
          expect(membersOf(answer)).toEqual(rooms.get(refKey(one.ref)));
        }
      }),
      { numRuns: 150 },
    ));

  it('opens the same room by every identifier whose first holder stands in it', () =>
    fc.assert(
      fc.asyncProperty(population, async (records) => {
        const rooms = roomsOf(records, 50);
        for (const one of records)
          for (const key of personOf(one, 'DE').identifiers) {
            const answer = await cold(
              { by: 'identifier', identifiers: [key] },
              portsOf(records, { candidates: true }),
            );
            const [first] = records
              .map((record) => personOf(record, 'DE'))
              .filter(({ identifiers }) => identifiers.some((i) => identifierKey(i) === identifierKey(key)))
              .sort(
                (a, b) =>
                  rules.rank(a.record.ref.source) - rules.rank(b.record.ref.source) ||
                  (a.key < b.key ? -1 : 1),
              );
            expect(membersOf(answer)).toEqual(rooms.get(first?.key ?? ''));
          }
      }),
    ));

  it('does not depend on the order of sources or of their records', () =>
    fc.assert(
      fc.asyncProperty(
        population,
        fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
        async (records, order) => {
          const [door] = records.map(doorOf);
          if (door === undefined) return;
          const ports = shuffled(sourceNames, order).map(
            (name) => new MemoryPort(name, shuffled(records, order), { candidates: true }),
          );
          const [one, other] = [
            await cold(door, portsOf(records, { candidates: true })),
            await cold(door, ports),
          ];
          const plain = ({ members, anchor, explain }: Answer) => {
            const { links, refused, otherMatches } = explain();
            return { members: members.map(({ ref }) => refKey(ref)), links, refused, anchor, otherMatches };
          };
          expect(plain(other)).toEqual(plain(one));
        },
      ),
    ));

  it('answers warm what it answers cold, whichever doors were opened before', () =>
    fc.assert(
      fc.asyncProperty(population, cap, async (records, limit) => {
        const xref = freshXref();
        const doors = records.flatMap((one): Door[] => [
          doorOf(one),
          ...personOf(one, 'DE').identifiers.map((key): Door => ({ by: 'identifier', identifiers: [key] })),
        ]);
        for (const door of [...doors, ...doors]) {
          const ports = portsOf(records, { cap: limit, candidates: true });
          const [warm, fresh] = [
            await resolve(door, ports, rules, xref, { budget }),
            await cold(door, ports),
          ];
          expect(membersOf(warm)).toEqual(membersOf(fresh));
          expect(warm.generic).toBe(fresh.generic);
          expect(warm.anchor).toEqual(fresh.anchor);
        }
      }),
      { numRuns: 60 },
    ));

  it('keeps the id and the readable records of a remembered customer while a source is down', () =>
    fc.assert(
      fc.asyncProperty(population, fc.constantFrom(...sourceNames), async (records, lost) => {
        const xref = freshXref();
        for (const one of records) {
          const door = doorOf(one);
          const ports = portsOf(records, { candidates: true });
          const before = await resolve(door, ports, rules, xref, { budget });
          for (const port of ports) port.down = port.name === lost;
          const during = await resolve(door, ports, rules, xref, { budget });
          expect(membersOf(during)).toEqual(membersOf(before).filter((key) => !key.startsWith(`${lost}:`)));
          expect(during.anchor).toEqual(before.anchor);
          expect(during.unread).toEqual(membersOf(before).filter((key) => key.startsWith(`${lost}:`)));
        }
      }),
    ));
});
