import { describe, expect, it } from 'vitest';
import type { Attribute } from '../../../src/model/attribute.ts';
import { attributesShown, personOf, shown } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, key, nothing, page } from './words.ts';

export function testProjection(probe: Probe): void {
  describe('projection', () => {
    const extras = ['references', 'consent'];

    it('reads the wanted attributes only', async () => {
      const all = probe.attributes();
      for (const wanted of [all.slice(0, 1), all.slice(1, 3), []]) {
        const want = { ...nothing, attributes: wanted };
        const requests = await probe.requestsFor(() =>
          probe.source.get([probe.idOf('Ada')], want, calling()),
        );
        probe.expectUnselected(requests, [...attributesShown, ...extras], wanted);
        const record = await probe.getOne('Ada', want);
        expect(Object.keys(record.attributes).sort()).toEqual([...wanted].sort());
      }
    });

    it('reads what a key is compared with besides, and no more', async () => {
      const wanted = probe.attributes().slice(0, 1);
      const want = { ...nothing, attributes: wanted };
      const kind = probe.source.manifest.lookups.find(
        (each) => each.kind !== 'phone' && attributesShown.includes(each.kind as Attribute),
      )?.kind as 'email' | 'externalId.loyalty';
      const asked = key(kind, shown(personOf('Ada'), kind)[0] ?? '');
      const requests = await probe.requestsFor(() => probe.source.find([asked], want, calling()));
      probe.expectUnselected(requests, [...attributesShown, ...extras], [...wanted, kind]);
      const [outcome] = await probe.source.find([asked], want, calling());
      const [record] = answerOf(outcome).records;
      expect(new Set(Object.keys(record?.attributes ?? {}))).toEqual(new Set([...wanted, kind]));
    });

    it('searches by columns it does not return', async () => {
      const wanted = probe.attributes().slice(0, 1);
      const want = { ...nothing, attributes: wanted };
      const requests = await probe.requestsFor(() => probe.source.search([], { first: 5 }, want, calling()));
      probe.expectUnselected(requests, [...attributesShown, ...extras], wanted);
      const { items } = answerOf(await probe.source.search([], { first: 5 }, want, calling()));
      for (const { attributes, references, consent } of items) {
        expect(Object.keys(attributes).every((name) => wanted.includes(name as Attribute))).toBe(true);
        expect([references, consent]).toEqual([[], []]);
      }
    });

    it('reads the attributes of child rows that are wanted, and no others', async () => {
      const number = page(3, ['number']);
      const requests = await probe.requestsFor(() =>
        probe.source.collect(probe.offered(), [probe.idOf('Orla')], number, calling()),
      );
      probe.expectUnselected(requests, ['children.status'], ['children.number']);
      const [wanted] = await probe.source.collect(probe.offered(), [probe.idOf('Orla')], number, calling());
      expect(answerOf(wanted).items.map(({ values }) => Object.keys(values))).toEqual(
        Array(3).fill(['number']),
      );
      const [bare] = await probe.source.collect(probe.offered(), [probe.idOf('Orla')], page(3), calling());
      expect(answerOf(bare).items.map(({ values }) => values)).toEqual(Array(3).fill({}));
    });

    it('names records of other sources when asked to', async () => {
      const names = probe.source.manifest.references.includes('ledger');
      for (const [name, id] of [
        ['Ada', 'acct-1'],
        ['Blank', undefined],
        ['Emil', undefined],
      ] as const) {
        const { references } = await probe.getOne(name, { references: true });
        const ledger = references.filter((ref) => ref.source === 'ledger');
        expect(ledger).toEqual(names && id !== undefined ? [{ source: 'ledger', id }] : []);
      }
    });
  });
}
