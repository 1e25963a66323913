/** The suppression list and the memory of vetoes as a gateway has them: on nodes that share a real log. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import type { Evidence } from '../../src/consent/decide.ts';
import { ratcheted, vetoesIn } from '../../src/consent/ratchet.ts';
import { Stewardship, type StewardshipOptions } from '../../src/gateway/stewardship.ts';
import { identifier } from '../../src/identity/normalise.ts';
import { deriveKey } from '../../src/identity/seal.ts';
import { Xref } from '../../src/identity/xref.ts';
import type { Assertion } from '../../src/model/consent.ts';
import { openEmbeddedStore, openServerStore, type ServerOptions } from '../../src/steward/postgres-store.ts';
import type { StewardStore } from '../../src/steward/store.ts';
import { postgresServers } from '../servers.ts';

const secret = 'a secret of at least thirty-two bytes';
const everything = { channel: 'ANY', purpose: '*' } as const;
const forever = { until: undefined, reason: undefined };

function email(raw = 'ada@example.com') {
  const key = identifier('email', raw, 'DE');
  if (key === undefined) throw new Error('no identifier');
  return key;
}

async function stewardshipOn(
  store: StewardStore,
  more: Partial<StewardshipOptions> = {},
): Promise<Stewardship> {
  const stewardship = await Stewardship.open({
    store,
    valueKey: deriveKey(secret, 'value-rules').export().toString('hex'),
    xref: new Xref(deriveKey(secret, 'lookup')),
    now: () => new Date(),
    ...more,
  });
  onTestFinished(() => stewardship.close());
  return stewardship;
}

const refusal: Assertion = {
  ref: { source: 'app', id: '17' },
  scope: { channel: 'EMAIL', purpose: 'marketing', contactPoint: 'ada@example.com' },
  status: 'DENIED',
  field: 'opt_in',
};
const grant: Assertion = { ...refusal, status: 'GRANTED' };
const evidenceOf = (assertion: Assertion): readonly Evidence[] => [{ assertion, confidence: 1 }];

for (const server of await postgresServers()) {
  describe(`gateways that share a log in ${server.label}`, () => {
    let system: SqlSystem;
    beforeAll(async () => {
      system = await server.open([]);
    });
    beforeEach(() => system.execute('drop schema if exists onefold cascade'));
    afterEach(() => system.setFault({ mode: 'ok', delayMs: 0 }));
    afterAll(() => system.close());

    const open = async (options: ServerOptions = {}, more: Partial<StewardshipOptions> = {}) =>
      stewardshipOn(await openServerStore(system.url, { poll: 50, timeout: 1000, ...options }), more);

    it('suppress a value: here when it is said, elsewhere soon, and after a start', async () => {
      const [here, there] = [await open(), await open()];
      expect(here.suppressionsOf([email()])).toEqual([]);
      expect(here.hasSuppressions).toBe(false);
      const said = await here.suppress(email('Ada@Example.com'), everything, forever, 'mia');
      const suppressed = [
        {
          ref: { source: 'suppression list', id: '' },
          scope: { channel: 'ANY', purpose: '*', contactPoint: 'ada@example.com' },
          status: 'SUPPRESSED',
          reason: 'suppression list',
          capturedAt: said.at,
        },
      ];
      expect(here.hasSuppressions).toBe(true);
      expect(here.suppressionsOf([email('bo@example.com'), email()])).toEqual(suppressed);
      await vi.waitFor(() => expect(there.suppressionsOf([email()])).toEqual(suppressed), 5000);
      expect((await open()).suppressionsOf([email()])).toEqual(suppressed);
      expect(there.suppressions()).toEqual([said]);

      await there.liftSuppression(email(), everything, 'asked in writing', 'noor');
      expect(there.suppressionsOf([email()])).toEqual([]);
      await vi.waitFor(() => expect(here.suppressionsOf([email()])).toEqual([]), 5000);
      expect(here.suppressions()).toEqual([]);
    });

    it('keep no value, only hashes under a key', async () => {
      const stewardship = await open();
      await stewardship.suppress(email(), everything, forever, 'mia');
      stewardship.remember([refusal]);
      await vi.waitFor(() => expect(stewardship.unsavedVetoes.waiting).toBe(0), 5000);
      const rows = [
        ...(await system.execute('select * from onefold.suppression')),
        ...(await system.execute('select * from onefold.veto_seen')),
      ];
      expect(rows).toHaveLength(2);
      expect(JSON.stringify(rows)).not.toMatch(/ada@|example|"17"/i);
    });

    it('do not trust a list that they could not bring up to date, until they could', async () => {
      const stewardship = await open({}, { blindAfter: 500 });
      const isBlind = () => stewardship.suppressionsBlind(Date.now());
      expect(isBlind()).toBe(false);
      await sleep(700);
      expect(isBlind()).toBe(false);
      await system.setFault({ mode: 'down' });
      expect(isBlind()).toBe(false);
      await vi.waitFor(() => expect(isBlind()).toBe(true), 5000);
      // Nothing is forgotten meanwhile.
      await system.setFault({ mode: 'ok' });
      await vi.waitFor(() => expect(isBlind()).toBe(false), 10_000);
      await stewardship.close();
      expect(isBlind()).toBe(true);
    });

    it('notice that their clock is wrong', async () => {
      const off = 600_000;
      const stewardship = await open({ clock: () => Date.now() + off });
      expect(Math.abs(stewardship.clockSkew + off)).toBeLessThan(1000);
    });

    it('hold on to a veto that one of them saw, on all of them', async () => {
      const [here, there] = [await open(), await open()];
      const seenBy = (node: Stewardship) => ratcheted(evidenceOf(grant), (one) => node.seenVeto(one))[0];
      expect(seenBy(here)?.assertion.status).toBe('GRANTED');
      here.remember(vetoesIn(evidenceOf(refusal)));
      expect(seenBy(here)?.assertion.status).toBe('WITHDRAWN');
      await vi.waitFor(() => expect(seenBy(there)?.assertion.status).toBe('WITHDRAWN'), 5000);
      expect(there.seenVeto(grant)).toBe(here.seenVeto(grant));
      expect(seenBy(await open())?.assertion.status).toBe('WITHDRAWN');
      // What every node knows is written by none.
      here.remember([refusal]);
      there.remember([refusal]);
      expect(there.unsavedVetoes.waiting + here.unsavedVetoes.waiting).toBe(0);
    });

    it('remember a veto while the store is away, and no request hears of that', async () => {
      const stewardship = await open();
      await system.setFault({ mode: 'down' });
      stewardship.remember([refusal]);
      expect(stewardship.seenVeto(grant)).toBeDefined();
      await vi.waitFor(() => expect(stewardship.unsavedVetoes).toEqual({ failures: 1, waiting: 1 }), 5000);
      await system.setFault({ mode: 'ok' });
      await vi.waitFor(() => expect(stewardship.unsavedVetoes.waiting).toBe(0), 15_000);
      expect(await system.execute('select * from onefold.veto_seen')).toHaveLength(1);
    });
  });
}

it('an embedded list is always up to date, until it is closed', async () => {
  const store = await openEmbeddedStore();
  const stewardship = await stewardshipOn(store, { blindAfter: 50 });
  await sleep(200);
  expect(stewardship.suppressionsBlind(Date.now())).toBe(false);
  expect(stewardship.clockSkew).toBe(0);
  await store.close();
  await sleep(200);
  expect(stewardship.suppressionsBlind(Date.now())).toBe(true);
});
