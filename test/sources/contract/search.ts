import { describe, expect, it } from 'vitest';
import { type Condition, type FilterOperator, filterOperators } from '../../../sources/contract.ts';
import { type Attribute, attributeSpec } from '../../../src/model/attribute.ts';
import {
  attributesShown,
  hostileTexts,
  type Person,
  people,
  personOf,
  sharedCount,
  shown,
} from '../fixture.ts';
import type { Probe } from './probe.ts';
import { calling, nothing, swapCase, verdict } from './words.ts';

export function testSearch(probe: Probe): void {
  async function expectFound(filter: readonly Condition[], first = 100): Promise<void> {
    const records = await probe.walk(filter, first);
    const expected = people.filter((one) => filter.every((condition) => meets(one, condition)));
    expect(records.map(({ ref }) => probe.nameOf(ref.id)).sort()).toEqual(
      expected.map((one) => one.key).sort(),
    );
  }

  describe('search', () => {
    it('finds by every condition it pushes down whom that condition means', async () => {
      for (const { attribute, operators } of probe.source.manifest.filters) {
        if (!attributesShown.includes(attribute)) continue;
        for (const operator of operators)
          for (const value of samples(attribute, operator))
            await expectFound([{ attribute, operator, value }]);
      }
    });

    it('finds whom all conditions mean together', async () => {
      const conditions = probe.source.manifest.filters
        .filter(({ attribute }) => attributesShown.includes(attribute))
        .flatMap(({ attribute, operators }) =>
          operators.map((operator) => ({
            attribute,
            operator,
            value: samples(attribute, operator)[0] ?? '',
          })),
        );
      for (const one of conditions) for (const other of conditions) await expectFound([one, other]);
    });

    it.each([1, 7, 100])('gives every record once, in one stable order, in pages of %i', async (first) => {
      const ids = (await probe.walk([], first)).map(({ ref }) => ref.id);
      expect([...ids].sort()).toEqual(Object.values(probe.harness.ids).sort());
      const again = (await probe.walk([], 50)).map(({ ref }) => ref.id);
      expect(again).toEqual(ids);
    });

    it('refuses a condition it does not push down, without a call', async () => {
      const refused = [...attributesShown, 'custom.neverMapped' as const].flatMap((attribute) =>
        filterOperators
          .filter((operator) => !probe.pushesDown(attribute, operator))
          .map((operator): Condition => ({ attribute, operator, value: '2020-01-01' })),
      );
      expect(refused.length).toBeGreaterThan(0);
      const calls = await probe.callsFor(async () => {
        for (const condition of refused) {
          const outcome = await probe.source.search([condition], { first: 5 }, nothing, calling());
          expect(verdict(outcome), `${condition.attribute} ${condition.operator}`).toBe('FILTER_UNSUPPORTED');
        }
      });
      expect(calls).toBe(0);
    });
  });
}

/** Whether a person meets a condition, by the words of the contract. */
function meets(one: Person, { attribute, operator, value }: Condition): boolean {
  const own = shown(one, attribute)[0];
  if (own === undefined) return false;
  switch (operator) {
    case 'equals':
      return own.toLowerCase() === value.toLowerCase();
    case 'startsWith':
      return own.toLowerCase().startsWith(value.toLowerCase());
    case 'atLeast':
      return own >= value;
    case 'before':
      return own < value;
  }
}

/** Values to search by: ordinary ones, one that many share, none's, and hostile ones. */
function samples(attribute: Attribute, operator: FilterOperator): readonly string[] {
  switch (attributeSpec(attribute).type) {
    case 'instant':
      return ['2021-06-01T10:00:00.000Z', '2021-06-01T10:00:01.000Z', '1999-01-01T00:00:00.000Z'];
    case 'date':
      return ['1990-06-16', '1990-06-15', '2030-01-01'];
    case 'text': {
      const shared = shown(people[sharedCount - 1] ?? personOf('Ada'), attribute)[0];
      const whole = [
        ...shown(personOf('Bruno'), attribute).map(swapCase),
        ...(shared === undefined ? [] : [shared]),
        'nobody has this',
        ...hostileTexts,
      ];
      return operator === 'startsWith' ? whole.map((text) => [...text].slice(0, 3).join('')) : whole;
    }
  }
}
