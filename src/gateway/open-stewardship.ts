/** The stewards' desk that a configuration asks for. */
import type { Configuration, StoreConfiguration } from '../config/configuration.ts';
import { deriveKey } from '../identity/seal.ts';
import { GatewayError } from '../model/errors.ts';
import type { Installation } from '../profile/installation.ts';
import { openEmbeddedStore, openServerStore } from '../steward/postgres-store.ts';
import type { StewardStore } from '../steward/store.ts';
import { Stewardship } from './stewardship.ts';

export type OpenStore = (store: StoreConfiguration) => Promise<StewardStore>;

/**
 * @param open - how the store is opened, where it is configured.
 * @returns undefined where nobody may decide.
 * @throws GatewayError STEWARD_STORE_UNAVAILABLE: a gateway that does not know what stewards said might show two people as
 *   one, so it does not start.
 */
export async function openStewardship(
  { store, gateway }: Configuration,
  { xref, now }: Pick<Installation, 'xref' | 'now'>,
  open: OpenStore = openConfiguredStore,
): Promise<Stewardship | undefined> {
  if (store === undefined) return undefined;
  try {
    return await Stewardship.open({
      store: await open(store),
      // With the secret that ids come from: look-up keys may be rotated, and rules must outlive that.
      valueKey: deriveKey(gateway.secret, 'value-rules').export().toString('hex'),
      xref,
      now,
    });
  } catch (cause) {
    throw new GatewayError('STEWARD_STORE_UNAVAILABLE', { cause });
  }
}

/** @throws GatewayError where it cannot be reached or used. */
export function openConfiguredStore(store: StoreConfiguration): Promise<StewardStore> {
  if (store === 'memory') return openEmbeddedStore();
  return 'url' in store ? openServerStore(store.url) : openEmbeddedStore(store.folder);
}
