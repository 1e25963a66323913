import { describe, expect, it } from 'vitest';
import type { CollectPage } from '../../../sources/contract.ts';
import { type Collection, collectionSpecs, type Row } from '../../../src/model/collection.ts';
import { childNumber, childrenOf, people } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, page } from './words.ts';

export function testCollect(probe: Probe): void {
  describe('collect', () => {
    async function rowsOf(name: string, asked: CollectPage) {
      const [outcome] = await probe.source.collect(probe.offered(), [probe.idOf(name)], asked, calling());
      return answerOf(outcome);
    }

    it('gives all rows newest first, ties by id, those without a time last', async () => {
      const spec = collectionSpecs[probe.offered()];
      const attributes = ['number', ...('total' in spec.attributes ? ['total'] : [])];
      const { items, more } = await rowsOf('Orla', page(100, attributes));
      expect(more).toBe(false);
      expect(items.map(({ id }) => id)).toEqual(probe.harness.childIds['Orla']);
      for (const [index, child] of childrenOf('Orla').entries()) {
        expect(items[index]?.values['number']).toBe(childNumber(child));
        if (child.at !== null) expect(items[index]?.at).toBe(child.at);
        if (attributes.includes('total'))
          expect(items[index]?.values['total']).toEqual({
            amount: `10.${String(child.cents - 1000).padStart(2, '0')}`,
            currency: 'EUR',
          });
      }
      if (attributes.includes('total')) {
        const rows = await rowsOf('Otto', page(2, attributes));
        expect(rows.items.map(({ values }) => values['total'])).toEqual([
          { amount: '0.05', currency: 'EUR' },
          { amount: '1200', currency: 'JPY' },
        ]);
      }
    });

    it.each([1, 2, 7, 24, 25, 26])('gives every row once in pages of %i', async (first) => {
      const seen: Row[] = [];
      for (let more = true; more; ) {
        const last = seen.at(-1);
        const slice = await rowsOf('Orla', {
          ...page(first),
          ...(last === undefined ? {} : { after: { at: last.at, id: last.id } }),
        });
        expect(slice.items).toHaveLength(Math.min(first, 25 - seen.length));
        seen.push(...slice.items);
        more = slice.more;
      }
      expect(seen.map(({ id }) => id)).toEqual(probe.harness.childIds['Orla']);
    });

    it('starts at an instant when no id is given, and after the last row there is none', async () => {
      const all = (await rowsOf('Orla', page(100))).items;
      const tie = all[5]?.at ?? null;
      const from = await rowsOf('Orla', { ...page(100), after: { at: tie } });
      expect(from.items.map(({ id }) => id)).toEqual(all.slice(2).map(({ id }) => id));
      const last = all.at(-1);
      const beyond = await rowsOf('Orla', {
        ...page(5),
        after: { at: last?.at ?? null, id: last?.id ?? '' },
      });
      expect(beyond).toEqual({ items: [], more: false });
    });

    it('answers many parents at once, each in its place, and one with many rows starves none', async () => {
      const parents = ['Orla', 'Ada', 'Otto', 'Orla'].map(probe.idOf);
      for (const first of [1, 2, 5]) {
        const outcomes = await probe.source.collect(probe.offered(), parents, page(first), calling());
        expect(outcomes.map((each) => answerOf(each).items.map(({ id }) => id))).toEqual(
          ['Orla', 'Ada', 'Otto', 'Orla'].map((name) => probe.harness.childIds[name]?.slice(0, first)),
        );
        expect(outcomes.map((each) => answerOf(each).more)).toEqual([true, false, first < 2, true]);
      }
    });

    it('takes hostile parents for parents that have no rows', async () => {
      const parents = ["' OR ''='", '1) or (1=1', '', '9'.repeat(40), '🦊', '%', probe.idOf('Otto'), 'x"\\'];
      const outcomes = await probe.source.collect(probe.offered(), parents, page(5), calling());
      expect(outcomes.map((each) => answerOf(each).items.length)).toEqual([0, 0, 0, 0, 0, 0, 2, 0]);
      expect(await probe.source.collect(probe.offered(), [], page(5), calling())).toEqual([]);
    });

    it('has no rows of what its manifest does not offer', async () => {
      const names: readonly Collection[] = [
        'orders',
        'invoices',
        'subscriptions',
        'payments',
        'opportunities',
        'cases',
        'consents',
      ];
      const missing = names.filter((name) => !probe.source.manifest.collections.includes(name));
      for (const name of missing) {
        const [outcome] = await probe.source.collect(name, [probe.idOf('Orla')], page(5), calling());
        expect(answerOf(outcome)).toEqual({ items: [], more: false });
      }
    });

    it('reads a hundred parents in the calls its batch size takes', async () => {
      const parents = people.slice(0, 100).map((one) => probe.idOf(one.key));
      await probe.source.collect(probe.offered(), parents, page(5), calling());
      const calls = await probe.callsFor(() =>
        probe.source.collect(probe.offered(), parents, page(5), calling()),
      );
      expect(calls).toBeLessThanOrEqual(Math.ceil(100 / probe.source.manifest.batch.collect));
    });
  });
}
