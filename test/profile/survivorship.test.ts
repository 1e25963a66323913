import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressAttributes, nameAttributes } from '../../src/model/attribute.ts';
import { refKey, type SourceRecord } from '../../src/model/record.ts';
import { type Survivorship, survive, surviveGroup } from '../../src/profile/survivorship.ts';
import { record, shuffled, type Traits } from '../identity/records.ts';

const rank = (source: string) => ['crm', 'app', 'shop'].indexOf(source);
const plain: Survivorship = { rules: {}, rank };

function dated(key: string, traits: Traits, updatedAt?: string): SourceRecord {
  return {
    ...record(key, traits),
    ...(updatedAt === undefined ? {} : { updatedAt: `${updatedAt}T00:00:00.000Z` }),
  };
}

const values = (records: readonly SourceRecord[], rules: Survivorship['rules'] = {}) =>
  survive(records, 'email', { rules, rank }).map(({ value }) => value);

const records = fc
  .uniqueArray(
    fc.record({
      source: fc.constantFrom('app', 'crm', 'shop', 'unranked'),
      id: fc.constantFrom('1', '2', '3'),
      email: fc.array(fc.constantFrom('a@a.example', 'b@a.example', 'c@a.example'), { maxLength: 3 }),
      full: fc.option(fc.constantFrom('Anna', 'Bob'), { nil: undefined }),
      updatedAt: fc.option(fc.constantFrom('2024-01-01', '2025-01-01'), { nil: undefined }),
    }),
    { selector: ({ source, id }) => `${source}:${id}`, maxLength: 8 },
  )
  .map((drawn) =>
    drawn.map(({ source, id, email, full, updatedAt }) =>
      dated(
        `${source}:${id}`,
        { ...(email.length === 0 ? {} : { email }), ...(full === undefined ? {} : { full }) },
        updatedAt,
      ),
    ),
  );

const rule = fc.record({
  prefer: fc.uniqueArray(
    fc.constantFrom('newest' as const, 'earliestValue' as const, 'latestValue' as const),
  ),
  order: fc.uniqueArray(fc.constantFrom('shop', 'app', 'unranked')),
});

describe('the survivor', () => {
  it('and every loser after it are the same whatever order the records came in', () =>
    fc.assert(
      fc.property(records, rule, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (all, one, order) => {
        const by: Survivorship = { rules: { email: one, name: one }, rank };
        expect(survive(shuffled(all, order), 'email', by)).toEqual(survive(all, 'email', by));
        expect(surviveGroup(shuffled(all, order), 'name', nameAttributes, by)).toEqual(
          surviveGroup(all, 'name', nameAttributes, by),
        );
      }),
    ));

  it('leaves no value out', () =>
    fc.assert(
      fc.property(records, rule, (all, one) => {
        const written = all.flatMap(({ attributes }) => attributes.email ?? []);
        expect(values(all, { email: one }).toSorted()).toEqual(written.toSorted());
      }),
    ));

  it('comes from the source that goes first, then from the newest record, then from the first', () => {
    const all = [
      dated('app:1', { email: 'app' }, '2025-01-01'),
      dated('crm:2', { email: 'old' }, '2023-01-01'),
      dated('crm:3', { email: 'new' }, '2024-01-01'),
      dated('crm:4', { email: 'undated' }),
      dated('crm:1', { email: ['first', 'second'] }, '2023-01-01'),
    ];
    expect(values(all)).toEqual(['new', 'first', 'second', 'old', 'undated', 'app']);
  });

  it('comes from the sources its rule names, before any other', () => {
    const all = [
      dated('crm:1', { email: 'crm' }),
      dated('app:1', { email: 'app' }),
      dated('shop:1', { email: 'shop' }),
    ];
    expect(values(all, { email: { prefer: [], order: ['shop', 'app'] } })).toEqual(['shop', 'app', 'crm']);
  });

  it('is the newest, earliest or latest where its rule prefers that', () => {
    const all = [
      dated('crm:1', { email: 'b' }, '2024-01-01'),
      dated('app:1', { email: 'c' }, '2025-01-01'),
      dated('shop:1', { email: 'a' }),
    ];
    const preferring = (prefer: 'newest' | 'earliestValue' | 'latestValue') =>
      values(all, { email: { prefer: [prefer], order: [] } });
    expect(preferring('newest')).toEqual(['c', 'b', 'a']);
    expect(preferring('earliestValue')).toEqual(['a', 'b', 'c']);
    expect(preferring('latestValue')).toEqual(['c', 'b', 'a']);
    expect(
      values([...all, dated('crm:2', { email: 'd' }, '2025-01-01')], {
        email: { prefer: ['newest', 'earliestValue'], order: ['crm'] },
      }),
    ).toEqual(['c', 'd', 'b', 'a']);
  });

  it('of the times of an account is the first and the last', () => {
    const at = (key: string, time: string): SourceRecord => ({
      ...record(key, {}),
      attributes: { createdAt: [time], lastActivityAt: [time] },
    });
    const all = [at('crm:1', '2024'), at('app:1', '2023'), at('shop:1', '2025')];
    expect(survive(all, 'createdAt', plain)[0]?.value).toBe('2023');
    expect(survive(all, 'lastActivityAt', plain)[0]?.value).toBe('2025');
  });

  it('says where it comes from and when it was written and read', () =>
    expect(
      survive([dated('crm:1', { email: 'a' }, '2024-01-01'), dated('app:1', { email: 'b' })], 'email', plain),
    ).toMatchObject([
      {
        value: 'a',
        ref: { source: 'crm', id: '1' },
        observedAt: '2026-01-15T00:00:00.000Z',
        updatedAt: '2024-01-01T00:00:00.000Z',
      },
      { value: 'b', ref: { source: 'app', id: '1' }, observedAt: '2026-01-15T00:00:00.000Z' },
    ]));
});

describe('a group', () => {
  const all = [
    dated('crm:1', { email: 'a' }, '2025-01-01'),
    dated('app:1', { full: 'Anna', postcode: '10115' }, '2023-01-01'),
    dated('shop:1', { full: 'Bob' }, '2024-01-01'),
  ];
  const keys = (rules: Survivorship['rules'] = {}) =>
    surviveGroup(all, 'name', nameAttributes, { rules, rank }).map(({ ref }) => refKey(ref));

  it('comes from one record that has any of it', () => {
    expect(keys()).toEqual(['app:1', 'shop:1']);
    expect(surviveGroup(all, 'address', addressAttributes, plain).map(({ ref }) => refKey(ref))).toEqual([
      'app:1',
    ]);
  });

  it('obeys its rule', () => {
    expect(keys({ name: { prefer: ['newest'], order: [] } })).toEqual(['shop:1', 'app:1']);
    expect(keys({ name: { prefer: [], order: ['shop'] } })).toEqual(['shop:1', 'app:1']);
  });
});
