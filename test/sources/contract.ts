/**
 * The contract of `sources/contract.ts`, as a suite that every adapter passes. There are no opt-outs: what a source
 * cannot do is read from its manifest and then asserted.
 *
 * A test of an adapter fills a system with one shape of `fixture.ts`, configures the source with the mapping that
 * comes with it, and hands over:
 *
 * ```ts
 * const seeded = fixtureTables();
 * testSourceContract('postgres', async () => {
 *   const system = await startPostgres({ name: 'app', tables: seeded.tables });
 *   const tools = movingTools();
 *   const reopen = () => postgres.create('app', config(system.url), tools);
 *   return { ...seeded, tools, system, pool: 4, source: reopen(), reopen, close: () => system.close() };
 * });
 * ```
 *
 * `tools.now()` is the only clock an adapter may remember by: the suite moves it to see drift forgotten.
 */
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { testAbort } from './contract/abort.ts';
import { testCandidates } from './contract/candidates.ts';
import { testCollect } from './contract/collect.ts';
import { testConnections } from './contract/connections.ts';
import { testConsent } from './contract/consent.ts';
import { testDrift } from './contract/drift.ts';
import { testFaults } from './contract/faults.ts';
import { testFind } from './contract/find.ts';
import { testGet } from './contract/get.ts';
import { testManifest } from './contract/manifest.ts';
import { testPrice } from './contract/price.ts';
import { type Harness, Probe } from './contract/probe.ts';
import { testProjection } from './contract/projection.ts';
import { testSearch } from './contract/search.ts';

export type { Harness } from './contract/probe.ts';

export function testSourceContract(label: string, open: () => Promise<Harness>): void {
  describe(`${label} keeps the source contract`, { timeout: 60_000 }, () => {
    const probe = new Probe(open);
    beforeAll(() => probe.open(), 60_000);
    afterEach(() => probe.restore());
    afterAll(() => probe.close());

    testManifest(probe);
    testFind(probe);
    testCandidates(probe);
    testGet(probe);
    testProjection(probe);
    testConsent(probe);
    testCollect(probe);
    testSearch(probe);
    testPrice(probe);
    testAbort(probe);
    testFaults(probe);
    testDrift(probe);
    testConnections(probe);
  });
}
