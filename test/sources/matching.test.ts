import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchCap } from '../../sources/contract.ts';
import { readFairly } from '../../sources/fair.ts';
import { chunks, matchesByKey, recordsById } from '../../sources/matching.ts';
import type { CandidateKind } from '../../src/identity/candidate.ts';
import { identifier, referenceIdentifier } from '../../src/identity/normalise.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import { found } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';

function key(kind: IdentifierKind, raw: string): Identifier {
  const made = identifier(kind, raw, 'DE');
  if (made === undefined) throw new TypeError('not an identifier');
  return made;
}

function candidate(kind: CandidateKind, value: string): Identifier {
  return { kind: kind as IdentifierKind, value, spelling: '' } as Identifier;
}

describe('matching', () => {
  const one = (
    id: string,
    attributes: SourceRecord['attributes'],
    references: SourceRecord['references'] = [],
  ): SourceRecord => ({
    ref: { source: 'app', id },
    attributes,
    references,
    consent: [],
    parentKeys: {},
    observedAt: '2024-06-01T00:00:00.000Z',
    drifted: [],
  });
  const idsOf = (keys: readonly Identifier[], records: readonly SourceRecord[]) =>
    matchesByKey(keys, records, 'DE').map((outcome) =>
      outcome.kind === 'found' ? outcome.value.records.map(({ ref }) => ref.id) : outcome.kind,
    );

  it('gives back only what carries the key, by id, in the order of the keys', () => {
    const records = [
      one('b', { email: ['A@example.org'] }),
      one('a', { email: ['x@example.org', 'a@example.org'] }),
      one('c', { email: ['á@example.org'] }),
      one('d', {}, [{ source: 'crm', id: '1' }]),
    ];
    const keys = [
      referenceIdentifier('crm', '1'),
      key('email', 'a@example.org'),
      key('email', 'nobody@example.org'),
      key('email', 'A@EXAMPLE.org'),
    ];
    expect(idsOf(keys, records)).toEqual([['d'], ['a', 'b'], 'absent', ['a', 'b']]);
  });

  it('gives a record once to a value that it has twice, and to each of its values', () => {
    const records = [one('a', { email: ['a@example.org', 'A@example.org', 'b@example.org'] })];
    const keys = ['a@example.org', 'b@example.org'].map((raw) => key('email', raw));
    expect(idsOf(keys, records)).toEqual([['a'], ['a']]);
  });

  it('compares a reference with its own source, and none with a placeholder', () => {
    const records = [
      one('a', {}, [{ source: 'crm', id: '1' }]),
      one('b', {}, [{ source: 'billing', id: '1' }]),
      one('c', {}, [{ source: 'crm', id: 'null' }]),
    ];
    const keys = ['1', 'null'].map((id) => referenceIdentifier('crm', id));
    expect(idsOf(keys, records)).toEqual([['a'], 'absent']);
  });

  it('sees candidate keys in what a record says of the person, and role mailboxes in none', () => {
    const records = [
      one('a', { 'name.family': ['Müller'], birthDate: ['1980-12-09'], email: ['a.b@example.org'] }),
      one('b', { 'name.full': ['Anna MULLER'], birthDate: ['1980-12-09'] }),
      one('c', { 'name.family': ['Muller'], birthDate: ['1980-12-10'], email: ['info@example.org'] }),
      one('d', { birthDate: ['1900-01-01'], phone: ['01 9018201'], 'address.country': ['AT'] }),
    ];
    const keys = [
      candidate('match.nameAndBirthDay', 'muller|12-09'),
      key('email', 'info@example.org'),
      candidate('match.emailUser', 'info'),
      candidate('match.emailUser', 'a.b'),
      candidate('match.birthDate', '1900-01-01'),
      candidate('match.lastDigits', '9018201'),
    ];
    expect(idsOf(keys, records)).toEqual([['a', 'b'], ['c'], 'absent', ['a'], 'absent', ['d']]);
  });

  it('calls a key generic of which not every row was read, with whatever is seen to match', () => {
    const keys = [candidate('match.birthDate', '1980-12-09'), candidate('match.birthDate', '1980-12-10')];
    const records = [one('a', { birthDate: ['1980-12-10'] })];
    const outcomes = matchesByKey(keys, records, 'DE', new Set(keys));
    expect(outcomes).toEqual([found({ records: [], generic: true }), found({ records, generic: true })]);
  });

  it('compares values of one kind with no other', () => {
    const records = [one('a', { 'externalId.card': ['7'], 'externalId.app': ['8'] })];
    const keys = [key('externalId.card', '8'), key('externalId.app', '8'), key('externalId.card', ' 7 ')];
    expect(idsOf(keys, records)).toEqual(['absent', ['a'], ['a']]);
  });

  it('matches what is written like the key, because that is what it reads as', () => {
    const written = fc.oneof(
      fc.emailAddress(),
      fc.constantFrom('A.b+c@GoogleMail.com', 'x-y@yahoo.com', 'é@bücher.example'),
    );
    fc.assert(
      fc.property(written, (raw) => {
        const value = identifier('email', raw, 'DE')?.value;
        fc.pre(value !== undefined);
        expect(identifier('email', value, 'DE')?.value).toBe(value);
      }),
    );
    for (const raw of ['+49 30 9018201', '+1 (212) 555-2368', '+44 20 7946 0018']) {
      const { value } = key('phone', raw);
      expect(['DE', 'US', 'XX'].map((country) => identifier('phone', value, country)?.value)).toEqual([
        value,
        value,
        value,
      ]);
    }
  });

  it("reads a national number in the record's own country", () => {
    const records = [
      one('uk', { phone: ['020 7946 0018'], 'address.country': ['GB'] }),
      one('de', { phone: ['020 7946 0018'] }),
    ];
    expect(idsOf([key('phone', '+44 20 7946 0018')], records)).toEqual([['uk']]);
  });

  it.each([
    [matchCap, false],
    [matchCap + 1, true],
  ])('of %i matches says generic: %s', (count, generic) => {
    const records = Array.from({ length: count }, (_, index) =>
      one(String(index), { email: ['a@example.org'] }),
    );
    const [outcome] = matchesByKey([key('email', 'a@example.org')], records, 'DE');
    const { records: shown, ...said } = outcome?.kind === 'found' ? outcome.value : { records: [] };
    expect(shown).toHaveLength(matchCap);
    expect(said).toEqual(generic ? { generic, crowded: true } : { generic });
  });

  it('gives each id its record', () => {
    const record = one('1', {});
    expect(recordsById(['2', '1', '1'], [record])).toEqual([
      { kind: 'absent' },
      { kind: 'found', value: record },
      { kind: 'found', value: record },
    ]);
  });

  it('chunks', () => {
    expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunks([], 2)).toEqual([]);
  });
});

describe('fair reading', () => {
  /** A table in which each key has as many rows as its number says; a flood comes first. */
  function table() {
    const calls: number[] = [];
    const run = async (keys: readonly number[], limit: number) => {
      calls.push(keys.length);
      const rows = keys.toSorted((a, b) => b - a).flatMap((key) => Array<number>(key).fill(key));
      return rows.slice(0, limit);
    };
    return { calls, run };
  }

  it('asks once when nothing floods', async () => {
    const { calls, run } = table();
    expect(await readFairly([0, 1, 2, 1], 3, run)).toHaveLength(4);
    expect(calls).toEqual([4]);
  });

  it('asks for no keys no more than once', async () => {
    const { calls, run } = table();
    expect(await readFairly([], 3, run)).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(1);
  });

  it('gives every key all its rows, or as many as one key may bring', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
        fc.integer({ min: 1, max: 10 }),
        async (keys, perKey) => {
          const { calls, run } = table();
          const cut = new Set<number>();
          const rows = await readFairly(keys, perKey, run, (key) => cut.add(key));
          // Only keys that had as many rows as one may have can have more.
          for (const key of keys) {
            if (cut.has(key)) expect(key).toBeGreaterThanOrEqual(perKey);
            else expect(rows.filter((each) => each === key)).toHaveLength(key);
          }
          for (const key of keys)
            expect(rows.filter((each) => each === key).length).toBeGreaterThanOrEqual(Math.min(key, perKey));
          expect(calls.length).toBeLessThanOrEqual(2 * keys.length + 1);
        },
      ),
    );
  });
});
