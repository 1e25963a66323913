import { describe, expect, it } from 'vitest';
import { consentRowsShown, consentShown, personOf } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, key, nothing, page } from './words.ts';

export function testConsent(probe: Probe): void {
  describe('consent', () => {
    it.each(['Ada', 'Bruno', 'Clara', 'Dora', 'Doris', 'Orla'])('reads the columns of %s', async (name) => {
      const { consent, ref } = await probe.getOne(name, { consent: 'all' });
      for (const { purpose, channel, status, capturedAt } of consentShown(personOf(name))) {
        const own = consent.filter(
          (each) => each.scope.purpose === purpose && each.scope.channel === channel,
        );
        expect(own.map((each) => [each.ref, each.status, each.capturedAt])).toEqual([
          [ref, status, capturedAt],
        ]);
        expect(probe.source.manifest.consent).toContainEqual({ purpose, channel });
      }
    });

    it('reads consent with a look-up and a search as well', async () => {
      const want = { ...nothing, consent: 'all' as const };
      const [outcome] = await probe.source.find([key('email', 'bruno@example.org')], want, calling());
      const expected = (await probe.getOne('Bruno', want)).consent;
      expect(expected.length).toBeGreaterThanOrEqual(2);
      expect(answerOf(outcome).records.map(({ consent }) => consent)).toEqual([expected]);
      const all = await probe.walk([], 100, want);
      expect(all.find(({ ref }) => ref.id === probe.idOf('Bruno'))?.consent).toEqual(expected);
    });

    it('reads consent rows by the key they hang off, whatever page is asked for', async () => {
      const offers = probe.offersConsents();
      for (const name of ['Ada', 'Otto']) {
        const parents = [await probe.consentParent(name)];
        const [slice] = await probe.source.collect('consents', parents, page(1), calling());
        const { items, more } = answerOf(slice);
        const values = items.map(({ values: { field: _, ...rest } }) => rest);
        expect(values).toEqual(offers ? consentRowsShown(name) : []);
        expect(more).toBe(false);
      }
      const { parentKeys } = await probe.getOne('Bruno', { collections: ['consents'] });
      expect(parentKeys.consents).toBeUndefined();
    });

    it('says when there are more consent rows than it reads', async () => {
      if (!probe.offersConsents()) return;
      const parents = await Promise.all(['Ada', 'Prolix', 'Otto'].map((name) => probe.consentParent(name)));
      const slices = (await probe.source.collect('consents', parents, page(1), calling())).map(answerOf);
      expect(slices.map(({ items, more }) => [items.length, more])).toEqual([
        [consentRowsShown('Ada').length, false],
        [200, true],
        [1, false],
      ]);
    });
  });
}
