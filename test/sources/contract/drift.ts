import { describe, expect, it } from 'vitest';
import type { Attribute } from '../../../src/model/attribute.ts';
import { consentShown, personOf } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, emailOf, key, nothing, page, verdict } from './words.ts';

export function testDrift(probe: Probe): void {
  describe('drift', () => {
    const remembered = 31_000;

    function path(name: string): string {
      const one = probe.harness.pathOf(name);
      if (one === undefined) throw new TypeError(`the harness has no path of ${name}`);
      return one;
    }

    /** An attribute that no record is looked up by. */
    const plain = (): Attribute =>
      probe.source.manifest.attributes.includes('name.family') ? 'name.family' : 'name.full';

    it.each(['warm', 'cold'])(
      'reports an attribute whose column is gone, and reads the others (%s)',
      async (state) => {
        const one = probe.reopen();
        const name = plain();
        const want = { attributes: [name, 'email'] as const, consent: 'all' as const };
        const whole = await probe.getOne('Ada', want);
        if (state === 'warm') expect((await probe.getOne('Ada', want, one)).drifted).toEqual([]);
        await probe.harness.system.setFault({ dropped: [path(name)] });
        for (let round = 0; round < 2; round++) {
          const record = await probe.getOne('Ada', want, one);
          expect(record.drifted).toEqual([name]);
          expect(record.attributes).toEqual({ email: whole.attributes.email });
          expect(record.consent).toEqual(whole.consent);
        }
        const [outcome] = await one.find([emailOf('Bruno')], { ...nothing, attributes: [name] }, calling());
        expect(answerOf(outcome).records.map(({ drifted }) => drifted)).toEqual([[name]]);
        if (probe.pushesDown(name, 'equals')) {
          const condition = { attribute: name, operator: 'equals', value: personOf('Ada').family } as const;
          const searched = await one.search([condition], { first: 5 }, nothing, calling());
          expect(verdict(searched)).toBe('SOURCE_DRIFTED');
        }
        const { items } = answerOf(
          await one.search([], { first: 3 }, { ...nothing, attributes: [name] }, calling()),
        );
        expect(items.map(({ drifted }) => drifted)).toEqual(Array(3).fill([name]));
        await probe.harness.system.setFault({ dropped: [] });
        probe.harness.tools.pass(remembered);
        const again = await probe.getOne('Ada', want, one);
        expect([again.drifted, again.attributes]).toEqual([[], whole.attributes]);
      },
    );

    it('does not look at a column that nobody wants', async () => {
      await probe.harness.system.setFault({ dropped: [path(plain())] });
      const record = await probe.getOne('Ada', { attributes: ['email'] }, probe.reopen());
      expect(record.drifted).toEqual([]);
    });

    it('says that consent is unknown when its column is gone', async () => {
      const one = probe.reopen();
      await probe.getOne('Ada', { consent: 'all' }, one);
      await probe.harness.system.setFault({ dropped: [path('consent')] });
      const { consent } = await probe.getOne('Ada', { consent: 'all', attributes: ['email'] }, one);
      const [word] = consentShown(personOf('Ada'));
      const own = consent.filter(
        ({ scope }) => scope.purpose === word?.purpose && scope.channel === word.channel,
      );
      expect(own.map(({ status }) => status)).toEqual(['UNKNOWN']);
      await probe.harness.system.setFault({ dropped: [] });
      probe.harness.tools.pass(remembered);
      const back = await probe.getOne('Ada', { consent: 'all' }, one);
      expect(back.consent).toEqual((await probe.getOne('Ada', { consent: 'all' })).consent);
    });

    it('fails the keys whose column is gone, and only those', async () => {
      const one = probe.reopen();
      const keys = [emailOf('Bruno'), key('phone', '+493090182012'), key('externalId.loyalty', 'L-1001')];
      const before = (await one.find(keys, nothing, calling())).map(probe.who);
      await probe.harness.system.setFault({ dropped: [path('email')] });
      for (let round = 0; round < 2; round++) {
        const outcomes = (await one.find(keys, nothing, calling())).map(probe.who);
        expect(outcomes).toEqual(['SOURCE_DRIFTED', ...before.slice(1)]);
      }
      await probe.harness.system.setFault({ dropped: [] });
      probe.harness.tools.pass(remembered);
      expect((await one.find(keys, nothing, calling())).map(probe.who)).toEqual(before);
    });

    it('fails consent rows whose status is gone: no silence is made of blindness', async () => {
      if (!probe.offersConsents()) return;
      const one = probe.reopen();
      const parents = [await probe.consentParent('Ada', one)];
      await one.collect('consents', parents, page(1), calling());
      await probe.harness.system.setFault({ dropped: [path('consents.status')] });
      const [outcome] = await one.collect('consents', parents, page(1), calling());
      expect(outcome && verdict(outcome)).toBe('SOURCE_DRIFTED');
    });

    it('describes what is there and what is gone', async () => {
      const one = probe.reopen();
      const { server, columns } = answerOf(await one.describe(calling()));
      expect(server.trim()).not.toBe('');
      expect(columns.filter(({ exists }) => !exists)).toEqual([]);
      const lookups = columns.filter(({ use }) => use === 'lookup');
      expect(lookups.length).toBeGreaterThanOrEqual(1);
      for (const { column, index } of lookups) expect(index, `what serves ${column}`).not.toBeNull();
      const dropped = path(plain());
      await probe.harness.system.setFault({ dropped: [dropped] });
      const after = answerOf(await one.describe(calling())).columns.filter(({ exists }) => !exists);
      expect(after.map(({ column }) => column)).toContain(dropped.slice(dropped.indexOf('.') + 1));
      for (const { advice } of after) expect(advice ?? '').not.toBe('');
    });

    it('tells the columns that no mapping names, be they new, and none that one names', async () => {
      const one = probe.reopen();
      const { columns, unmapped } = answerOf(await one.describe(calling()));
      const places = (all: readonly { readonly object: string; readonly column: string }[]) =>
        all.map(({ object, column }) => `${object}.${column}`.toLowerCase());
      expect(places(unmapped).filter((place) => places(columns).includes(place))).toEqual([]);
      expect(new Set(places(unmapped)).size).toBe(unmapped.length);
      for (const { type } of unmapped) expect(type).not.toBe('');
      const { addColumn, removeColumn } = probe.harness;
      if (addColumn === undefined || removeColumn === undefined) return;
      await addColumn('newsletter_ok');
      try {
        const after = answerOf(await one.describe(calling())).unmapped;
        expect(after.filter((each) => !places(unmapped).includes(places([each])[0] ?? ''))).toMatchObject([
          { column: 'newsletter_ok', object: columns[0]?.object },
        ]);
      } finally {
        await removeColumn('newsletter_ok');
      }
      expect(places(answerOf(await one.describe(calling())).unmapped)).toEqual(places(unmapped));
    });
  });
}
