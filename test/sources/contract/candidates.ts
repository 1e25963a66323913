import { describe, expect, it } from 'vitest';
import { matchCap } from '../../../sources/contract.ts';
import { attributesOfKind, isCandidateKind } from '../../../src/identity/candidate.ts';
import { termsOf } from '../../../src/identity/terms.ts';
import { type Identifier, identifierKey } from '../../../src/model/identifier.ts';
import { people, personOf } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, candidatesOf, emailOf, key, nothing, swapCase, verdict } from './words.ts';

export function testCandidates(probe: Probe): void {
  const pushed = () => probe.source.manifest.lookups.map(({ kind }) => kind).filter(isCandidateKind);
  const keysOf = (name: string, write?: (text: string) => string) =>
    candidatesOf(personOf(name), probe.attributes(), write).filter(({ kind }) => probe.looksUp(kind));

  /** Who has each key, by what identity reads off the records that the source would show. */
  function holders(): ReadonlyMap<string, readonly string[]> {
    const own = people.flatMap((one) =>
      keysOf(one.key).map((each) => [identifierKey(each), one.key] as const),
    );
    const grouped = Map.groupBy(own, ([asked]) => asked);
    return new Map([...grouped].map(([asked, all]) => [asked, all.map(([, name]) => name).sort()]));
  }

  async function foundBy(keys: readonly Identifier[]): Promise<readonly unknown[]> {
    const outcomes = await probe.source.find(keys, nothing, calling());
    return outcomes.map((outcome) =>
      outcome.kind === 'found' && outcome.value.generic
        ? 'generic'
        : outcome.kind === 'found'
          ? outcome.value.records.map(({ ref }) => probe.nameOf(ref.id)).sort()
          : verdict(outcome),
    );
  }

  describe('candidate keys', () => {
    it('find the record that they are read from, in whatever case it is written', async () => {
      const expected = holders();
      for (const write of [undefined, swapCase]) {
        const keys = keysOf('Ada', write);
        expect([...new Set(keys.map(({ kind }) => kind))].sort()).toEqual([...pushed()].sort());
        for (const each of keys)
          expect(await foundBy([each]), each.kind).toEqual([expected.get(identifierKey(each))]);
      }
    });

    it('find whoever has them and nobody else, all asked together, whatever their texts mean elsewhere', async () => {
      // An international domain may be written in letters that its canonical form has not.
      const isWritten = (one: Identifier) =>
        !(one.kind.endsWith('emailDomain') && one.value.startsWith('xn--'));
      const all = people.flatMap((one) => keysOf(one.key)).filter(isWritten);
      const expected = holders();
      const found = await foundBy(all);
      expect(all.map((each, at) => [identifierKey(each), found[at]])).toEqual(
        all.map((each) => {
          const names = expected.get(identifierKey(each)) ?? [];
          return [identifierKey(each), names.length > matchCap ? 'generic' : names];
        }),
      );
    });

    it('take wildcards and quotes for themselves, each asked alone', async () => {
      const expected = holders();
      for (const { key: name } of people.filter((one) => one.key.startsWith('Wild')))
        for (const each of keysOf(name)) {
          const names = expected.get(identifierKey(each)) ?? [];
          const [found] = await foundBy([each]);
          const said = `${each.kind} of ${name}`;
          if (names.length > matchCap) expect(found, said).toBe('generic');
          else {
            // Others may sound like this one and begin with another sign.
            expect(found, said).toContain(name);
            expect(names, said).toEqual(expect.arrayContaining([found].flat()));
          }
        }
    });

    it('find what is written with and without accents', async () => {
      const expected = holders();
      const keys = keysOf('Emil');
      if (pushed().length > 0) expect(keys.length).toBeGreaterThan(0);
      for (const each of keys) {
        const names = expected.get(identifierKey(each)) ?? [];
        expect(names).toContain('EmilPlain');
        expect(await foundBy([each]), each.kind).toEqual([names]);
      }
      for (const each of keysOf('EmilPlain')) expect((await foundBy([each])).flat()).toContain('EmilPlain');
    });

    it('are answered each in its place among identifiers, strangers and repeats', async () => {
      const own = keysOf('Ada');
      const [first] = own;
      const strangers = candidatesOf(
        { ...personOf('Ada'), given: 'Nobody', family: 'Nowhere', birthDate: '1911-01-01' },
        ['name.given', 'name.family', 'birthDate'],
      );
      const keys = [
        emailOf('Ada'),
        ...own,
        ...strangers,
        key('phone', '+493090182012'),
        ...own,
        emailOf('Bruno'),
      ];
      const outcomes = await probe.source.find(keys, nothing, calling());
      const expected = holders();
      const ada = own.map((each) =>
        expect.arrayContaining([...(expected.get(identifierKey(each)) ?? ['nobody'])]),
      );
      expect(outcomes.map(probe.who)).toEqual([
        probe.ifLookedUp('email', 'Ada'),
        ...ada,
        ...strangers.map(() => 'absent'),
        probe.ifLookedUp('phone', 'Ada'),
        ...ada,
        probe.ifLookedUp('email', 'Bruno'),
      ]);
      if (first === undefined) return;
      const once = await probe.callsFor(() => probe.source.find([first], nothing, calling()));
      const often = await probe.callsFor(() => probe.source.find(Array(200).fill(first), nothing, calling()));
      expect(often).toBe(once);
    });

    it('that more than matchCap records share are generic, and starve no others', async () => {
      const own = keysOf('Ada');
      const names = holders();
      const crowd = keysOf('Shared1').filter(
        (each) => (names.get(identifierKey(each)) ?? []).length > matchCap,
      );
      if (pushed().length > 0) expect(crowd.length).toBeGreaterThan(3);
      for (const each of crowd) {
        const [alone] = await probe.source.find([each], nothing, calling());
        const { records, generic } = answerOf(alone);
        expect([records.length, generic], each.kind).toEqual([matchCap, true]);
      }
      expect(await foundBy([...crowd, ...own, emailOf('Ada')])).toEqual([
        ...crowd.map(() => 'generic'),
        ...own.map((each) => names.get(identifierKey(each))),
        probe.ifLookedUp('email', 'Ada'),
      ]);
    });

    it('of kinds that are not looked up are absent without a call', async () => {
      const others = candidatesOf(personOf('Ada'), probe.attributes()).filter(
        ({ kind }) => !probe.looksUp(kind),
      );
      const calls = await probe.callsFor(async () => {
        expect(await foundBy(others)).toEqual(others.map(() => 'absent'));
      });
      expect(calls).toBe(0);
    });

    it('read what they are compared with besides what is wanted, and no more', async () => {
      for (const each of keysOf('Ada')) {
        if (!isCandidateKind(each.kind)) continue;
        const own = attributesOfKind(each.kind);
        const requests = await probe.requestsFor(() => probe.source.find([each], nothing, calling()));
        probe.expectUnselected(requests, [...probe.attributes(), 'references', 'consent'], own);
      }
    });

    it('fail when a column they are compared with is gone, and only those', async () => {
      const dropped = 'birthDate';
      const path = probe.harness.pathOf(dropped);
      if (path === undefined || pushed().length === 0) return;
      const one = probe.reopen();
      const keys = [...keysOf('Ada'), emailOf('Ada')];
      const before = (await one.find(keys, nothing, calling())).map(probe.who);
      await probe.harness.system.setFault({ dropped: [path] });
      const isBlind = (each: Identifier) =>
        isCandidateKind(each.kind) &&
        termsOf(each).some((terms) => terms.some(({ attribute }) => attribute === dropped));
      for (let round = 0; round < 2; round++)
        expect((await one.find(keys, nothing, calling())).map(probe.who)).toEqual(
          keys.map((each, at) => (isBlind(each) ? 'SOURCE_DRIFTED' : before[at])),
        );
      await probe.harness.system.setFault({ dropped: [] });
      probe.harness.tools.pass(31_000);
      expect((await one.find(keys, nothing, calling())).map(probe.who)).toEqual(before);
    });
  });
}
