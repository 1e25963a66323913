import { describe, expect, it } from 'vitest';
import { matchCap } from '../../../sources/contract.ts';
import { referenceIdentifier } from '../../../src/identity/normalise.ts';
import { people, personOf, sharedPhone } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, emailOf, key, nothing } from './words.ts';

export function testFind(probe: Probe): void {
  describe('find', () => {
    it('answers each key in its place, kinds mixed, duplicates and strangers among them', async () => {
      const keys = [
        emailOf('Ada'),
        key('email', 'nobody@example.org'),
        key('phone', '+493090182012'),
        key('externalId.loyalty', 'L-1001'),
        referenceIdentifier('ledger', 'acct-2'),
        emailOf('Ada'),
        key('externalId.neverMapped', 'L-1001'),
        referenceIdentifier('neverMapped', 'acct-2'),
        emailOf('Bruno'),
      ];
      const outcomes = await probe.source.find(keys, nothing, calling());
      expect(outcomes.map(probe.who)).toEqual([
        probe.ifLookedUp('email', 'Ada'),
        'absent',
        probe.ifLookedUp('phone', 'Ada'),
        probe.ifLookedUp('externalId.loyalty', 'Ada'),
        probe.ifLookedUp('reference.ledger', 'Bruno'),
        probe.ifLookedUp('email', 'Ada'),
        'absent',
        'absent',
        probe.ifLookedUp('email', 'Bruno'),
      ]);
    });

    it('answers no keys with no outcomes and without a call', async () => {
      expect(await probe.callsFor(() => probe.source.find([], nothing, calling()))).toBe(0);
      expect(await probe.source.find([], nothing, calling())).toEqual([]);
    });

    it('does not ask for a kind it cannot look up', async () => {
      const keys = [key('externalId.neverMapped', 'L-1001'), referenceIdentifier('neverMapped', 'acct-2')];
      expect(await probe.callsFor(() => probe.source.find(keys, nothing, calling()))).toBe(0);
    });

    it('asks a repeated key once', async () => {
      await probe.source.find([emailOf('Ada')], nothing, calling());
      const once = await probe.callsFor(() => probe.source.find([emailOf('Ada')], nothing, calling()));
      const many = Array(3 * probe.source.manifest.batch.find + 1).fill(emailOf('Ada'));
      const often = await probe.callsFor(() => probe.source.find(many, nothing, calling()));
      expect(often).toBe(once);
    });

    it('finds an e-mail in any case, or as far as it compares bytes', async () => {
      const keys = ['CLARA@EXAMPLE.ORG', 'clara@example.org', 'BRUNO@Example.org', 'fox@bücher.example'];
      // One by one: spellings of one address asked together may all be sent.
      const outcomes = await Promise.all(
        keys.map((raw) => probe.source.find([key('email', raw)], nothing, calling())),
      );
      const compares = probe.source.manifest.lookups.find(({ kind }) => kind === 'email')?.compares;
      expect(outcomes.flat().map(probe.who)).toEqual([
        probe.ifLookedUp('email', 'Clara'),
        compares === 'folded' ? ['Clara'] : 'absent',
        probe.ifLookedUp('email', 'Bruno'),
        probe.ifLookedUp('email', 'Fox'),
      ]);
    });

    it('gives all records of a value, in order of their ids', async () => {
      const [outcome] = await probe.source.find([emailOf('Dora')], nothing, calling());
      if (!probe.looksUp('email')) return expect(outcome?.kind).toBe('absent');
      const { records, generic } = answerOf(outcome);
      const ids = records.map(({ ref }) => ref.id);
      expect(ids).toEqual([probe.idOf('Dora'), probe.idOf('Doris')].sort());
      expect(records.every(({ ref }) => ref.source === probe.source.name)).toBe(true);
      expect(generic).toBe(false);
    });

    it.each(['Ada', 'Bruno', 'Clara', 'Dora', 'Emil'])(
      'finds a telephone number however it is written: that of %s',
      async (name) => {
        const { phone, country } = personOf(name);
        const typed = key('phone', phone ?? '', country ?? undefined);
        const outcomes = await probe.source.find([typed, key('phone', typed.value)], nothing, calling());
        expect(outcomes.map(probe.who)).toEqual([
          probe.ifLookedUp('phone', name),
          probe.ifLookedUp('phone', name),
        ]);
      },
    );

    it('keeps values apart that differ in case only', async () => {
      const keys = ['Case-7', 'case-7', 'CASE-7'].map((raw) => key('externalId.loyalty', raw));
      const outcomes = await probe.source.find(keys, nothing, calling());
      const kind = 'externalId.loyalty';
      expect(outcomes.map(probe.who)).toEqual([
        probe.ifLookedUp(kind, 'Bruno'),
        probe.ifLookedUp(kind, 'Clara'),
        'absent',
      ]);
    });

    it('calls a value generic that more than matchCap records share, and starves no other key with it', async () => {
      const keys = [key('phone', sharedPhone), key('phone', '+493090182012'), emailOf('Ada')];
      for (const asked of [keys.slice(0, 1), keys.slice(0, 2), keys]) {
        const [shared, ...others] = await probe.source.find(asked, nothing, calling());
        expect(others.map(probe.who)).toEqual(
          asked.slice(1).map(({ kind }) => probe.ifLookedUp(kind, 'Ada')),
        );
        if (!probe.looksUp('phone')) expect(shared?.kind).toBe('absent');
        else {
          const { records, generic } = answerOf(shared);
          expect(generic).toBe(true);
          expect(records).toHaveLength(matchCap);
          expect(records.every(({ ref }) => probe.nameOf(ref.id).startsWith('Shared'))).toBe(true);
        }
      }
    });

    it('takes hostile values for values: each finds its own record and nothing else', async () => {
      const keys = people
        .filter((one) => one.key.startsWith('Hostile'))
        .flatMap((one) => [
          ...(one.email === null ? [] : [{ name: one.key, key: key('email', one.email) }]),
          { name: one.key, key: key('externalId.loyalty', one.loyalty ?? '') },
          { name: one.key, key: referenceIdentifier('ledger', one.ledger ?? '') },
        ]);
      const expected = keys.map(({ name, key: { kind } }) => probe.ifLookedUp(kind, name));
      const together = await probe.source.find(
        keys.map((each) => each.key),
        nothing,
        calling(),
      );
      expect(together.map(probe.who)).toEqual(expected);
      const alone = await Promise.all(keys.map((each) => probe.source.find([each.key], nothing, calling())));
      expect(alone.flat().map(probe.who)).toEqual(expected);
    });

    it('takes any number of keys and asks for them in batches', async () => {
      const { find } = probe.source.manifest.batch;
      const count = Math.min(10_000, 1000 * find);
      const keys = Array.from({ length: count }, (_, index) =>
        index % 1000 === 500 ? emailOf('Bruno') : key('email', `nobody${index}@example.org`),
      );
      await probe.source.find(keys.slice(0, 1), nothing, calling());
      probe.harness.system.forget();
      const outcomes = await probe.source.find(keys, nothing, calling(50_000));
      expect(probe.harness.system.calls).toBeLessThanOrEqual(Math.ceil(count / find) + 2);
      expect(outcomes.map(probe.who)).toEqual(
        keys.map((_, index) => (index % 1000 === 500 ? probe.ifLookedUp('email', 'Bruno') : 'absent')),
      );
    });

    it('asks for a hundred keys in the calls its batch size takes', async () => {
      const keys = Array.from({ length: 100 }, (_, index) => key('email', `nobody${index}@example.org`));
      await probe.source.find(keys, nothing, calling());
      const one = await probe.callsFor(() => probe.source.find(keys.slice(0, 1), nothing, calling()));
      const hundred = await probe.callsFor(() => probe.source.find(keys, nothing, calling()));
      expect(hundred).toBeLessThanOrEqual(one * Math.ceil(100 / probe.source.manifest.batch.find));
    });
  });
}
