import { describe, expect, it } from 'vitest';
import { isCandidateKind } from '../../../src/identity/candidate.ts';
import { referenceIdentifier } from '../../../src/identity/normalise.ts';
import type { Attribute } from '../../../src/model/attribute.ts';
import type { Identifier, IdentifierKind } from '../../../src/model/identifier.ts';
import { personOf, shown } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { calling, candidatesOf, key, nothing, page } from './words.ts';

export function testManifest(probe: Probe): void {
  describe('manifest', () => {
    it('is what the source does', async () => {
      const { manifest } = probe.source;
      expect(manifest.writes).toEqual([]);
      for (const size of Object.values(manifest.batch)) expect(size).toBeGreaterThanOrEqual(1);
      expect(new Set(manifest.attributes).size).toBe(manifest.attributes.length);
      for (const { kind } of manifest.lookups) {
        const candidates = candidatesOf(personOf('Ada'), probe.attributes());
        const asked =
          kind === 'reference.ledger'
            ? referenceIdentifier('ledger', 'acct-1')
            : (candidates.find((one) => one.kind === kind) ?? keyOfAda(kind));
        if (asked === undefined) throw new TypeError(`the fixture maps no ${kind}`);
        const [outcome] = await probe.source.find([asked], nothing, calling());
        // Ada alone has her identifiers; what is like her others may have as well.
        const only = isCandidateKind(kind) ? expect.arrayContaining(['Ada']) : ['Ada'];
        expect(outcome && probe.who(outcome), kind).toEqual(only);
      }
      for (const attribute of manifest.attributes)
        expect((await probe.getOne('Ada', { attributes: [attribute] })).drifted).toEqual([]);
      for (const collection of manifest.collections) {
        const [outcome] = await probe.source.collect(collection, [probe.idOf('Ada')], page(1), calling());
        expect(outcome?.kind, collection).toBe('found');
      }
      const { parentKeys } = await probe.getOne('Ada', { collections: manifest.collections });
      expect(Object.keys(parentKeys).sort()).toEqual([...manifest.keyedCollections].sort());
      for (const { attribute } of manifest.filters) expect(manifest.attributes).toContain(attribute);
    });
  });
}

function keyOfAda(kind: IdentifierKind): Identifier | undefined {
  const raw = shown(personOf('Ada'), kind as Attribute)[0];
  return raw === undefined ? undefined : key(kind, raw);
}
